package io.github.threeply.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

class SurvivorsTest {
    private static final long LONG = TimeUnit.SECONDS.toNanos(60);

    private final List<String> told = new ArrayList<>();

    /** One that no kill ends, as of another user. */
    private static ProcessHandle immortal(long pid) {
        ProcessHandle handle = mock(ProcessHandle.class);
        ProcessHandle.Info info = mock(ProcessHandle.Info.class);
        when(info.command()).thenReturn(Optional.of("/bin/held"));
        when(handle.pid()).thenReturn(pid);
        when(handle.info()).thenReturn(info);
        when(handle.isAlive()).thenReturn(true);
        when(handle.descendants()).thenAnswer(call -> Stream.empty());
        when(handle.children()).thenAnswer(call -> Stream.empty());
        return handle;
    }

    @Test
    void areToldWithTheirCommands() {
        ProcessHandle dead = mock(ProcessHandle.class);

        Survivors.look("w-1", List.of(immortal(5_000_001), dead, immortal(5_000_002)), 1, told::add);

        assertThat(told)
                .containsExactly("what w-1 had started was killed with it and lives on:"
                        + " process 5000001 (/bin/held), process 5000002 (/bin/held)");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void areNoneOnceTheSystemHasEndedThem() throws IOException {
        Process sleeper = new ProcessBuilder("sleep", "600").start();
        sleeper.destroyForcibly();

        Survivors.look("w-1", List.of(sleeper.toHandle()), LONG, told::add);

        assertThat(told).isEmpty();
    }

    @Test
    void areAmongThoseThatAKillReturns() {
        ProcessHandle child = immortal(2);
        ProcessHandle late = immortal(3);
        ProcessHandle root = immortal(1);
        when(root.descendants()).thenAnswer(call -> Stream.of(child));
        when(child.children()).thenAnswer(call -> Stream.of(late)); // started after the list was made

        assertThat(ProcessTree.kill(root)).containsExactly(child, late);
    }
}
