package io.github.threeply.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkerEnvironmentTest {

    @Test
    void dropsWhatWouldClashWithTheParentAndKeepsTheRest() {
        assertThat(WorkerEnvironment.withoutAgents(
                        "-agentlib:jdwp=transport=dt_socket,server=y,address=5005 -Dfile=\"with space\" -Xdebug"
                                + "  -Dcom.sun.management.jmxremote.port=99 '-Xrunjdwp:server=y' -Xmx1g"))
                .isEqualTo("-Dfile=\"with space\" -Xmx1g");
    }

    @Test
    void removesAVariableOfWhichNothingIsLeft() {
        Map<String, String> environment =
                new HashMap<>(Map.of("JAVA_TOOL_OPTIONS", "-agentlib:jdwp=server=y", "PATH", "/bin"));

        WorkerEnvironment.prepare(environment, Map.of("ADDED", "yes"));

        assertThat(environment).containsOnly(Map.entry("PATH", "/bin"), Map.entry("ADDED", "yes"));
    }

    @Test
    void leavesAloneWhatTheUserAddsForTheWorker() {
        Map<String, String> environment = new HashMap<>();

        WorkerEnvironment.prepare(environment, Map.of("JAVA_TOOL_OPTIONS", "-agentlib:jdwp=server=y"));

        assertThat(environment).containsEntry("JAVA_TOOL_OPTIONS", "-agentlib:jdwp=server=y");
    }
}
