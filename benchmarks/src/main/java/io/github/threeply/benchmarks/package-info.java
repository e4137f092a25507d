/**
 * Benchmarks in rows: each is a part of Threeply, measured next to what a user would take instead, with the ratio that it
 * must reach.
 *
 * <p>Start with {@link io.github.threeply.benchmarks.Benchmarks}, the command. {@link io.github.threeply.benchmarks.Rows}
 * is the table of contents: to add a row write one small class and name it there. A row measures in one of two ways.
 *
 * <ul>
 * <li>{@link io.github.threeply.benchmarks.ForkedRow}: whatever can be written as "do so many operations and return when
 *     they are done", with threads and processes of its own. Each contestant runs in fresh JVMs by turns, so that neither
 *     the compiler's profile nor a moment of noise of one falls upon another. Channels and pools of
 *     worker processes are measured so: a contestant starts the pool in {@link io.github.threeply.benchmarks.Contestant#start}
 *     and ends it in {@link io.github.threeply.benchmarks.Work#close}.
 * <li>{@link io.github.threeply.benchmarks.PairedRow}: single calls that differ by a few per cent. Ours and the peer take
 *     turns of some hundredths of a second in one JVM, so what the machine does meanwhile falls upon both.
 * </ul>
 */
@NullMarked
package io.github.threeply.benchmarks;

import org.jspecify.annotations.NullMarked;
