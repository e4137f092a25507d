package io.github.threeply.ipc.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Describes a pool for people. Waits for nobody, and changes nothing. */
final class PoolText {
    private static final List<String> COLUMNS = List.of("worker", "pid", "state", "age", "tasks", "memory", "task");

    private final PoolCore pool;
    private final PoolMetrics metrics;
    private final StringBuilder text = new StringBuilder(1024);

    PoolText(PoolCore pool, PoolMetrics metrics) {
        this.pool = pool;
        this.metrics = metrics;
    }

    String write() {
        PoolSettings settings = pool.settings();
        text.append("pool ")
                .append(settings.name())
                .append(", ")
                .append(pool.state())
                .append(", started ")
                .append(of(pool.age()))
                .append(" ago, this JVM is ")
                .append(ProcessHandle.current().pid())
                .append('\n');
        tasks();
        queue();
        workers();
        limits(settings);
        past();
        return text.toString();
    }

    private StringBuilder line(String title) {
        return text.append(String.format(Locale.ROOT, "  %-9s", title));
    }

    private void tasks() {
        PoolMetrics.Ends ends = metrics.ends();
        line("tasks")
                .append(String.format(
                        Locale.ROOT,
                        "%,d submitted = %,d succeeded + %,d failed (%,d timed out, %,d crashed) + %,d cancelled + %,d pending%n",
                        metrics.submitted(),
                        ends.succeeded(),
                        ends.failed(),
                        ends.timedOut(),
                        ends.crashed(),
                        ends.cancelled(),
                        metrics.pending()));
        PoolMetrics.Bulk bulk = metrics.bulk();
        if (bulk.taken() > 0) {
            line("bulk")
                    .append(String.format(
                            Locale.ROOT,
                            "%,d arguments taken = %,d answered + %,d failed + %,d cancelled + %,d pending%n",
                            bulk.taken(),
                            bulk.answered(),
                            bulk.failed(),
                            bulk.cancelled(),
                            bulk.pending()));
        }
    }

    private void queue() {
        SubmissionGate gate = pool.submissions().gate();
        Admission admission = pool.settings().seeing().admission();
        line("queue")
                .append(String.format(
                        Locale.ROOT,
                        "%,d wait here, %,d are with workers; %,d of at most %,d tasks, %s of at most %s",
                        metrics.now().queued(),
                        metrics.now().inFlight(),
                        gate.tasks(),
                        admission.maxTasks(),
                        bytes(gate.bytes()),
                        bytes(admission.maxBytes())));
        if (gate.waiting() > 0) {
            text.append("; ").append(gate.waiting()).append(" threads wait for room");
        }
        text.append('\n');
        Job next = pool.firstInQueue();
        if (next != null && !next.isDecided()) {
            line("").append("next is ").append(task(next));
            if (next.isMeasured()) {
                text.append(", here for ").append(of(Duration.ofNanos(System.nanoTime() - next.queuedNanos())));
            }
            text.append('\n');
        }
    }

    private void workers() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(COLUMNS);
        for (WorkerLink link : pool.placement().links()) {
            WorkerStatus status = link.status();
            rows.add(List.of(
                    status.name(),
                    Long.toString(status.pid()),
                    status.state().toString(),
                    of(link.age()),
                    String.format(Locale.ROOT, "%,d", link.answers()),
                    memory(status.pid()),
                    running(link)));
        }
        for (List<String> row : rows) {
            text.append("  ");
            for (int column = 0; column < row.size(); column++) {
                pad(row.get(column), widest(rows, column), column == row.size() - 1);
            }
            text.append('\n');
        }
    }

    private void pad(String cell, int width, boolean last) {
        text.append(cell);
        if (!last) {
            text.append(" ".repeat(width - cell.length() + 2));
        }
    }

    private static int widest(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }

    private static String running(WorkerLink link) {
        Job job = link.running();
        int waiting = link.inFlight();
        if (job == null) {
            return waiting == 0 ? "-" : waiting + " there, too short to be seen running";
        }
        return task(job) + ", for " + of(Duration.ofNanos(System.nanoTime() - job.startedNanos()))
                + (waiting > 1 ? ", and " + (waiting - 1) + " behind it" : "");
    }

    private static String task(Job job) {
        return "#" + job.id + " " + job.name();
    }

    private void limits(PoolSettings settings) {
        Duration task = settings.limits().taskTimeout();
        line("limits")
                .append("task ")
                .append(task == null ? "none" : of(task))
                .append(", grace ")
                .append(of(Duration.ofNanos(settings.limits().cancelGraceNanos())))
                .append(", boot ")
                .append(of(settings.boot().limit()))
                .append(", payload ")
                .append(bytes(settings.values().maxPayload()))
                .append('\n');
    }

    private void past() {
        PoolMetrics.Lives lives = metrics.lives();
        line("boots")
                .append(String.format(
                        Locale.ROOT,
                        "%,d started, %,d ready after %s on average, at most %s%n",
                        lives.started(),
                        lives.boots().count(),
                        of(lives.meanBoot()),
                        of(lives.longestBoot())));
        for (Map.Entry<String, Long> cause : lives.causes().entrySet()) {
            line("").append(String.format(Locale.ROOT, "%,d ", cause.getValue()))
                    .append(cause.getKey())
                    .append('\n');
        }
        String title = "slowest";
        for (TaskInfo slow : metrics.times().slowest()) {
            line(title)
                    .append(of(slow.ran()))
                    .append(" #")
                    .append(slow.id())
                    .append(' ')
                    .append(slow.name())
                    .append('\n');
            title = "";
        }
    }

    private static String memory(long pid) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
                if (line.startsWith("VmRSS:")) {
                    String number = line.substring("VmRSS:".length(), line.lastIndexOf(' '));
                    return bytes(Long.parseLong(number.strip()) << 10);
                }
            }
        } catch (IOException | RuntimeException e) {
            return "?"; // it has just ended, or this is no Linux
        }
        return "?";
    }

    static String bytes(long bytes) {
        if (bytes < 10 << 10) {
            return bytes + " B";
        }
        return bytes < 10 << 20 ? (bytes >> 10) + " KiB" : String.format(Locale.ROOT, "%,d MiB", bytes >> 20);
    }

    /** Three digits or so, in the unit that suits. */
    static String of(@Nullable Duration duration) {
        if (duration == null) {
            return "-";
        }
        double seconds = duration.getSeconds() + duration.getNano() / 1e9;
        if (seconds < 0.001) {
            return String.format(Locale.ROOT, "%.0f us", seconds * 1e6);
        }
        if (seconds < 1) {
            return String.format(Locale.ROOT, "%.0f ms", seconds * 1e3);
        }
        if (seconds < 60) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        long minutes = duration.toMinutes();
        if (minutes < 60) {
            return minutes + " min " + duration.toSecondsPart() + " s";
        }
        return duration.toHours() < 48
                ? duration.toHours() + " h " + duration.toMinutesPart() + " min"
                : duration.toDays() + " d " + duration.toHoursPart() + " h";
    }
}
