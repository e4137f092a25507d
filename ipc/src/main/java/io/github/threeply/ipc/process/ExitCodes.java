package io.github.threeply.ipc.process;

/** The exit codes that workers choose themselves. They lie between 64 and 79, where neither the JVM nor signals have any. */
final class ExitCodes {
    /** The parent is gone: the worker saw the end of its pipe. */
    static final int PARENT_GONE = 64;

    /** The command line was not one that {@link WorkerLauncher} writes, or the entry could not be made. */
    static final int BAD_START = 65;

    /** The pipes to the parent could not be opened. */
    static final int NO_CHANNEL = 66;

    /** The peer sent bytes that are not the protocol. */
    static final int PROTOCOL = 67;

    /** What the worker was to run could not be rebuilt, or its initialization failed. */
    static final int INIT_FAILED = 68;

    /** The heap, or other memory of the JVM, ran out. */
    static final int OUT_OF_MEMORY = 69;

    /** What the worker ran threw an exception, which is on stderr. */
    static final int BODY_FAILED = 70;

    /** The files that its code comes from are not those that the parent had. */
    static final int OTHER_FILES = 71;

    private ExitCodes() {}
}
