package io.github.threeply.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IoBoundTest {

    @ParameterizedTest
    @EnumSource(IoBound.Mode.class)
    void fetchesTheSamePagesInEveryMode(IoBound.Mode mode) throws Exception {
        List<IoBound.Page> pages = IoBound.run(mode);

        assertThat(pages)
                .extracting(IoBound.Page::path)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 9).mapToObj(i -> "/page/" + i).toList());
        assertThat(pages).allSatisfy(page -> {
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.bytes()).isEqualTo(201);
        });
    }

    @Test
    void makesOneSessionWhenOneThreadDoesAll() throws Exception {
        long start = System.nanoTime();
        List<IoBound.Page> pages = IoBound.run(IoBound.Mode.SEQUENTIAL);

        assertThat(since(start)).isGreaterThanOrEqualTo(Duration.ofMillis(900));
        assertThat(IoBound.sessions(pages)).isOne();
        assertThat(pages)
                .extracting(IoBound.Page::thread)
                .containsOnly(pages.get(0).thread());
    }

    @Test
    void makesASessionForEachThread() throws Exception {
        List<IoBound.Page> pages = IoBound.run(IoBound.Mode.THREADS);

        long threads = pages.stream().map(IoBound.Page::thread).distinct().count();
        assertThat(threads).isBetween(2L, 4L);
        assertThat(IoBound.sessions(pages)).isEqualTo((int) threads);
        assertThat(pages)
                .extracting(IoBound.Page::pid)
                .containsOnly(ProcessHandle.current().pid());
    }

    @Test
    void makesOneSessionInEachProcess() throws Exception {
        List<IoBound.Page> pages = IoBound.run(IoBound.Mode.PROCESSES);

        assertThat(pages).extracting(IoBound.Page::sessions).containsOnly(1); // the initializer ran once
        assertThat(pages)
                .extracting(IoBound.Page::pid)
                .doesNotContain(ProcessHandle.current().pid());
        long processes = pages.stream().map(IoBound.Page::pid).distinct().count();
        assertThat(processes).isBetween(1L, 4L);
        assertThat(IoBound.sessions(pages)).isEqualTo((int) processes);
    }

    @Test
    void isNotDisturbedByAKill() throws Exception {
        try (Killer killer = Killer.of(3, 150)) {
            List<IoBound.Page> pages = IoBound.run(IoBound.Mode.PROCESSES);

            assertThat(killer.killed()).isPositive();
            assertThat(pages).hasSize(9).extracting(IoBound.Page::status).containsOnly(200);
        }
    }

    @Test
    void needsOneSessionForPagesThatAreAwaitedTogether() throws Exception {
        IoBound.run(IoBound.Mode.ASYNC);
        // A machine may be away for as long as that takes: once it is not.
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            long start = System.nanoTime();
            List<IoBound.Page> pages = IoBound.run(IoBound.Mode.ASYNC);
            assertThat(IoBound.sessions(pages)).isOne();
            assertThat(since(start)).isLessThan(Duration.ofMillis(900)); // less than one after another
        });
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
