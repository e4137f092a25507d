package io.github.threeply.core;

/** How threads are called in messages. */
final class ThreadNames {
    private ThreadNames() {}

    /** The name, or for a thread without one, as virtual threads mostly are, its number. */
    static String of(Thread thread) {
        String name = thread.getName();
        return name.isEmpty() ? "thread #" + thread.getId() : name;
    }
}
