package io.github.threeply.patterns;

/**
 * Lets a stop interrupt a thread while it is busy with its source: in it, or putting what that returned. A put that is
 * interrupted then would have been refused in any case, since the channel is closed before. At no other time: not in an
 * action for a dropped item, and not in the work of the next step.
 *
 * <p>The monitor is held for moments only.
 */
final class SourceGate {
    private final PipelineRun run;
    private final Thread thread;
    private boolean inside;
    private boolean interrupted;

    SourceGate(PipelineRun run, Thread thread) {
        this.run = run;
        this.thread = thread;
    }

    /** Of the thread itself. Returns false once the pipeline is stopped. */
    synchronized boolean enter() {
        // Under the monitor, so that a stop either is seen here or finds us inside and interrupts.
        inside = !run.isStopped();
        return inside;
    }

    /** Of the thread itself. */
    synchronized void leave() {
        inside = false;
        if (interrupted && !run.hasFailed()) {
            Thread.interrupted(); // it was meant for the source alone
            if (run.hasFailed()) {
                thread.interrupt(); // this one was not: a failure is known before it interrupts
            }
        }
    }

    /** Of anybody. Never interrupts the one who calls. */
    synchronized void interrupt() {
        if (inside && !interrupted && !Thread.currentThread().equals(thread)) {
            interrupted = true;
            thread.interrupt();
        }
    }
}
