package io.github.threeply.ipc.process;

import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.jspecify.annotations.Nullable;

/** What tasks are known by when they kill their workers. */
final class TaskKeys {
    private TaskKeys() {}

    /** The key that the options give, else one of its code and its encoded values. */
    static String of(Job job) {
        if (job.terms != null && job.terms.key != null) {
            return job.terms.key;
        }
        byte[] payload = job.payloadIfAny();
        if (payload == null) {
            return "";
        }
        return of(job.what(), job.function, payload, 0, payload.length);
    }

    /** The key of a function with one argument, or of a task that is all in its payload. */
    static String of(String what, @Nullable FunctionRef function, byte[] bytes, int at, int length) {
        return what + "#" + hex(sum(new CRC32C(), function, bytes, at, length))
                + hex(sum(new CRC32(), function, bytes, at, length));
    }

    private static int sum(Checksum sum, @Nullable FunctionRef function, byte[] bytes, int at, int length) {
        if (function != null) {
            sum.update(function.definition(), 0, function.definition().length);
        }
        sum.update(bytes, at, length);
        return (int) sum.getValue();
    }

    private static String hex(int value) {
        String digits = Integer.toHexString(value);
        return "0".repeat(8 - digits.length()) + digits;
    }
}
