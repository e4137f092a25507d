/** The vocabulary between threads: tasks that can travel, counters, locks, events and channels. */
module io.github.threeply.core {
    requires static transitive org.jspecify;
    requires static jdk.jfr; // events, where there is a flight recorder

    exports io.github.threeply.core;
}
