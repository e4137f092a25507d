package io.github.threeply.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IoBoundTest {

    @ParameterizedTest
    @EnumSource(IoBound.Mode.class)
    void fetchesTheSamePagesInEveryMode(IoBound.Mode mode) throws Exception {
        IoBound.Pages pages = IoBound.run(mode);

        assertThat(pages.all())
                .extracting(IoBound.Page::path)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 9).mapToObj(i -> "/page/" + i).toList());
        assertThat(pages.all()).allSatisfy(page -> {
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.bytes()).isEqualTo(201);
        });
    }

    @Test
    void makesOneSessionWhenOneThreadDoesAll() throws Exception {
        IoBound.Pages pages = IoBound.run(IoBound.Mode.SEQUENTIAL);

        assertThat(pages.sessions()).isOne();
        assertThat(pages.threads()).isOne();
        assertThat(pages.elapsed()).isGreaterThanOrEqualTo(Duration.ofMillis(900));
    }

    @Test
    void makesASessionForEachThread() throws Exception {
        IoBound.Pages pages = IoBound.run(IoBound.Mode.THREADS);

        assertThat(pages.threads()).isBetween(2L, 4L);
        assertThat(pages.sessions()).isEqualTo((int) pages.threads());
        assertThat(pages.processes()).isOne();
    }

    @Test
    void makesOneSessionInEachProcess() throws Exception {
        IoBound.Pages pages = IoBound.run(IoBound.Mode.PROCESSES);

        assertThat(pages.all()).extracting(IoBound.Page::sessions).containsOnly(1); // the initializer ran once
        assertThat(pages.all())
                .extracting(IoBound.Page::pid)
                .doesNotContain(ProcessHandle.current().pid());
        assertThat(pages.processes()).isBetween(1L, 4L);
        assertThat(pages.sessions()).isEqualTo((int) pages.processes());
    }

    @Test
    void isNotDisturbedByAKill() throws Exception {
        try (Killer killer = Killer.of(3, 150)) {
            IoBound.Pages pages = IoBound.run(IoBound.Mode.PROCESSES);

            assertThat(killer.killed()).isPositive();
            assertThat(pages.all()).hasSize(9).extracting(IoBound.Page::status).containsOnly(200);
        }
    }

    @Test
    void needsOneSessionForPagesThatAreAwaitedTogether() throws Exception {
        IoBound.run(IoBound.Mode.ASYNC);
        // A machine may be away for as long as that takes: once it is not.
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            IoBound.Pages pages = IoBound.run(IoBound.Mode.ASYNC);
            assertThat(pages.sessions()).isOne();
            assertThat(pages.elapsed()).isLessThan(Duration.ofMillis(900)); // less than one after another
        });
    }
}
