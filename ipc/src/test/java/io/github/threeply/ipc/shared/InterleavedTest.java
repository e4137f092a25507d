package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.ipc.limits.OrdinaryLimit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/**
 * What threads of a few users do with one object is linearizable, in every order of their accesses to the memory up to a number
 * of switches between them; also if one of them dies before any of its accesses and the other takes over, if a wait is
 * interrupted, and if the memory is closed meanwhile. In a JVM of its own, where tests decide whose access comes next: see
 * {@link InterleavedWorld}.
 *
 * <p>In the ordinary build all are tried with one switch, a part of those with two, and few with a switch and a death; with
 * {@code threeply.long}, all of them; where a mutant is looked for ({@code threeply.mutate}), all with two switches.
 * {@code -Dthreeply.property.seed} draws another part; {@code -Dthreeply.interleaved} has only the worlds whose name contains it.
 */
@DisabledForJreRange(min = JRE.JAVA_22) // a newer JDK knows no other orders
@OrdinaryLimit
@Timeout(value = 4 * 3600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InterleavedTest {
    private static final boolean LONG = Boolean.getBoolean("threeply.long");
    private static final boolean ALL = LONG || Boolean.getBoolean("threeply.mutate");
    private static final long SEED = Long.getLong("threeply.property.seed", 1);
    private static final String ONLY = System.getProperty("threeply.interleaved", "");

    @TempDir
    Path directory;

    @Test
    void allIsLinearizableInEveryOrderOfAccesses() throws Exception {
        List<String> worlds = new ArrayList<>(InterleavedChild.mortal().keySet());
        worlds.addAll(InterleavedChild.immortal().keySet());
        worlds.removeIf(name -> !name.contains(ONLY));
        assertThat(worlds).isNotEmpty();
        try (ChildJvm child = ChildJvm.run(
                // One processor: with more, who waits would look again and again before it sleeps.
                List.of("-Dthreeply.crashAfterStore=0", "-XX:ActiveProcessorCount=1"),
                System.getProperty("java.class.path"),
                InterleavedChild.class,
                directory,
                2,
                ALL ? 1 : 0.15,
                LONG ? 1 : 0.005,
                SEED,
                ONLY)) {
            for (String world : worlds) {
                String line = child.line();
                while (line.equals("alive")) {
                    line = child.line();
                }
                assertThat(line).matches("[^:]+: \\d+ runs.*").startsWith(world + ":");
                System.out.println(line);
            }
            assertThat(child.exitCode()).isZero();
        }
    }
}
