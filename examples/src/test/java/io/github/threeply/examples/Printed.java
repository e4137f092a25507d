package io.github.threeply.examples;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What some code prints to {@code System.out} and {@code System.err}. */
public record Printed(String out, String err) {

    /** Runs the code with both streams caught. */
    public static Printed by(Body body) throws Exception {
        PrintStream realOut = System.out;
        PrintStream realErr = System.err;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
            body.run();
        } finally {
            System.setOut(realOut);
            System.setErr(realErr);
        }
        return new Printed(out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** The lines on {@code System.out}. */
    public List<String> lines() {
        return out.lines().toList();
    }

    /** Code that prints. */
    @FunctionalInterface
    public interface Body {
        void run() throws Exception;
    }
}
