package io.github.threeply.benchmarks.memory;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A JVM that makes calls for so many nanoseconds as it is told; answers with their number, and how long it took. */
final class CallProcess {
    /** So many calls between two looks at the clock, as in the programs beside it. */
    private static final int TIMES = 256;

    private static long sink;

    private CallProcess() {}

    /**
     * Calls.
     *
     * @param args what; the directory of the files
     */
    public static void main(String[] args) throws Exception {
        Calls.Some calls = Calls.valueOf(args[0]).open(Path.of(args[1]));
        LineProcess.say(0);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            long nanos = Long.parseLong(line);
            long count = 0;
            long start = System.nanoTime();
            long took;
            do {
                sink += calls.make(TIMES);
                count += TIMES;
                took = System.nanoTime() - start;
            } while (took < nanos);
            LineProcess.say(count, took);
        }
        System.exit(sink == Long.MIN_VALUE ? 1 : 0); // never 1, but the compiler cannot know
    }
}
