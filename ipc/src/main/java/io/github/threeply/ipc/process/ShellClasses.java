package io.github.threeply.ipc.process;

/**
 * The classes that JShell makes of what is typed into it. They are in the memory of one JVM, and in no file that a worker
 * could load them from; so what would need one there is refused before it is sent.
 */
final class ShellClasses {
    /** Part of no specification, but the same since there is a JShell. */
    private static final String START = "REPL.$JShell$";

    private ShellClasses() {}

    /**
     * Refuses a value of such a class.
     *
     * @param className the name of any class
     * @param rootName how errors call the task or value that it is part of
     */
    static void refuse(String className, String rootName) {
        if (className.startsWith(START)) {
            throw new TaskNotSerializableException(
                    rootName + " cannot travel to another process: it needs class " + className
                            + ", which JShell made in the memory of this JVM, and workers load classes from files. Compile"
                            + " the class of the task, its lambdas included, to a folder or jar on the class path (jshell"
                            + " --class-path ...), and submit an object of that class",
                    rootName,
                    className,
                    null);
        }
    }
}
