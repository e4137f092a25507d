package io.github.threeply.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.ipc.testkit.FaultPlan;
import java.io.IOException;
import java.util.Set;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

/** What the strict gate lets in. */
class ClassGateTest {
    private static final class Own extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final ClassGate strict = ClassGate.strict(Set.of());

    @Test
    void knowsTheExceptionsOfTheBaseModuleAndNoOthers() {
        assertThat(strict.allows(IOException.class)).isTrue();
        assertThat(strict.allows(ConditionTimeoutException.class)).isFalse();
        assertThat(strict.allows(Own.class)).isFalse();
        assertThat(strict.with(Own.class.getPackageName()).allows(Own.class)).isTrue();
    }

    @Test
    void isOpenForOnePackageAndNotForThoseWhoseNamesBeginSo() {
        assertThat(strict.with("io.github.threeply.ipc").allows(Own.class)).isFalse();
        assertThat(strict.with("io.github.threeply.ipc.proc").allows(Own.class)).isFalse();
        assertThat(strict.with(Own.class.getPackageName()).allows(FaultPlan.class))
                .isFalse();
    }

    @Test
    void countsThePackagesWithinOneThatTheUserAllowed() {
        ClassGate allowed = ClassGate.strict(Set.of("io.github.threeply.ipc"));
        assertThat(allowed.allows(Own.class)).isTrue();
        assertThat(ClassGate.strict(Set.of("io.github.threeply.ip")).allows(Own.class))
                .isFalse();
    }

    @Test
    void looksThroughArrays() {
        assertThat(strict.allows(int[][].class)).isTrue();
        assertThat(strict.allows(Own[][].class)).isFalse();
    }
}
