"""How the page looks: warm paper, dark ink, room to breathe; the same in the dark, on a phone and on paper.

Colours come in pairs for light and dark and keep a contrast of at least 4.5 to 1 with what lies behind them; none is
the only sign of anything (WCAG 2.2, 1.4.1 and 1.4.3). Fonts are those that the reader's device has.
"""

from __future__ import annotations

from typing import Final

CSS: Final = """
:root {
  color-scheme: light dark;
  --paper: #fbf8f2; --sheet: #ffffff; --ink: #2a2521; --soft: #655b52; --rule: #e4dbce; --wash: #f3ece1;
  --leaf: #1d6a5c; --leaf-wash: #e3f0ec; --clay: #a2461c; --clay-wash: #fbeadf; --sky: #2c5d96; --sun: #8a6100;
  --serif: "Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", Georgia, "Noto Serif", serif;
  --sans: system-ui, -apple-system, "Segoe UI", "Noto Sans", "Helvetica Neue", Arial, sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #1b1917; --sheet: #242120; --ink: #ece5db; --soft: #b3a799; --rule: #3d3733; --wash: #2c2826;
    --leaf: #7cc9b6; --leaf-wash: #1f332e; --clay: #f0a27c; --clay-wash: #3d2a20; --sky: #93bdec; --sun: #e2bd62;
  }
}
*, *::before, *::after { box-sizing: border-box }
html { scroll-behavior: smooth; -webkit-text-size-adjust: 100%; text-size-adjust: 100% }
body {
  margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.65 var(--sans);
  overflow-wrap: anywhere; padding: 0 1.25rem;
}
h1, h2, h3, h4, h5, h6 { font-family: var(--serif); font-weight: 600; line-height: 1.25; text-wrap: balance }
h1 { font-size: clamp(2.1rem, 6vw, 3.2rem); margin: 0 0 .4em; letter-spacing: -.01em }
h2 { font-size: 1.75rem; margin: 0 0 .8em }
h3 { font-size: 1.2rem; margin: 1.6em 0 .5em }
h4, h5, h6 { font-size: 1rem; margin: 1.3em 0 .35em }
p { margin: 0 0 .8em }
a { color: var(--leaf); text-decoration-thickness: 1px; text-underline-offset: .18em }
a:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--sky); outline-offset: 3px; border-radius: 3px }
main:focus { outline: none }
ul, ol { margin: 0 0 .8em; padding-inline-start: 1.3em }
li { margin: .2em 0 }
strong a { font-weight: 500 }
code { font: .82em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; color: var(--soft) }
blockquote {
  margin: .4em 0 .9em; padding: .1em 0 .1em 1em; padding-inline: 1em 0; border-inline-start: 3px solid var(--sun);
  font: 1.08em/1.6 var(--serif); white-space: pre-line; unicode-bidi: plaintext; text-align: start;
}
.skip { position: absolute; inset-inline-start: -200vw; background: var(--sheet); padding: .8em 1.2em; z-index: 2 }
.skip:focus { inset-inline-start: 1rem; inset-block-start: 1rem }
body > header, body > nav, main, body > footer { max-width: 47rem; margin-inline: auto }
body > header { padding: 4.5rem 0 1.5rem }
.kicker { color: var(--clay); font-weight: 600; letter-spacing: .02em; margin: 0 0 .4em }
.lead { font: 1.22rem/1.6 var(--serif) }
.meta, .role, .dates, .state, .empty { color: var(--soft); font-size: .92rem }
.empty { font-style: italic }
body > nav { border-block: 1px solid var(--rule); padding: 1.4rem 0; margin-block-end: 3rem }
body > nav h2 { font: 600 .95rem/1.4 var(--sans); color: var(--soft); margin: 0 0 .7em }
body > nav ul { columns: 17rem 2; column-gap: 2.5rem; list-style: none; padding: 0; margin: 0 }
body > nav li { break-inside: avoid; margin: .15em 0 }
main > section { padding: 2.6rem 0 1.4rem; border-block-end: 1px solid var(--rule); scroll-margin-top: 1rem }
main > section:last-child { border: 0 }
body > footer { color: var(--soft); font-size: .92rem; padding: 1.5rem 0 4rem }
.card {
  background: var(--sheet); border: 1px solid var(--rule); border-radius: 14px; padding: 1.3rem 1.5rem 1rem;
  margin: 0 0 1.2rem; scroll-margin-top: 1rem;
}
.card > :first-child { margin-block-start: 0 }
.card > .progress { margin-block: 1rem }
.cards { display: grid; gap: 1.2rem; align-items: start;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 21rem), 1fr)) }
.cards > .card { margin: 0 }
dl { margin: .5em 0 .8em }
dl > div { display: grid; grid-template-columns: minmax(8rem, 13rem) 1fr; gap: .1rem 1.1rem; padding: .32em 0 }
dl > div + div { border-block-start: 1px solid var(--rule) }
dt { color: var(--soft); font-size: .92rem; padding-block-start: .1em }
dd { margin: 0; min-width: 0 }
dd > :first-child { margin-block-start: 0 }
dd > :last-child { margin-block-end: 0 }
:is(dd dl, :not(.positions) > li > dl) > div { display: block; padding: .12em 0; border: 0 }
:is(dd dl, :not(.positions) > li > dl) > div > :is(dt, dd) { display: inline }
:is(dd dl, :not(.positions) > li > dl) > div > dt { margin-inline-end: .4em }
:is(dd dl, :not(.positions) > li > dl) > div > dt::after { content: ":" }
dd > ul { padding-inline-start: 1.1em }
.cards dl > div { grid-template-columns: 1fr }
.cards dd { padding-block-end: .1em }
.decision { background: var(--leaf-wash); border-radius: 10px; padding: .8rem 1.1rem; margin: .6rem 0 1rem }
.decision > p:last-child, .decision > :last-child { margin-block-end: 0 }
.decision.open { background: var(--wash) }
.decision dl > div + div { border-color: color-mix(in srgb, var(--leaf) 22%, transparent) }
.positions, .timeline, .short, .legend { list-style: none; padding: 0 }
.positions > li { border-inline-start: 3px solid var(--rule); padding-inline-start: .9rem; margin: .8rem 0 }
.mark, .beside { background: var(--clay-wash); border-radius: 10px; padding: .55rem 1rem; color: var(--ink) }
.beside { margin: .6rem 0; border-inline-start: 4px solid var(--clay) }
.beside > :last-child { margin-block-end: .2em }
.asked { display: block; color: var(--soft) }
.steps { list-style: none; padding: 0; counter-reset: step; margin: 1.4rem 0 }
.steps > li {
  counter-increment: step; display: grid; grid-template-columns: 2.3rem 1fr auto; align-items: center; gap: .3rem .8rem;
  padding: .42rem .7rem; margin: 0; border-radius: 10px;
}
.steps > li::before {
  content: counter(step); display: grid; place-items: center; width: 1.9rem; height: 1.9rem; border-radius: 50%;
  border: 1.5px solid var(--rule); font-size: .88rem; color: var(--soft);
}
.steps > .done::before { content: "✓"; background: var(--leaf-wash); border-color: var(--leaf); color: var(--leaf) }
.steps > .here { background: var(--leaf-wash) }
.steps > .here .step { font-weight: 650 }
.steps > .here::before { background: var(--leaf); border-color: var(--leaf); color: var(--sheet); font-weight: 700 }
.steps > .ahead .step { color: var(--soft) }
.timeline { border-inline-start: 2px solid var(--rule); margin-inline-start: .45rem }
.timeline > li { position: relative; padding-inline-start: 1.5rem; margin: 0 0 1.6rem }
.timeline > li::before {
  content: ""; position: absolute; inset-inline-start: -.45rem; inset-block-start: .5rem; width: .75rem; height: .75rem;
  border-radius: 50%; background: var(--paper); border: 2px solid var(--leaf);
}
.entry { scroll-margin-top: 1.2rem }
.entry > .what { font: 1.1rem/1.5 var(--serif); margin-block-end: .3em }
.entry > .meta { margin: .3em 0 }
.entry.corrected > .what { text-decoration: line-through 1.5px var(--clay) }
:is(.entry:target > .what, .card:target > :is(h3, h5)) { background: color-mix(in srgb, var(--sun) 22%, transparent) }
.nested { margin: .6rem 0; border: 1px dashed var(--rule); border-radius: 10px; padding: .2rem .9rem }
.short time { color: var(--soft); font-size: .92rem }
.wide { overflow-x: auto; margin: 1rem 0 }
table { border-collapse: collapse; width: 100%; font-size: .92rem; font-variant-numeric: tabular-nums }
caption { text-align: start; color: var(--soft); padding-block-end: .5em }
th, td { text-align: start; vertical-align: top; padding: .42em 0; padding-inline-end: .9em }
tr { border-block-end: 1px solid var(--rule) }
thead th { color: var(--soft); font-weight: 600; white-space: nowrap }
tbody th { font-weight: 500; white-space: nowrap }
.seal strong a { font-weight: 500 }
code { font-size: .95rem; color: var(--ink) }
#about table code { overflow-wrap: anywhere }
td { overflow-wrap: break-word }
.progress td:nth-child(5) { min-width: 12rem }
#about td:last-child { min-width: 14rem; width: 24rem }
.progress { display: grid; gap: .4rem 2rem; grid-template-columns: 1fr }
figure { margin: 0; min-width: 0 }
figcaption { font-size: .95rem; margin-block-start: .5rem }
.legend { display: flex; flex-wrap: wrap; gap: .1rem 1.4rem; margin: 0; color: var(--soft) }
.sign { display: inline-block; min-width: 1.1em; text-align: center }
.sign.school { color: var(--leaf) } .sign.home { color: var(--clay) } .sign.elsewhere { color: var(--sky) }
.phases { padding: 0; list-style: none; counter-reset: phase }
.phases > li { counter-increment: phase }
.phases > li::before {
  content: counter(phase); display: inline-grid; place-items: center; width: 1.4em; height: 1.4em; border-radius: 50%;
  margin-inline-end: .55em; background: var(--wash); border: 1px solid var(--soft); font-size: .8em;
}
svg { display: block; width: 100%; height: auto; direction: ltr }
svg text { font: 13px var(--sans); fill: var(--soft) }
svg .grid { stroke: var(--rule); stroke-width: 1 }
svg polyline { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round }
svg .aim polyline { stroke: var(--soft); stroke-dasharray: 2 7; stroke-width: 2.5 }
svg .start { fill: var(--sheet); stroke: var(--soft); stroke-width: 2 }
svg .ring { fill: none; stroke: var(--sun); stroke-width: 2 }
svg .target { fill: var(--sun) }
svg .milestone { stroke: var(--sun); stroke-width: 2.5; fill: none }
svg .school { stroke: var(--leaf); fill: var(--leaf) }
svg .home { stroke: var(--clay); fill: var(--sheet) }
svg .home polygon { stroke-width: 2.5 }
svg .elsewhere { stroke: var(--sky); fill: var(--sky) }
svg .school circle { stroke: var(--sheet); stroke-width: 2 }
svg .change line { stroke: var(--soft); stroke-width: 1.5; stroke-dasharray: 5 4 }
svg .change circle { fill: var(--wash); stroke: var(--soft) }
svg .change text { fill: var(--ink); font-size: 12px }
@media (max-width: 34rem) {
  body { padding: 0 1rem; font-size: 1rem }
  body > header { padding-block-start: 2.5rem }
  .card { padding: 1.05rem 1.05rem .7rem; border-radius: 12px }
  dl > div { grid-template-columns: 1fr }
  .steps > li { grid-template-columns: 2.3rem 1fr }
  .steps .state { grid-column: 2; margin-block-start: -.3rem }
  svg text { font-size: 22px }
  svg .change text { font-size: 19px }
  svg .change circle { r: 15px }
  svg .school circle { r: 8px }
}
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto } }
@media print {
  :root {
    --paper: #fff; --sheet: #fff; --ink: #000; --soft: #444; --rule: #ccc; --wash: #f4f4f4;
    --leaf: #14513f; --leaf-wash: #f0f4f2; --clay: #7c3412; --clay-wash: #f8f1ec; --sky: #1f456f; --sun: #6b4b00;
  }
  @page { margin: 18mm 16mm }
  html { font-size: 9.5pt }
  body { font-size: 1rem; line-height: 1.45; padding: 0 }
  dl > div { padding: .14em 0 }
  .timeline > li { margin-block-end: .9rem }
  .timeline > li::before { background: #fff }
  .cards { display: block; columns: 2; column-gap: 1.2rem }
  .cards > .card { break-inside: avoid; margin-block-end: 1.2rem }
  body > header { padding-block-start: 0 }
  .skip { display: none }
  body > header, body > nav, main, body > footer { max-width: none }
  a { color: inherit; text-decoration: none }
  h2, h3, h4, h5, h6 { break-after: avoid }
  figure, .decision, .beside, .steps > li, tr, dl > div, blockquote { break-inside: avoid }
  main > section { padding-block: 1.2rem .6rem }
  .wide { overflow: visible }
  .card { border-radius: 6px }
}
"""
