/** Bounded pipelines, parallel maps and task groups over any executor. */
module io.github.threeply.patterns {
    requires static transitive org.jspecify;
    requires transitive io.github.threeply.core;
    requires static jdk.jfr; // events, where there is a flight recorder

    exports io.github.threeply.patterns;
}
