package io.github.threeply.benchmarks.memory;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;

/** The other side of a {@link WakeWork}, which sleeps until it is called. */
final class AnswerProcess {
    private AnswerProcess() {}

    /**
     * Answers for ever.
     *
     * @param args which signal and the directory of the files; or nothing, for the bytes of a pipe
     */
    public static void main(String[] args) throws Exception {
        if (args.length == 0) {
            echo();
            return;
        }
        Signal.Sides sides = Signal.valueOf(args[0]).open(Path.of(args[1]));
        endWithInput();
        LineProcess.say(0);
        while (true) {
            sides.waitAndAnswer();
        }
    }

    private static void echo() throws IOException {
        byte[] bytes = new byte[8];
        try (FileInputStream in = new FileInputStream(FileDescriptor.in);
                FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
            for (int read = in.read(bytes); read > 0; read = in.read(bytes)) {
                out.write(bytes, 0, read);
            }
        }
    }

    /** Whoever waits for another process must not outlive the one that started it. */
    static void endWithInput() {
        Thread thread = new Thread(() -> {
            try {
                while (System.in.read() >= 0) {}
            } catch (IOException e) {
                // the same
            }
            Runtime.getRuntime().halt(0);
        });
        thread.setDaemon(true);
        thread.start();
    }
}
