/** What the packages of this module share, and what other modules of this library may ask; nobody else. */
@NullMarked
package io.github.threeply.ipc.internal;

import org.jspecify.annotations.NullMarked;
