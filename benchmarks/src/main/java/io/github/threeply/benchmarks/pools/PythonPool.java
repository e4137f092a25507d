package io.github.threeply.benchmarks.pools;

import static java.util.Objects.requireNonNull;

import io.github.threeply.benchmarks.Python;
import io.github.threeply.benchmarks.Work;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The same by the pools of CPython's library, in a Python that stays for all rounds and tells the rates itself. */
final class PythonPool implements Work {
    private final Path script;
    private final Process process;
    private final Writer out;
    private final BufferedReader in;
    private final long batch;
    private double rate;

    /**
     * Starts it.
     *
     * @param what one of those in pools.py
     * @param batch how many operations belong together
     * @param affinity where the two sides are to run
     */
    PythonPool(String what, long batch, Affinity affinity) throws IOException {
        this.batch = batch;
        script = Files.createTempFile("threeply-benchmark-", ".py"); // a pool that spawns needs a file
        try (InputStream source = requireNonNull(PythonPool.class.getResourceAsStream("pools.py"))) {
            Files.write(script, source.readAllBytes());
        }
        process = new ProcessBuilder(Python.command(), script.toString(), what, affinity.name())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        out = process.outputWriter(StandardCharsets.UTF_8);
        in = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    @Override
    public long batch() {
        return batch;
    }

    @Override
    public void run(long operations) throws IOException {
        out.write(operations + "\n");
        out.flush();
        String answer = in.readLine();
        if (answer == null) {
            throw new IOException("Python ended; what it said is above");
        }
        rate = Double.parseDouble(answer);
    }

    @Override
    public double rate(long operations, double seconds) {
        return rate;
    }

    @Override
    public void close() {
        // Its workers first would have it start others, which then wait for ever for a lock that one of the dead holds.
        List<ProcessHandle> workers = process.descendants().collect(Collectors.toList());
        process.destroyForcibly();
        workers.forEach(ProcessHandle::destroyForcibly);
        try {
            Files.deleteIfExists(script);
        } catch (IOException e) {
            System.err.println("cannot delete " + script + ": " + e);
        }
    }
}
