/**
 * Example programs: one class, one screen, one idea. Each can be copied alone into a project that has Threeply on its
 * class path: it imports nothing but the JDK and Threeply.
 *
 * <p>Every class has a {@code main}, says in its Javadoc what that prints, and has a static method that returns the
 * result which the text talks about.
 */
@NullMarked
package io.github.threeply.examples;

import org.jspecify.annotations.NullMarked;
