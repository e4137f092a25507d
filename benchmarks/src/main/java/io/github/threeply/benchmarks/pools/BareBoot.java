package io.github.threeply.benchmarks.pools;

import java.nio.charset.StandardCharsets;

/** Starts JVMs that print a line and exit, all at once, and waits for their ends. */
final class BareBoot extends MedianWork {
    private final int count;

    BareBoot(int count) {
        this.count = count;
    }

    /** What each of them runs. */
    static final class Hello {
        private Hello() {}

        /**
         * Prints.
         *
         * @param args none
         */
        public static void main(String[] args) {
            System.out.println("hello");
        }
    }

    @Override
    protected long once() throws Exception {
        long start = System.nanoTime();
        Process[] processes = new Process[count];
        try {
            for (int i = 0; i < count; i++) {
                processes[i] = Jvm.start(Hello.class);
            }
            for (Process process : processes) {
                String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                int exitCode = process.waitFor();
                if (exitCode != 0 || !printed.strip().equals("hello")) {
                    throw new IllegalStateException("exit code " + exitCode + ", printed " + printed);
                }
            }
            return System.nanoTime() - start;
        } finally {
            for (Process process : processes) {
                if (process != null) {
                    process.destroyForcibly();
                }
            }
        }
    }
}
