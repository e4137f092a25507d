package io.github.threeply.ipc.process;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Checks that a test leaves no worker process behind that it did not find. */
final class NoChildIsLeft implements BeforeEachCallback, AfterEachCallback {
    private Set<Long> before = Set.of();

    @Override
    public void beforeEach(ExtensionContext context) {
        before = workers();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        await().atMost(Duration.ofSeconds(30)).until(() -> before.containsAll(workers()));
    }

    static Set<Long> workers() {
        return ProcessHandle.current()
                .descendants()
                .filter(ProcessHandle::isAlive)
                .filter(p -> p.info().command().filter(c -> c.endsWith("java")).isPresent())
                .map(ProcessHandle::pid)
                .collect(Collectors.toSet());
    }
}
