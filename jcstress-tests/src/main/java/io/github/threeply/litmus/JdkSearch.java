package io.github.threeply.litmus;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the JDKs of a machine. */
final class JdkSearch {
    private static final String PROPERTY = "threeply.litmus.jdks";
    private static final Pattern TOOLCHAIN = Pattern.compile("<jdkHome>\\s*([^<]+?)\\s*</jdkHome>");

    private final Map<Integer, Jdk> found = new TreeMap<>();

    private JdkSearch() {}

    static List<Jdk> find() {
        JdkSearch search = new JdkSearch();
        search.addList(System.getProperty(PROPERTY));
        search.addList(System.getenv("THREEPLY_LITMUS_JDKS"));
        Jdk current = Jdk.current();
        search.found.putIfAbsent(current.feature(), current);
        new TreeMap<>(System.getenv()).forEach((name, value) -> {
            if (name.startsWith("JAVA_HOME") || name.equals("THREEPLY_NEWER_JDK")) {
                search.addList(value);
            }
        });
        Path home = Path.of(System.getProperty("user.home"));
        search.addToolchains(home.resolve(".m2").resolve("toolchains.xml"));
        for (Path parent : List.of(
                Path.of("/usr/lib/jvm"),
                Path.of("/usr/java"),
                Path.of("/opt/java"),
                home.resolve(".sdkman/candidates/java"),
                home.resolve(".jdks"))) {
            search.addChildren(parent);
        }
        return List.copyOf(search.found.values());
    }

    private void addList(@Nullable String paths) {
        if (paths == null) {
            return;
        }
        for (String path : paths.split(Pattern.quote(File.pathSeparator))) {
            if (!path.isBlank()) {
                add(path.strip());
            }
        }
    }

    private void addToolchains(Path file) {
        try {
            if (Files.isReadable(file)) {
                Matcher homes = TOOLCHAIN.matcher(Files.readString(file));
                while (homes.find()) {
                    add(homes.group(1));
                }
            }
        } catch (IOException e) {
            // A file that cannot be read names no JDK.
        }
    }

    private void addChildren(Path parent) {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(parent)) {
            stream.forEach(children::add);
        } catch (IOException e) {
            return; // most of them do not exist
        }
        children.sort(null);
        children.forEach(this::add);
    }

    private void add(String home) {
        try {
            add(Path.of(home));
        } catch (InvalidPathException e) {
            // Not a path, so no JDK.
        }
    }

    private void add(Path home) {
        int feature = Jdk.featureOf(home);
        if (feature >= Jdk.MIN_FEATURE) {
            found.putIfAbsent(feature, new Jdk(home, feature));
        }
    }
}
