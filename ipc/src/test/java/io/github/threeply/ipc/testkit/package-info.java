/**
 * Breaks workers on purpose, so that a program can test what becomes of its tasks then:
 * {@link io.github.threeply.ipc.testkit.FaultPlan}. It needs no test framework.
 */
@NullMarked
package io.github.threeply.ipc.testkit;

import org.jspecify.annotations.NullMarked;
