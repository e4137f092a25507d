/**
 * Ways of working that run over any {@link java.util.concurrent.ExecutorService}, and so at every distance.
 *
 * <p>Unless a method says otherwise: {@code null} arguments throw {@link NullPointerException}, any thread may call any
 * method, and a limit of zero or less means "do not wait".
 */
@NullMarked
package io.github.threeply.patterns;

import org.jspecify.annotations.NullMarked;
