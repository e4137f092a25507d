/** The program that lists the examples, runs them, and goes through all of them in a tour. */
@NullMarked
package io.github.threeply.examples.launcher;

import org.jspecify.annotations.NullMarked;
