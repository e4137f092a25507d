/** Measures which model fits which work on this machine, and says so: {@code run which-model}. */
@NullMarked
package io.github.threeply.examples.whichmodel;

import org.jspecify.annotations.NullMarked;
