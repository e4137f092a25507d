/**
 * Races to look at: in each class a broken half that shows the race, and a half that is cured by a call of this library.
 * An outcome marked interesting is the race; how often it shows differs from machine to machine.
 */
@NullMarked
package io.github.threeply.stress.gallery;

import org.jspecify.annotations.NullMarked;
