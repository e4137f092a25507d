/**
 * What the library promises between threads, and between processes that share a file. Each class asks one question; an
 * outcome that it does not list must not be. The gallery holds the broken twins.
 */
@NullMarked
package io.github.threeply.stress.contract;

import org.jspecify.annotations.NullMarked;
