package io.github.threeply.litmus;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the command line asks for. */
final class MainOptions {
    static final String USAGE = """
            usage: litmus [list] [NAME...] [--jvms A,B[,C,D]]... [--pairs] [--time SECONDS] [--rounds N] [--short]
                          [--patience SECONDS] [--limit SECONDS] [--seed N] [--dir DIR] [--java-arg ARG]...
              NAME          a test and its broken twins, one of them, or a class that implements Litmus; all by default
              list          prints their names
              --jvms        the JVMs: feature releases, or homes of JDKs; one for each actor, then the first again. Default:
                            the oldest and the newest that are found
              --pairs       the oldest with itself, the oldest with the newest, the newest with itself
              --time        how long each test is run: 1
              --rounds      how many rounds at most: as many as fit
              --short       a line for each that passes, a fifth of a second each, only those that this machine must show
              --patience    how long to wait for a race that must show itself: 20
              --limit       how long nobody may come forward before the run counts as hung: 60
              --dir         where the mapped files are: the directory of temporary files
              --java-arg    an argument for the JVMs
            exit code: 0 all as it must be, 1 not so, 2 nothing was run""";

    /**
     * JVMs to run tests over.
     *
     * @param name what to call them
     * @param jdks of which JDKs
     * @param missing why that cannot be, or null
     */
    record Mix(String name, List<Jdk> jdks, @Nullable String missing) {
        static Mix of(List<Jdk> jdks) {
            return new Mix(jdks.stream().map(jdk -> "" + jdk.feature()).collect(Collectors.joining(" x ")), jdks, null);
        }
    }

    private final LitmusRun.Builder builder = LitmusRun.builder();
    private final List<Mix> mixes = new ArrayList<>();
    private final List<Class<? extends Litmus>> tests = new ArrayList<>();
    private final Map<String, List<String>> leftOut = new LinkedHashMap<>();
    private final List<Jdk> found;
    private boolean help;
    private boolean list;
    private boolean isShort;
    private boolean timed;
    private long seed = 1;

    private MainOptions(List<Jdk> found) {
        this.found = found;
    }

    /**
     * Reads a command line.
     *
     * @param arguments its words
     * @param all the tests to choose from
     * @param found the JDKs to choose from, at least one, the oldest first
     */
    static MainOptions parse(List<String> arguments, List<Class<? extends Litmus>> all, List<Jdk> found) {
        MainOptions options = new MainOptions(found);
        Deque<String> rest = new ArrayDeque<>(arguments);
        List<String> names = new ArrayList<>();
        List<String> javaArguments = new ArrayList<>();
        while (!rest.isEmpty()) {
            String word = rest.remove();
            switch (word) {
                case "list" -> options.list = true;
                case "--help", "-h" -> options.help = true;
                case "--short" -> options.isShort = true;
                case "--pairs" -> options.addPairs();
                case "--jvms" -> options.mixes.add(mix(value(word, rest)));
                case "--time" -> {
                    options.builder.time(seconds(word, rest));
                    options.timed = true;
                }
                case "--patience" -> options.builder.patience(seconds(word, rest));
                case "--limit" -> options.builder.limit(seconds(word, rest));
                case "--rounds" -> options.builder.rounds(number(word, rest));
                case "--seed" -> options.builder.seed(options.seed = number(word, rest));
                case "--dir" -> options.builder.directory(directory(word, rest));
                case "--java-arg" -> javaArguments.add(value(word, rest));
                default -> {
                    if (word.startsWith("-")) {
                        throw new IllegalArgumentException("unknown argument " + word);
                    }
                    names.add(word);
                }
            }
        }
        options.builder.javaArguments(javaArguments);
        options.choose(names, all);
        options.fillIn();
        return options;
    }

    private void fillIn() {
        if (mixes.isEmpty() && !help && !list) {
            Jdk oldest = found.get(0);
            mixes.add(Mix.of(List.of(oldest, found.get(found.size() - 1))));
            if (found.size() == 1) {
                mixes.add(withoutAnother(oldest));
            }
        }
        if (isShort && !timed) {
            builder.time(Duration.ofMillis(200));
        }
    }

    private void addPairs() {
        Jdk oldest = found.get(0);
        Jdk newest = found.get(found.size() - 1);
        mixes.add(Mix.of(List.of(oldest, oldest)));
        if (found.size() == 1) {
            mixes.add(withoutAnother(oldest));
        } else {
            mixes.add(Mix.of(List.of(oldest, newest)));
            mixes.add(Mix.of(List.of(newest, newest)));
        }
    }

    private static Mix withoutAnother(Jdk only) {
        return new Mix(
                only.feature() + " with another",
                List.of(),
                "no other JDK was found; THREEPLY_LITMUS_JDKS can name its directory");
    }

