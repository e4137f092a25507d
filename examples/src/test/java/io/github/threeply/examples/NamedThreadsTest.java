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
}
