package io.github.threeply.ipc.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pool's worker, inside its process. The thread that calls {@link #run} is the control thread: it reads the pipe for as
 * long as the process lives, so a cancellation and the end of the parent are seen while a task runs. It never writes, so
 * it is always about to read, and a parent's write to this worker always ends: that is why the two pipes cannot deadlock.
 * The {@link TaskThread} runs one task at a time.
 */
final class PoolWorkerEntry implements WorkerEntry {
    /** How much larger than an initializer of the largest size the handshake's frame may be. */
    private static final int HANDSHAKE_ROOM = 64 * 1024;

    private static final byte[] NONE = new byte[0];

    // What tasks report through. Not on the boot path: made when the first task asks for it.
    private static volatile @Nullable Inbox theInbox;
    private static volatile @Nullable WorkerOutput theOutput;
    private static volatile @Nullable TaskReports reports;

    /** The way to report, if this process is a worker of a pool. */
    static @Nullable TaskReports reports() {
        TaskReports made = reports;
        Inbox inbox = theInbox;
        WorkerOutput output = theOutput;
        if (made == null && inbox != null && output != null) {
            synchronized (PoolWorkerEntry.class) {
                made = reports;
                if (made == null) {
                    made = new TaskReports(inbox, output);
                    reports = made;
                }
            }
        }
        return made;
    }

    /** The same if a task has asked for it, else null: then none has reported anything. */
    static @Nullable TaskReports reportsIfAny() {
        return reports;
    }

    @Override
    public void run(InputStream fromParent, OutputStream toParent, List<String> arguments) throws Exception {
        MarkedOutput.install();
        int maxPayload = Integer.parseInt(arguments.get(0));
        WorkerOutput output = new WorkerOutput(toParent);
        Inbox inbox = new Inbox();
        Codecs codecs = Codecs.inWorker(arguments);
        TaskThread tasks = new TaskThread(inbox, output, maxPayload, codecs);
        theInbox = inbox;
        theOutput = output;
        FrameReader reader = new FrameReader(fromParent, maxPayload + HANDSHAKE_ROOM + Items.ROOM);
        try {
            while (reader.next()) {
                handle(reader, inbox, tasks, output, maxPayload);
            }
        } catch (FrameReader.NotAFrameException e) {
            endDamaged(output, e.getMessage(), e.stray());
        } catch (ByteReader.MalformedValueException e) {
            endDamaged(output, "a frame whose content is malformed: ".concat(String.valueOf(e.getMessage())), NONE);
        } catch (IOException e) {
            WorkerMain.parentGone();
        }
        WorkerMain.parentGone();
    }

    private static void handle(FrameReader frame, Inbox inbox, TaskThread tasks, WorkerOutput output, int maxPayload) {
        switch (frame.type()) {
            case FrameType.HELLO -> greet(Hello.read(frame.copyPayload()), tasks, output, maxPayload);
            case FrameType.FUNCTION, FrameType.TASK, FrameType.FORGET, FrameType.WARM_UP ->
                inbox.put(new Inbox.Entry(frame.type(), frame.taskId(), frame.aux(), frame.keepPayload()));
            case FrameType.TASKS ->
                inbox.put(new Inbox.Entry(TaskBatch.read(inbox, frame.aux(), frame.taskId(), frame.copyPayload())));
            case FrameType.BLOCK -> {
                byte[] payload = frame.copyPayload(); // one array: its reader goes to and fro
                BlockProgress block = new BlockProgress(inbox, ByteReader.intAt(payload, 0));
                inbox.put(new Inbox.Entry(frame.type(), frame.taskId(), frame.aux(), new ByteReader(payload), block));
            }
            case FrameType.CANCEL -> {
                if (inbox.cancel(frame.taskId(), frame.aux() == FrameType.INTERRUPT, tasks.thread())) {
                    output.replyLater(FrameType.DROPPED, frame.taskId(), new long[0]);
                    return;
                }
                int end = inbox.cancelBlock(frame.taskId(), frame.aux(), tasks.thread());
                if (end != BlockProgress.NONE) {
                    output.replyLater(FrameType.CUT, frame.taskId(), new long[] {end});
                }
            }
            case FrameType.RECALL -> recall(frame.aux(), inbox, output);
            case FrameType.BYE -> {
                if (!tasks.hasEnd()) {
                    System.exit(0);
                }
                inbox.put(new Inbox.Entry(FrameType.BYE, 0, 0, new ByteReader(NONE)));
            }
            case FrameType.MAP_RING -> mapRing(frame, output);
            case FrameType.DUMP -> dump(frame, tasks, output);
            case FrameType.PING -> output.replyLater(FrameType.PONG, 0, new long[0]);
            default -> endDamaged(output, "a frame of unknown type ".concat(Integer.toString(frame.type())), NONE);
        }
    }

    private static void dump(FrameReader frame, TaskThread tasks, WorkerOutput output) {
        try {
            ThreadDumps.send(frame.taskId(), frame.aux(), tasks.thread(), output);
        } catch (OutOfMemoryError e) {
            // No thread for it. Nobody gets the dump then, and the task goes on.
        }
    }

    /** Without a ring all goes on as it was, so a failure is not one of the worker. */
    private static void mapRing(FrameReader frame, WorkerOutput output) {
        try {
            output.offer(RingFile.open(frame.payload()));
        } catch (IOException | RuntimeException | LinkageError e) {
            output.replyLater(FrameType.NO_RING, 0, new long[0]);
        }
    }

    private static void recall(int most, Inbox inbox, WorkerOutput output) {
        long[] ids = inbox.recall(most);
        long[] cut = ids.length == 0 || most == InFlight.MOST ? inbox.recallItems(most == InFlight.MOST) : null;
        if (cut != null) {
            output.replyLater(FrameType.CUT, cut[0], new long[] {cut[1]});
        }
        output.replyLater(FrameType.RETURNED, 0, ids);
    }

    private static void greet(Hello hello, TaskThread tasks, WorkerOutput output, int maxPayload) {
        String code = CodeFiles.ofThisJvm();
        long digest = hello.classPathDigest == 0 ? 0 : ClassPathDigest.of(code);
        int objection = hello.objection(maxPayload, digest);
        if (objection == 0) {
            WorkerDepth.isAtLeast(hello.depth);
            tasks.start(hello.initializer, digest);
        } else {
            ByteWriter out = new ByteWriter(1024, Integer.MAX_VALUE - 16);
            Hello.writeRefused(new Frames(), out, objection, maxPayload, code);
            output.write(out);
            System.exit(ExitCodes.PROTOCOL);
        }
    }

    /**
     * Ends the process because what comes from the parent cannot be understood. That is said first, so that the parent
     * knows why. A task that runs is lost with it; those that wait are run elsewhere.
     */
    private static void endDamaged(WorkerOutput output, @Nullable String what, byte[] bytes) {
        String text = String.valueOf(what);
        System.err.println("threeply worker: the parent sent ".concat(text));
        ByteWriter out = new ByteWriter(1024, Integer.MAX_VALUE - 16);
        Frames frames = new Frames();
        frames.header(out, FrameType.DAMAGED, 0, 0, 0);
        out.putText(text);
        out.putInt(bytes.length);
        out.write(bytes, 0, bytes.length);
        frames.patchLength(out, 0);
        output.write(out);
        System.exit(ExitCodes.PROTOCOL);
    }
}
