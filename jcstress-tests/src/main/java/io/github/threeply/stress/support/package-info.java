/** What several stress tests use: files that are mapped twice, made once for each JVM and not for each state. */
@NullMarked
package io.github.threeply.stress.support;

import org.jspecify.annotations.NullMarked;
