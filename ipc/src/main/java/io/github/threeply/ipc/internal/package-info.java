/** What other modules of this library may ask, and nobody else. */
@NullMarked
package io.github.threeply.ipc.internal;

import org.jspecify.annotations.NullMarked;
