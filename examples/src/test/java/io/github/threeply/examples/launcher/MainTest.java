package io.github.threeply.examples.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.examples.Printed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class MainTest {
    private record Run(int exitCode, Printed printed) {
        static Run of(String... args) throws Exception {
            int[] code = {-1};
            Printed printed = Printed.by(() -> code[0] = Main.run(args));
            return new Run(code[0], printed);
        }
    }

    @Test
    void listsEveryExampleWithOneLine() throws Exception {
        Run run = Run.of("list");

        try (Stream<Path> files = Files.list(Path.of("src/main/java/io/github/threeply/examples"))) {
            long examples = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("package-info.java"))
                    .count();
            assertThat(run.printed().lines()).hasSize((int) examples);
        }
        assertThat(run.printed().lines()).allMatch(line -> line.matches("[a-z-]+ +[A-Z].*\\."));
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void runsAnExampleByItsName() throws Exception {
        Run run = Run.of("run", "threads");

        assertThat(run.exitCode()).isZero();
        assertThat(run.printed().lines()).contains("counter-1 was joined after 20000 steps");
        assertThat(run.printed().err()).isEmpty();
    }

    @Test
    void handsOptionsToTheExample() throws Exception {
        Run run = Run.of("run", "cpu-bound", "--mode", "threads", "--workers", "3", "--times", "1");

        assertThat(run.exitCode()).isZero();
        assertThat(run.printed().out()).contains("each sum 1 times", "threads: ", "with 3 workers");
    }

    @Test
    void drawsNoProgressBarIntoAPipe() throws Exception {
        Run run = Run.of("run", "hash-jdk", "--workers", "2");

        assertThat(run.exitCode()).isZero();
        assertThat(run.printed().err()).isEmpty();
        assertThat(run.printed().out()).contains("all passes found the same").doesNotContain("%");
    }

    @Test
    void tellsHowEachExampleIsCalled() throws Exception {
        for (String name : new CommandLine(new RunCommand()).getSubcommands().keySet()) {
            Run run = Run.of("run", name, "--help");

            assertThat(run.exitCode()).isZero();
            assertThat(run.printed().out()).startsWith("Usage: threeply-examples run " + name);
        }
    }

    @Nested
    class RefusesInOneLineAndWithExitCodeTwo {

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                ""                                 | no command is given (there are list, run, tour)
                lsit                               | there is no command 'lsit', did you mean 'list'?
                run                                | no example is named ('list' shows all examples)
                run hash-jkd                       | there is no example 'hash-jkd', did you mean 'hash-jdk'?
                run pool                           | there is no example 'pool', did you mean
                run xylophone                      | there is no example 'xylophone' ('list' shows all examples)
                run threads --fast                 | 'threeply-examples run threads' has no option '--fast'
                run cpu-bound --wokers=3           | has no option '--wokers', did you mean '--workers'?
                run threads again                  | takes no argument 'again'
                run io-bound --mode                | Missing required parameter for option '--mode' (MODE)
                run io-bound --mode thread         | must be one of sequential, threads, processes, async, but was 'thread', did you mean 'threads'?
                run cpu-bound --workers 0          | '--workers': must be a whole number, at least 1, but was '0'
                run cpu-bound --times many         | '--times': must be a whole number, at least 1, but was 'many'
                run counter-locks --additions -5   | '--additions': must be a whole number, at least 1, but was '-5'
                run hash-jdk --workers 99999999999 | '--workers': must be a whole number, at least 1, but was '99999999999'
                run cpu-bound --workers 257        | '--workers': must be at most 256, but was '257'
                tour --workers 1000000             | '--workers': must be at most 256, but was '1000000'
                run which-model --task no.Such     | '--task': there is no class no.Such on the class path: run java -cp
                run which-model --page none/x.html | '--page': must be in a directory that exists, but was 'none/x.html'
                run which-model --page .           | '--page': must be a file that can be written, but was '.'
                tour slowly                        | 'threeply-examples tour' takes no argument 'slowly'
                """)
        void badInput(String typed, String told) throws Exception {
            Run run = Run.of(typed.isEmpty() ? new String[0] : typed.split(" "));

            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.printed().out()).isEmpty();
            assertThat(run.printed().err().lines()).hasSize(1);
            assertThat(run.printed().err()).startsWith("threeply-examples: ").contains(told);
        }
    }

    @Nested
    class WhenAnExampleFails {
        private final ExecutionException failure =
                new ExecutionException(new IllegalStateException("worker-1 is gone\nand more"));

        @Test
        void endsWithExitCodeOneAndOneLine() throws Exception {
            System.setProperty("threeply.worker.java", "/no/such/java");
            try {
                Run run = Run.of("run", "parallel-squares");

                assertThat(run.exitCode()).isOne();
                assertThat(run.printed().err().lines())
                        .filteredOn(line -> line.startsWith("threeply-examples:"))
                        .singleElement()
                        .asString()
                        .startsWith("threeply-examples: WorkerStartException: ")
                        .contains("/no/such/java");
                assertThat(run.printed().err()).doesNotContain("\tat ");
            } finally {
                System.clearProperty("threeply.worker.java");
            }
        }

        @Test
        void endsTheTourAtTheExampleThatFails() throws Exception {
            System.setProperty("threeply.worker.java", "/no/such/java");
            try {
                Run run = Run.of("tour");

                assertThat(run.exitCode()).isOne();
                assertThat(run.printed().err())
                        .contains("threeply-examples: the tour ended at 'io-bound': WorkerStartException: ");
            } finally {
                System.clearProperty("threeply.worker.java");
            }
        }

        @Test
        void tellsTheCauseInOneLineWithoutStackTrace() throws Exception {
            int[] code = {-1};
            Printed printed = Printed.by(() -> code[0] = Failures.report(failure, false));

            assertThat(code[0]).isOne();
            assertThat(printed.err().lines())
                    .containsExactly("threeply-examples: IllegalStateException: worker-1 is gone; and more");
        }

        @Test
        void tellsAnErrorAsItIsAndNotHowItsMethodWasCalled() {
            CommandLine example = new CommandLine(new RunCommand());
            Error error = new OutOfMemoryError("Java heap space");

            assertThat(Failures.oneLine(new CommandLine.ExecutionException(example, "Error while calling it", error)))
                    .isEqualTo("OutOfMemoryError: Java heap space");
        }

        @Test
        void addsTheStackTraceIfAskedTo() throws Exception {
            Printed printed = Printed.by(() -> Failures.report(failure, true));

            assertThat(printed.err()).contains("\tat " + WhenAnExampleFails.class.getName());
        }
    }
}
