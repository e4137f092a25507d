package io.github.threeply.ipc.process;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Copies of what lies inside a jar where a class path cannot name it: a jar in it, or a folder of classes. Executable jars
 * of Spring Boot are made so. Each is copied once, when the first worker needs it, to a file among {@link WorkerFiles};
 * the copies go with this JVM.
 *
 * <p>A copy has the time of change of the jar that it is from, so that one that has to be made again, because somebody
 * tidied the temporary folder, is the same to those who compare {@linkplain CodeFiles files}.
 */
final class UnpackedJars {
    private static final Map<String, Copy> COPIES = new HashMap<>(); // by URL; under the monitor of this class, as is
    private static boolean ended;

    private UnpackedJars() {}

    private record Copy(Path file, long jarSize, FileTime jarTime) {}

    /** Somewhere in a jar. The name is that of an entry, or that of a folder without the slash at its end. */
    private record Place(Path jar, String name) {
        /** Null if the URL is of something else, a jar in a jar in a jar for example. */
        static @Nullable Place of(URL url) {
            String text = url.toExternalForm();
            if (text.startsWith("jar:nested:")) { // Spring Boot from 3.2 on
                return split(text.substring("jar:nested:".length()), "/!");
            }
            return text.startsWith("jar:file:") ? split(text.substring("jar:file:".length()), "!/") : null;
        }

        private static @Nullable Place split(String text, String separator) {
            int at = text.indexOf(separator);
            if (at < 0) {
                return null;
            }
            String name = text.substring(at + separator.length());
            name = name.endsWith("!/") ? name.substring(0, name.length() - 2) : name;
            name = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
            if (name.isEmpty() || name.indexOf('!') >= 0) {
                return null;
            }
            try {
                return new Place(
                        Path.of(new URI("file:" + text.substring(0, at))).toAbsolutePath(), name);
            } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
                return null;
            }
        }
    }

    /** Whether this is where {@link #copyOf} finds something. */
    static boolean isInsideAJar(URL url) {
        return Place.of(url) != null;
    }

    /**
     * Returns the file with a copy.
     *
     * @throws IOException if there is nothing there, if the jar has changed since the first copy, or if the copy cannot be written
     */
    static synchronized Path copyOf(URL url) throws IOException {
        Place place = Place.of(url);
        if (place == null || ended) {
            throw new FileNotFoundException(place == null ? "it is not in a jar" : "this JVM is shutting down");
        }
        Copy known = COPIES.get(url.toExternalForm());
        if (known != null && isOurs(known.file())) {
            return known.file();
        }
        BasicFileAttributes jar = Files.readAttributes(place.jar(), BasicFileAttributes.class);
        if (known != null && (known.jarSize() != jar.size() || !known.jarTime().equals(jar.lastModifiedTime()))) {
            throw new IOException(place.jar() + " has changed while the program runs; restart the program");
        }
        Copy made = known != null
                ? known
                : new Copy(
                        WorkerFiles.named("-" + fileName(decoded(place.name()))), jar.size(), jar.lastModifiedTime());
        Path half = WorkerFiles.create(".tmp");
        try {
            write(place, half);
            Files.setLastModifiedTime(half, made.jarTime());
            Files.move(half, made.file(), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(half);
        }
        COPIES.put(url.toExternalForm(), made);
        return made.file();
    }

    /** Who lists processes can see the name, and could put something there once the file was tidied. */
    private static boolean isOurs(Path copy) throws IOException {
        return Files.isRegularFile(copy, LinkOption.NOFOLLOW_LINKS) && StartCacheFolder.isOursAlone(copy);
    }

    /** For the end of this JVM, when there are no workers any more. */
    static synchronized void deleteAll() {
        ended = true;
        for (Copy each : COPIES.values()) {
            try {
                Files.deleteIfExists(each.file());
            } catch (IOException e) {
                System.getLogger(UnpackedJars.class.getName())
                        .log(System.Logger.Level.DEBUG, "cannot delete " + each.file(), e);
            }
        }
        COPIES.clear();
    }

    /**
     * What a file may be called: for people, who look what a worker has on its class path. Of a long name its end, since file
     * systems take 255 bytes, and more stands in front of it.
     */
    private static String fileName(String name) {
        String last = name.substring(name.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._-]", "_");
        String end = last.substring(Math.max(0, last.length() - 80));
        return end.endsWith(".jar") ? end : end + ".jar";
    }

    private static void write(Place place, Path to) throws IOException {
        try (ZipFile jar = new ZipFile(place.jar().toFile());
                OutputStream out = Files.newOutputStream(to)) {
            ZipEntry entry = jar.getEntry(place.name());
            if (entry == null) {
                entry = jar.getEntry(decoded(place.name()));
            }
            if (entry != null && !entry.isDirectory()) {
                try (InputStream in = jar.getInputStream(entry)) {
                    in.transferTo(out);
                }
            } else if (!packFolder(jar, place.name() + "/", out)
                    && !packFolder(jar, decoded(place.name()) + "/", out)) {
                throw new FileNotFoundException(place.jar() + " has no " + place.name());
            }
        }
    }

    private static String decoded(String name) {
        try {
            return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return name; // a percent sign of its own
        }
    }

    /** A jar with what is in the folder. False, and nothing written, if there is no such folder. */
    private static boolean packFolder(ZipFile jar, String folder, OutputStream out) throws IOException {
        if (jar.stream().noneMatch(entry -> entry.getName().startsWith(folder))) {
            return false;
        }
        JarOutputStream packed = new JarOutputStream(out);
        packed.setLevel(Deflater.BEST_SPEED);
        for (Iterator<? extends ZipEntry> entries = jar.stream().iterator(); entries.hasNext(); ) {
            ZipEntry entry = entries.next();
            if (entry.getName().startsWith(folder) && entry.getName().length() > folder.length()) {
                packed.putNextEntry(new JarEntry(entry.getName().substring(folder.length())));
                try (InputStream in = jar.getInputStream(entry)) {
                    in.transferTo(packed);
                }
                packed.closeEntry();
            }
        }
        packed.finish();
        return true;
    }
}
