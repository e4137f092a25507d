package io.github.threeply.litmus;

/** A round was not seen by each actor exactly once: what was counted means nothing. */
final class MiscountException extends Exception {
    private static final long serialVersionUID = 1;

    MiscountException(String message) {
        super(message);
    }
}
