/**
 * Litmus tests between processes: small races over memory that two to four JVMs share, run millions of times, every outcome
 * counted and graded. It is to processes what jcstress is to threads.
 *
 * <p>Start with {@link io.github.threeply.litmus.LitmusMain}, which runs tests from a command line. To write one, implement
 * {@link io.github.threeply.litmus.Litmus}, whose {@link io.github.threeply.litmus.Race} says what each actor does and how
 * each outcome is graded; run it with {@link io.github.threeply.litmus.LitmusRun} and look at the {@link
 * io.github.threeply.litmus.LitmusReport}. The package needs nothing but the JDK; only the tests in the package {@code suite}
 * use this library.
 *
 * <p>Unless a method says otherwise, {@code null} arguments throw {@link NullPointerException}.
 */
@NullMarked
package io.github.threeply.litmus;

import org.jspecify.annotations.NullMarked;
