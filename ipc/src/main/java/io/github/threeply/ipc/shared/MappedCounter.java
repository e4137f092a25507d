package io.github.threeply.ipc.shared;

import io.github.threeply.core.SharedCounter;

/**
 * A {@link SharedCounter} in a {@link SharedMemory}: one number that many threads of many processes change.
 *
 * <p>It has no range: it wraps around at the ends of {@code long}, and {@link #tryAdd} always adds. A process that is
 * killed has added its number or has not; nothing is left to repair.
 *
 * <p>A counter with a range, or over a lock, is made of a {@link SharedLock} and a number; one store changes all that the
 * lock protects, so a holder that dies leaves nothing to repair:
 *
 * <pre>{@code
 * SharedCounter free = SharedCounter.builder()
 *         .lockedBy(LockStrategy.of(memory.lock("free lock").repairedBy(found -> {})))
 *         .in(memory.longValue("free"))
 *         .between(0, 100)
 *         .build();
 * }</pre>
 *
 * <p><b>Errors.</b> Every operation can throw {@link SharedMemoryClosedException} and {@link SharedStateLostException}.
 * None blocks, but for those that wait for a value or for room: they look at the number again and again, since a process that
 * changes it wakes nobody in another, and so that an addition costs nothing more. The looks are at most a millisecond apart,
 * and at most twenty for one who has waited for more than a second. A value that is gone sooner can be missed. Who must be
 * woken at once waits for a number instead, by {@link SharedValue.OfLong#await}: its changes look for those who wait.
 */
public interface MappedCounter extends SharedCounter, SharedObject {}
