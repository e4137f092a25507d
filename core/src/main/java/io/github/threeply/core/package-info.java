/**
 * The vocabulary between threads. Worker processes and shared memory speak it too, so a program written against these
 * types moves between threads and processes by changing the line that makes the pool or the channel.
 *
 * <table>
 * <caption>Which class for which need</caption>
 * <tr><th>need</th><th>class</th></tr>
 * <tr><td>one number that many threads change</td><td>{@link SharedCounter}; {@link StripedCounter} when only the sum
 *     at rest matters</td></tr>
 * <tr><td>several counters, read at one instant and changed in one step</td><td>{@link CounterGroup}</td></tr>
 * <tr><td>a value that can only be reached under its lock</td><td>{@link Guarded}</td></tr>
 * <tr><td>a way to exclude others, chosen by name</td><td>{@link LockStrategy}</td></tr>
 * <tr><td>how much threads wait for a lock</td><td>{@link LockStatistics}</td></tr>
 * <tr><td>several locks at once, without deadlock</td><td>{@link Locks}</td></tr>
 * <tr><td>locks that refuse a wrong order before they wait</td><td>{@link LockRanks}; {@link LockOrder} learns the
 *     order</td></tr>
 * <tr><td>to find threads that wait for each other for ever</td><td>{@link DeadlockMonitor}</td></tr>
 * <tr><td>a flag to wait for</td><td>{@link Event}</td></tr>
 * <tr><td>a bounded queue that can be closed</td><td>{@link Channel}</td></tr>
 * <tr><td>several producers, the last of which closes the channel</td><td>{@link Producer}</td></tr>
 * <tr><td>work that can travel to another process</td><td>{@link Task}, {@link TaskFunction}</td></tr>
 * <tr><td>a pool that also takes one function and many arguments</td><td>{@link BulkExecutor}</td></tr>
 * <tr><td>named threads, virtual ones where there are any</td><td>{@link Threads}</td></tr>
 * </table>
 *
 * <p>Unless a method says otherwise: {@code null} arguments throw {@link NullPointerException}, any thread may call any
 * method, and a limit of zero or less means "do not wait".
 */
@NullMarked
package io.github.threeply.core;

import org.jspecify.annotations.NullMarked;
