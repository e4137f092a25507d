package io.github.threeply.ipc.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class QuickBuffersTest {
    @Test
    void loadsTheClassThatThisJdkPassesAtEachAccess() throws Exception {
        List<String> passed = Stream.of(
                        Class.forName("jdk.internal.misc.ScopedMemoryAccess").getMethods())
                .filter(method -> method.getName().equals("getLong"))
                .map(method -> method.getParameterTypes()[0].getName())
                .toList();

        assertThat(QuickBuffers.prepare()).isIn(passed);
    }
}
