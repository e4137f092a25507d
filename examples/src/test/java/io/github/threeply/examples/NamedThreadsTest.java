package io.github.threeply.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NamedThreadsTest {

    @Test
    void aJoinedThreadTakesAllItsSteps() throws Exception {
        assertThat(NamedThreads.stepsOfAJoinedThread()).isEqualTo(20_000);
    }

    @Test
    void aDaemonThreadKeepsNoJvmAlive() throws Exception {
        NamedThreads.ChildJvm child = NamedThreads.jvmWithADaemonThread();

        assertThat(child).isEqualTo(new NamedThreads.ChildJvm(0, "main ends while endless-1 runs"));
    }

    @Test
    void printsWhatItsJavadocSays() throws Exception {
        Printed printed = Printed.by(() -> NamedThreads.main(new String[0]));

        assertThat(printed.lines())
                .containsExactly(
                        "counter-1 was joined after 20000 steps",
                        "a JVM printed \"main ends while endless-1 runs\" and ended with exit code 0");
    }
}
