package io.github.threeply.litmus;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a JVM leaves for the parent when all went well: its facts, and what its actors counted.
 *
 * @param version the version of its JDK
 * @param vm the name of its virtual machine
 * @param batches how many batches it ran
 * @param nanos how long they took
 * @param tally the outcomes of its share of the rounds
 */
record JvmResult(String version, String vm, long batches, long nanos, Tally tally) {

    private static Path path(Path directory, int jvm) {
        return directory.resolve("jvm-" + jvm + ".tally");
    }

    static boolean exists(Path directory, int jvm) {
        return Files.exists(path(directory, jvm));
    }

    void write(Path directory, int jvm) throws IOException {
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(path(directory, jvm))))) {
            out.writeUTF(version);
            out.writeUTF(vm);
            out.writeLong(batches);
            out.writeLong(nanos);
            out.writeInt(tally.outcomes());
            for (Tally.Entry entry : tally.entries()) {
                out.writeLong(entry.times());
                for (long result : entry.outcome()) {
                    out.writeLong(result);
                }
            }
        }
    }

    static JvmResult read(Path directory, int jvm, int results) throws IOException {
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(path(directory, jvm))))) {
            String version = in.readUTF();
            String vm = in.readUTF();
            long batches = in.readLong();
            long nanos = in.readLong();
            Tally tally = new Tally(results);
            for (int left = in.readInt(); left > 0; left--) {
                long times = in.readLong();
                long[] outcome = new long[results];
                for (int i = 0; i < results; i++) {
                    outcome[i] = in.readLong();
                }
                tally.add(outcome, times);
            }
            return new JvmResult(version, vm, batches, nanos, tally);
        }
    }
}
