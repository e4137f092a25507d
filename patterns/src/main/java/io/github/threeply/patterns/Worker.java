package io.github.threeply.patterns;

import java.util.concurrent.ThreadFactory;

/** One thread of a step. Every item that passes through its hands is handed on, dropped, consumed, or given back. */
final class Worker implements Runnable {
    private final PipelineRun run;
    final Step step;
    final Thread thread;
    final Tally tally;
    private final SourceGate gate;

    /** Whether the thread has begun, or ended; and when, written before. */
    volatile boolean began;

    volatile boolean ended;
    long beganNanos;
    long endedNanos;

    Worker(PipelineRun run, Step step, ThreadFactory factory) {
        this.run = run;
        this.step = step;
        this.tally = step.newTally();
        this.thread = factory.newThread(this);
        this.gate = new SourceGate(run, thread);
    }

    boolean isCurrent() {
        return Thread.currentThread().equals(thread);
    }

    /** Interrupts the thread if it is busy with its source. */
    void interruptSource() {
        gate.interrupt();
    }

    @Override
    public void run() {
        beganNanos = System.nanoTime();
        began = true;
        try {
            Source<Object> source = step.spec.source;
            if (source != null) {
                readSource(source);
            } else if (step.line != null) {
                takeInOrder(step.line);
            } else {
                takeItems();
            }
        } catch (Throwable e) {
            run.fail(step, e);
        } finally {
            endedNanos = System.nanoTime();
            run.workerEnded(this);
        }
    }

    private void readSource(Source<Object> source) {
        Handover handover = run.handover(step, tally, gate);
        if (!gate.enter()) {
            return;
        }
        try {
            while (!step.exhausted && !run.isStopped()) {
                Object item;
                try {
                    item = source.next();
                } catch (Throwable e) {
                    sourceThrew(e);
                    return;
                }
                if (item == null) {
                    step.exhausted = true;
                    return;
                }
                tally.add(Tally.TAKEN, 1);
                if (!handover.deliver(item)) {
                    return;
                }
                tally.settle();
            }
        } finally {
            gate.leave();
        }
    }

    private void sourceThrew(Throwable thrown) {
        if (!run.isStopped() || run.hasFailed() || thrown instanceof Error) {
            run.fail(step, thrown);
        } else if (!Interruptions.isInterruption(thrown)) {
            // Nothing was wanted of it any more: that must not cost the items that still drain.
            run.warnOfLateSource(step, (Exception) thrown);
        }
    }

    private void takeItems() {
        Intake intake = new Intake(run, step, tally);
        Hands hands = run.hands(step, tally);
        for (Object load = intake.next(); load != null; load = intake.next()) {
            if (!hands.process(load)) {
                return;
            }
            tally.settle();
        }
    }

    private void takeInOrder(OrderedLine line) {
        Intake intake = new Intake(run, step, tally);
        Hands hands = run.hands(step, tally);
        try {
            while (takeOneInOrder(line, intake, hands)) {
                tally.settle();
            }
        } catch (InterruptedException e) {
            run.fail(step, e); // ours only when the pipeline has failed, and then this changes nothing
        } finally {
            if (run.hasFailed()) {
                line.flush(hands);
            }
        }
    }

    private boolean takeOneInOrder(OrderedLine line, Intake intake, Hands hands) throws InterruptedException {
        Object load;
        long number;
        enter(line);
        try {
            awaitRoom(line);
            load = intake.next();
            if (load == null) {
                return false;
            }
            number = line.begin();
            // The line answers for it from here on. Later might be never: who hands on the results of others may be
            // kept at that for as long as there are any.
            tally.settle();
        } finally {
            line.intake.unlock();
        }
        Object made = hands.work().attempt(load);
        return made != StepWork.Outcome.FAILED && line.finish(number, made, hands);
    }

    private void enter(OrderedLine line) throws InterruptedException {
        if (!line.intake.tryLock()) {
            tally.waitBegins(Tally.FOR_INPUT);
            try {
                line.intake.lockInterruptibly();
            } finally {
                tally.waitEnds();
            }
        }
    }

    private void awaitRoom(OrderedLine line) throws InterruptedException {
        if (!line.hasRoom()) {
            tally.waitBegins(Tally.FOR_ROOM);
            try {
                line.awaitRoom();
            } finally {
                tally.waitEnds();
            }
        }
    }
}
