package io.github.threeply.ipc.process;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The handshake on the wire. HELLO: what the parent is and what it expects; READY: the worker agrees, and says what it
 * is; REFUSED: it does not agree. These forms do not change from version to version; what is new goes to the end.
 *
 * <p>All of it is on the boot path of every worker, and so is plain code.
 */
final class Hello {
    /** Capability of a worker: payloads in pieces. */
    static final int PIECES = 1;

    // Why a worker refuses.
    static final int VERSION = 1;
    static final int JDK = 2;
    static final int CLASS_PATH = 3;
    static final int LIMITS = 4;

    final int oldestVersion;
    final int newestVersion;
    final int feature;
    final boolean otherFeatureIsFine;
    final String pool;
    final String worker;
    final int depth;
    final int maxPayload;
    final long classPathDigest;
    final byte[] initializer;

    Hello(
            int feature,
            boolean otherFeatureIsFine,
            String pool,
            String worker,
            int depth,
            int maxPayload,
            long classPathDigest,
            byte[] initializer) {
        this.oldestVersion = Frames.OLDEST_VERSION;
        this.newestVersion = Frames.VERSION;
        this.feature = feature;
        this.otherFeatureIsFine = otherFeatureIsFine;
        this.pool = pool;
        this.worker = worker;
        this.depth = depth;
        this.maxPayload = maxPayload;
        this.classPathDigest = classPathDigest;
        this.initializer = initializer;
    }

    private Hello(ByteReader in) {
        oldestVersion = in.getByte();
        newestVersion = in.getByte();
        feature = in.getInt();
        otherFeatureIsFine = in.getByte() != 0;
        pool = in.getText();
        worker = in.getText();
        depth = in.getInt();
        maxPayload = in.getInt();
        classPathDigest = in.getLong();
        initializer = in.takeBytes(in.getCount(1));
    }

    static Hello read(byte[] payload) {
        return new Hello(new ByteReader(payload));
    }

    byte[] toBytes() {
        ByteWriter out = new ByteWriter(128 + initializer.length, Integer.MAX_VALUE - 16);
        out.write(oldestVersion);
        out.write(newestVersion);
        out.putInt(feature);
        out.write(otherFeatureIsFine ? 1 : 0);
        out.putText(pool);
        out.putText(worker);
        out.putInt(depth);
        out.putInt(maxPayload);
        out.putLong(classPathDigest);
        out.putInt(initializer.length);
        out.write(initializer, 0, initializer.length);
        return out.toByteArray();
    }

    // In the worker.

    /** What the worker's side is, where it matters; 0 if there is nothing to refuse. */
    int objection(int ownMaxPayload, long ownDigest) {
        if (newestVersion < Frames.OLDEST_VERSION || oldestVersion > Frames.VERSION) {
            return VERSION;
        }
        if (feature != Runtime.version().feature() && !otherFeatureIsFine) {
            return JDK;
        }
        if (maxPayload != ownMaxPayload) {
            return LIMITS;
        }
        return classPathDigest != 0 && ownDigest != 0 && classPathDigest != ownDigest ? CLASS_PATH : 0;
    }

    /** Appends the answer of a worker that agrees. */
    static void writeReady(Frames frames, ByteWriter out, long ownDigest) {
        int at = out.size();
        frames.header(out, FrameType.READY, 0, 0, 0);
        out.write(Frames.VERSION);
        out.putInt(Runtime.version().feature());
        out.putLong(ownPid());
        out.putLong(ownDigest);
        out.putLong(Runtime.getRuntime().maxMemory());
        out.putInt(PIECES);
        frames.patchLength(out, at);
    }

    /** Appends the answer of a worker that does not agree, with all that its parent needs to say why. */
    static void writeRefused(Frames frames, ByteWriter out, int why, int ownMaxPayload, String code) {
        int at = out.size();
        frames.header(out, FrameType.REFUSED, 0, why, 0);
        out.write(Frames.OLDEST_VERSION);
        out.write(Frames.VERSION);
        out.putText(System.getProperty("java.version"));
        out.putText(System.getProperty("java.home"));
        out.putInt(ownMaxPayload);
        out.putText(ClassPathDigest.describe(code));
        frames.patchLength(out, at);
    }

    /** Without {@link ProcessHandle} where that goes: loading it is a quarter of a worker's boot. */
    private static long ownPid() {
        byte[] start = new byte[20];
        try (InputStream in = new FileInputStream("/proc/self/stat")) {
            int n = in.read(start);
            long pid = 0;
            int i = 0;
            for (; i < n && start[i] >= '0' && start[i] <= '9'; i++) {
                pid = 10 * pid + start[i] - '0';
            }
            if (i > 0) {
                return pid;
            }
        } catch (IOException e) {
            return ProcessHandle.current().pid(); // no such file system
        }
        return ProcessHandle.current().pid();
    }
}
