package io.github.threeply.ipc.process;

import io.github.threeply.core.Task;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The worker's side of a {@link WorkerProcess}: its first message is what it is to run. */
final class ConnectionEntry implements WorkerEntry, Connection.Ending {
    private static final long LEAVE_MILLIS = 100;

    @Override
    public void run(InputStream fromParent, OutputStream toParent, List<String> arguments) throws Exception {
        long expected = Long.parseUnsignedLong(arguments.get(1), 16);
        if (expected != 0 && ClassPathDigest.of(CodeFiles.ofThisJvm()) != expected) {
            // Which ones they are the parent says, who knows what they were.
            System.err.println("threeply worker: the files that its code comes from are not those that its parent had");
            System.exit(ExitCodes.OTHER_FILES);
        }
        ClassLoader loader = ConnectionEntry.class.getClassLoader();
        Codecs codecs = Codecs.inWorker(arguments.subList(1, arguments.size()));
        Connection connection = Connection.over(
                fromParent,
                toParent,
                "the parent",
                "connection-to-parent",
                new ValueCodec(loader, ClassGate.everything(), false, codecs),
                new ValueCodec(loader, ClassGate.fromParent(), true, codecs),
                Integer.parseInt(arguments.get(0)),
                this);
        Object body;
        try {
            body = connection.receive();
        } catch (RuntimeException e) {
            WorkerMain.exit(ExitCodes.INIT_FAILED, "what it was to run could not be rebuilt", e);
            return;
        }
        if (body instanceof Task.Action action) {
            action.act();
        } else if (body instanceof WorkerBody workerBody) {
            workerBody.run(connection);
        }
        connection.leave(LEAVE_MILLIS);
    }

    /** The parent holds its side open while it lives, so this is its death, or nothing that we could go on with. */
    @Override
    public String why(@Nullable IOException failure) {
        if (failure instanceof FrameReader.NotAFrameException) {
            failure.printStackTrace();
            Runtime.getRuntime().halt(ExitCodes.PROTOCOL);
        }
        WorkerMain.parentGone();
        return "the parent is gone";
    }
}
