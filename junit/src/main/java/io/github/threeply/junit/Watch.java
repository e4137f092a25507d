package io.github.threeply.junit;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The time of one test, or of a class of tests: made at its begin, closed by JUnit after everything else at its end. */
final class Watch implements AutoCloseable {
    private static final long LOOK_NANOS = 10_000_000;
    private static final Duration MOST = Duration.ofDays(1); // nobody waits longer, and sums of it do not overflow

    private final String name;
    private final Settings settings;
    private final List<Watch> around;
    private final Snapshot before;

    Watch(ExtensionContext context, List<Watch> around) {
        this.name = context.getTestClass()
                        .map(type ->
                                type.getSimpleName() + (context.getTestMethod().isPresent() ? ", " : ""))
                        .orElse("")
                + (context.getTestMethod().isPresent() ? context.getDisplayName() : "");
        this.settings = Settings.of(context);
        this.around = around;
        this.before = Snapshot.now();
    }

    @Override
    public void close() {
        List<Leak> leaks = List.of();
        if (!settings.kinds().isEmpty()) {
            leaks = await();
        }
        around.forEach(each -> each.before.acceptWhatIsNewSince(before)); // told here, or nobody minds
        if (!leaks.isEmpty()) {
            throw new LeaksError(name, leaks, settings.grace());
        }
    }

    /** What does not end in time. An interrupt does not shorten that, and stays. */
    private List<Leak> await() {
        Duration grace = settings.grace().compareTo(MOST) < 0 ? settings.grace() : MOST;
        long end = System.nanoTime() + grace.toNanos();
        boolean interrupted = false;
        List<Leak> leaks = before.newSince(settings);
        while (!leaks.isEmpty() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(LOOK_NANOS);
            interrupted |= Thread.interrupted();
            leaks = before.newSince(settings);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return leaks.stream().sorted(Comparator.comparing(Leak::kind)).toList();
    }
}
