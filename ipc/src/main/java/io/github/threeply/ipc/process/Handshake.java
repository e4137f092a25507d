package io.github.threeply.ipc.process;

import io.github.threeply.ipc.process.WorkerMismatchException.Part;
import org.jspecify.annotations.Nullable;

/** The parent's side of the handshake, for all workers of a pool. */
final class Handshake {
    private final PoolSettings settings;
    private final byte[] initializer;
    private CodeFiles.@Nullable Seen code; // under the monitor of this

    Handshake(PoolSettings settings, byte[] initializer) {
        this.settings = settings;
        this.initializer = initializer;
    }

    /** The files of the workers' code as they were when this JVM looked first, for this pool at the latest. */
    private synchronized CodeFiles.Seen code() {
        CodeFiles.Seen found = code;
        if (found == null) {
            found = look(settings.spec(1));
            code = found;
        }
        return found;
    }

    private static CodeFiles.Seen look(WorkerSpec spec) {
        try {
            return CodeFiles.of(spec);
        } catch (WorkerStartException e) {
            return new CodeFiles.Seen("", 0, ""); // workers that start all the same have no class path to compare
        }
    }

    /** The payload of HELLO. */
    byte[] hello(String worker) {
        return new Hello(
                        Runtime.version().feature(),
                        System.getProperty(JavaCommand.JAVA_PROPERTY) != null,
                        settings.name(),
                        worker,
                        WorkerDepth.current() + 1,
                        settings.values().maxPayload(),
                        code().digest(),
                        initializer)
                .toBytes();
    }

    /**
     * Reads READY.
     *
     * @return why the worker cannot be used all the same, or null
     */
    @Nullable
    WorkerStartException objection(ByteReader ready, WorkerHandle worker) {
        int version = ready.getByte();
        int feature = ready.getInt();
        long pid = ready.getLong();
        long digest = ready.getLong();
        ready.getLong(); // the largest heap
        int capabilities = ready.getInt();
        if (version < Frames.OLDEST_VERSION || version > Frames.VERSION || (capabilities & Hello.PIECES) == 0) {
            return protocol(worker, version, version);
        }
        if (digest != code().digest() && digest != 0 && code().digest() != 0) {
            return classPath(worker, "");
        }
        if (pid != worker.pid()) {
            Logging.otherPid(worker, pid, feature);
        }
        return null;
    }

    /** Reads REFUSED. */
    WorkerStartException refusal(int why, ByteReader refused, WorkerHandle worker) {
        int oldest = refused.getByte();
        int newest = refused.getByte();
        String java = refused.getText() + " in " + refused.getText();
        int maxPayload = refused.getInt();
        String files = refused.getText();
        return switch (why) {
            case Hello.JDK ->
                new WorkerMismatchException(
                        worker.name(),
                        Part.JDK,
                        "runs on JDK " + Runtime.version() + " in " + System.getProperty("java.home"),
                        "on JDK " + java,
                        "restart the program after its JDK was changed, or set the system property "
                                + JavaCommand.JAVA_PROPERTY + " to the command that workers shall have");
            case Hello.LIMITS ->
                new WorkerMismatchException(
                        worker.name(),
                        Part.LIMITS,
                        "has payloads of at most " + settings.values().maxPayload() + " bytes",
                        "has at most " + maxPayload,
                        "both need the same version of this library");
            case Hello.CLASS_PATH -> classPath(worker, files);
            default -> protocol(worker, oldest, newest);
        };
    }

    private static WorkerMismatchException protocol(WorkerHandle worker, int oldest, int newest) {
        return new WorkerMismatchException(
                worker.name(),
                Part.PROTOCOL,
                versions(Frames.OLDEST_VERSION, Frames.VERSION),
                versions(oldest, newest),
                "put the same version of this library on the workers' class path");
    }

    private static String versions(int oldest, int newest) {
        return "speaks protocol version " + oldest + (oldest == newest ? "" : " to " + newest);
    }

    private WorkerMismatchException classPath(WorkerHandle worker, String itsFiles) {
        String ours = code().description();
        return new WorkerMismatchException(
                worker.name(),
                Part.CLASS_PATH,
                "had on the class path " + CodeFiles.Seen.others(ours, itsFiles),
                "has " + CodeFiles.Seen.others(itsFiles, ours),
                "restart the program after its files have changed; workers cannot run tasks of another build");
    }
}
