package io.github.threeply.patterns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.threeply.core.BulkExecutor;
import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever is done with a group, its children and its tasks, it answers and looks as a plain model does. A failure shows the
 * shortest program that was found for it; {@code -Dthreeply.property.seed} begins elsewhere, and {@code
 * -Dthreeply.property.examples} says how many.
 */
@Timeout(4 * 3600) // for the long form
class TaskGroupPropertyTest {
    private static final long SEED = Long.getLong("threeply.property.seed", 1);
    private static final int EXAMPLES =
            Integer.getInteger("threeply.property.examples", Boolean.getBoolean("threeply.long") ? 50_000 : 1_000);

    private final BulkExecutor pool = BulkExecutor.threadPerTask();

    @AfterEach
    void endAll() {
        pool.close();
    }

    private void agree(int examples, Function<GroupProgram, GroupModel> models, Duration patience) {
        Duration[] limit = {patience};
        Shrinking.forAll(
                examples,
                SEED,
                GroupProgram::any,
                program -> {
                    limit[0] = Duration.ofSeconds(2); // it is known to fail: now it shall be short
                    return program.smaller();
                },
                program -> GroupTrial.run(pool, program, limit[0], models));
    }

    @Test
    void answersAsAModelDoes() {
        agree(EXAMPLES, GroupModel::new, Duration.ofSeconds(60));
    }

    /** Says that the one who cancels a task alone was too late. */
    private static final class WrongModel extends GroupModel {
        WrongModel(GroupProgram program) {
            super(program);
        }

        @Override
        String cancelAlone(Task task, boolean interrupt) {
            String answer = super.cancelAlone(task, interrupt);
            return answer.equals("true") ? "false" : answer;
        }
    }

    @Test
    void aGroupThatAnswersOtherwiseIsFoundOutInAFewSteps() {
        AssertionError error = catchThrowableOfType(
                AssertionError.class, () -> agree(EXAMPLES, WrongModel::new, Duration.ofSeconds(60)));

        assertThat(error.getMessage().lines().skip(1).findFirst().orElseThrow())
                .as("the example in: %s", error.getMessage())
                .matches("  no limit.*: [A-Z_]*FORK[A-Z_]* \\d, CANCEL_TASK[A-Z_]* \\d");
    }
}
