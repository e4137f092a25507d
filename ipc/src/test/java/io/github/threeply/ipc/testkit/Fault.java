package io.github.threeply.ipc.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.StringJoiner;

/** One thing that goes wrong in a worker. As text it has only characters that are safe on a command line. */
final class Fault {
    static final String PROPERTY = "threeply.worker.faults";
    static final int EVERY_WORKER = 0;

    enum When {
        BOOT,
        AFTER_FRAME,
        BEFORE_TASK,
        IN_FRAME,
        IN_RESULT
    }

    enum How {
        STOP,
        KILL,
        CRASH,
        EXIT,
        HANG,
        OUT_OF_MEMORY,
        THROW,
        FD1,
        BABBLE,
        MUTATE
    }

    final int worker;
    final When when;
    final int number;
    final int offset; // in the frame, where the moment is inside one
    final How how;
    final long argument;
    final byte[] bytes;
    private final String marker; // empty for none

    Fault(int worker, When when, int number, int offset, How how, long argument, byte[] bytes, String marker) {
        this.worker = worker;
        this.when = when;
        this.number = number;
        this.offset = offset;
        this.how = how;
        this.argument = argument;
        this.bytes = bytes;
        this.marker = marker;
    }

    Fault with(String markerFile) {
        return new Fault(worker, when, number, offset, how, argument, bytes, markerFile);
    }

    boolean isAt(When moment, int count) {
        return when == moment && number == count;
    }

    /** Whether it may happen: always, or in the one process that makes the marker. */
    boolean isDue() throws IOException {
        if (marker.isEmpty()) {
            return true;
        }
        try {
            Files.createFile(Path.of(marker));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    static String write(List<Fault> faults) {
        StringJoiner all = new StringJoiner(";");
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        for (Fault each : faults) {
            all.add(each.worker + "," + each.when + "," + each.number + "," + each.offset + "," + each.how + ","
                    + each.argument + ","
                    + base64.encodeToString(each.bytes) + ","
                    + base64.encodeToString(each.marker.getBytes(StandardCharsets.UTF_8)));
        }
        return all.toString();
    }

    /** The faults of one worker. */
    static List<Fault> read(String text, String workerName) {
        int number = Integer.parseInt(workerName.substring(workerName.lastIndexOf('-') + 1));
        List<Fault> faults = new ArrayList<>();
        Base64.Decoder base64 = Base64.getUrlDecoder();
        for (String each : text.split(";", -1)) {
            String[] parts = each.split(",", -1);
            int worker = Integer.parseInt(parts[0]);
            if (worker == EVERY_WORKER || worker == number) {
                faults.add(new Fault(
                        worker,
                        When.valueOf(parts[1]),
                        Integer.parseInt(parts[2]),
                        Integer.parseInt(parts[3]),
                        How.valueOf(parts[4]),
                        Long.parseLong(parts[5]),
                        base64.decode(parts[6]),
                        new String(base64.decode(parts[7]), StandardCharsets.UTF_8)));
            }
        }
        return faults;
    }

    @Override
    public String toString() {
        return "worker " + (worker == EVERY_WORKER ? "*" : worker) + " " + when + " " + number + ": " + how + " "
                + argument;
    }
}
