/**
 * Ways of working that run over any {@link java.util.concurrent.ExecutorService}, and so at every distance.
 *
 * <table>
 * <caption>Which class for which need</caption>
 * <tr><th>need</th><th>class</th></tr>
 * <tr><td>producers, stages and consumers with bounded queues between them, and no item lost</td>
 *     <td>{@link BoundedPipeline}</td></tr>
 * <tr><td>one function over many arguments, results in order or as they come</td>
 *     <td>{@link Tasks#map(java.util.concurrent.ExecutorService, io.github.threeply.core.TaskFunction, Iterable) Tasks.map},
 *     {@code Tasks.mapUnordered}, {@link Results}</td></tr>
 * <tr><td>some tasks, and all their values or the first failure</td><td>{@code Tasks.gather}</td></tr>
 * <tr><td>some tasks, and what became of each</td><td>{@code Tasks.gatherOutcomes}, {@link Outcome}</td></tr>
 * <tr><td>some tasks, and the value of the first that succeeds</td><td>{@code Tasks.race}</td></tr>
 * <tr><td>futures in the order in which they end</td><td>{@link Tasks#asCompleted}</td></tr>
 * <tr><td>tasks started one by one that end together, by a deadline, so many at a time</td><td>{@link TaskGroup}</td></tr>
 * </table>
 *
 * <p>Unless a method says otherwise: {@code null} arguments throw {@link NullPointerException}, any thread may call any
 * method, and a limit of zero or less means "do not wait".
 */
@NullMarked
package io.github.threeply.patterns;

import org.jspecify.annotations.NullMarked;
