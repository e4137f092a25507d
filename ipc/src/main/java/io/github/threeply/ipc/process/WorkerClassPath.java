package io.github.threeply.ipc.process;

import io.github.threeply.core.Task;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the class path that a worker needs to see the same classes as this JVM.
 *
 * <p>In this order: what the spec says; the system property; else everything that can be found: our own files, the files of
 * the class loaders from the given one outwards (a build tool that runs the program inside itself keeps the program's class
 * path there and nowhere else), the class path and the module path of this JVM. The last two without what is in named
 * modules if this library is in one: then the worker has the same modules, see {@link WorkerModules}. A jar whose
 * manifest names others is taken as it is, because the worker's JVM reads the manifest too. What is inside a jar is
 * copied out of it, see {@link UnpackedJars}.
 */
final class WorkerClassPath {
    /** System property: the class path of workers, entries separated as in {@code -cp}. */
    static final String PROPERTY = "threeply.worker.classpath";

    private static final String HINT = " Set the system property " + PROPERTY
            + ", or classPath(...) of the builder, to a class path of files and folders that has the program and this"
            + " library.";

    private final String workerName;
    private final Set<String> entries = new LinkedHashSet<>();

    private WorkerClassPath(String workerName) {
        this.workerName = workerName;
    }

    /** The entries, absolute, in order, each once. */
    static List<String> of(WorkerSpec spec) {
        WorkerClassPath found = new WorkerClassPath(spec.name());
        List<Path> given = spec.classPath();
        String property = System.getProperty(PROPERTY);
        if (given != null) {
            given.forEach(path -> found.entries.add(path.toAbsolutePath().toString()));
        } else if (property != null) {
            found.addClassPath(property);
        } else {
            found.discover(spec.codeLoader(), WorkerModules.areFor(spec));
        }
        return List.copyOf(found.entries);
    }

    private void discover(@Nullable ClassLoader codeLoader, boolean modular) {
        // First, because a boot cache serves any class path that begins with these. What else is in a jar that has this
        // library inside comes first too; it is what this JVM loaded the library from.
        if (!modular) {
            addOwn(Task.class);
            addOwn(WorkerMain.class);
        }
        if (codeLoader != null) {
            requireFiles(codeLoader);
            addLoaders(codeLoader);
        }
        addLoaders(Thread.currentThread().getContextClassLoader());
        addLoaders(WorkerMain.class.getClassLoader());
        String classPath = System.getProperty("java.class.path", "");
        // With a main module an empty class path means none; without, it means the working directory.
        if (!classPath.isEmpty() || System.getProperty("jdk.module.main") == null) {
            addClassPath(classPath);
        }
        if (!modular) {
            addModulePath(System.getProperty("jdk.module.path", ""));
        }
    }

    /**
     * The jars that a class path begins with, up to those of this library if it is known which they are: what a boot cache
     * is made with. Empty if there is a folder before.
     */
    static List<String> jarsOfLibrary(List<String> classPath) {
        Set<String> own = new LinkedHashSet<>();
        for (Class<?> type : List.of(Task.class, WorkerMain.class)) {
            CodeSource source = type.getProtectionDomain().getCodeSource();
            Path file = source == null || source.getLocation() == null ? null : fileOf(source.getLocation());
            own.add(String.valueOf(file));
        }
        List<String> jars = new ArrayList<>();
        for (String entry : classPath) {
            if (entry.startsWith(WorkerFiles.prefix())) {
                return List.of(); // a copy with a name of its own in each JVM
            }
            if (!new File(entry).isFile()) {
                break;
            }
            jars.add(entry);
            if (own.remove(entry) && own.isEmpty()) {
                break;
            }
        }
        return jars;
    }

