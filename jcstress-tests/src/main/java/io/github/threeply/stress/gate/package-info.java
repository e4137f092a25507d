/**
 * Runs the stress tests and decides whether they hold: canaries first, then the contract. Start with
 * {@link io.github.threeply.stress.gate.Gate}.
 */
@NullMarked
package io.github.threeply.stress.gate;

import org.jspecify.annotations.NullMarked;
