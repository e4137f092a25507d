package io.github.threeply.ipc.shared;

/** What is asked of a value by those who wait for it. Nobody in particular must act, so there is nobody to watch. */
@FunctionalInterface
interface Question extends Waits.Condition {
    @Override
    default boolean watches() {
        return false;
    }
}
