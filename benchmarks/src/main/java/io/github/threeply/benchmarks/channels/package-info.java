/** The rows of the channels. */
@NullMarked
package io.github.threeply.benchmarks.channels;

import org.jspecify.annotations.NullMarked;
