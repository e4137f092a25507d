package io.github.threeply.ipc.shared;

import io.github.threeply.core.StripedCounter;

/**
 * A {@link StripedCounter} in a {@link SharedMemory}: a count that many threads of many processes add to at full speed.
 *
 * <p>What {@code StripedCounter} says of threads holds for the threads of all processes. An addition is one step in one
 * stripe: a process that is killed has added its number or has not. One that is killed in a {@link #drain} takes with it
 * what it had taken out.
 *
 * <p><b>Errors.</b> Every operation can throw {@link SharedMemoryClosedException} and {@link SharedStateLostException}.
 * None blocks.
 */
public interface MappedStripedCounter extends StripedCounter, SharedObject {

    /**
     * Returns how many stripes the counter has.
     *
     * @return the number, a power of two
     */
    int stripes();
}
