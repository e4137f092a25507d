package io.github.threeply.stress.show;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0.0 %",
        "1, 100.0 %",
        "0.9999999, 100.000 %",
        "0.99995, 99.995 %",
        "0.25, 25.0 %",
        "0.0458, 4.58 %",
        "0.0002, 0.020 %",
        "0.0000004, 0.000040 %"
    })
    void doesNotMakeNeverOfWhatIsSeldom(double share, String words) {
        assertThat(Words.share(share)).isEqualTo(words);
    }

    @Test
    void hasOneOfOneThing() {
        assertThat(Words.many(1, "try", "tries")).isEqualTo("1 try");
        assertThat(Words.many(1_000, "try", "tries")).isEqualTo("1,000 tries");
    }

    @Test
    void groupsTheDigitsOfANumber() {
        assertThat(Words.number(13_443_656)).isEqualTo("13,443,656");
    }

    @Test
    void breaksLinesBetweenWords() {
        assertThat(Words.wrapped("one two three", 7)).containsExactly("one two", "three");
        assertThat(Words.wrapped("muchtoolong x", 4)).containsExactly("muchtoolong", "x");
        assertThat(Words.wrapped("", 4)).containsExactly("");
    }

    @Test
    void makesWordsOfANameOfAClass() {
        assertThat(Words.ofName("CuredByAtomic")).isEqualTo("cured by atomic");
    }
}
