package io.github.threeply.stress.show;

/** How the page looks: on a phone and on a wide screen, by day and by night, and on paper. */
final class PageStyle {
    static final String CSS = """
            :root {
              color-scheme: light dark;
              --ground: #ffffff; --panel: #f5f6f8; --text: #1b1f24; --soft: #57606a; --line: #d5d9de;
              --fine: #2f6fb5; --race: #b94a00; --bad: #b00020; --never: #1a7f37;
            }
            @media (prefers-color-scheme: dark) {
              :root {
                --ground: #14171b; --panel: #1e2328; --text: #e6e9ec; --soft: #a3adb7; --line: #39414a;
                --fine: #6ea8e6; --race: #f0924a; --bad: #ff7b8a; --never: #56c271;
              }
            }
            * { box-sizing: border-box; }
            body {
              margin: 0 auto; padding: 1rem; max-width: 76rem; background: var(--ground); color: var(--text);
              font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere;
            }
            h1 { font-size: 1.7rem; line-height: 1.2; margin: 0.5rem 0; }
            h2 { font-size: 1.3rem; line-height: 1.25; margin: 0; }
            h3 { font-size: 1rem; margin: 0 0 0.25rem; }
            a { color: var(--fine); }
            code, pre, .outcome, .name { font-family: ui-monospace, monospace; font-size: 0.9em; }
            pre { overflow-x: auto; padding: 0.6rem; background: var(--ground); border: 1px solid var(--line); border-radius: 4px; }
            .soft { color: var(--soft); }
            .facts { display: grid; grid-template-columns: max-content 1fr; gap: 0.1rem 1rem; margin: 1rem 0; }
            .facts dt { color: var(--soft); }
            .facts dd { margin: 0; }
            .warning { border: 2px solid var(--bad); border-radius: 6px; padding: 0.6rem 1rem; }
            .warning code { display: inline-block; margin-right: 0.4rem; } /* names have hyphens, at which they must not break */
            nav ol { columns: 20rem; padding-left: 1.5rem; }
            section.race { border-top: 2px solid var(--line); padding: 1.5rem 0; }
            .halves { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 1rem; margin: 1rem 0; }
            .half { background: var(--panel); border-radius: 6px; padding: 0.8rem; min-width: 0; border-top: 4px solid var(--race); }
            .half.cured { border-top-color: var(--never); }
            .row { margin: 0.5rem 0; }
            .row .words { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; }
            .figures { font-variant-numeric: tabular-nums; white-space: nowrap; }
            .track { height: 0.7rem; background: var(--ground); border: 1px solid var(--line); border-radius: 3px; overflow: hidden; }
            .bar { height: 100%; background: var(--fine); }
            .RACE .bar { background: var(--race); }
            .FORBIDDEN .bar { background: var(--bad); }
            .seen { min-width: 2px; }
            .RACE .outcome, .RACE .figures { color: var(--race); font-weight: bold; }
            .FORBIDDEN .outcome, .FORBIDDEN .figures { color: var(--bad); font-weight: bold; }
            .none .outcome, .none .figures { color: var(--soft); font-weight: normal; }
            summary { cursor: pointer; padding: 0.3rem 0; }
            @media print { details > * { display: block; } section.race { break-inside: avoid; } }
            """;

    private PageStyle() {}
}
