package io.github.threeply.examples.launcher;

import static j2html.TagCreator.attrs;
import static j2html.TagCreator.body;
import static j2html.TagCreator.div;
import static j2html.TagCreator.document;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.head;
import static j2html.TagCreator.html;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.p;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.section;
import static j2html.TagCreator.span;
import static j2html.TagCreator.style;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.title;
import static j2html.TagCreator.tr;

import io.github.threeply.examples.WhichModel;
import io.github.threeply.examples.WhichModel.Measurement;
import io.github.threeply.examples.WhichModel.Work;
import io.github.threeply.examples.launcher.ModelTrials.Trial;
import j2html.tags.specialized.DivTag;
import j2html.tags.specialized.SectionTag;
import j2html.tags.specialized.TrTag;
import java.util.List;
import java.util.Locale;

/** What {@link io.github.threeply.examples.WhichModel} found, as one HTML file that needs nothing else. */
final class Page {
    private static final String STYLE = """
            :root { color-scheme: light dark; --bar: #3568a8; --text: #1c2128; --soft: #59636e; --back: #fff; --line: #d1d9e0; }
            @media (prefers-color-scheme: dark) {
              :root { --bar: #6ea8fe; --text: #e6edf3; --soft: #9198a1; --back: #0d1117; --line: #3d444d; }
            }
            body { font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--back);
                   max-width: 52rem; margin: 0 auto; padding: 1rem; }
            h2, p { overflow-wrap: anywhere; } /* the name of a class may be longer than a line */
            .soft { color: var(--soft); }
            .row { display: grid; grid-template-columns: 9rem 1fr 7rem; gap: .5rem; align-items: center; margin: .25rem 0; }
            .bar { height: 1.1rem; border-radius: 3px; background: var(--bar); min-width: 1px; }
            .figure { text-align: right; font-variant-numeric: tabular-nums; }
            .scroll { overflow-x: auto; }
            table { border-collapse: collapse; font-size: .9rem; }
            th, td { text-align: left; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
            @media (max-width: 30rem) { .row { grid-template-columns: 1fr 6rem; } .row .name { grid-column: 1 / 3; } }
            """;

    private Page() {}

    static String of(String machine, List<Trial> trials) {
        return document(html(
                head(
                        meta().withCharset("utf-8"),
                        meta().withName("viewport").withContent("width=device-width, initial-scale=1"),
                        title("Which model for which work"),
                        style(rawHtml(STYLE))),
                body(h1("Which model for which work"), p(attrs(".soft"), machine), each(trials, Page::sectionOf))));
    }

    private static SectionTag sectionOf(Trial found) {
        double most = found.measured().stream()
                .mapToDouble(Measurement::perSecond)
                .max()
                .orElse(1);
        return section(
                h2(found.work().title()),
                p(WhichModel.advice(found.work(), found.measured())),
                each(found.measured(), measured -> bar(measured, most)),
                div(
                        attrs(".scroll"),
                        table(
                                thead(tr(th("model"), th("to start"), th("for all"), th("done"), th(""))),
                                tbody(each(found.measured(), measured -> row(found.work(), measured))))));
    }

    private static DivTag bar(Measurement measured, double most) {
        double percent = most == 0 ? 0 : 100 * measured.perSecond() / most;
        return div(
                        attrs(".row"),
                        span(attrs(".name"), measured.model().toString()),
                        div(attrs(".bar")).withStyle(String.format(Locale.ROOT, "width:%.1f%%", percent)),
                        span(attrs(".figure"), String.format(Locale.ROOT, "%.1f/s", measured.perSecond())))
                .withData("model", measured.model().name());
    }

    private static TrTag row(Work work, Measurement measured) {
        return tr(
                td(measured.model().toString()),
                td(Math.round(measured.startMillis()) + " ms"),
                td(Math.round(measured.millis()) + " ms"),
                td(measured.done() + " of " + work.tasks()),
                td(attrs(".soft"), measured.note()));
    }
}
