package io.github.threeply.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;

class ThreadsTest {

    private static boolean isVirtual(Thread thread) throws Exception {
        return Runtime.version().feature() >= 21
                && (boolean) Thread.class.getMethod("isVirtual").invoke(thread);
    }

    @Test
    void countsTheNamesOfEachFactoryFromOne() {
        for (ThreadFactory factory :
                List.of(Threads.platform("name-"), Threads.daemon("name-"), Threads.virtual("name-"))) {
            assertThat(factory.newThread(() -> {}).getName()).isEqualTo("name-1");
            assertThat(factory.newThread(() -> {}).getName()).isEqualTo("name-2");
        }
    }

    @Test
    void makesPlatformThreadsThatKeepTheJvmAlive() throws Exception {
        Thread thread = Threads.platform("name-").newThread(() -> {});

        assertThat(thread.isDaemon()).isFalse();
        assertThat(isVirtual(thread)).isFalse();
    }

    @Test
    void makesDaemonThreadsThatDoNot() throws Exception {
        Thread thread = Threads.daemon("name-").newThread(() -> {});

        assertThat(thread.isDaemon()).isTrue();
        assertThat(isVirtual(thread)).isFalse();
    }

    @Test
    void hasVirtualThreadsFrom21On() throws Exception {
        boolean expected = Runtime.version().feature() >= 21;
        Thread thread = Threads.virtual("name-").newThread(() -> {});

        assertThat(Threads.hasVirtual()).isEqualTo(expected);
        assertThat(isVirtual(thread)).isEqualTo(expected);
        assertThat(thread.isDaemon()).isTrue();
        assertThat(thread.getState()).isEqualTo(Thread.State.NEW);
    }

    @Test
    void runsTheBodyOnTheThread() throws Exception {
        for (ThreadFactory factory :
                List.of(Threads.platform("name-"), Threads.daemon("name-"), Threads.virtual("name-"))) {
            Thread[] ranOn = new Thread[1];
            Thread thread = factory.newThread(() -> ranOn[0] = Thread.currentThread());

            thread.start();
            thread.join(Together.LIMIT.toMillis());

            assertThat(ranOn[0]).isSameAs(thread);
        }
    }

    @Test
    void givesNoNameTwiceToManyWhoAskAtOnce() throws Exception {
        ThreadFactory factory = Threads.virtual("name-");
        ConcurrentLinkedQueue<String> names = new ConcurrentLinkedQueue<>();

        Together.run(4, index -> {
            for (int i = 0; i < 500; i++) {
                names.add(factory.newThread(() -> {}).getName());
            }
            return null;
        });

        Set<String> distinct = new HashSet<>(names);
        assertThat(distinct).hasSize(2_000).contains("name-1", "name-2000");
    }

    @Test
    void refusesANameThatIsNull() {
        assertThatNullPointerException()
                .isThrownBy(() -> Threads.platform(null))
                .withMessage("prefix");
        assertThatNullPointerException().isThrownBy(() -> Threads.daemon(null)).withMessage("prefix");
        assertThatNullPointerException().isThrownBy(() -> Threads.virtual(null)).withMessage("prefix");
    }
}
