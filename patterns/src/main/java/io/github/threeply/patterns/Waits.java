package io.github.threeply.patterns;

/** Waits that an interrupt does not shorten. The interrupt status is set again when they are over. */
final class Waits {
    private Waits() {}

    /** A wait that can be begun again. */
    @FunctionalInterface
    interface Wait {
        boolean await() throws InterruptedException;
    }

    static boolean uninterruptibly(Wait wait) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return wait.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
