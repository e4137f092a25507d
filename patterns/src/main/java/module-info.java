/** Bounded pipelines, parallel maps and task groups over any executor. */
module io.github.threeply.patterns {
    requires static transitive org.jspecify;
    requires transitive io.github.threeply.core;

    exports io.github.threeply.patterns;
}
