package io.github.threeply.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What this process holds of the system on our behalf: open pipes and files, threads, mappings, temporary files, child
 * processes alive or dead. Two looks are to show the same.
 */
final class Leaks {
    private static final boolean PROC = Files.isDirectory(Path.of("/proc/self/fd"));
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Map<String, Object> held;

    private Leaks(Map<String, Object> held) {
        this.held = held;
    }

    /** What is held now. */
    static Leaks look() {
        Map<String, Object> held = new TreeMap<>();
        held.put("open pipes and files", descriptors());
        held.put("threads", threads());
        held.put("mappings", mappings());
        held.put("temporary files", files());
        held.put("children", children());
        return new Leaks(held);
    }

    /** How many there are of each. */
    @Override
    public String toString() {
        Map<String, Object> counts = new TreeMap<>();
        held.forEach((what, now) -> counts.put(what, now instanceof Set<?> set ? set.size() : now));
        return counts.toString();
    }

    /** Fails, with what there is more, unless as little is held as then; waits for what needs a moment. */
    void assertFlat() {
        assertFlatWithin(LIMIT);
    }

    void assertFlatWithin(Duration limit) {
        await("nothing is held that was not held before").atMost(limit).untilAsserted(() -> {
            Leaks now = look();
            if (!now.held.equals(held)) {
                System.gc(); // a mapping goes when nobody reaches it any more
            }
            assertThat(look().more(this)).as("what is held more than before").isEmpty();
        });
    }

    private Map<String, Object> more(Leaks before) {
        Map<String, Object> more = new TreeMap<>();
        held.forEach((what, now) -> {
            Object then = before.held.get(what);
            if (now instanceof Integer n && then instanceof Integer t) {
                if (n > t) {
                    more.put(what, n + " after " + t);
                }
            } else if (now instanceof Set<?> n && then instanceof Set<?> t) {
                Set<Object> added = new HashSet<>(n);
                added.removeAll(t);
                if (!added.isEmpty()) {
                    more.put(what, added);
                }
            }
        });
        return more;
    }

    /** Pipes, sockets and files of ours. Not the jars and the like, which the JVM opens when it likes. */
    private static Integer descriptors() {
        int count = 0;
        for (Path each : list(Path.of("/proc/self/fd"), "*")) {
            try {
                String target = Files.readSymbolicLink(each).toString();
                boolean ours = target.contains("threeply-") && !target.endsWith(".jar"); // our modules are jars, too
                if (target.startsWith("pipe:") || target.startsWith("socket:") || ours) {
                    count++;
                }
            } catch (IOException e) {
                continue; // closed meanwhile, as that of this very list
            }
        }
        return count;
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(thread -> thread.getName() + " #" + thread.getId())
                .filter(name -> (name.contains("worker-") || name.startsWith("threeply"))
                        && !name.startsWith("worker-shutdown")
                        && !name.startsWith("ForkJoin"))
                .collect(Collectors.toSet());
    }

    private static Integer mappings() {
        if (!PROC) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return (int)
                    lines.filter(line -> line.matches(".*/\\.?threeply-.*")).count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Set<String> files() {
        List<Path> files = new ArrayList<>(list(Path.of(System.getProperty("java.io.tmpdir")), "{.,}threeply*"));
        files.addAll(list(MEMORY, "{.,}threeply-*-" + ProcessHandle.current().pid() + "-*"));
        return files.stream().map(Path::toString).collect(Collectors.toSet());
    }

    /** With those that have ended and that nobody has waited for. */
    private static Set<String> children() {
        Set<String> children = new HashSet<>();
        for (Path task : list(Path.of("/proc/self/task"), "*")) {
            try {
                for (String pid :
                        Files.readString(task.resolve("children")).trim().split(" ")) {
                    if (!pid.isEmpty()) {
                        children.add(pid);
                    }
                }
            } catch (IOException e) {
                continue; // the thread has ended
            }
        }
        return children;
    }

    private static List<Path> list(Path folder, String glob) {
        List<Path> all = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, glob)) {
                stream.forEach(all::add);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        return all;
    }
}
