package io.github.threeply.ipc.process;

import java.io.File;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.stream.Collectors;

/**
 * The files that a worker's code comes from: the class path, and before it the module path where this library is a named
 * module. Their {@link ClassPathDigest} tells whether a worker has the build that its parent has.
 */
final class CodeFiles {
    /** By the loader of the program's code: one that was made anew, of files that were built anew, is right to differ. */
    private static final Map<ClassLoader, Map<String, Seen>> SEEN = new WeakHashMap<>();

    private CodeFiles() {}

    /** Files as they were when they were looked at; the digest is 0 where they are not known. */
    record Seen(String entries, long digest, String description) {
        private static final Seen NOTHING = new Seen("", 0, "");

        private static Seen now(String entries) {
            return new Seen(entries, ClassPathDigest.of(entries), ClassPathDigest.describe(entries));
        }

        /** What there is now and was not so then, in words. */
        String changes() {
            return others(ClassPathDigest.describe(entries), description);
        }

        /** The lines of one description that another does not have, in words. */
        static String others(String of, String than) {
            List<String> known = Arrays.asList(than.split("\n"));
            String only = Arrays.stream(of.split("\n"))
                    .filter(line -> !known.contains(line))
                    .collect(Collectors.joining(", "));
            return only.isEmpty() ? "the same files in another order" : only;
        }
    }

    // In the parent.

    /**
     * The files of such a worker as they were when this JVM first looked at them, which is what it has loaded itself. Where
     * somebody says what the class path is, this JVM may have loaded nothing of it, so that it is what there is now.
     *
     * @throws WorkerStartException if it cannot be found out which files these are
     */
    static Seen of(WorkerSpec spec) {
        String entries = entries(spec);
        if (entries.isEmpty()) {
            return Seen.NOTHING;
        }
        if (spec.classPath() != null) {
            return Seen.now(entries);
        }
        ClassLoader given = spec.codeLoader();
        ClassLoader loader = given == null ? ClassLoader.getSystemClassLoader() : given;
        synchronized (SEEN) {
            return SEEN.computeIfAbsent(loader, l -> new HashMap<>()).computeIfAbsent(entries, Seen::now);
        }
    }

    private static String entries(WorkerSpec spec) {
        String classPath = WorkerClassPath.joined(WorkerClassPath.of(spec));
        for (String argument : spec.jvmArguments()) {
            if (setsPath(argument)) {
                return ""; // it comes after ours, and wins
            }
        }
        if (!WorkerModules.areFor(spec)) {
            return classPath;
        }
        String modulePath = WorkerModules.path();
        if (modulePath == null && System.getProperty(JavaCommand.JAVA_PROPERTY) != null) {
            return ""; // the modules of an image that need not be ours
        }
        return withModules(modulePath == null ? "" : modulePath, classPath);
    }

    private static boolean setsPath(String argument) {
        return argument.equals("-cp")
                || argument.equals("-classpath")
                || argument.startsWith("--class-path")
                || argument.equals("-p")
                || argument.startsWith("--module-path")
                || argument.startsWith("@");
    }

    // In both.

    /** In a worker: the files of this JVM. On the boot path, and so plain code. */
    static String ofThisJvm() {
        String classPath = System.getProperty("java.class.path", "");
        return CodeFiles.class.getModule().isNamed()
                ? withModules(System.getProperty("jdk.module.path", ""), classPath)
                : classPath;
    }

    /** The entries of both paths, and the jars in folders of the module path; without such a path the image's own file. */
    static String withModules(String modulePath, String classPath) {
        StringBuilder all = new StringBuilder(256);
        if (modulePath.isEmpty()) {
            all.append(System.getProperty("java.home"));
            all.append(File.separatorChar)
                    .append("lib")
                    .append(File.separatorChar)
                    .append("modules");
        } else {
            addModules(modulePath, all);
        }
        if (!classPath.isEmpty()) {
            all.append(File.pathSeparatorChar).append(classPath);
        }
        return all.toString();
    }

    private static void addModules(String modulePath, StringBuilder all) {
        int from = 0;
        while (from <= modulePath.length()) {
            int to = modulePath.indexOf(File.pathSeparatorChar, from);
            String entry = modulePath.substring(from, to < 0 ? modulePath.length() : to);
            if (from > 0) {
                all.append(File.pathSeparatorChar);
            }
            all.append(entry);
            String[] inside = entry.endsWith(".jar") ? null : new File(entry).list();
            if (inside != null) {
                Arrays.sort(inside);
                for (int i = 0; i < inside.length; i++) {
                    if (inside[i].endsWith(".jar")) {
                        all.append(File.pathSeparatorChar).append(entry);
                        all.append(File.separatorChar).append(inside[i]);
                    }
                }
            }
            from = to < 0 ? modulePath.length() + 1 : to + 1;
        }
    }
}
