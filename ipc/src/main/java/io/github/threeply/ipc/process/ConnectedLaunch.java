package io.github.threeply.ipc.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Starts a worker that runs {@link ConnectionEntry}, and connects to it. What it is to run is its first message. */
final class ConnectedLaunch {
    /** The pipe ends with the process, a moment before the system tells its exit code, for which it is worth waiting. */
    private static final long EXIT_WAIT_MILLIS = 1000;

    private final @Nullable ClassLoader loader;
    private final ValueCodec outgoing;
    private final ValueCodec incoming;
    private final int maxMessageBytes;
    private final Codecs codecs;
    private final ByteWriter firstFrame;
    private CodeFiles.@Nullable Seen code;

    /**
     * Encodes the body, so that one that cannot travel is refused before anything is started.
     *
     * @param body a {@link WorkerBody} or a task's action
     * @param allowed names of classes and packages that the worker may send, besides the body's own package
     */
    ConnectedLaunch(Object body, Set<String> allowed, int maxMessageBytes, Set<String> codecNames) {
        this.maxMessageBytes = maxMessageBytes;
        loader = body.getClass().getClassLoader();
        ClassLoader finder = loader == null ? ClassLoader.getSystemClassLoader() : loader;
        codecs = new Codecs(List.copyOf(codecNames), finder);
        outgoing = new ValueCodec(finder, ClassGate.everything(), true, codecs);
        // Strict, and no lambdas: a worker that was taken over must not choose what runs here.
        ClassGate gate = ClassGate.strict(allowed).with(body.getClass().getPackageName());
        incoming = new ValueCodec(finder, gate, false, codecs);
        firstFrame = Connection.encode(body, outgoing, maxMessageBytes);
    }

    /** How this side reads what the worker sends. */
    ValueCodec incoming() {
        return incoming;
    }

    WorkerHandle start(WorkerSpec.Builder options) {
        CodeFiles.Seen files = CodeFiles.of(options.codeLoader(loader).build());
        code = files;
        List<String> arguments = new ArrayList<>();
        arguments.add(Integer.toString(maxMessageBytes));
        arguments.add(Long.toHexString(files.digest()));
        arguments.addAll(codecs.names());
        return WorkerLauncher.launch(options.entryArguments(arguments).build());
    }

    Connection connect(WorkerHandle handle) {
        Connection connection = Connection.over(
                handle.fromWorker(),
                handle.toWorker(),
                handle.toString(),
                "worker-" + handle.name() + "-connection",
                outgoing,
                incoming,
                maxMessageBytes,
                failure -> whyEnded(handle, failure));
        boolean interrupted = Thread.interrupted(); // nothing waits here; the flag is for whoever waits next
        try {
            connection.sendEncoded(firstFrame);
        } catch (InterruptedException e) {
            interrupted = true;
            handle.kill();
        } catch (IllegalStateException e) {
            // The worker died at once; the connection and its exit say why.
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return connection;
    }

    private String whyEnded(WorkerHandle handle, @Nullable IOException failure) {
        if (failure instanceof FrameReader.NotAFrameException) {
            handle.kill();
            return handle + " sent bytes that are not the protocol, and was killed";
        }
        try {
            WorkerExit exit = handle.onExit().get(EXIT_WAIT_MILLIS, TimeUnit.MILLISECONDS);
            CodeFiles.Seen files = code;
            if (exit.code() == ExitCodes.OTHER_FILES && files != null) {
                return exit + "; there is now " + files.changes();
            }
            return exit + ", before it closed the connection";
        } catch (TimeoutException | ExecutionException e) {
            return handle + " closed its pipe but lives on";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return handle + " is gone";
        }
    }
}
