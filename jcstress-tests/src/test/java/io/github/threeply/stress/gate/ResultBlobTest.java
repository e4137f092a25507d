package io.github.threeply.stress.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.DiskWriteCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.runners.TestConfig;
import org.openjdk.jcstress.infra.runners.TestList;
import org.openjdk.jcstress.os.AffinityMode;
import org.openjdk.jcstress.os.NodeType;
import org.openjdk.jcstress.os.SchedulingClass;
import org.openjdk.jcstress.util.Environment;
import org.openjdk.jcstress.vm.CompileMode;

/** What jcstress has written is read as it was meant. */
class ResultBlobTest {
    private static final String BROKEN = "io.github.threeply.stress.gallery.LostUpdate.Plain";
    private static final String HELD = "io.github.threeply.stress.contract.IncrementStress.Atomic";

    @TempDir
    Path directory;

    private static TestResult result(String test, Status status) throws IOException {
        Options options = new Options(new String[] {"-v", "-c", "2"});
        assertThat(options.parse()).isTrue();
        TestResult result = new TestResult(status);
        result.setConfig(new TestConfig(
                options,
                TestList.getInfo(test),
                1,
                List.of("-Xint"),
                CompileMode.UNIFIED,
                new SchedulingClass(AffinityMode.NONE, 2, NodeType.PACKAGE)));
        result.setEnv(new Environment());
        return result;
    }

    private Path write(TestResult... results) throws IOException {
        Path file = directory.resolve("results.bin.gz");
        DiskWriteCollector out = new DiskWriteCollector(file.toString());
        Arrays.stream(results).forEach(out::add);
        out.close();
        return file;
    }

    @Test
    void addsUpTheConfigurationsOfATest() throws IOException {
        TestResult one = result(BROKEN, Status.NORMAL);
        one.addState("1", 3);
        one.addState("2", 40);
        TestResult other = result(BROKEN, Status.NORMAL);
        other.addState("2", 500);
        TestResult held = result(HELD, Status.NORMAL);
        held.addState("1, 2, 2", 7);

        Map<String, Observed> observed = ResultBlob.read(write(one, other, held));

        assertThat(observed).containsOnlyKeys(BROKEN, HELD);
        assertThat(observed.get(BROKEN).samples()).isEqualTo(543);
        assertThat(observed.get(BROKEN).counts()).isEqualTo(Map.of("1", 3L, "2", 540L));
        assertThat(observed.get(BROKEN).alarms()).containsOnlyKeys(Alarm.INTERESTING);
        assertThat(observed.get(HELD).counts()).isEqualTo(Map.of("1, 2, 2", 7L));
    }

    @Test
    void raisesAnAlarmForAnOutcomeThatNobodyNamed() throws IOException {
        TestResult result = result(HELD, Status.NORMAL);
        result.addState("-1, -1, -1", 1);

        Observed observed = ResultBlob.read(write(result)).get(HELD);

        assertThat(observed.alarms()).containsOnlyKeys(Alarm.FORBIDDEN);
        assertThat(observed.faults()).singleElement().asString().contains("\"-1, -1, -1\" seen 1 times in 1");
    }

    @Test
    void tellsAHangFromAnError() throws IOException {
        TestResult error = result(HELD, Status.TEST_ERROR);
        error.addMessages(List.of("it threw"));
        TestResult hang = result(BROKEN, Status.VM_ERROR);
        hang.addVMOuts(List.of("Full thread dump OpenJDK", "  at io.github.threeply.Any.waits(Any.java:1)"));

        Map<String, Observed> observed = ResultBlob.read(write(error, hang));

        assertThat(observed.get(HELD).alarms()).containsOnlyKeys(Alarm.ERROR);
        assertThat(observed.get(HELD).faults()).singleElement().asString().contains("it threw", "-Xint");
        assertThat(observed.get(BROKEN).alarms()).containsOnlyKeys(Alarm.HANG);
        assertThat(observed.get(BROKEN).faults())
                .singleElement()
                .asString()
                .contains("at io.github.threeply.Any.waits");
    }

    @Test
    void refusesAFileThatIsNoneOfJcstress() throws IOException {
        Path file = Files.writeString(directory.resolve("other"), "no results");

        assertThatThrownBy(() -> ResultBlob.read(file)).isInstanceOf(IOException.class);
    }
}
