package io.github.threeply.stress.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.stress.gate.Verdict.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VerdictTest {

    private static Map<String, Observed> seen(long samples, Alarm... alarms) {
        Map<Alarm, List<String>> facts = new HashMap<>();
        for (Alarm alarm : alarms) {
            facts.put(alarm, List.of("a fact"));
        }
        return Map.of("T", new Observed("T", samples, Map.of(), facts));
    }

    @Nested
    class OfATestOfTheContract {

        @Test
        void passesWhatRanWithoutAnAlarm() {
            assertThat(Verdict.ofContract("T", 2, 2, seen(10)).kind()).isEqualTo(Kind.PASSED);
        }

        @Test
        void passesWhatIsMerelyInteresting() {
            assertThat(Verdict.ofContract("T", 2, 2, seen(10, Alarm.INTERESTING))
                            .kind())
                    .isEqualTo(Kind.PASSED);
        }

        @ParameterizedTest
        @EnumSource(
                value = Alarm.class,
                names = {"FORBIDDEN", "HANG", "ERROR"})
        void failsAFaultAndSaysWhich(Alarm fault) {
            Verdict verdict = Verdict.ofContract("T", 2, 2, seen(10, fault));

            assertThat(verdict.kind()).isEqualTo(Kind.FAILED);
            assertThat(verdict.isRed()).isTrue();
            assertThat(verdict.reasons()).containsExactly(fault + ": a fact");
        }

        @Test
        void failsWhatLookedAtNothing() {
            assertThat(Verdict.ofContract("T", 2, 2, seen(0)).kind()).isEqualTo(Kind.FAILED);
        }

        @Test
        void missesWhatCouldHaveRunAndDidNot() {
            Verdict verdict = Verdict.ofContract("T", 2, 2, Map.of());

            assertThat(verdict.kind()).isEqualTo(Kind.MISSING);
            assertThat(verdict.isRed()).isTrue();
        }

        @Test
        void excludesWhatNeedsMoreCpusAndSaysSo() {
            Verdict verdict = Verdict.ofContract("T", 3, 2, Map.of());

            assertThat(verdict.kind()).isEqualTo(Kind.EXCLUDED);
            assertThat(verdict.isRed()).isFalse();
            assertThat(verdict.reasons()).containsExactly("has 3 actors, this machine 2 CPUs");
        }
    }

    @Nested
    class OfACanary {

        @ParameterizedTest
        @EnumSource(Alarm.class)
        void passesTheOneThatRaisesItsAlarm(Alarm alarm) {
            assertThat(Verdict.ofCanary("T", alarm, 2, 2, seen(10, alarm)).kind())
                    .isEqualTo(Kind.PASSED);
        }

        @Test
        void failsTheSilentOne() {
            assertThat(Verdict.ofCanary("T", Alarm.INTERESTING, 2, 2, seen(10)).kind())
                    .isEqualTo(Kind.FAILED);
        }

        @Test
        void failsTheOneThatRaisesAnother() {
            assertThat(Verdict.ofCanary("T", Alarm.HANG, 2, 2, seen(10, Alarm.ERROR))
                            .kind())
                    .isEqualTo(Kind.FAILED);
        }

        @Test
        void missesTheOneThatCannotRunHere() {
            assertThat(Verdict.ofCanary("T", Alarm.INTERESTING, 2, 1, Map.of()).isRed())
                    .isTrue();
        }
    }

    @Nested
    class OfARaceOfTheGallery {

        @Test
        void passesTheOneThatShows() {
            assertThat(Verdict.ofGallery("T", true, 2, 2, seen(10, Alarm.INTERESTING))
                            .kind())
                    .isEqualTo(Kind.PASSED);
        }

        @Test
        void onlyWarnsOfTheOneThatDoesNot() {
            Verdict verdict = Verdict.ofGallery("T", true, 2, 2, seen(10));

            assertThat(verdict.kind()).isEqualTo(Kind.UNSEEN);
            assertThat(verdict.isRed()).isFalse();
        }

        @Test
        void expectsNothingWhereTheHardwareDoesNotShowIt() {
            assertThat(Verdict.ofGallery("T", false, 2, 2, seen(10)).kind()).isEqualTo(Kind.PASSED);
        }

        @Test
        void failsACureThatDoesNotCure() {
            assertThat(Verdict.ofGallery("T", false, 2, 2, seen(10, Alarm.FORBIDDEN))
                            .kind())
                    .isEqualTo(Kind.FAILED);
        }
    }
}
