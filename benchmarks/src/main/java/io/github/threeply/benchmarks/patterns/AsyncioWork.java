package io.github.threeply.benchmarks.patterns;

import static java.util.Objects.requireNonNull;

import io.github.threeply.benchmarks.Python;
import io.github.threeply.benchmarks.Work;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** The same by asyncio, in a Python that stays for all rounds and tells how long each took, so that no pipe counts. */
final class AsyncioWork implements Work {
    private final Process process;
    private final Writer out;
    private final BufferedReader in;
    private double seconds;

    AsyncioWork() throws IOException {
        process = new ProcessBuilder(
                        Python.command(),
                        "-c",
                        script(),
                        Integer.toString(GatherWork.TASKS),
                        Double.toString(GatherWork.SLEEP_MILLIS / 1e3))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        out = process.outputWriter(StandardCharsets.UTF_8);
        in = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private static String script() throws IOException {
        try (InputStream source = requireNonNull(AsyncioWork.class.getResourceAsStream("gather.py"))) {
            return new String(source.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void run(long operations) throws IOException {
        out.write(operations + "\n");
        out.flush();
        String answer = in.readLine();
        if (answer == null) {
            throw new IOException("Python ended; what it said is above");
        }
        seconds = Double.parseDouble(answer);
    }

    @Override
    public double[] values(long operations, double elapsed) {
        return new double[] {seconds / operations};
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
