/** The rows of shared memory: what several processes do at once with one file, next to what they could take instead. */
@NullMarked
package io.github.threeply.benchmarks.memory;

import org.jspecify.annotations.NullMarked;
