/**
 * A JUnit extension that fails tests which leave workers, threads or shared memories behind.
 *
 * <p>Start with {@link io.github.threeply.junit.FailOnLeaks}: put it on a test class, a base class of tests, or one test
 * method.
 */
@NullMarked
package io.github.threeply.junit;

import org.jspecify.annotations.NullMarked;
