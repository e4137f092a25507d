/**
 * Shows the races of the gallery to somebody who wants to understand them: on the terminal, and as a page. Start with
 * {@link io.github.threeply.stress.show.GalleryProgram}. A class or two is much as one of the examples: either program can
 * be copied without the other, so they share nothing.
 */
@NullMarked
package io.github.threeply.stress.show;

import org.jspecify.annotations.NullMarked;
