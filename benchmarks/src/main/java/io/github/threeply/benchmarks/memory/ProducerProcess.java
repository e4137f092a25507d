package io.github.threeply.benchmarks.memory;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A JVM that puts so many items into a queue as it is told. */
final class ProducerProcess {
    private ProducerProcess() {}

    /**
     * Puts.
     *
     * @param args which queue; the directory of the files
     */
    public static void main(String[] args) throws Exception {
        try (QueueEnds queue = QueueKind.valueOf(args[0]).open(Path.of(args[1]))) {
            LineProcess.say(0);
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            long next = 0;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                long end = next + Long.parseLong(line);
                queue.put(next, end);
                next = end;
                LineProcess.say(end);
            }
        }
        System.exit(0);
    }
}
