package io.github.threeply.examples.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.threeply.examples.WhichModel.Measurement;
import io.github.threeply.examples.WhichModel.Model;
import io.github.threeply.examples.WhichModel.Work;
import io.github.threeply.examples.launcher.Chromium.Loaded;
import io.github.threeply.examples.launcher.ModelTrials.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page of which-model as a browser shows it. */
@Timeout(240)
class PageBrowserTest {
    private static final int WIDE = 1200;
    private static final int PHONE = 500; // Chromium makes no window that is narrower; the body is made so below

    /** Measures the page once it is there, and writes what it found where the test can read it. */
    private static final String PROBE = """
            <pre id="probe"></pre><script>
            const told = [];
            for (const section of document.querySelectorAll('section')) {
              const title = section.querySelector('h2').innerText;
              const bars = [...section.querySelectorAll('.bar')];
              const most = Math.max(...bars.map(bar => bar.getBoundingClientRect().width));
              for (const row of section.querySelectorAll('.row')) {
                told.push(['row', title, row.dataset.model,
                  row.querySelector('.bar').getBoundingClientRect().width / most,
                  row.querySelector('.name').innerText, row.querySelector('.figure').innerText].join('|'));
              }
              told.push(['table', title, section.querySelectorAll('tbody tr').length].join('|'));
            }
            told.push('requests|' + performance.getEntriesByType('resource').length);
            told.push('sideways|' + (document.documentElement.scrollWidth - document.documentElement.clientWidth));
            const light = c => c.match(/\\d+/g).slice(0, 3).reduce((sum, n) => sum + Number(n), 0) / 765;
            const style = getComputedStyle(document.body);
            told.push('light|' + light(style.backgroundColor) + '|' + light(style.color));
            document.getElementById('probe').textContent = told.join('\\n');
            </script>
            """;

    private static final List<Trial> TRIALS =
            List.of(trial("Work that computes"), trial("com.example.a.package.with.a.long.name.AndATaskOfTheUsers"));

    @TempDir
    private static Path directory;

    private static Chromium chromium;
    private static Path page;

    private static Trial trial(String title) {
        List<Measurement> measured = new ArrayList<>();
        for (Model model : Model.values()) {
            measured.add(new Measurement(
                    model,
                    model == Model.VIRTUAL_THREADS ? 0 : 3,
                    100.0 * (model.ordinal() + 1),
                    40,
                    "3 failed alone (WorkerCrashedException), and some more to say"));
        }
        return new Trial(new Work(title, 40, 2, number -> number, "word"), measured);
    }

    @BeforeAll
    static void writeThePage() throws IOException {
        Optional<Chromium> found = Chromium.find(directory);
        assumeTrue(
                found.isPresent(),
                "no Chromium here: the page was not looked at in a browser (Debian: apt-get install chromium)");
        chromium = found.get();
        page = directory.resolve("page.html");
        Files.writeString(page, Page.of("a machine of this test", TRIALS));
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
        assertThat(loaded.dom()).contains("Which model for which work", "a machine of this test");
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
    void drawsABarForEachModelAsLongAsItsShareOfTheFastest() throws Exception {
        List<String[]> rows = probe("row", WIDE, false, "");

        assertThat(rows).hasSize(TRIALS.size() * Model.values().length);
        int row = 0;
        for (Trial trial : TRIALS) {
            double most = trial.measured().get(0).perSecond();
            for (Measurement measured : trial.measured()) {
                String[] seen = rows.get(row++);
                assertThat(seen[1]).isEqualTo(trial.work().title());
                assertThat(seen[2]).isEqualTo(measured.model().name());
                assertThat(Double.parseDouble(seen[3])).isCloseTo(measured.perSecond() / most, within(0.01));
                assertThat(seen[4]).isEqualTo(measured.model().toString());
                assertThat(seen[5]).isEqualTo(String.format(Locale.ROOT, "%.1f/s", measured.perSecond()));
            }
        }
    }

    @Test
    void hasALineOfTheTableForEachModel() throws Exception {
        assertThat(probe("table", WIDE, false, ""))
                .hasSize(TRIALS.size())
                .allSatisfy(fields -> assertThat(fields[2]).isEqualTo(String.valueOf(Model.values().length)));
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
