/** The workloads of well-known tutorials, for {@code scripts/beside-python.sh}, which runs them beside the same in Python. */
@NullMarked
package io.github.threeply.examples.tutorials;

import org.jspecify.annotations.NullMarked;
