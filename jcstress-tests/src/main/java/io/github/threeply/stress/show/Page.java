package io.github.threeply.stress.show;

import static j2html.TagCreator.a;
import static j2html.TagCreator.body;
import static j2html.TagCreator.code;
import static j2html.TagCreator.dd;
import static j2html.TagCreator.details;
import static j2html.TagCreator.div;
import static j2html.TagCreator.dl;
import static j2html.TagCreator.document;
import static j2html.TagCreator.dt;
import static j2html.TagCreator.each;
import static j2html.TagCreator.footer;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.head;
import static j2html.TagCreator.header;
import static j2html.TagCreator.html;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.li;
import static j2html.TagCreator.link;
import static j2html.TagCreator.main;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.nav;
import static j2html.TagCreator.ol;
import static j2html.TagCreator.p;
import static j2html.TagCreator.pre;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.section;
import static j2html.TagCreator.span;
import static j2html.TagCreator.strong;
import static j2html.TagCreator.style;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.title;

import io.github.threeply.stress.show.Finding.Row;
import j2html.tags.DomContent;
import j2html.tags.specialized.DivTag;
import j2html.tags.specialized.SectionTag;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes what a run found as one page that needs nothing else: no network, no script, no other file. */
final class Page {

    /**
     * How the run was made.
     *
     * @param facts by what they are called, in order
     */
    record Setting(Map<String, String> facts) {}

    /**
     * A race and what was found about each of its halves.
     *
     * @param race the race
     * @param findings in the order of the halves; empty if the run did not come to it
     */
    record Chapter(RaceEntry race, List<Finding> findings) {

        /** Says in a few words how it went, for the list of contents. */
        String inShort() {
            if (findings.isEmpty()) {
                return "missing";
            }
            if (findings.stream().anyMatch(Finding::isBad)) {
                return "FAILED";
            }
            if (findings.stream().allMatch(finding -> finding.observed() == null)) {
                return "not for this machine";
            }
            double most = findings.stream()
                    .filter(finding -> finding.half().isBroken())
                    .mapToDouble(finding -> finding.share(finding.raceCount()))
                    .max()
                    .orElse(0);
            return most == 0 ? "not seen" : Words.share(most);
        }
    }

    private Page() {}

    static String of(Setting setting, List<Chapter> chapters) {
        return document(html(
                        head(
                                meta().withCharset("utf-8"),
                                meta().withName("viewport").withContent("width=device-width, initial-scale=1"),
                                title("Races, seen on this machine"),
                                link().withRel("icon").withHref("data:,"),
                                style(rawHtml(PageStyle.CSS))),
                        body(
                                header(
                                        h1("Races, seen on this machine"),
                                        p("Each race has halves that are broken and halves that are cured by a call of"
                                                + " Threeply. Two threads, or more, run each of them together, again and again;"
                                                + " the bars show how often each outcome was seen."),
                                        facts(setting)),
                                missing(chapters),
                                contents(chapters),
                                main(each(chapters, Page::chapter)),
                                footer(p("How often a race shows differs from machine to machine and from run to run."
                                                + " That it was not seen proves nothing; that a cure holds is what the"
                                                + " tests of the contract are for.")
                                        .withClass("soft"))))
                .withLang("en"));
    }

    private static DomContent facts(Setting setting) {
        return dl(each(setting.facts(), fact -> each(dt(fact.getKey()), dd(fact.getValue()))))
                .withClass("facts");
    }

    private static DomContent missing(List<Chapter> chapters) {
        List<Chapter> missing = chapters.stream()
                .filter(chapter -> chapter.findings().isEmpty())
                .toList();
        return iff(
                !missing.isEmpty(),
                div(
                                p(
                                        strong("This run is not complete."),
                                        span(" It was cut short, or is still going on." + " Of " + chapters.size()
                                                + " races " + missing.size() + " are missing:")),
                                p(each(
                                        missing,
                                        chapter -> span(code(chapter.race().name()), span(" ")))))
                        .withClass("warning")
                        .withId("missing"));
    }

    private static DomContent contents(List<Chapter> chapters) {
        return nav(ol(each(
                chapters,
                chapter -> li(
                        a(chapter.race().race().title())
                                .withHref("#" + chapter.race().name()),
                        span(" " + chapter.inShort()).withClass("soft")))));
    }

    private static SectionTag chapter(Chapter chapter) {
        RaceEntry race = chapter.race();
        return section(
                        h2(race.race().title()),
                        p(race.name()).withClass("name soft"),
                        p(race.race().wrong()),
                        dl(
                                        dt("Shows on"),
                                        dd(race.race().shows()),
                                        dt("Cure"),
                                        dd(race.race().cure()),
                                        iff(race.isInTutorials(), dt("Known from")),
                                        iff(
                                                race.isInTutorials(),
                                                dd("the Python tutorials: "
                                                        + race.race().tutorial())),
                                        dt("Source"),
                                        dd(code(race.path())))
                                .withClass("facts"),
                        iff(!race.source().common().isEmpty(), p("Both halves use:")),
                        iff(
                                !race.source().common().isEmpty(),
                                source(race.source().common())),
                        chapter.findings().isEmpty() ? p(strong("Missing: the run did not come to this race.")) : div(),
                        div(each(race.pair(), half -> half(half, chapter))).withClass("halves"),
                        iff(
                                !race.others().isEmpty(),
                                details(
                                        summary("Other forms, broken and cured ("
                                                + race.others().size() + ")"),
                                        div(each(race.others(), half -> half(half, chapter)))
                                                .withClass("halves"))))
                .withClass("race")
                .withId(race.name());
    }

    private static DivTag half(Half half, Chapter chapter) {
        String kind = half.isBroken() ? "broken" : "cured";
        return div(
                        h3(heading(half)),
                        p(half.source().about().replaceFirst("^Cured[:.] ?", "")),
                        source(half.source().code()),
                        each(
                                chapter.findings().stream()
                                        .filter(finding -> finding.half().equals(half))
                                        .toList(),
                                Page::figures))
                .withClass("half " + kind)
                .attr("data-half", half.name());
    }

    /** Says once whether it is broken or cured: most names of classes say so, too. */
    private static String heading(Half half) {
        String kind = half.isBroken() ? "Broken" : "Cured";
        return half.name().startsWith(kind)
                ? kind + Words.ofName(half.name()).substring(kind.length())
                : kind + ": " + Words.ofName(half.name());
    }

    private static DomContent source(List<String> lines) {
        return pre(code(String.join("\n", lines))).attr("tabindex", "0"); // so that keys can scroll it
    }

    private static DomContent figures(Finding finding) {
        return div(
                finding.observed() == null ? div() : div(each(finding.rows(), row -> row(finding, row))),
                p(strong(finding.verdict())));
    }

    private static DomContent row(Finding finding, Row row) {
        double share = finding.share(row.count());
        return div(
                        div(
                                        span(span(row.outcome()).withClass("outcome"), span(" " + row.meaning())),
                                        span(row.count() == 0
                                                        ? "never"
                                                        : Words.number(row.count()) + " · " + Words.share(share))
                                                .withClass("figures"))
                                .withClass("words"),
                        div(div().withClass(row.count() == 0 ? "bar" : "bar seen")
                                        .withStyle(String.format(Locale.ROOT, "width: %.6f%%", share * 100)))
                                .withClass("track"))
                .withClass("row " + row.kind() + (row.count() == 0 ? " none" : ""))
                .attr("data-outcome", row.outcome())
                .attr("data-count", row.count());
    }
}
