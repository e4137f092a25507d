/** The rows of the pipeline and of the tasks. */
@NullMarked
package io.github.threeply.benchmarks.patterns;

import org.jspecify.annotations.NullMarked;
