/**
 * What must hold with three or four actors. jcstress runs such a test only where each actor has a processor; elsewhere the
 * gate says of each that it is excluded, and a test of this module runs them in a small way of its own.
 */
@NullMarked
package io.github.threeply.stress.wide;

import org.jspecify.annotations.NullMarked;
