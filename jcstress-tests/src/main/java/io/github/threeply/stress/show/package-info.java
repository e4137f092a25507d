/**
 * Shows the races of the gallery to somebody who wants to understand them: on the terminal, and as a page. Start with
 * {@link io.github.threeply.stress.show.GalleryProgram}.
 */
@NullMarked
package io.github.threeply.stress.show;

import org.jspecify.annotations.NullMarked;
