package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who closes a memory waits for the one thread that puts into a one-to-one queue, and on what that stands. */
class LonePassageTest {

    @Test
    void letsNobodyInWhenItIsShutAndKnowsWhoIsInside() {
        LonePassage passage = new LonePassage();
        assertThat(passage.isInside()).isFalse();
        assertThat(passage.enter()).isTrue();
        passage.shut();
        assertThat(passage.isInside()).isTrue();
        passage.leave();
        assertThat(passage.isInside()).isFalse();

        assertThat(passage.enter()).isFalse();

        assertThat(passage.isInside()).isFalse();
    }

    /** The fence that all threads get is that of a stop of all threads. Should a JDK not stop them any more, this tells. */
    @Test
    void toOrderAllThreadsThisJvmStopsThem() throws Exception {
        assumeTrue(System.getProperty("java.vm.name").matches(".*(OpenJDK|HotSpot).*"), "another JVM");
        int rounds = 20;
        try (ChildJvm child = ChildJvm.run(
                List.of("-Xlog:safepoint=info"),
                System.getProperty("java.class.path"),
                LonePassageChild.class,
                "order",
                rounds)) {
            assertThat(child.exitCode()).isZero();
            assertThat(child.output().stream().filter(line -> line.contains("Safepoint \"ThreadDump\"")))
                    .as("%s", child.output())
                    .hasSizeGreaterThanOrEqualTo(rounds);
        }
    }

    /** In a JVM whose stores are counted, a put stands still after its first, and its memory is closed. */
    @ParameterizedTest
    @ValueSource(strings = {"fast", "slow"})
    void anItemOfTheNextProducerIsWholeThoughAPutStoodStillAtTheClose(String path) throws Exception {
        try (SharedMemory memory = SharedMemory.temporary(1 << 16);
                ChildJvm child = ChildJvm.run(
                        List.of("-Dthreeply.crashAfterStore=0"),
                        System.getProperty("java.class.path"),
                        LonePassageChild.class,
                        "put",
                        memory.path(),
                        path)) {
            assertThat(child.exitCode()).as("%s", child.output()).isZero();
            assertThat(child.output()).contains("taken: [aaaaaaaa, bbb]");
        }
    }
}
