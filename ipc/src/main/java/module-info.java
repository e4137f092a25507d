/** Worker processes, process pools and memory shared between JVMs. */
@SuppressWarnings("module") // threeply-junit is built after this
module io.github.threeply.ipc {
    requires static transitive org.jspecify;
    requires transitive io.github.threeply.core;
    requires static jdk.jfr; // events, where there is a flight recorder

    exports io.github.threeply.ipc.process;
    exports io.github.threeply.ipc.shared;
    exports io.github.threeply.ipc.internal to
            io.github.threeply.junit;
}
