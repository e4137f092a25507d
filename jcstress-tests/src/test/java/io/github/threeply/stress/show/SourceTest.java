package io.github.threeply.stress.show;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SourceTest {
    private static final Source SOURCE = Source.of("""
            package x;

            import y;

            @Race(name = "n")
            public class Outer {
                private static final int FREE = 0;

                static {
                    init();
                }

                /** First {@code one}, as {@link Other#call}. */
                @JCStressTest
                @Outcome(
                        id = {"1", "2"},
                        desc = "d")
                public static class Broken {
                    private int a;
                    private final int b =
                            3;

                    static {
                        b();
                    }

                    @Actor
                    public void left() {
                        if (a == 0) {
                            a = 1;
                        }
                    }

                    @Arbiter
                    public void after(I_Result r) {
                        r.r1 = a;
                    }

                    private int helper() {
                        return a;
                    }
                }

                /**
                 * Cured,
                 * in two lines.
                 */
                public static class Cured {
                    @Actor
                    public void one() {}
                }
            }
            """);

    @Test
    void findsTheNestedClassesInOrder() {
        assertThat(SOURCE.names()).containsExactly("Broken", "Cured");
    }

    @Test
    void keepsWhatTheOuterClassHasBesides() {
        assertThat(SOURCE.common())
                .containsExactly("private static final int FREE = 0;", "", "static {", "    init();", "}");
    }

    @Test
    void takesTheCommentAsPlainWords() {
        assertThat(SOURCE.nested("Broken").about()).isEqualTo("First one, as Other.call.");
        assertThat(SOURCE.nested("Cured").about()).isEqualTo("Cured, in two lines.");
    }

    @Test
    void givesTheCodeWithoutIndentationAndAnnotationsOfTheClass() {
        assertThat(SOURCE.nested("Broken").code())
                .startsWith("public static class Broken {", "    private int a;")
                .endsWith("    private int helper() {", "        return a;", "    }", "}")
                .noneMatch(line -> line.contains("JCStressTest"));
    }

    @Test
    void findsWhatTheThreadsDoAndOnWhat() {
        assertThat(SOURCE.nested("Broken").state())
                .containsExactly("private int a;", "private final int b =", "        3;");
        assertThat(SOURCE.nested("Broken").acts())
                .containsExactly(
                        new Source.Act("left", List.of("if (a == 0) {", "    a = 1;", "}")),
                        new Source.Act("after", List.of("r.r1 = a;")));
    }
}
