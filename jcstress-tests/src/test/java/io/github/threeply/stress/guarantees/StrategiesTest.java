package io.github.threeply.stress.guarantees;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.core.LockStrategy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is promised of a counter or a guard is tested over each strategy, in a class that is named after it. */
class StrategiesTest {
    private static final Path CONTRACT = Path.of("src/main/java/io/github/threeply/stress/contract");
    private static final Pattern NESTED = Pattern.compile("(?m)^    public static class (\\w+)[^{]*\\{$");
    private static final Pattern STRATEGY = Pattern.compile("LockStrategy\\.(\\w+)\\((new \\w+)?");

    /** Returns the strategies that the tests of a class are over, by their names: "fair", "of new ReentrantLock". */
    private static Map<String, String> strategiesOf(String test) throws IOException {
        String source = Files.readString(CONTRACT.resolve(test + ".java"));
        Map<String, String> strategies = new TreeMap<>();
        List<Integer> starts = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Matcher nested = NESTED.matcher(source); nested.find(); ) {
            starts.add(nested.start());
            names.add(nested.group(1));
        }
        starts.add(source.length());
        for (int i = 0; i < names.size(); i++) {
            Matcher strategy = STRATEGY.matcher(source).region(starts.get(i), starts.get(i + 1));
            if (strategy.find()) {
                String argument = strategy.group(2) == null ? "" : " " + strategy.group(2);
                strategies.put(names.get(i), strategy.group(1) + argument);
            }
        }
        return strategies;
    }

    private static Map<String, String> all() {
        Map<String, String> all = new TreeMap<>();
        for (LockStrategy strategy : LockStrategy.allThatExclude()) {
            String name = strategy.toString();
            all.put(Character.toUpperCase(name.charAt(0)) + name.substring(1), name);
        }
        all.put("OfLock", "of new ReentrantLock");
        return all;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "IncrementStress",
                "IncrementVsGetStress",
                "MonotoneStress",
                "GetAndSetStress",
                "BoundStress",
                "SaturateStress"
            })
    void areThereForEachPromiseOfACounter(String test) throws IOException {
        assertThat(strategiesOf(test)).containsExactlyEntriesOf(all());
    }

    @Test
    void areThereForExclusionAndOfALockForReadersToo() throws IOException {
        Map<String, String> expected = all();
        expected.put("OfReadWriteLock", "of new ReentrantReadWriteLock");

        assertThat(strategiesOf("ExclusionStress")).containsExactlyEntriesOf(expected);
    }

    @Test
    void areThereForTryingButNotTheOneThatCannotLimitAWait() throws IOException {
        Map<String, String> expected = all();
        expected.remove("Intrinsic");

        assertThat(strategiesOf("TryWriteStress")).containsExactlyEntriesOf(expected);
    }
}
