package io.github.threeply.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HashJdkTest {
    private static final List<String> PROGRESS = new ArrayList<>();
    private static List<HashJdk.Pass> passes = List.of();

    @BeforeAll
    static void run() throws Exception {
        passes = HashJdk.show("/modules", 2, (pass, files, of) -> PROGRESS.add(pass + " " + files + " of " + of));
    }

    @Test
    void findsTheSameInEveryPass() {
        assertThat(passes)
                .extracting(HashJdk.Pass::sha256)
                .containsOnly(passes.get(0).sha256());
    }

    @Test
    void findsWhatAPlainLoopFinds() throws Exception {
        AtomicLong bytes = new AtomicLong();
        TreeMap<String, String> lines = new TreeMap<>();
        try (Stream<Path> all =
                Files.walk(FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules"))) {
            for (Path path : (Iterable<Path>) all.filter(p -> p.toString().endsWith(".class"))::iterator) {
                lines.put(path.toString(), digest(path, bytes) + "  " + path);
            }
        }
        MessageDigest total = MessageDigest.getInstance("SHA-256");
        byte[] text = String.join("\n", lines.values()).getBytes(StandardCharsets.UTF_8);

        assertThat(passes).allSatisfy(pass -> {
            assertThat(pass.files()).isEqualTo(lines.size());
            assertThat(pass.bytes()).isEqualTo(bytes.get());
        });
        assertThat(passes.get(0).sha256()).isEqualTo(HexFormat.of().formatHex(total.digest(text)));
    }

    @Test
    void isCompleteAlthoughAWorkerIsKilled() {
        HashJdk.Pass last = passes.get(4);

        assertThat(passes)
                .extracting(HashJdk.Pass::how)
                .containsExactly(
                        "one after another",
                        "2 threads",
                        "2 processes that start",
                        "2 processes",
                        "2 processes, one killed");
        // How much fell with it, perhaps nothing, is a matter of the moment.
        assertThat(last.killed()).hasSize(1);
        assertThat(last.files()).isEqualTo(passes.get(0).files());
        assertThat(last.sha256()).isEqualTo(passes.get(0).sha256());
    }

    @Test
    void tellsItsProgressUpToTheLastFile() {
        long files = passes.get(0).files();

        assertThat(passes)
                .allSatisfy(pass -> assertThat(PROGRESS)
                        .contains(pass.how() + " " + files + " of " + files)
                        .anyMatch(line -> line.startsWith(pass.how()) && !line.endsWith(files + " of " + files)));
    }

    private static String digest(Path path, AtomicLong bytes) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (InputStream in = Files.newInputStream(path)) {
            bytes.addAndGet(copy(in, digest));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static long copy(InputStream in, MessageDigest digest) throws IOException {
        byte[] buffer = new byte[8192];
        long total = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            digest.update(buffer, 0, n);
            total += n;
        }
        return total;
    }
}
