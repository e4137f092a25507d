package io.github.threeply.stress.show;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.threeply.stress.show.Chromium.Loaded;
import io.github.threeply.stress.show.Page.Chapter;
import io.github.threeply.stress.show.Page.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page as a browser shows it. */
@Timeout(240)
class PageBrowserTest {
    private static final int WIDE = 1200;
    private static final int PHONE = 500; // Chromium makes no window that is narrower; the body is made so below

    /** Measures the page once it is there, and writes what it found where the test can read it. */
    private static final String PROBE = """
            <pre id="probe"></pre><script>
            for (const d of document.querySelectorAll('details')) d.open = true;
            const told = [];
            for (const race of document.querySelectorAll('section.race')) {
              told.push(['race', race.id, race.getBoundingClientRect().height].join('|'));
              for (const half of race.querySelectorAll('.half')) {
                for (const row of half.querySelectorAll('.row')) {
                  const bar = row.querySelector('.bar').getBoundingClientRect().width;
                  const track = row.querySelector('.track').clientWidth;
                  told.push(['row', race.id, half.dataset.half, row.dataset.outcome, row.dataset.count,
                    bar / track, row.querySelector('.figures').innerText].join('|'));
                }
              }
            }
            told.push('requests|' + performance.getEntriesByType('resource').length);
            told.push('sideways|' + (document.documentElement.scrollWidth - document.documentElement.clientWidth));
            const light = c => c.match(/\\d+/g).slice(0, 3).reduce((sum, n) => sum + Number(n), 0) / 765;
            const style = getComputedStyle(document.body);
            told.push('light|' + light(style.backgroundColor) + '|' + light(style.color));
            document.getElementById('probe').textContent = told.join('\\n');
            </script>
            """;

    @TempDir
    private static Path directory;

    private static Chromium chromium;
    private static List<Chapter> chapters;
    private static Path page;

    @BeforeAll
    static void writeAPageOfAllRaces() throws IOException {
        Optional<Chromium> found = Chromium.find(directory);
        assumeTrue(
                found.isPresent(),
                "no Chromium here: the page was not looked at in a browser (Debian: apt-get install chromium)");
        chromium = found.get();
        chapters = new ArrayList<>();
        for (RaceEntry race : Gallery.open().races()) {
            chapters.add(Figures.chapter(race, chapters.size()));
        }
        page = directory.resolve("page.html");
        Files.writeString(page, Page.of(new Setting(Map.of("JDK", "17")), chapters));
    }

    private static List<String[]> probe(String kind, int width, boolean dark, String style)
            throws IOException, InterruptedException {
        Path probed = directory.resolve("probed.html");
        Files.writeString(probed, Files.readString(page).replace("</body>", style + PROBE + "</body>"));
        String dom = chromium.load(probed, width, dark).dom();
        int from = dom.indexOf("<pre id=\"probe\">") + "<pre id=\"probe\">".length();
        return dom.substring(from, dom.indexOf("</pre>", from))
                .lines()
                .map(line -> line.split("\\|"))
                .filter(fields -> fields[0].equals(kind))
                .toList();
    }

    @Test
    void loadsWithoutAWordOnTheConsole() throws Exception {
        Loaded loaded = chromium.load(page, WIDE, false);

        assertThat(loaded.console()).isEmpty();
        assertThat(loaded.dom()).contains("Races, seen on this machine");
    }

    @Test
    void wouldHearAWordOnTheConsole() throws Exception {
        Path broken = Files.writeString(directory.resolve("broken.html"), "<script>nothing.there()</script>");

        assertThat(chromium.load(broken, WIDE, false).console())
                .singleElement()
                .asString()
                .contains("nothing is not defined");
    }

    @Test
    void showsEachRace() throws Exception {
        List<String[]> races = probe("race", WIDE, false, "");

        assertThat(races)
                .extracting(fields -> fields[1])
                .containsExactlyElementsOf(
                        chapters.stream().map(chapter -> chapter.race().name()).toList());
        assertThat(races)
                .allSatisfy(fields -> assertThat(Double.parseDouble(fields[2])).isGreaterThan(200));
    }

    @Test
    void drawsABarForEachOutcomeAsLongAsItsShare() throws Exception {
        List<String[]> rows = probe("row", WIDE, false, "");

        List<String[]> expected = new ArrayList<>();
        for (Chapter chapter : chapters) {
            List<Half> shown = new ArrayList<>(chapter.race().pair());
            shown.addAll(chapter.race().others());
            for (Half half : shown) {
                Finding finding = chapter.findings().get(chapter.race().halves().indexOf(half));
                for (Finding.Row row : finding.rows()) {
                    expected.add(new String[] {
                        chapter.race().name(),
                        half.name(),
                        row.outcome(),
                        Long.toString(row.count()),
                        Double.toString(finding.share(row.count())),
                        row.count() == 0
                                ? "never"
                                : Words.number(row.count()) + " · " + Words.share(finding.share(row.count()))
                    });
                }
            }
        }
        assertThat(rows).hasSameSizeAs(expected).hasSizeGreaterThan(100);
        for (int i = 0; i < rows.size(); i++) {
            String[] seen = rows.get(i);
            String[] row = expected.get(i);
            assertThat(List.of(seen).subList(1, 5)).isEqualTo(List.of(row).subList(0, 4));
            assertThat(Double.parseDouble(seen[5]))
                    .as(seen[1] + " " + seen[3])
                    .isCloseTo(Double.parseDouble(row[4]), within(0.01));
            assertThat(seen[6]).isEqualTo(row[5]);
        }
    }

    @Test
    void asksNobodyForAnything() throws Exception {
        assertThat(probe("requests", WIDE, false, ""))
                .singleElement()
                .satisfies(fields -> assertThat(fields[1]).isEqualTo("0"));
    }

    @Test
    void fitsOnAPhone() throws Exception {
        List<String[]> sideways = probe("sideways", PHONE, false, "<style>html { width: 360px; }</style>");

        assertThat(sideways)
                .singleElement()
                .satisfies(fields -> assertThat(Integer.parseInt(fields[1])).isLessThanOrEqualTo(0));
        assertThat(probe("sideways", PHONE, false, "<div style='width: 900px'>wide</div>"))
                .singleElement()
                .satisfies(fields -> assertThat(Integer.parseInt(fields[1]))
                        .as("of what does not fit")
                        .isPositive());
    }

    @Test
    void isDarkInTheDark() throws Exception {
        String[] day = probe("light", WIDE, false, "").get(0);
        String[] night = probe("light", WIDE, true, "").get(0);

        assertThat(Double.parseDouble(day[1])).as("ground by day").isGreaterThan(0.9);
        assertThat(Double.parseDouble(day[2])).as("letters by day").isLessThan(0.3);
        assertThat(Double.parseDouble(night[1])).as("ground by night").isLessThan(0.2);
        assertThat(Double.parseDouble(night[2])).as("letters by night").isGreaterThan(0.8);
    }
}
