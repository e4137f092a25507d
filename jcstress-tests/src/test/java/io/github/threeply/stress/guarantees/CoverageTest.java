package io.github.threeply.stress.guarantees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What compares the promises with the Javadoc would see a hole. */
class CoverageTest {
    private static final String SOURCE = """
            package any;

            /**
             * A box. Each {@link #take} gets {@code one} thing,
             * exactly once.
             *
             * <p><b>Memory consistency effects.</b> Those of {@link java.util.List a list}.
             *
             * <p><b>Cost.</b> None.
             */
            public final class Box {
                /** Nobody reads this: it happens-before nothing. */
                private int secret;

                /**
                 * Takes. All in one step.
                 *
                 * @return what an earlier put, which <i>happens-before</i> this, put in
                 */
                @Deprecated
                public Object take() {}

                /** A listener. */
                public interface Listener {
                    /** Told at one instant. */
                    void told();
                }
            }
            """;
    private static final List<String> COMPLETE = List.of(
            "word happens?-before",
            "word exactly once",
            "word in one step",
            "word at one instant",
            "topic Memory consistency effects",
            "no-topic Cost",
            "== Boxes",
            "box.once: one thing, once",
            "  Box: Each take gets one thing, exactly once.",
            "  Box: All in one step.",
            "  Box: Those of a list.",
            "  Box: which happens-before this",
            "  also BoxTest.takesOnce",
            "! Box: Told at one instant.");

    private static Coverage coverage(List<String> lines) {
        Javadoc box = Objects.requireNonNull(Javadoc.of(SOURCE));
        return new Coverage(new Guarantees(lines), Map.of(box.type(), box));
    }

    private static List<String> without(String line) {
        assertThat(COMPLETE).contains(line);
        return COMPLETE.stream().filter(other -> !other.equals(line)).toList();
    }

    @Test
    void hasNothingToSayOfWhatIsComplete() {
        Coverage coverage = coverage(COMPLETE);

        assertThat(coverage.stale()).isEmpty();
        assertThat(coverage.unquoted()).isEmpty();
        assertThat(coverage.unknownTopics()).isEmpty();
    }

    @Test
    void findsAPromiseThatNobodyQuotes() {
        assertThat(coverage(without("  Box: Each take gets one thing, exactly once."))
                        .unquoted())
                .singleElement()
                .asString()
                .contains("exactly once");
        assertThat(coverage(without("  Box: which happens-before this")).unquoted())
                .singleElement()
                .asString()
                .contains("happens-before");
        assertThat(coverage(without("! Box: Told at one instant.")).unquoted()).hasSize(1);
    }

    @Test
    void findsAPromisingTopicThatNobodyQuotes() {
        assertThat(coverage(without("  Box: Those of a list.")).unquoted())
                .singleElement()
                .asString()
                .contains("under \"Memory consistency effects\"");
    }

    @Test
    void findsATopicThatNobodyHasJudged() {
        assertThat(coverage(without("no-topic Cost")).unknownTopics()).containsExactly("Box: Cost");
    }

    @Test
    void findsAQuoteThatTheJavadocDoesNotSayAnyMore() {
        List<String> lines = COMPLETE.stream()
                .map(line -> line.replace("All in one step.", "All in one instant."))
                .toList();

        assertThat(coverage(lines).stale()).containsExactly("the Javadoc of Box does not say: All in one instant.");
    }

    @Test
    void refusesALineThatItDoesNotUnderstandAndSaysWhich() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Guarantees(List.of("== Boxes", "Box is good")))
                .withMessageContaining("line 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Guarantees(List.of("a.b: c", "a.b: d")))
                .withMessageContaining("another a.b");
    }
}
