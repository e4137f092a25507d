package io.github.threeply.stress.gate;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What the user of the gate asked for.
 *
 * @param suite the package to run after the canaries
 * @param narrower only tests whose name matches
 * @param directory where all output goes
 * @param limit how long one run of jcstress may take
 * @param forkLimit how long one fork may live
 * @param jcstress arguments for jcstress itself
 */
record Settings(
        String suite, Pattern narrower, Path directory, Duration limit, Duration forkLimit, List<String> jcstress) {

    static final String USAGE = """
            usage: gate.sh [contract | gallery] [-t REGEX] [--dir DIR] [--limit MINUTES] [--fork-limit SECONDS] [-- JCSTRESS...]
              contract       what the library promises (the default); the canaries run first. A test with more actors than
                             this machine has CPUs is excluded, which is said
              gallery        the races to look at; one that this machine should show and did not is only a warning
              -t REGEX       only the tests whose name matches
              --dir DIR      where all output goes
              --limit        how long all of it may take before it is stopped: 60
              --fork-limit   how long one test may run in one configuration before it counts as hung: 40
              -- JCSTRESS    arguments for jcstress instead of: each test in one JVM, which compiles as it likes, for 2 times
                             200 ms; "-- -m quick" has each in the interpreter and with each compiler alone
            exit code: 0 green, 1 red, 2 bad arguments""";

    static Settings parse(String... arguments) {
        String suite = "contract";
        Pattern narrower = Pattern.compile("");
        Path directory = Path.of("gate");
        Duration limit = Duration.ofMinutes(60);
        Duration forkLimit = Duration.ofSeconds(40);
        List<String> jcstress = StressRun.briefly(2, 200);
        List<String> rest = new ArrayList<>(List.of(arguments));
        while (!rest.isEmpty()) {
            String word = rest.remove(0);
            switch (word) {
                case "contract", "gallery" -> suite = word;
                case "-t" -> narrower = pattern(value(word, rest));
                case "--dir" -> directory = Path.of(value(word, rest));
                case "--limit" -> limit = Duration.ofMinutes(number(word, rest));
                case "--fork-limit" -> forkLimit = Duration.ofSeconds(number(word, rest));
                case "--" -> {
                    jcstress = List.copyOf(rest);
                    rest.clear();
                }
                default -> throw new IllegalArgumentException("unknown argument " + word);
            }
        }
        return new Settings(suite, narrower, directory.toAbsolutePath(), limit, forkLimit, jcstress);
    }

    private static String value(String option, List<String> rest) {
        if (rest.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return rest.remove(0);
    }

    private static long number(String option, List<String> rest) {
        String value = value(option, rest);
        try {
            long number = Long.parseLong(value);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " needs a positive number, but was " + value, e);
        }
        throw new IllegalArgumentException(option + " needs a positive number, but was " + value);
    }

    private static Pattern pattern(String regex) {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("-t needs a regular expression, but was " + regex, e);
        }
    }
}
