package io.github.threeply.ipc.process;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * What a worker process runs. A class that implements it has a constructor without parameters and is named in
 * {@link WorkerSpec#entryClass()}.
 *
 * <p>Whoever reads {@code fromParent} calls {@link WorkerMain#parentGone()} when it ends: the parent keeps its side open
 * while it lives, so the end means that it died.
 */
interface WorkerEntry {

    /**
     * Runs the worker. Returning ends the process with code 0, an exception with {@link ExitCodes#BODY_FAILED}.
     *
     * @param fromParent the pipe from the parent; nothing but the parent writes to it
     * @param toParent the pipe to the parent; unbuffered, and no output of tasks, children or the JVM gets into it
     * @param arguments {@link WorkerSpec#entryArguments()}
     * @throws Exception if the work fails
     */
    void run(InputStream fromParent, OutputStream toParent, List<String> arguments) throws Exception;
}
