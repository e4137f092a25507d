package io.github.threeply.ipc.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * A pool's worker, inside its process. The thread that calls {@link #run} is the control thread: it reads the pipe for as
 * long as the process lives, so a cancellation and the end of the parent are seen while a task runs. It never writes, so
 * it is always about to read, and a parent's write to this worker always ends: that is why the two pipes cannot deadlock.
 * The {@link TaskThread} runs one task at a time.
 */
final class PoolWorkerEntry implements WorkerEntry {

    @Override
    public void run(InputStream fromParent, OutputStream toParent, List<String> arguments) throws Exception {
        int maxPayload = Integer.parseInt(arguments.get(0));
        WorkerOutput output = new WorkerOutput(toParent);
        Inbox inbox = new Inbox();
        TaskThread tasks = new TaskThread(inbox, output, maxPayload);
        FrameReader reader = new FrameReader(fromParent, maxPayload + Items.ROOM);
        try {
            while (reader.next()) {
                handle(reader, inbox, tasks, output);
            }
        } catch (FrameReader.NotAFrameException e) {
            System.err.println("threeply worker: the parent sent ".concat(String.valueOf(e.getMessage())));
            System.exit(ExitCodes.PROTOCOL);
        } catch (IOException e) {
            WorkerMain.parentGone();
        }
        WorkerMain.parentGone();
    }

    private static void handle(FrameReader frame, Inbox inbox, TaskThread tasks, WorkerOutput output) {
        switch (frame.type()) {
            case FrameType.HELLO -> tasks.start(frame.copyPayload());
            case FrameType.FUNCTION, FrameType.TASK, FrameType.FORGET, FrameType.WARM_UP ->
                inbox.put(new Inbox.Entry(frame.type(), frame.taskId(), frame.aux(), frame.copyPayload()));
            case FrameType.BLOCK -> {
                byte[] payload = frame.copyPayload();
                BlockProgress block = new BlockProgress(inbox, ByteReader.intAt(payload, 0));
                inbox.put(new Inbox.Entry(frame.type(), frame.taskId(), frame.aux(), payload, block));
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
                inbox.put(new Inbox.Entry(FrameType.BYE, 0, 0, new byte[0]));
            }
            case FrameType.MAP_RING -> mapRing(frame, output);
            default -> {
                System.err.println("threeply worker: the parent sent an unknown frame");
                System.exit(ExitCodes.PROTOCOL);
            }
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
}