    private void addClassPath(String classPath) {
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            entries.add(new File(entry.isEmpty() ? "." : entry)
                    .getAbsoluteFile()
                    .toPath()
                    .normalize()
                    .toString());
        }
    }

    /** An entry of the module path is a jar, a folder with one module, or a folder of such jars and folders. */
    private void addModulePath(String modulePath) {
        for (String entry : modulePath.split(File.pathSeparator, -1)) {
            if (entry.isEmpty()) {
                continue;
            }
            Path path = Path.of(entry).toAbsolutePath().normalize();
            if (!Files.isDirectory(path) || Files.exists(path.resolve("module-info.class"))) {
                entries.add(path.toString());
                continue;
            }
            try (Stream<Path> inside = Files.list(path)) {
                inside.filter(each ->
                                each.toString().endsWith(".jar") || Files.exists(each.resolve("module-info.class")))
                        .sorted()
                        .forEach(each -> entries.add(each.toString()));
            } catch (IOException e) {
                throw failure("cannot read " + path + ", which is on the module path.", e);
            }
        }
    }

    private void addLoaders(@Nullable ClassLoader innermost) {
        for (ClassLoader loader = innermost; loader != null; loader = loader.getParent()) {
            if (loader instanceof URLClassLoader) {
                for (URL url : ((URLClassLoader) loader).getURLs()) {
                    try {
                        Path file = fileOrCopyOf(url);
                        if (file != null) {
                            entries.add(file.toString());
                        }
                    } catch (IOException e) {
                        // not one that the program or this library comes from: those are looked at before
                    }
                }
            }
        }
    }

    /** Refuses a loader that does not tell where its classes are: the worker would fail later, and less clearly. */
    @SuppressWarnings("ReferenceEquality") // there is one of each of these loaders
    private void requireFiles(ClassLoader loader) {
        for (ClassLoader each = loader; each != null; each = each.getParent()) {
            if (each == ClassLoader.getSystemClassLoader() || each == ClassLoader.getPlatformClassLoader()) {
                return;
            }
            if (!(each instanceof URLClassLoader)) {
                throw failure(
                        "the program's classes come from " + each + ", which does not tell where it found them.", null);
            }
            for (URL url : ((URLClassLoader) each).getURLs()) {
                require(url, "the program's classes come from ", ", which is no file of its own.");
            }
        }
    }

    private void addOwn(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        URL url = source == null ? null : source.getLocation();
        if (url != null && "jrt".equals(url.getProtocol())) {
            return; // part of the run-time image, which the worker shares
        }
        entries.add(require(url, "this library was loaded from ", ", where a new JVM cannot find it.")
                .toString());
    }

    /** The file or the copy, and else a failure with these words around the URL. */
    private Path require(@Nullable URL url, String before, String after) {
        Path file;
        try {
            file = url == null ? null : fileOrCopyOf(url);
        } catch (IOException e) {
            throw failure(before + url + ", which could not be unpacked: " + e + ".", e);
        }
        if (file == null) {
            throw failure(before + (url == null ? "an unknown place" : url) + after, null);
        }
        return file;
    }

    /** The file of a URL, a copy of what is in a jar, or null if it is neither. */
    private @Nullable Path fileOrCopyOf(URL url) throws IOException {
        Path file = fileOf(url);
        if (file != null || !UnpackedJars.isInsideAJar(url)) {
            return file;
        }
        LiveWorkers.prepare(workerName); // which deletes the copies at the end of this JVM
        return UnpackedJars.copyOf(url);
    }

    /** The class loader of the program as this thread sees it; ours, where the thread's own does not even know this library. */
    static ClassLoader ofThisThread() {
        ClassLoader own = WorkerMain.class.getClassLoader();
        ClassLoader usual = own != null ? own : ClassLoader.getSystemClassLoader();
        ClassLoader given = Thread.currentThread().getContextClassLoader();
        try {
            // Threads of the common pool, for one, have the system's loader, which does not see into a jar of jars.
            return given != null && given.loadClass(WorkerMain.class.getName()) == WorkerMain.class ? given : usual;
        } catch (ClassNotFoundException | RuntimeException | LinkageError e) {
            return usual;
        }
    }

    /** The file or folder of a URL, or null if it is something inside a file or not a file at all. */
    private static @Nullable Path fileOf(URL url) {
        String text = url.toExternalForm();
        if (text.startsWith("jar:file:") && text.indexOf("!/") == text.length() - 2) {
            text = text.substring("jar:".length(), text.length() - 2); // all of a jar, in another way
        }
        if (!text.startsWith("file:")) {
            return null;
        }
        try {
            return Path.of(new URI(text)).toAbsolutePath().normalize();
        } catch (URISyntaxException e) {
            return pathOf(url.getPath()); // made by hand, with a space in it for example
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            return null;
        }
    }

    private static @Nullable Path pathOf(String text) {
        try {
            return Path.of(text).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private WorkerStartException failure(String what, @Nullable Throwable cause) {
        return new WorkerStartException(workerName, what + HINT, cause);
    }

    /** The entries as one argument of {@code -cp}. */
    static String joined(Collection<String> entries) {
        return String.join(File.pathSeparator, new ArrayList<>(entries));
    }
}
