package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.threeply.core.testkit.Shrinking;
import io.github.threeply.ipc.limits.OrdinaryLimit;
import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever two users of one file do with a queue, and however they go, it answers as a plain model does. A failure shows the
 * shortest program that was found for it; {@code -Dthreeply.property.seed} begins elsewhere, and {@code
 * -Dthreeply.property.examples} says how many.
 */
@OrdinaryLimit
@Timeout(value = 4 * 3600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedQueuePropertyTest {
    private static final long SEED = Long.getLong("threeply.property.seed", 1);
    private static final int EXAMPLES =
            Integer.getInteger("threeply.property.examples", Boolean.getBoolean("threeply.long") ? 100_000 : 700);

    @TempDir
    Path directory;

    private int runs;

    private void agree(int examples, Function<QueueProgram, QueueModel> models) {
        Shrinking.forAll(
                examples,
                SEED,
                QueueProgram::any,
                QueueProgram::smaller,
                program -> QueueTrial.run(program, models.apply(program), directory.resolve("m" + runs++)));
    }

    @Test
    void answersAsAModelDoes() {
        agree(EXAMPLES, QueueModel::new);
    }

    /** Has what the dead held be gone, whatever the form of the queue says. */
    private static final class WrongModel extends QueueModel {
        WrongModel(QueueProgram program) {
            super(new QueueProgram(program.longs(), program.oneToOne(), true, program.capacity(), program.steps()));
        }
    }

    @Test
    void aQueueThatAnswersOtherwiseIsFoundOutInAFewSteps() {
        AssertionError error = catchThrowableOfType(AssertionError.class, () -> agree(700, WrongModel::new));

        assertThat(error.getMessage().lines().skip(1).findFirst().orElseThrow())
                .as("the example in: %s", error.getMessage())
                .matches("  .*: \\d [A-Z_]*PUT.*, \\d [A-Z_]*RECEIVE, \\d (DIE|LEAVE).*");
    }
}
