package io.github.threeply.stress.gate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.StateCase;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.runners.TestList;

/** Reads the file that jcstress leaves behind, and grades it by the outcomes that the tests declare. */
final class ResultBlob {

    /** What a JVM prints before it prints its threads; {@link ForkWatch} asks for it before it kills. */
    private static final String THREAD_DUMP = "Full thread dump";

    private ResultBlob() {}

    static Map<String, Observed> read(Path file) throws IOException {
        InProcessCollector collector = new InProcessCollector();
        DiskReadCollector reader = new DiskReadCollector(file.toString(), collector);
        try {
            reader.dump();
        } catch (ClassNotFoundException e) {
            throw new IOException("The results in " + file + " were written by another version of the tests", e);
        } finally {
            reader.close();
        }
        return grade(collector.getTestResults());
    }

    private static Map<String, Observed> grade(Collection<TestResult> results) {
        Map<String, List<TestResult>> byTest = new TreeMap<>();
        for (TestResult result : results) {
            byTest.computeIfAbsent(result.getName(), name -> new ArrayList<>()).add(result);
        }
        Map<String, Observed> observed = new TreeMap<>();
        byTest.forEach((test, ofTest) -> observed.put(test, grade(test, ofTest)));
        return observed;
    }

    private static Observed grade(String test, List<TestResult> results) {
        Map<Alarm, List<String>> alarms = new EnumMap<>(Alarm.class);
        Map<String, Long> counts = new TreeMap<>();
        long samples = 0;
        for (TestResult result : results) {
            samples += result.getTotalCount();
            for (String outcome : result.getStateKeys()) {
                counts.merge(outcome, result.getCount(outcome), Long::sum);
            }
            if (result.status() != Status.NORMAL) {
                alarms.computeIfAbsent(alarmOf(result), alarm -> new ArrayList<>())
                        .add(result.status() + " " + summary(result) + " with " + result.getConfig().jvmArgs);
            }
        }
        TestInfo info = TestList.getInfo(test);
        long total = samples;
        counts.forEach((outcome, count) -> {
            StateCase expected = Catalog.caseOf(info, outcome);
            Alarm alarm = alarmOf(expected.expect());
            if (alarm != null && count > 0) {
                alarms.computeIfAbsent(alarm, a -> new ArrayList<>())
                        .add("\"" + outcome + "\" seen " + count + " times in " + total + " (" + expected.description()
                                + ")");
            }
        });
        return new Observed(test, samples, counts, alarms);
    }

    private static @Nullable Alarm alarmOf(Expect expect) {
        return switch (expect) {
            case ACCEPTABLE -> null;
            case ACCEPTABLE_INTERESTING -> Alarm.INTERESTING;
            case FORBIDDEN, UNKNOWN -> Alarm.FORBIDDEN;
        };
    }

    private static Alarm alarmOf(TestResult result) {
        boolean stuck = result.status() == Status.TIMEOUT_ERROR
                || result.getVmOut().stream().anyMatch(line -> line.startsWith(THREAD_DUMP));
        return stuck ? Alarm.HANG : Alarm.ERROR;
    }

    /** The first lines that tell something, and of a thread dump where in our tests the threads stood. */
    private static String summary(TestResult result) {
        List<String> told = new ArrayList<>();
        result.getMessages().stream().filter(line -> !line.isBlank()).limit(3).forEach(line -> told.add(line.strip()));
        result.getVmOut().stream()
                .map(String::strip)
                .filter(line -> line.startsWith("at io.github.threeply") && !line.contains("_jcstress"))
                .limit(6)
                .forEach(told::add);
        return told.toString();
    }
}
