package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records that go through a queue or into a list. */
class RecordItemsTest {
    record Bounded(
            long id,
            @MaxBytes(6) @Nullable String name,
            @MaxBytes(3) byte @Nullable [] data,
            String free) {}

    /** The same to the memory, and allows more. */
    record Roomy(long id, @MaxBytes(100) @Nullable String name, byte @Nullable [] data, String free) {}

    record TooRoomy(@MaxBytes(1 << 17) String name) {}

    record Rounded(double amount) {
        @Override
        public double amount() {
            return Math.rint(amount);
        }
    }

    record Fragile(long id) {
        @Override
        public long id() {
            throw new IllegalStateException("no id today");
        }
    }

    @TempDir
    Path directory;

    private SharedMemory memory;

    @BeforeEach
    void create() {
        memory = SharedMemory.create(directory.resolve("memory"), 1 << 16);
    }

    @AfterEach
    void close() {
        memory.close();
    }

    @Test
    void holdNoMoreInAComponentThanItsMaxBytes() throws Exception {
        SharedQueue<Bounded> queue = memory.queue("q", SharedItems.of(Bounded.class, 200), 4);

        for (String name : List.of("Zürich", "✓✓✓", "\ud83d\ude00abc", "\ud800abcd")) {
            assertThatThrownBy(() -> queue.put(new Bounded(1, name, null, "")))
                    .isInstanceOfSatisfying(
                            ItemTooLargeException.class,
                            e -> assertThat(e.maxBytes()).isEqualTo(6))
                    .hasMessageContainingAll("name of Bounded", "@MaxBytes allows 6", "was not added");
        }
        assertThatThrownBy(() -> queue.put(new Bounded(1, null, new byte[4], "")))
                .hasMessageContainingAll("data of Bounded takes 4 bytes");

        assertThat(queue.size()).isZero();
        for (String name : List.of("Zurich", "Zürch", "✓✓", "\ud83d\ude00ab", "\ud800abc")) {
            queue.put(new Bounded(2, name, new byte[] {1, 2, 3}, "x".repeat(99)));
            assertThat(queue.take().name()).isEqualTo(name);
        }
        queue.put(new Bounded(3, null, null, ""));
        assertThat(queue.take().name()).isNull();
    }

    /** It is not in the description that a file has of its items: those that were made before it counted can be opened. */
    @Test
    void areTheSameWithAndWithoutMaxBytes() {
        String bounded = SharedItems.of(Bounded.class, 200).toString();
        String roomy = SharedItems.of(Roomy.class, 200).toString();

        assertThat(bounded.replace("Bounded", "Roomy")).isEqualTo(roomy);
        assertThat(bounded).endsWith("{long id, String name, byte[] data, String free} up to 200 bytes");
    }

    @Test
    void refuseAMaxBytesOutOfRange() {
        assertThatThrownBy(() -> SharedItems.of(TooRoomy.class, 200))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("@MaxBytes of name of TooRoomy", "131072");
    }

    @Test
    void areReadByTheirAccessors() throws Exception {
        SharedQueue<Rounded> queue = memory.queue("q", SharedItems.of(Rounded.class), 4);

        queue.put(new Rounded(2.75));

        assertThat(queue.take()).isEqualTo(new Rounded(3));
    }

    @Test
    void areNotAddedIfAnAccessorThrows() {
        SharedQueue<Fragile> queue = memory.queue("q", SharedItems.of(Fragile.class), 4);

        assertThatThrownBy(() -> queue.put(new Fragile(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no id today");

        assertThat(queue.size()).isZero();
    }

    @Test
    void mayBeOfAnExportedPackageIfTheyArePublic() throws Exception {
        Class<?> record = compiled("exports", "public record Shipment(int number, String to) {}");

        sendsThroughAQueue(record);
        assertThat(memory.value("value", record).isSet()).as("as values may").isFalse();
    }

    @Test
    void mayBeOfAnyKindIfTheirPackageIsOpen() throws Exception {
        sendsThroughAQueue(compiled("opens", "record Shipment(int number, String to) {}"));
    }

    @Test
    void areRefusedWithAdviceIfTheyCannotBeReached() throws Exception {
        Class<?> record = compiled("exports", "record Shipment(int number, String to) {}");

        assertThatThrownBy(() -> SharedItems.of(record, 40))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "the.user.Shipment cannot be reached",
                        "\"opens the.user to io.github.threeply.ipc\"",
                        "public");
    }

    private <T> void sendsThroughAQueue(Class<T> record) throws Exception {
        SharedQueue<T> queue = memory.queue("q", SharedItems.of(record, 40), 4);
        var constructor = record.getDeclaredConstructor(int.class, String.class);
        constructor.setAccessible(true);
        T shipment = constructor.newInstance(7, "Zürich");

        queue.put(shipment);

        assertThat(queue.take()).isEqualTo(shipment);
    }

    /** Returns a record class that is in a module of its own. */
    private Class<?> compiled(String directive, String code) throws Exception {
        Path javac = Path.of(System.getProperty("java.home"), "bin", "javac");
        assumeTrue(Files.isExecutable(javac), "no compiler here");
        Path sources = Files.createDirectories(directory.resolve("sources"));
        Path classes = Files.createDirectories(directory.resolve("classes"));
        Path module = Files.writeString(
                sources.resolve("module-info.java"), "module the.user { " + directive + " the.user; }");
        Path type = Files.writeString(sources.resolve("Shipment.java"), "package the.user; " + code);
        run(javac.toString(), "-d", classes.toString(), module.toString(), type.toString());
        ModuleLayer boot = ModuleLayer.boot();
        Configuration found =
                boot.configuration().resolve(ModuleFinder.of(classes), ModuleFinder.of(), Set.of("the.user"));
        return boot.defineModulesWithOneLoader(found, RecordItemsTest.class.getClassLoader())
                .findLoader("the.user")
                .loadClass("the.user.Shipment");
    }

    private void run(String... command) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        } finally {
            process.destroyForcibly();
        }
    }
}
