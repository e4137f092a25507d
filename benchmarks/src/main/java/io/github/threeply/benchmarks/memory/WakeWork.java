package io.github.threeply.benchmarks.memory;

import io.github.threeply.benchmarks.pools.MedianWork;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;

/**
 * Calls a process that sleeps, and waits for its answer. Before that it lets two milliseconds pass, in which the other one
 * has long stopped to look. Before all it calls often without a pause: so few calls as follow are not compiled by
 * themselves. Tells the median, in seconds.
 */
final class WakeWork extends MedianWork {
    private static final int FIRST = 20_000;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final Call call;
    private final AutoCloseable end;

    private interface Call {
        void make() throws Exception;
    }

    private WakeWork(Call call, AutoCloseable end) {
        this.call = call;
        this.end = end;
    }

    private WakeWork warm() throws Exception {
        for (int i = 0; i < FIRST; i++) {
            call.make();
        }
        return this;
    }

    static WakeWork signal(Signal signal) throws Exception {
        Place place = new Place();
        try {
            Signal.Sides sides = signal.open(place.directory());
            LineProcess other = LineProcess.jvm(
                    AnswerProcess.class, signal.name(), place.directory().toString());
            other.answer(); // it is ready
            return new WakeWork(sides::callAndWait, () -> {
                        other.close();
                        place.close();
                    })
                    .warm();
        } catch (Exception | Error e) {
            place.close();
            throw e;
        }
    }

    /** The same by two pipes. */
    static WakeWork pipe() throws Exception {
        Process other = new ProcessBuilder(LineProcess.jvmCommand(AnswerProcess.class))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        OutputStream out = other.getOutputStream();
        InputStream in = other.getInputStream();
        byte[] bytes = new byte[8];
        return new WakeWork(
                        () -> {
                            out.write(bytes);
                            out.flush();
                            if (in.readNBytes(bytes, 0, bytes.length) < bytes.length) {
                                throw new IOException("the other side has ended");
                            }
                        },
                        other::destroyForcibly)
                .warm();
    }

    @Override
    protected long once() throws Exception {
        TimeUnit.NANOSECONDS.sleep(PAUSE_NANOS);
        long start = System.nanoTime();
        call.make();
        return System.nanoTime() - start;
    }

    @Override
    public double[] values(long operations, double seconds) {
        return new double[] {1 / rate(operations, seconds)};
    }

    @Override
    public void close() {
        try {
            end.close();
        } catch (Exception e) {
            System.err.println("cannot end the other side: " + e);
        }
    }
}
