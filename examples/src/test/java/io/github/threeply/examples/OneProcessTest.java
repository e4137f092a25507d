package io.github.threeply.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.junit.FailOnLeaks;
import org.junit.jupiter.api.Test;

@FailOnLeaks(graceMillis = 60_000)
class OneProcessTest {

    @Test
    void tellsThatAProcessLivedAndEndedNormally() throws Exception {
        OneProcess.Life life = OneProcess.untilItEnds();

        assertThat(life.said()).isEqualTo("I am First, process " + life.pid());
        assertThat(life.pid()).isNotEqualTo(ProcessHandle.current().pid());
        assertThat(life.aliveBefore()).isTrue();
        assertThat(life.aliveAfter()).isFalse();
        assertThat(life.exit().code()).isZero();
        assertThat(ProcessHandle.of(life.pid()).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void tellsHowATerminatedProcessEnded() throws Exception {
        OneProcess.Life life = OneProcess.untilItIsTerminated();

        assertThat(life.aliveBefore()).isTrue();
        assertThat(life.aliveAfter()).isFalse();
        assertThat(life.exit().meaning()).isEqualTo("143: terminated by SIGTERM");
        assertThat(life.exit().signal()).isEqualTo("SIGTERM");
    }

    @Test
    void printsWhatItsJavadocSays() throws Exception {
        Printed printed = Printed.by(() -> OneProcess.main(new String[0]));

        assertThat(printed.out())
                .matches("First \\(pid (\\d+)\\) says: I am First, process \\1\\R"
                        + "alive before the join: true, after: false, exit code 0\\R"
                        + "Second \\(pid \\d+\\) was terminated: exit code 143: terminated by SIGTERM\\R");
    }

    @Test
    void isNotDisturbedByAKill() throws Exception {
        try (Killer killer = Killer.of(1, 10)) {
            assertThat(OneProcess.untilItEnds().exit().code()).isZero();
            assertThat(killer.killed()).isOne();
        }
    }
}
