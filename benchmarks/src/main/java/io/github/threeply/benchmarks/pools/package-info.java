/** The rows of the pool of worker processes. */
@NullMarked
package io.github.threeply.benchmarks.pools;

import org.jspecify.annotations.NullMarked;
