/**
 * Tests that are wrong on purpose, run before all others: each must raise its alarm, or the gate believes nothing that
 * follows. Run by themselves they fail, as they should.
 */
@NullMarked
package io.github.threeply.stress.canary;

import org.jspecify.annotations.NullMarked;
