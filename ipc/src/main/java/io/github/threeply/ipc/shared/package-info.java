/**
 * Typed objects in memory-mapped files that several JVMs use at once.
 *
 * <p>Start with {@link io.github.threeply.ipc.shared.SharedMemory}: it is the file, and gives the objects by name.
 *
 * <ul>
 *   <li>{@link io.github.threeply.ipc.shared.SharedValue}: one number, flag, text, enum constant or record
 *   <li>{@link io.github.threeply.ipc.shared.MappedCounter}: a {@code SharedCounter} for all processes
 *   <li>{@link io.github.threeply.ipc.shared.MappedStripedCounter}: a {@code StripedCounter} for all processes
 *   <li>{@link io.github.threeply.ipc.shared.SharedArray}: numbers side by side
 *   <li>{@link io.github.threeply.ipc.shared.SharedLock}: a lock that survives the death of its holder
 *   <li>{@link io.github.threeply.ipc.shared.SharedReadWriteLock}: one for many readers or one writer
 *   <li>{@link io.github.threeply.ipc.shared.SharedSemaphore}, {@link io.github.threeply.ipc.shared.SharedBarrier},
 *       {@link io.github.threeply.ipc.shared.SharedLatch}, {@link io.github.threeply.ipc.shared.SharedEvent}: ways to wait
 *       for each other, of which no death makes a trap
 *   <li>{@link io.github.threeply.ipc.shared.SharedQueue}: a {@code Channel} between processes
 *   <li>{@link io.github.threeply.ipc.shared.SharedList}: an append log that is read while it grows
 * </ul>
 *
 * <p>All of them are {@link io.github.threeply.ipc.shared.SharedObject}s: handles that can be arguments of tasks in other
 * processes. What is wrong with a file is a {@link io.github.threeply.ipc.shared.SharedMemoryException}; each type says what
 * else its operations throw, such as {@link io.github.threeply.ipc.shared.SharedMemoryClosedException} for a memory that was
 * closed here.
 *
 * <p>{@link io.github.threeply.ipc.shared.Inspector}, the main class of the library's jar, looks at such files from outside.
 *
 * <p>Unless a method says otherwise: {@code null} arguments throw {@link NullPointerException}, any thread may call any
 * method, and a limit of zero or less means "do not wait".
 */
@NullMarked
package io.github.threeply.ipc.shared;

import org.jspecify.annotations.NullMarked;
