/**
 * Runs tasks in other JVM processes.
 *
 * <p>Unless a method says otherwise: {@code null} arguments throw {@link NullPointerException}, any thread may call any
 * method, and a limit of zero or less means "do not wait".
 */
@NullMarked
package io.github.threeply.ipc.process;

import org.jspecify.annotations.NullMarked;
