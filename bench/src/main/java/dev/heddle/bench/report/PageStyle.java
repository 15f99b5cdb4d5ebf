package dev.heddle.bench.report;

/** How the page looks: by the reader's light or dark, on a phone and on a desk. */
final class PageStyle {

  static final String HEAD =
      """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>Heddle bench</title>
      <style>
      :root { --ink: #1c2024; --dim: #5d6670; --paper: #fcfcfb; --card: #ffffff; --line: #dcdfe3;
        --c0: #b3261e; --c1: #1f5fbf; --c2: #22793f; --c3: #8a5a00; --c4: #6b3fa0; --c5: #0f7480;
        --c6: #a02f6e; --c7: #5a5f66; --c8: #96501c; --c9: #3d6b00; }
      @media (prefers-color-scheme: dark) { :root { --ink: #e7e9ec; --dim: #a0a8b1;
        --paper: #14171a; --card: #1c2024; --line: #363c43; --c0: #ff8a80; --c1: #82b1ff;
        --c2: #7bd88f; --c3: #f2bd52; --c4: #c6a3ff; --c5: #63d3df; --c6: #ff9ccf; --c7: #b8bec6;
        --c8: #ffb488; --c9: #b5dd6b; } }
      * { box-sizing: border-box; }
      body { margin: 0; background: var(--paper); color: var(--ink);
        font: 16px/1.5 system-ui, sans-serif; }
      main { max-width: 72rem; margin: 0 auto; padding: 1rem; }
      h1 { font-size: 1.6rem; margin: .4rem 0; }
      h2 { font-size: 1.3rem; margin: 2.2rem 0 .6rem; border-bottom: 1px solid var(--line); }
      h3 { font-size: 1rem; margin: 1.4rem 0 .4rem; }
      nav a { display: inline-block; padding: .3rem .5rem .3rem 0; }
      a { color: var(--c1); }
      .plots { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); }
      figure { margin: 0; padding: .6rem; background: var(--card); border: 1px solid var(--line);
        border-radius: .4rem; }
      figcaption { font-weight: 600; font-size: .9rem; }
      figcaption small { font-weight: 400; color: var(--dim); display: block; }
      svg { width: 100%; height: auto; display: block; }
      svg text { fill: var(--dim); font: 15px system-ui, sans-serif; }
      svg .grid { stroke: var(--line); stroke-width: 1; }
      svg .curve { fill: none; stroke-width: 2.2; stroke-linejoin: round; }
      .legend { display: flex; flex-wrap: wrap; gap: .1rem .9rem; font-size: .85rem; }
      .legend i { display: inline-block; width: .8rem; height: .8rem; border-radius: .2rem;
        margin-right: .35rem; vertical-align: -.08rem; }
      .wide { overflow-x: auto; }
      table { border-collapse: collapse; font-size: .85rem; font-variant-numeric: tabular-nums;
        white-space: nowrap; }
      th, td { text-align: right; padding: .25rem .7rem; border-bottom: 1px solid var(--line); }
      th { color: var(--dim); font-weight: 600; }
      th:first-child, td:first-child { text-align: left; position: sticky; left: 0;
        background: var(--paper); }
      td.text { text-align: left; white-space: normal; }
      .finding { border-left: .25rem solid var(--c1); padding: .2rem .8rem; margin: .5rem 0;
        overflow-wrap: anywhere; }
      .warn { border-left: .25rem solid var(--c0); padding: .2rem .8rem; }
      details { margin: .8rem 0; font-size: .9rem; }
      dt { font-weight: 600; } dd { margin: 0 0 .4rem; color: var(--dim); }
      </style></head><body><main>
      """;

  private PageStyle() {}
}
