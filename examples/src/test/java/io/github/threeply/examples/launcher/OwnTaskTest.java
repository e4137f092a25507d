package io.github.threeply.examples.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.core.Task;
import io.github.threeply.examples.Printed;
import io.github.threeply.examples.WhichModel.Measurement;
import io.github.threeply.examples.WhichModel.Model;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.TypeConversionException;

/** {@code run which-model} as its user has it: with a task of the user's, and a page. */
@Timeout(180)
class OwnTaskTest {

    /** A task of a user. */
    public static final class Quick implements Task<String> {
        private static final long serialVersionUID = 1;

        @Override
        public String call() {
            return "done";
        }
    }

    /** No task. */
    public static final class Other {}

    @Test
    void isMeasuredFirstAndStandsOnThePage(@TempDir Path directory) throws Exception {
        Path page = directory.resolve("page.html");
        int[] code = {-1};
        Printed printed = Printed.by(() -> code[0] = Main.run(
                "run", "which-model", "--rounds", "1", "--page", page.toString(), "--task", Quick.class.getName()));

        assertThat(code[0]).as(printed.err()).isZero();
        assertThat(printed.err()).isEmpty();
        assertThat(printed.lines().get(0)).startsWith(Quick.class.getName() + " (");
        assertThat(printed.lines())
                .contains("page: " + page)
                .anyMatch(line -> line.startsWith("* " + Quick.class.getName() + ": "))
                .anyMatch(line -> line.startsWith("* Work that computes: "))
                .anyMatch(line -> line.startsWith("* Work that may crash: processes. "))
                .contains("In short, for this machine:");
        assertThat(printed.lines()
                        .subList(printed.lines().size() - 5, printed.lines().size()))
                .as("what it ends with")
                .satisfiesExactly(
                        own -> assertThat(own).startsWith("  " + Quick.class.getName() + ": "),
                        computes -> assertThat(computes).matches("  Work that computes: [a-z ]+"),
                        waits -> assertThat(waits).matches("  Work that waits: [a-z ]+"),
                        memory -> assertThat(memory).matches("  Work that needs memory: [a-z ]+"),
                        crashes -> assertThat(crashes).isEqualTo("  Work that may crash: processes"));
        assertThat(Files.readString(page))
                .startsWith("<!DOCTYPE html>")
                .contains(
                        Quick.class.getName(),
                        "Work that may crash",
                        "data-model=\"PROCESSES\"",
                        "/s</span>",
                        "3 failed alone");
    }

    @Test
    void countsTheMeasurementInTheMiddle() {
        List<List<Measurement>> rounds = Stream.of(3, 9, 1)
                .map(done -> List.of(new Measurement(Model.PROCESSES, 0, 1000, done, "")))
                .toList();

        assertThat(ModelTrials.middle(rounds)).extracting(Measurement::done).containsExactly(3);
    }

    @Test
    void saysWhatIsWrongWithAClass() {
        OwnTask.Name name = new OwnTask.Name();

        assertThat(name.convert(Quick.class.getName())).isEqualTo(Quick.class.getName());
        assertThatThrownBy(() -> name.convert("no.Such"))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("there is no class no.Such on the class path")
                .hasMessageContaining("io.github.threeply.examples.launcher.Main run which-model --task no.Such");
        assertThatThrownBy(() -> name.convert(Other.class.getName()))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("must implement io.github.threeply.core.Task");
    }
}