    private void choose(List<String> names, List<Class<? extends Litmus>> all) {
        if (all.isEmpty() && names.isEmpty() && !help) {
            throw new IllegalArgumentException("name a class that implements " + Litmus.class.getName());
        }
        int cpus = Runtime.getRuntime().availableProcessors();
        for (Class<? extends Litmus> test : all) {
            Race race = raceOf(test);
            String reason = isShort && names.isEmpty() ? reasonToLeaveOut(race, cpus) : null;
            if (reason != null) {
                leftOut.computeIfAbsent(reason, any -> new ArrayList<>()).add(race.name());
            } else if (names.isEmpty() || names.stream().anyMatch(name -> isNamed(race, name))) {
                tests.add(test);
            }
        }
        for (String name : names) {
            if (all.stream().noneMatch(test -> isNamed(raceOf(test), name))) {
                tests.add(classNamed(name, all));
            }
        }
    }

    private static @Nullable String reasonToLeaveOut(Race race, int cpus) {
        if (race.purpose() == Race.Purpose.MAY_SHOW) {
            return "not every machine shows them; without --short they are run";
        }
        return race.actors() <= Math.max(2, cpus)
                ? null
                : race.actors() + " actors, and " + cpus + " processors; without --short it is run";
    }

    private static boolean isNamed(Race race, String name) {
        return race.name().equals(name) || race.name().startsWith(name + "/");
    }

    private static Class<? extends Litmus> classNamed(String name, List<Class<? extends Litmus>> all) {
        try {
            Class<? extends Litmus> type = Class.forName(name).asSubclass(Litmus.class);
            raceOf(type);
            return type;
        } catch (ClassNotFoundException e) {
            if (all.isEmpty()) {
                throw new IllegalArgumentException("there is no class " + name, e);
            }
            String near = all.stream()
                    .map(test -> raceOf(test).name())
                    .sorted(Comparator.comparingInt(other -> distance(name, other)))
                    .limit(3)
                    .collect(Collectors.joining(", "));
            throw new IllegalArgumentException("no litmus test is named " + name + "; the nearest are " + near, e);
        } catch (ClassCastException e) {
            throw new IllegalArgumentException(name + " does not implement " + Litmus.class.getName(), e);
        }
    }

    static Race raceOf(Class<? extends Litmus> test) {
        try {
            return RunPlan.newLitmus(test).race();
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    test.getName() + " cannot be made; it needs a constructor without arguments: " + e, e);
        }
    }

    /** How many letters have to be put in, taken out or changed to make one word of another. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int change = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }

    private static Mix mix(String names) {
        List<Jdk> jdks = new ArrayList<>();
        for (String name : names.split(",")) {
            if (name.matches("\\d{1,4}")) {
                int feature = Integer.parseInt(name);
                var found = Jdk.find(feature);
                if (found.isEmpty()) {
                    return new Mix(
                            names,
                            List.of(),
                            "no JDK " + feature + " was found, only " + Jdk.find()
                                    + "; THREEPLY_LITMUS_JDKS can name its directory");
                }
                jdks.add(found.get());
            } else {
                jdks.add(Jdk.of(Path.of(name)));
            }
        }
        if (jdks.size() > Race.MAX_ACTORS) {
            throw new IllegalArgumentException("--jvms takes 1 to " + Race.MAX_ACTORS + " JVMs, but was " + names);
        }
        return Mix.of(jdks);
    }

    private static String value(String option, Deque<String> rest) {
        if (rest.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return rest.remove();
    }

    private static long number(String option, Deque<String> rest) {
        String value = value(option, rest);
        try {
            return Long.parseLong(value.replace("_", ""));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " needs a number, but was " + value, e);
        }
    }

    private static Duration seconds(String option, Deque<String> rest) {
        String value = value(option, rest);
        try {
            double seconds = Double.parseDouble(value);
            if (seconds > 0 && seconds <= 1e9) {
                return Duration.ofNanos((long) (seconds * 1e9));
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " needs a number of seconds, but was " + value, e);
        }
        throw new IllegalArgumentException(option + " needs a positive number of seconds, but was " + value);
    }

    private static Path directory(String option, Deque<String> rest) {
        Path directory = Path.of(value(option, rest));
        if (!Files.isDirectory(directory) || !Files.isWritable(directory)) {
            throw new IllegalArgumentException(
                    option + " needs a directory that can be written to, but was " + directory);
        }
        return directory;
    }

    boolean help() {
        return help;
    }

    boolean list() {
        return list;
    }

    boolean isShort() {
        return isShort;
    }

    long seed() {
        return seed;
    }

    List<Mix> mixes() {
        return mixes;
    }

    List<Class<? extends Litmus>> tests() {
        return tests;
    }

    /** Returns the names of the tests that are left out for being asked to be short, by the reason. */
    Map<String, List<String>> leftOut() {
        return leftOut;
    }

    LitmusRun.Builder builder() {
        return builder;
    }
}
