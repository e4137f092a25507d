package io.github.threeply.stress.show;

import java.io.PrintStream;
import java.util.function.Consumer;

/** Says how far a run has come, in one line that is written over and over; only where somebody watches. */
final class Progress implements Consumer<String>, AutoCloseable {
    private static final int WIDTH = 78;

    private final PrintStream out;
    private final boolean visible;
    private final int all;
    private int done;

    /** Makes one for so many steps. */
    Progress(PrintStream out, boolean visible, int all) {
        this.out = out;
        this.visible = visible;
        this.all = all;
    }

    /** Tells that jcstress looks at the machine and the JVM, which takes some seconds each time. */
    synchronized void starting() {
        show("getting ready");
    }

    /** Tells that a test has ended. */
    @Override
    public synchronized void accept(String test) {
        done = Math.min(all, done + 1);
        show(test.replaceFirst("^.*\\.gallery\\.", ""));
    }

    private void show(String what) {
        if (visible) {
            String line = "[" + done + " of " + all + "] " + what;
            out.printf("\r%-" + WIDTH + "s", line.substring(0, Math.min(line.length(), WIDTH)));
            out.flush();
        }
    }

    /** Takes the line away. */
    @Override
    public synchronized void close() {
        if (visible) {
            out.print("\r" + " ".repeat(WIDTH) + "\r");
            out.flush();
        }
    }
}
