/** A JUnit extension that fails tests which leave workers, threads or shared memories behind. */
module io.github.threeply.junit {
    requires static transitive org.jspecify;
    requires transitive org.junit.jupiter.api;
    requires io.github.threeply.ipc;

    exports io.github.threeply.junit;
}
