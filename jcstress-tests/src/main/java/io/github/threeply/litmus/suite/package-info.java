/**
 * The litmus tests that are here: first what any mapped memory must and may do between processes, then what this library's
 * shared memory promises, each with broken twins that show what is prevented. {@link
 * io.github.threeply.litmus.suite.Suite} lists them.
 */
@NullMarked
package io.github.threeply.litmus.suite;

import org.jspecify.annotations.NullMarked;
