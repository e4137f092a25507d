package io.github.threeply.ipc.testkit;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Says which worker of a pool is to break, when, and how. The plan travels to the workers on their command line, so this
 * jar has to be on their class path, which it is if it is on that of the test.
 * <pre>{@code
 * FaultPlan plan = FaultPlan.worker(1).afterFrame(5).stop()
 *         .and(FaultPlan.worker(2).beforeTask(3).exit(42));
 * try (WorkerProcessPool pool = WorkerProcessPool.builder()
 *         .workers(2).jvmArguments(plan.jvmArguments()).start()) {
 *     ...
 * }
 * }</pre>
 *
 * <p><b>When.</b> Time is counted in what passes between worker and parent, so a plan does the same thing in each run
 * that submits the same tasks: {@linkplain At#atBoot() before the worker is ready}, {@linkplain At#beforeTask after it
 * said that a task starts} and before anything of the task is touched, {@linkplain At#afterFrame after a frame that it
 * wrote}, {@linkplain At#inFrame in the middle of one}, or {@linkplain At#inResult in the middle of a result}. The first
 * frame that a worker writes says that it is ready; then there are two for each task: that it starts, and its answer.
 *
 * <p><b>How often.</b> A fault is for every process that takes the worker's place, the ones after the first included. With
 * {@link #onlyOnce} it is for the first one alone.
 *
 * <p><b>What differs.</b> A worker with a plan answers by its pipe alone, where every frame can be counted; other workers
 * of that pool that the plan does not name are left as they are. Signals are sent by the command {@code kill}: stopping,
 * killing and crashing need a system that has it.
 *
 * <p>Immutable; any thread may use it.
 */
public final class FaultPlan {
    private final List<Fault> faults;

    private FaultPlan(List<Fault> faults) {
        this.faults = List.copyOf(faults);
    }

    /**
     * Begins a plan for one worker.
     *
     * @param number the number at the end of the worker's name, from 1
     * @return to say when
     */
    public static At worker(int number) {
        if (number < 1) {
            throw new IllegalArgumentException("workers are counted from 1, but this was worker " + number);
        }
        return new At(number);
    }

    /**
     * Begins a plan for each worker of the pool.
     *
     * @return to say when
     */
    public static At everyWorker() {
        return new At(Fault.EVERY_WORKER);
    }

    /**
     * Joins two plans. Where both say something about the same frame of the same worker the first one counts.
     *
     * @param other the other one
     * @return a plan with the faults of both
     */
    public FaultPlan and(FaultPlan other) {
        List<Fault> both = new ArrayList<>(faults);
        both.addAll(requireNonNull(other, "other").faults);
        return new FaultPlan(both);
    }

    /**
     * Has each fault of this plan happen once and never again. Which one that is among several processes is decided by
     * who makes the marker file first.
     *
     * @param marker a file that does not exist, in a folder that does; the caller deletes it
     * @return a plan with that limit
     */
    public FaultPlan onlyOnce(Path marker) {
        List<Fault> once = new ArrayList<>();
        for (int i = 0; i < faults.size(); i++) {
            String name = requireNonNull(marker, "marker").toAbsolutePath().toString();
            once.add(faults.get(i).with(faults.size() == 1 ? name : name + "-" + i));
        }
        return new FaultPlan(once);
    }

    /**
     * Returns what the workers' JVMs need to know: for {@code jvmArguments(...)} of the pool's builder.
     *
     * @return the arguments, besides which the caller may give others
     */
    public String[] jvmArguments() {
        return new String[] {
            "-Dthreeply.worker.tap=" + FaultyStreams.class.getName(), "-D" + Fault.PROPERTY + "=" + Fault.write(faults)
        };
    }

    @Override
    public String toString() {
        return "FaultPlan" + faults;
    }

    private static int atLeastOne(int n, String what) {
        if (n < 1) {
            throw new IllegalArgumentException(what + " are counted from 1, but this was " + n);
        }
        return n;
    }

    /** The moment at which a worker breaks. */
    public static final class At {
        private final int worker;

        private At(int worker) {
            this.worker = worker;
        }

        /**
         * In a JVM that runs, before it has read or written anything.
         *
         * @return to say how
         */
        public Breaks atBoot() {
            return new Breaks(worker, Fault.When.BOOT, 0, 0);
        }

        /**
         * When a frame was written as a whole, and before anything else happens in the thread that wrote it.
         *
         * @param number which frame, from 1
         * @return to say how
         */
        public Breaks afterFrame(int number) {
            return new Breaks(worker, Fault.When.AFTER_FRAME, atLeastOne(number, "frames"), 0);
        }

        /**
         * When the parent was told that a task starts, and nothing of the task was touched: while it is deserialized, as
         * the parent sees it. Tasks that travel in blocks are not counted.
         *
         * @param number which task of this process, from 1
         * @return to say how
         */
        public Breaks beforeTask(int number) {
            return new Breaks(worker, Fault.When.BEFORE_TASK, atLeastOne(number, "tasks"), 0);
        }

        /**
         * While a frame is written.
         *
         * @param number which frame, from 1
         * @return to say how
         */
        public Damages inFrame(int number) {
            return new Damages(worker, Fault.When.IN_FRAME, atLeastOne(number, "frames"));
        }

        /**
         * While a task's result is written.
         *
         * @param number which result of this process, from 1
         * @return to say how
         */
        public Damages inResult(int number) {
            return new Damages(worker, Fault.When.IN_RESULT, atLeastOne(number, "results"));
        }
    }

    /** The ways in which a worker breaks at a moment. */
    public static final class Breaks {
        private final int worker;
        private final Fault.When when;
        private final int number;
        private final int offset;

        private Breaks(int worker, Fault.When when, int number, int offset) {
            this.worker = worker;
            this.when = when;
            this.number = number;
            this.offset = offset;
        }

        private FaultPlan plan(Fault.How how, long argument, byte[] bytes) {
            return new FaultPlan(List.of(new Fault(worker, when, number, offset, how, argument, bytes, "")));
        }

        private FaultPlan plan(Fault.How how) {
            return plan(how, 0, new byte[0]);
        }

        /**
         * Stops the process, as SIGSTOP does: it lives, and does nothing at all.
         *
         * @return the plan
         */
        public FaultPlan stop() {
            return plan(Fault.How.STOP);
        }

        /**
         * Kills the process, as SIGKILL does.
         *
         * @return the plan
         */
        public FaultPlan kill() {
            return plan(Fault.How.KILL);
        }

        /**
         * Crashes the JVM, as a fault in native code does: with a crash log, and SIGABRT at the end. Where the system
         * writes core files, the JVM argument {@code -XX:-CreateCoredumpOnCrash} prevents that, and makes the end an exit
         * with code 1 in older JVMs.
         *
         * @return the plan
         */
        public FaultPlan crash() {
            return plan(Fault.How.CRASH);
        }

        /**
         * Ends the process at once, without shutdown hooks.
         *
         * @param code the exit code, 0 to 255
         * @return the plan
         */
        public FaultPlan exit(int code) {
            if (code < 0 || code > 255) {
                throw new IllegalArgumentException("an exit code is 0 to 255, but this was " + code);
            }
            return plan(Fault.How.EXIT, code, new byte[0]);
        }

        /**
         * Has the thread hang for ever, deaf to interrupts; other threads of the process go on.
         *
         * @return the plan
         */
        public FaultPlan hang() {
            return plan(Fault.How.HANG);
        }

        /**
         * Throws an {@link OutOfMemoryError} in the library's own code.
         *
         * @return the plan
         */
        public FaultPlan outOfMemory() {
            return plan(Fault.How.OUT_OF_MEMORY);
        }

        /**
         * Throws an {@link IllegalStateException} in the library's own code.
         *
         * @return the plan
         */
        public FaultPlan fail() {
            return plan(Fault.How.THROW);
        }

        /**
         * Writes bytes to descriptor 1, around {@code System.out}, as native code does; then the worker goes on.
         *
         * @param bytes what to write
         * @return the plan
         */
        public FaultPlan writeToFd1Natively(byte[] bytes) {
            return plan(Fault.How.FD1, 0, bytes.clone());
        }

        /**
         * Writes bytes that are not the protocol into the pipe to the parent; then the worker goes on.
         *
         * @param bytes what to write
         * @return the plan
         */
        public FaultPlan babble(byte[] bytes) {
            return plan(Fault.How.BABBLE, 0, bytes.clone());
        }
    }

    /** The ways in which a worker breaks in the middle of a frame. */
    public static final class Damages {
        private final int worker;
        private final Fault.When when;
        private final int number;

        private Damages(int worker, Fault.When when, int number) {
            this.worker = worker;
            this.when = when;
            this.number = number;
        }

        /**
         * When so many bytes of the frame were written.
         *
         * @param bytes how many; all of them if the frame has no more
         * @return to say how; if the process survives that, the rest of the frame follows
         */
        public Breaks at(int bytes) {
            if (bytes < 0) {
                throw new IllegalArgumentException("a frame cannot be cut at byte " + bytes);
            }
            return new Breaks(worker, when, number, bytes);
        }

        /**
         * Writes the beginning of the frame, and then kills the process, as SIGKILL does.
         *
         * @param bytes how many bytes are written; all of them if the frame has no more
         * @return the plan
         */
        public FaultPlan cutAt(int bytes) {
            return at(bytes).kill();
        }

        /**
         * Flips one bit of the frame, and goes on.
         *
         * @param seed decides which one: the same seed and the same frame, the same bit
         * @return the plan
         */
        public FaultPlan mutate(long seed) {
            return new FaultPlan(List.of(new Fault(worker, when, number, 0, Fault.How.MUTATE, seed, new byte[0], "")));
        }
    }
}
