/** Worker processes, process pools and memory shared between JVMs. */
module io.github.threeply.ipc {
    requires static transitive org.jspecify;
    requires transitive io.github.threeply.core;

    exports io.github.threeply.ipc.process;
    exports io.github.threeply.ipc.shared;
}
