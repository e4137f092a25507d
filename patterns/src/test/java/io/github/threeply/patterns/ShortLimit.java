package io.github.threeply.patterns;

import java.time.Duration;

/**
 * A limit in which tasks start, and those end that wait for nothing. That is a second; only on a machine that was away
 * meanwhile is it not, so a test that fails is tried again with more.
 */
final class ShortLimit {
    private static final Duration MOST = Duration.ofSeconds(25);
    private static final int FACTOR = 5;

    private ShortLimit() {}

    /** A test, with its limit. */
    interface Body {
        void run(Duration limit) throws Exception;
    }

    static void in(Body body) throws Exception {
        for (Duration limit = Duration.ofSeconds(1); ; limit = limit.multipliedBy(FACTOR)) {
            try {
                body.run(limit);
                return;
            } catch (Exception | AssertionError e) {
                if (limit.compareTo(MOST) >= 0) {
                    throw e;
                }
            }
        }
    }
}
