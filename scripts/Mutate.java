import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * Breaks the concurrent algorithms one small piece at a time, and looks whether the tests that claim to cover the piece go
 * red. The pieces are listed in mutants.txt, which says how. Sources and build output stay as they are: each mutant is one
 * class, compiled elsewhere and put in front of the class path.
 *
 * <pre>
 *   java scripts/Mutate.java                  all mutants; exit code 1 if one survives that should not
 *   java scripts/Mutate.java NAME-REGEX ...   those whose name matches
 *   java scripts/Mutate.java --orderings      the memory orderings in the sources of which no mutant is listed
 *   java scripts/Mutate.java --list           what is listed, and what runs for it
 *   java scripts/Mutate.java --compile        whether each can be made, and runs nothing: minutes
 *   --no-build                                takes the modules as they were packaged last
 *   --no-green                                does not run the tests without mutants first
 *   --jobs N                                  so many at a time (1)
 * </pre>
 *
 * <p>Uses the Java of JAVA_HOME, else the one that runs it. Needs Maven, and nothing else but what the build needs. This file
 * compiles what is in the directory mutate beside it, since JDK 17 runs one source only, and runs that.
 */
public final class Mutate {
    private Mutate() {}

    public static void main(String[] args) throws Throwable {
        Path sources = Path.of("scripts", "mutate");
        if (!Files.isDirectory(sources)) {
            System.err.println("Run this from the root of the project: there is no " + sources);
            System.exit(2);
        }
        Path classes = Files.createTempDirectory("mutate-classes");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(classes)));
        if (compile(sources, classes) != 0) {
            System.exit(2);
        }
        try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            loader.loadClass("mutate.Program").getMethod("main", String[].class).invoke(null, (Object) args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static int compile(Path sources, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            System.err.println("This takes a JDK: there is no compiler in " + System.getProperty("java.home"));
            return 2;
        }
        List<String> arguments = new ArrayList<>(List.of("-proc:none", "-d", classes.toString()));
        try (Stream<Path> files = Files.list(sources)) {
            arguments.addAll(files.filter(file -> file.toString().endsWith(".java"))
                    .map(Path::toString)
                    .collect(Collectors.toList()));
        }
        return compiler.run(null, null, null, arguments.toArray(new String[0]));
    }

    private static void delete(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(java.util.Comparator.reverseOrder()).collect(Collectors.toList())) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            System.err.println(directory + " stays: " + e);
        }
    }
}
