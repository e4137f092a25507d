/**
 * The contract of a {@link io.github.threeply.core.LockStrategy} as checks that anybody can run on a strategy of their own:
 * {@link io.github.threeply.core.testkit.LockStrategyContract}. It needs no test framework.
 */
@NullMarked
package io.github.threeply.core.testkit;

import org.jspecify.annotations.NullMarked;
