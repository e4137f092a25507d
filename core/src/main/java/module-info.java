/** The vocabulary between threads: tasks that can travel, counters, locks, events and channels. */
module io.github.threeply.core {
    requires static transitive org.jspecify;

    exports io.github.threeply.core;
}
