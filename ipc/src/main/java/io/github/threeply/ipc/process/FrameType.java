package io.github.threeply.ipc.process;

/**
 * The kinds of frames. Numbers, not an enum: they are on the wire, and on the boot path of every worker.
 *
 * <p>A task's id on the wire is its number among those sent to this worker, counted from 0.
 */
final class FrameType {
    private FrameType() {}

    // Parent to worker.

    /** First frame; the payload is a {@link Hello}. */
    static final int HELLO = 1;
    /** Defines a function under the number in {@code aux}; the payload is its definition. */
    static final int FUNCTION = 2;
    /** A task: function number in {@code aux}, or 0 for a payload that holds the whole task. */
    static final int TASK = 3;
    /** Drop the task if it has not started; if it has and {@code aux} is 1, interrupt it. */
    static final int CANCEL = 4;
    /** Give back up to {@code aux} tasks that have not started, the last ones first. */
    static final int RECALL = 5;
    /** The function with the number in {@code aux} will not be used again. */
    static final int FORGET = 6;
    /** No more will come: end the process in good order. */
    static final int BYE = 7;
    /** Use a ring for the answers, if you can; the payload is {@link RingFile#order}. */
    static final int MAP_RING = 8;
    /**
     * Several tasks with numbers that follow each other, in {@code aux} their function's number or 0; a count, and what
     * TASK frames would have as {@link Items}.
     */
    static final int TASKS = 9;
    /** Tasks of one function: its number in {@code aux}; a count of arguments and the arguments, as {@link Items}. */
    static final int BLOCK = 12;

    /** Nothing is to be done for now: make ready for the first task, so that it will be quick. */
    static final int WARM_UP = 20;
    /** Send the stacks of all threads: the task that is to be ended goes on. */
    static final int DUMP = 16;
    /** Answer at once. */
    static final int PING = 17;

    // Both ways.

    /** A piece of a payload: see {@link Frames}. Only who reads and who writes frames sees it. */
    static final int CHUNK = 24;
    /** The first piece of a payload, whose rest is the content of one array. */
    static final int CHUNK_HEAD = 25;

    // Worker to parent. The order of the numbers says nothing.

    /** The handshake's answer: ready for tasks. */
    static final int READY = 32;
    /** The initializer failed; the payload is a failure. The worker ends. */
    static final int INIT_FAILED = 33;
    /** The task's code begins now. Written before any class of the task is touched. */
    static final int STARTED = 34;
    /** The task's result. {@code aux}: {@link #LEAVING} or 0. */
    static final int RESULT = 35;
    /** The task's failure. {@code aux}: {@link #LEAVING} or 0. */
    static final int FAILED = 36;
    /** The task was cancelled before it started. */
    static final int DROPPED = 37;
    /** Answer to RECALL: a count and the ids of the tasks given back. */
    static final int RETURNED = 38;
    /**
     * Outcomes of items of a block, as {@link Items}, from the number in {@code aux} on. If there is one more item, it has
     * started.
     */
    static final int ITEMS = 45;
    /** A block was cut: its items from the number in the payload on are given back. */
    static final int CUT = 46;
    /** A block has ended, after so many items, which took so many nanoseconds. {@code aux}: {@link #LEAVING} or 0. */
    static final int BLOCK_END = 47;

    /** What the worker did at its end in good order failed; the payload is the failure. */
    static final int CLOSE_FAILED = 55;
    /** What comes next is in the ring. The first time it is used. */
    static final int RING = 40;
    /** There will be no ring. */
    static final int NO_RING = 41;
    /** There is something in the ring, or a task has begun. */
    static final int BELL = 42;
    /** What comes next is in the ring again. */
    static final int AGAIN = 43;
    /** In the ring: what comes next is in the pipe. */
    static final int DETOUR = 44;
    /** How far a task is: done, total, and a note. One of a task that has ended meanwhile means nothing. */
    static final int PROGRESS = 50;
    /** Answer to DUMP: a text. */
    static final int DUMPED = 51;
    /** Answer to PING. */
    static final int PONG = 52;

    /** As ITEMS, but seen where they wait to be sent: some may have come before, or those between may not yet have. */
    static final int DRAFT = 48;
    /** The handshake's answer: not with this parent. The payload says what differs. The worker ends. */
    static final int REFUSED = 59;
    /** What came from the parent is not the protocol; the payload is what it was. The worker ends. */
    static final int DAMAGED = 60;

    /** A value of {@code aux}: the worker ends after this frame and starts nothing more. */
    static final int LEAVING = 1;

    /** A value of {@code aux} in CANCEL. */
    static final int INTERRUPT = 1;
    /** Added to the number of an item in {@code aux} of CANCEL: interrupt the block if it is at that item. */
    static final int INTERRUPT_ITEM = 2;

    /** Whether such a frame is sent about a task that has begun. */
    static boolean tellsOfBeginning(int type) {
        return switch (type & 0xff) {
            case STARTED, RESULT, FAILED, ITEMS, BLOCK_END, PROGRESS -> true;
            default -> false;
        };
    }
}
