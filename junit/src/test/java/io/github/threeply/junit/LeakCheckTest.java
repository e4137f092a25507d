package io.github.threeply.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.ipc.process.WorkerProcessPool;
import io.github.threeply.ipc.shared.SharedMemory;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

class LeakCheckTest {
    @AfterEach
    void mend() throws Exception {
        Leaking.mend();
    }

    // What is found.

    @FailOnLeaks(graceMillis = 50)
    static class EachKind {
        @Test
        void pool() throws Exception {
            Leaking.pool();
        }

        @Test
        void worker() {
            Leaking.worker();
        }

        @Test
        void memory() {
            Leaking.memory();
        }

        @Test
        void thread() {
            Leaking.thread("left-behind");
        }
    }

    @Test
    void findsAPoolThatWasNotClosed() {
        assertThat(Runs.of(EachKind.class).get("pool()"))
                .contains("EachKind, pool() left 1 thing behind, which did not end within 50 ms")
                .containsPattern("the WorkerProcessPool forgotten \\(running, workers with the process ids \\d+\\);"
                        + " it was opened at\\R\\s+\\S*Leaking\\.pool\\(Leaking\\.java:\\d+\\)\\R"
                        + "\\s+\\S*LeakCheckTest\\$EachKind\\.pool\\(LeakCheckTest\\.java:\\d+\\)")
                .contains("Close it, by try-with-resources");
    }

    @Test
    void findsAWorkerThatWasNotClosed() {
        assertThat(Runs.of(EachKind.class).get("worker()"))
                .contains("left 1 thing behind")
                .containsPattern("the WorkerProcess lonely \\(process id \\d+\\); it was opened at\\R"
                        + "\\s+\\S*Leaking\\.worker");
    }

    @Test
    void findsAMemoryThatWasNotClosed() {
        assertThat(Runs.of(EachKind.class).get("memory()"))
                .contains("left 1 thing behind")
                .containsPattern("the SharedMemory /\\S+ \\(open\\); it was opened at\\R\\s+\\S*Leaking\\.memory");
    }

    @Test
    void findsAThreadThatDidNotEnd() {
        assertThat(Runs.of(EachKind.class).get("thread()"))
                .contains("left 1 thing behind")
                .contains("the thread \"left-behind\" (daemon, WAITING); it is at")
                .contains("Leaking.awaitQuietly")
                .contains("name it in ignoreThreads");
    }

    @Test
    void tellsEachOnce() {
        Map<String, String> ends = Runs.of(EachKind.class);

        assertThat(ends).containsEntry("LeakCheckTest$EachKind", "passed"); // the class as a whole
        assertThat(ends).hasSize(6).containsEntry("JUnit Jupiter", "passed");
    }

    @FailOnLeaks(graceMillis = 50)
    static class Forgets {
        private static final Logger LOG =
                Logger.getLogger(SharedMemory.class.getName()); // held, or it would forget this

        @BeforeAll
        static void beQuiet() {
            LOG.setLevel(Level.OFF);
        }

        @AfterAll
        static void beLoud() {
            LOG.setLevel(null);
        }

