package io.github.threeply.ipc.process;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * The main class of a worker process. It takes the pipes to the parent out of the way of everything that might print or
 * read, makes the entry and runs it.
 *
 * <p>All that happens here happens before the first task, in every worker. So the code is plain: no lambda, no string
 * switch, no logger, none of which is free in a JVM that has just started.
 */
final class WorkerMain {
    /** First argument: the pipes are descriptors 3 (to the parent) and 4 (from the parent), 0 to 2 are harmless. */
    static final String EXTRA_DESCRIPTORS = "fd";

    /** First argument: the pipes are descriptors 1 and 0, and are to be moved. */
    static final String STANDARD_DESCRIPTORS = "std";

    /** System property of the worker: its name. */
    static final String NAME_PROPERTY = "threeply.worker.name";

    /** System property of the worker: a file that has served its purpose once the JVM is up. */
    static final String ARGUMENT_FILE_PROPERTY = "threeply.worker.argumentFile";

    /**
     * System property of the worker, for tests of what its parent does when it breaks: the name of a class that gets the
     * pipes before the entry does and gives back others. A {@code BiFunction} of streams with a public constructor.
     */
    static final String TAP_PROPERTY = "threeply.worker.tap";

    /**
     * System property of the worker, for tests of systems that have neither a shell nor a folder of descriptors: the pipes
     * stay where they are.
     */
    static final String STAY_PROPERTY = "threeply.worker.stay";

    private static final String[] DESCRIPTOR_FOLDERS = {"/proc/self/fd/", "/dev/fd/"};

    private WorkerMain() {}

    /**
     * Starts the worker.
     *
     * @param args the kind of channel, the entry's class name, the entry's arguments
     */
    public static void main(String[] args) {
        String argumentFile = System.getProperty(ARGUMENT_FILE_PROPERTY);
        if (argumentFile != null && !new File(argumentFile).delete()) {
            System.err.println("threeply: cannot delete ".concat(argumentFile));
        }
        OutputStream toParent;
        InputStream fromParent;
        try {
            if (EXTRA_DESCRIPTORS.equals(args[0])) {
                toParent = new FileOutputStream(descriptor(3));
                fromParent = new PipeInput(new FileInputStream(descriptor(4)));
            } else {
                String out = descriptor(1);
                String in = descriptor(0);
                System.setOut(System.err);
                System.setIn(InputStream.nullInputStream());
                if (new File(out).exists() && new File(in).exists() && System.getProperty(STAY_PROPERTY) == null) {
                    toParent = new FileOutputStream(out);
                    fromParent = new PipeInput(new FileInputStream(in));
                    // Closing these puts the null device in their place, so that descriptors 0 and 1 stay taken:
                    // native code that prints, and children that inherit them, get nothing of ours.
                    new FileOutputStream(FileDescriptor.out).close();
                    new FileInputStream(FileDescriptor.in).close();
                } else {
                    // What native code prints gets into the protocol. Before our first byte it is passed over, up to a
                    // limit; later it is taken for what it is, bytes that are no frame, and the parent ends this
                    // process.
                    toParent = new FileOutputStream(FileDescriptor.out);
                    fromParent = new PipeInput(new FileInputStream(FileDescriptor.in));
                }
            }
        } catch (IOException e) {
            exit(ExitCodes.NO_CHANNEL, "cannot open the pipes to the parent", e);
            return;
        }
        WorkerEntry entry;
        try {
            String tap = System.getProperty(TAP_PROPERTY);
            if (tap != null) {
                Map.Entry<InputStream, OutputStream> tapped = tap(tap, fromParent, toParent);
                fromParent = tapped.getKey();
                toParent = tapped.getValue();
            }
            entry = newEntry(args[1]);
        } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
            exit(ExitCodes.BAD_START, "cannot make the entry", e);
            return;
        }
        try {
            entry.run(fromParent, toParent, Arrays.asList(args).subList(2, args.length));
        } catch (Throwable e) {
            exit(e instanceof VirtualMachineError ? ExitCodes.OUT_OF_MEMORY : ExitCodes.BODY_FAILED, "ended", e);
            return;
        }
        System.exit(0);
    }

    /**
     * Ends this process at once because its parent is gone. No shutdown hook runs: one that waits for the parent, or for
     * a task, would keep the worker alive. What it has started goes with it, as far as it can be found.
     */
    static void parentGone() {
        try {
            ProcessTree.killBelow(ProcessHandle.current());
        } finally {
            Runtime.getRuntime().halt(ExitCodes.PARENT_GONE);
        }
    }

    private static WorkerEntry newEntry(String className) throws ReflectiveOperationException {
        // Reflection is some milliseconds of a boot.
        if (className.endsWith(".ConnectionEntry")) {
            return new ConnectionEntry();
        }
        if (className.endsWith(".PoolWorkerEntry")) {
            return new PoolWorkerEntry();
        }
        return Class.forName(className)
                .asSubclass(WorkerEntry.class)
                .getDeclaredConstructor()
                .newInstance();
    }

    @SuppressWarnings("unchecked") // whoever names a class here wrote it for this
    private static Map.Entry<InputStream, OutputStream> tap(
            String className, InputStream fromParent, OutputStream toParent) throws ReflectiveOperationException {
        Class<? extends BiFunction<?, ?, ?>> type =
                (Class<? extends BiFunction<?, ?, ?>>) Class.forName(className).asSubclass(BiFunction.class);
        BiFunction<InputStream, OutputStream, Map.Entry<InputStream, OutputStream>> tap =
                (BiFunction<InputStream, OutputStream, Map.Entry<InputStream, OutputStream>>)
                        type.getConstructor().newInstance();
        return tap.apply(fromParent, toParent);
    }

    private static String descriptor(int number) {
        for (int i = 0; i < DESCRIPTOR_FOLDERS.length; i++) {
            String path = DESCRIPTOR_FOLDERS[i].concat(Integer.toString(number));
            if (new File(path).exists()) {
                return path;
            }
        }
        return DESCRIPTOR_FOLDERS[0].concat(Integer.toString(number));
    }

    /** Ends the process with a stack trace on stderr, where the parent finds it. */
    static void exit(int code, String what, Throwable cause) {
        System.err.print("threeply worker ");
        System.err.print(System.getProperty(NAME_PROPERTY));
        System.err.print(": ");
        System.err.println(what);
        cause.printStackTrace();
        System.exit(code);
    }
}
