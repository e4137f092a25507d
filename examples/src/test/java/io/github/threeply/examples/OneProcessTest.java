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
}
