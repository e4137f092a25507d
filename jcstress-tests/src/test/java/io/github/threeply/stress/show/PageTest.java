package io.github.threeply.stress.show;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.stress.show.Page.Chapter;
import io.github.threeply.stress.show.Page.Setting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PageTest {

    @Test
    void hasEachRaceWithItsWordsAndCode() throws IOException {
        List<RaceEntry> races = Gallery.open().races();

        String page = Page.of(
                new Setting(Map.of()),
                races.stream().map(race -> Figures.chapter(race, 0)).toList());

        for (RaceEntry race : races) {
            assertThat(page)
                    .contains("id=\"" + race.name() + "\"")
                    .contains(escaped(race.race().wrong()));
            for (Half half : race.halves()) {
                assertThat(page)
                        .contains(escaped(String.join("\n", half.source().code())));
            }
        }
        assertThat(page).doesNotContain("not complete");
    }

    @Test
    void tellsHowTheRunWasMade() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("JDK", "17.0.1 <early> & strange");

        String page = Page.of(new Setting(facts), List.of());

        assertThat(page).contains("<dt>JDK</dt><dd>17.0.1 &lt;early&gt; &amp; strange</dd>");
    }

    @Test
    void saysWhichRacesAreMissing() throws IOException {
        List<RaceEntry> races = Gallery.open().races();
        List<Chapter> chapters = new ArrayList<>();
        chapters.add(Figures.chapter(races.get(0), 0));
        chapters.add(new Chapter(races.get(1), List.of()));

        String page = Page.of(new Setting(Map.of()), chapters);

        String warning = page.substring(page.indexOf("id=\"missing\""), page.indexOf("<nav>"));
        assertThat(warning)
                .contains("Of 2 races 1 are missing")
                .contains("<code>" + races.get(1).name() + "</code>")
                .doesNotContain("<code>" + races.get(0).name() + "</code>");
    }

    @Test
    void takesNothingFromElsewhere() throws IOException {
        String page = Page.of(
                new Setting(Map.of()),
                Gallery.open().races().stream()
                        .map(race -> Figures.chapter(race, 0))
                        .toList());

        assertThat(Pattern.compile("(?:src|href)=\"(?!#|data:,\")|url\\(|@import|<script")
                        .matcher(page)
                        .find())
                .isFalse();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#x27;");
    }
}