        @Test
        @SuppressWarnings("resource")
        void memory() throws Exception {
            WeakReference<SharedMemory> forgotten = new WeakReference<>(SharedMemory.temporary(4096));
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (forgotten.get() != null && System.nanoTime() < end) {
                System.gc();
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void findsAMemoryThatTheGarbageCollectorClosed() {
        assertThat(Runs.of(Forgets.class).get("memory()"))
                .contains("left 1 thing behind")
                .contains("the SharedMemory /");
    }

    // When it looks.

    @FailOnLeaks(graceMillis = 60_000)
    static class Clean {
        @AutoClose
        private final WorkerProcessPool field =
                WorkerProcessPool.builder().workers(1).start();

        private static SharedMemory shared;
        private static AutoCloseable sharedThread;

        @BeforeAll
        static void open() {
            shared = SharedMemory.temporary(4096);
            sharedThread = Leaking.started("of-the-class");
        }

        @AfterAll
        static void close() throws Exception {
            shared.close();
            sharedThread.close();
        }

        @Test
        void closesWhatItOpens() throws Exception {
            try (WorkerProcessPool pool = WorkerProcessPool.builder().workers(1).start();
                    SharedMemory memory = SharedMemory.temporary(4096);
                    AutoCloseable thread = Leaking.started("of-the-test")) {
                pool.submit(() -> 1).get(60, TimeUnit.SECONDS);
                assertThat(memory.path()).isNotNull();
                assertThat(thread).isNotNull();
            }
            field.submit(() -> 1).get(60, TimeUnit.SECONDS);
        }

        @Test
        void waitsForWhatIsAboutToEnd() {
            CountDownLatch began = new CountDownLatch(1);
            new Thread(() -> {
                        began.countDown();
                        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200);
                        while (System.nanoTime() < end) {
                            Thread.onSpinWait();
                        }
                    })
                    .start();
        }

        @Nested
        class Inside {
            @Test
            void inside() {}
        }
    }

    @Test
    void reportsNothingWhereAllIsClosed() {
        assertThat(Runs.of(Clean.class))
                .hasSize(6)
                .allSatisfy((test, end) -> assertThat(end).isEqualTo("passed"));
    }

    @FailOnLeaks(graceMillis = 50)
    static class BeforeAllLeaks {
        @BeforeAll
        static void open() {
            Leaking.thread("of-before-all");
        }

        @Test
        void one() {}

        @Test
        void two() {
            Leaking.thread("of-a-test");
        }
    }

    @Test
    void findsAtTheEndOfTheClassWhatItsMethodsBeforeAllOpened() {
        Map<String, String> ends = Runs.of(BeforeAllLeaks.class);

        assertThat(ends).containsEntry("one()", "passed");
        assertThat(ends.get("two()")).contains("of-a-test").doesNotContain("of-before-all");
        assertThat(ends.get("LeakCheckTest$BeforeAllLeaks"))
                .contains("BeforeAllLeaks left 1 thing behind")
                .contains("of-before-all")
                .doesNotContain("of-a-test");
    }

    @FailOnLeaks(graceMillis = 50)
    static class Fields {
        final Object opened = opened();

        private static Object opened() {
            Leaking.thread("of-a-field");
            return "opened";
        }

        @Test
        void test() {}
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class FieldsOfOneInstance extends Fields {}

    @Test
    void findsWhatFieldsOpened() {
        assertThat(Runs.of(Fields.class))
                .containsEntry("LeakCheckTest$Fields", "passed")
                .hasEntrySatisfying("test()", end -> assertThat(end).contains("of-a-field"));
        assertThat(Runs.of(FieldsOfOneInstance.class))
                .containsEntry("test()", "passed")
                .hasEntrySatisfying(
                        "LeakCheckTest$FieldsOfOneInstance",
                        end -> assertThat(end).contains("of-a-field"));
    }

    static class OneMethod {
        @Test
        @FailOnLeaks(graceMillis = 50)
        void watched() {
            Leaking.thread("left-behind");
        }

        @Test
        void unwatched() {
            Leaking.thread("nobody-looks");
        }
    }

    @Test
    void watchesOneMethod() {
        assertThat(Runs.of(OneMethod.class))
                .containsEntry("unwatched()", "passed")
                .hasEntrySatisfying("watched()", end -> assertThat(end).contains("left-behind"));
    }

    // Settings.

    @FailOnLeaks(graceMillis = 50, kinds = LeakKind.MEMORIES, ignoreThreads = "*-server")
    static class Chosen {
        @Test
        void thread() {
            Leaking.thread("not-looked-for");
        }

        @Test
        void memory() {
            Leaking.memory();
        }

        @Test
        @FailOnLeaks(
                graceMillis = 50,
                ignoreThreads = {"left-*", "other"})
        void someThreads() {
            Leaking.thread("left-behind");
            Leaking.thread("another");
        }

        @Test
        @FailOnLeaks(kinds = {})
        void nothing() {
            Leaking.memory();
        }
    }

    @Test
    void looksForWhatIsAskedFor() {
        Map<String, String> ends = Runs.of(Chosen.class);

        assertThat(ends)
                .containsEntry("thread()", "passed")
                .containsEntry("nothing()", "passed")
                .containsEntry("LeakCheckTest$Chosen", "passed");
        assertThat(ends.get("memory()")).contains("SharedMemory");
        assertThat(ends.get("someThreads()")).contains("left 1 thing behind").contains("another");
    }

    @FailOnLeaks(graceMillis = -1)
    static class Wrong {
        @Test
        void test() {}
    }

    @Test
    void refusesANegativeTime() {
        assertThat(Runs.of(Wrong.class).get("LeakCheckTest$Wrong"))
                .contains("graceMillis of @FailOnLeaks must not be negative, but was -1");
    }

    // Failures.

    @FailOnLeaks(graceMillis = 50)
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class Fails {
        @Test
        @Order(1)
        void failsAndLeaks() {
            Leaking.thread("left-behind");
            throw new IllegalStateException("its own failure");
        }

        @Test
        @Order(2)
        void isNotToBlame() {}
    }

    @Test
    void keepsTheFailureOfATestThatLeaksToo() {
        Map<String, String> ends = Runs.of(Fails.class);

        assertThat(ends.get("failsAndLeaks()"))
                .startsWith("java.lang.IllegalStateException: its own failure\nand " + LeaksError.class.getName())
                .contains("left-behind");
        assertThat(ends).containsEntry("isNotToBlame()", "passed");
    }

    @ExtendWith(LeakCheck.class)
    static class ByItself {
        @Test
        void closes() throws Exception {
            try (AutoCloseable thread = Leaking.started("ends")) {
                assertThat(thread).isNotNull();
            }
        }
    }

    @Test
    void worksWithoutTheAnnotation() {
        assertThat(Runs.of(ByItself.class)).containsEntry("closes()", "passed");
    }

    @Test
    void refusesStoresThatAreNotClosed() {
        String parameter = "junit.jupiter.extensions.store.close.autocloseable.enabled";

        assertThat(Runs.with(Map.of(parameter, "false"), ByItself.class).get("LeakCheckTest$ByItself"))
                .contains(parameter)
                .contains("remove that parameter");
    }
}
