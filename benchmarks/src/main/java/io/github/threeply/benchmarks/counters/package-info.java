/** The rows of the counters. */
@NullMarked
package io.github.threeply.benchmarks.counters;

import org.jspecify.annotations.NullMarked;
