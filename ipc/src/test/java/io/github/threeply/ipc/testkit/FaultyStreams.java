package io.github.threeply.ipc.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Puts itself between a worker and its pipes and does there what the plan says. Made by the worker's JVM, which is told this
 * class by name: not for callers.
 */
public final class FaultyStreams
        implements BiFunction<InputStream, OutputStream, Map.Entry<InputStream, OutputStream>> {

    /** Made by name. */
    public FaultyStreams() {}

    @Override
    public Map.Entry<InputStream, OutputStream> apply(InputStream fromParent, OutputStream toParent) {
        List<Fault> faults =
                Fault.read(System.getProperty(Fault.PROPERTY, ""), System.getProperty("threeply.worker.name", "0"));
        if (faults.isEmpty()) {
            return Map.entry(fromParent, toParent);
        }
        try {
            for (Fault each : faults) {
                if (each.isAt(Fault.When.BOOT, 0) && each.isDue()) {
                    Breaker.act(each, toParent);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.entry(new WithoutRing(fromParent), new FaultyOutput(toParent, faults));
    }
}
