"""What stands in place of WeasyPrint's own functions prints the same bytes, and fails where those have changed."""

from __future__ import annotations

import hashlib
import inspect
import logging
import multiprocessing
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pydyf
import pytest
import weasyprint
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from weasyprint import css, document, tinyhtml5
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline, percent
from weasyprint.layout import page as pages
from weasyprint.pdf import fonts as pdf_fonts
from weasyprint.text import ffi, fonts, line_break

import pet_report
from pet_report import pdf
from pet_report.errors import ToolFailure
from pet_report.pdf import Needs, lines, plain, quick

FONTS = Path(pet_report.__file__).parent / "fonts"
FACES = "".join(
    f'@font-face {{ font-family: "{family}"; src: url("{(FONTS / file).as_uri()}") }}\n'
    for family, file in (
        ("Sans", "SourceSans3-Regular.ttf"),
        ("Serif", "SourceSerif4Display-Regular.ttf"),
        ("Arabic", "NotoSansArabic-Regular.ttf"),
    )
)
BASE = FACES + '@page { size: A5; margin: 15mm } html { font: 11pt "Sans", "Arabic"; color: #123 }\n'


# --- two processes: one in which WeasyPrint is as it comes ------------------------------------------------------------


def _start(*, as_it_comes: bool) -> None:
    pdf.prepare(str(FONTS))
    if as_it_comes:
        quick.put_in_place = lambda: None
    pdf.warm()


class _Heard(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


def _print(documents: Sequence[str]) -> list[tuple[str, list[str]]]:
    """The hash of the PDF of each, and what WeasyPrint complained of."""
    printed = []
    for each in documents:
        heard = _Heard()
        logging.getLogger("weasyprint").handlers = [heard]
        try:
            content = weasyprint.HTML(string=each, base_url="https://somewhere.invalid/").write_pdf(
                pdf_variant="pdf/ua-1"
            )
            result = hashlib.sha256(content).hexdigest()
        except Exception as error:  # noqa: BLE001 - it fails on some odd styles, and must do so in the same way
            result = repr(error)
        printed.append((result, sorted(set(heard.said))))  # a style that is shared is complained of once
    return printed


@pytest.fixture(scope="module")
def both() -> Iterator[Callable[[Sequence[str]], None]]:
    """Prints with and without, and compares."""
    context = multiprocessing.get_context("spawn")
    with (
        ProcessPoolExecutor(1, context, initializer=_start_plain) as theirs,
        ProcessPoolExecutor(1, context, initializer=_start_quick) as ours,
    ):

        def compare(documents: Sequence[str]) -> None:
            jobs = [pool.submit(_print, documents) for pool in (theirs, ours)]
            wanted, got = (job.result() for job in jobs)
            assert got == wanted

        yield compare


def _start_plain() -> None:
    _start(as_it_comes=True)


def _start_quick() -> None:
    _start(as_it_comes=False)


def _page(style: str, body: str, *, attributes: str = "") -> str:
    head = f"<head><title>t</title><style>{BASE}{style}</style></head>"
    return f'<html lang="en" {attributes}>{head}<body>{body}</body></html>'


BODY = """
<h1 id="top">One <em class="a">word</em></h1><p class="a b" id="first">Some words that are <b>not</b> few, so that they
fill more than a single line of this rather narrow page. <a href="#top" name="back">Back</a></p>
<div class="b"><p>First</p><p class="a">Second <span class="c" lang="fr">troisième</span></p><p>Third</p></div>
<table class="c"><thead><tr><th>Head</th><th class="a">Other</th></tr></thead>
<tbody><tr><td>one</td><td class="b">two words</td></tr><tr><td colspan="2">three</td></tr></tbody></table>
<ul class="a"><li>item</li><li class="b">item <i>of many</i><ol><li>deep</li></ol></li></ul>
<p style="--x: 3px; color: rgb(1, 2, 3)">Its own <span class="b">style</span></p>
<p dir="rtl" lang="ar">مرحبا بالعالم <b>هنا</b></p>
<div style="--x: 3px; color: rgb(1, 2, 3)" id="second"><p class="a">The same style</p></div>
"""

ODD = {
    "variables": (
        ":root { --x: 1em; --y: calc(var(--x) * 2) } .a { --x: 5px; padding: var(--x) var(--none, 2px) } .b { "
        "margin-left: var(--y); border: var(--x) solid } .c { color: var(--missing, var(--also, red)) }"
    ),
    "variables that inherit": (
        ":root { --x: inherit } .a { padding: var(--x) } .b { margin-left: var(--none, inherit) }"
    ),
    "inherit": (
        ".b { margin-left: 7mm; border: 2px solid red; width: 70% } .b > * { margin: inherit; border: inherit } "
        ".c { width: inherit } .a { vertical-align: inherit; border-color: inherit; box-sizing: inherit }"
    ),
    "inherit of what is allowed": (
        ".b { border: 1px solid; vertical-align: top } td, p { vertical-align: inherit; border-color: inherit; "
        "background-color: inherit } .a { border-block-color: inherit; background: yellow }"
    ),
    "initial": ".a { color: blue; margin: 1cm } .a * { color: initial; margin: initial; display: initial }",
    "percentages": (
        ".a { width: calc(50% - 1em); padding: 2%; min-width: 10%; max-width: calc(90%) } .b { height: 30%; "
        "margin: 5% auto; text-indent: 10%; line-height: 120% } .c { vertical-align: 30%; min-height: 1% }"
    ),
    "media": (
        "@media print { .a { color: green } } @media screen { .a { color: red } } @media (min-width: 1px) { .b {} }"
    ),
    "children": (
        "p:nth-child(2n+1) { margin-left: 1em } tr:nth-child(2) td { background: #eee } li:last-child { color: "
        "red } p:first-of-type::first-letter { font-size: 3em; float: left } h1 + p::first-line { font-style: "
        "italic; color: red }"
    ),
    "pseudo-elements": (
        ".a::before { content: attr(class) ': '; color: red } li::marker { content: '* '; color: blue } .b > "
        "p::after { content: leader('.') counter(page); } #first::before { content: open-quote }"
    ),
    "what WeasyPrint cannot do": "li::marker { content: '* ' } .b::after { content: leader('.') }",
    "counters": (
        "@counter-style mine { system: cyclic; symbols: 'x' 'y' } ul { list-style: mine } @counter-style decimal "
        "{ system: cyclic; symbols: 'z' } body { counter-reset: k } p::before { counter-increment: k; content: "
        "counter(k) ' ' }"
    ),
    "pages": (
        "h1 { page: wide; string-set: head content() } @page wide { size: A5 landscape; @top-left { content: "
        "string(head); vertical-align: inherit } } @page :first { margin: 5mm } @page { @bottom-right { content: "
        "counter(page) '/' counter(pages); font-size: 2vw } } .b { break-before: page } @page :left { "
        "margin-left: 3cm }"
    ),
    "sizes of the page": ".a { width: 40vw; font-size: 3vmin } .b { margin-left: 5vw } .c { letter-spacing: .2vw }",
    "sizes of the font": (
        ".a { font-size: 130%; margin: 1ex 2ch } .b { font-size: larger; line-height: 1.5 } .c { line-height: "
        "2lh; padding: 1rem .5em } h1 { font-size: 2rlh } .a .c { font: inherit }"
    ),
    "gradients": (".a { background: linear-gradient(red 1em, blue 3em) } h1 { font-size: 20pt } p { font-size: 9pt }"),
    "collapsed borders": (
        "table { border-collapse: collapse; padding: 3mm; width: 100% } td, th { border: 1px solid red; padding: "
        "1% } th { border: 3px solid blue; width: 20% } .b { box-sizing: border-box; border-width: 2px }"
    ),
    "boxes": (
        ".a { float: left; width: 30%; overflow: hidden } .b { position: relative; left: 5% } .c { display: flex;"
        " flex-wrap: wrap; gap: 2px } ul { display: grid; grid-template-columns: 1fr auto } i { position: "
        "absolute; top: 0 }"
    ),
    "words": (
        "p { hyphens: auto; text-align: justify; widows: 3 } .a { word-spacing: 3px; letter-spacing: 1px } .b { "
        "overflow-wrap: anywhere; width: 4em } .c { white-space: pre-wrap; tab-size: 4; text-transform: uppercase"
        " }"
    ),
    "type": (
        ".a { font-variant: small-caps; font-feature-settings: 'onum' } .b { font-kerning: none; text-decoration:"
        " underline overline red } .c { text-decoration: line-through; font-family: Serif } .b .a { "
        "text-decoration: none }"
    ),
    "footnotes": (
        ".c { float: footnote } @page { @footnote { border-top: 1px solid } } ::footnote-call { color: red } "
        ".c::footnote-marker { font-weight: bold }"
    ),
    "layers": (
        "@layer one, two; @layer two { .a { color: red } } @layer one { .a { color: blue !important } } .b { "
        "color: green }"
    ),
    "importance": (
        ".a { color: red !important } #first { color: blue } p { color: green !important } .b p { margin: 0 }"
    ),
    "out of the flow": (
        "h1 { position: running(head) } @page { @top-left { content: element(head) } } .a { position: sticky } .c { "
        "float: inline-end; position: relative } .b { position: fixed; bottom: 0 }"
    ),
    "floats": (
        ".a { float: left } .b { float: right; width: 20%; clear: left } .c { float: inline-start; margin: 1em } "
        "b { display: inline-block; float: none } ul { overflow: hidden } table { margin-left: 5% } i { float: right }"
    ),
    "what is behind": (
        ".a { border-radius: 3px 1em / 20%; border: 1px solid } .b { visibility: hidden; background: red; color: #0000 "
        "} .c { background-color: currentcolor; color: hsl(120 50% 50% / 0.5) } td { box-shadow: 1px 1px red } "
        "i { border-image: linear-gradient(red, blue) 1; border: 1px solid } h1 { background-color: rgb(none 1 2) } "
        "b { mask-border: linear-gradient(red, blue) 1; color: lab(50 20 30); border-top-left-radius: 0 4px }"
    ),
    "names of pages": (
        ".a { page: one } .b { page: two } .c { page: three } i { float: left; page: two } @page one { size: A6 } "
        "@page two { margin: 1cm } td { page: four } li { page: auto } @page three { size: A6 landscape } "
        "b { position: absolute; page: one }"
    ),
    "columns": "body { columns: 2; column-gap: 1em } h1 { column-span: all } .a { break-inside: avoid }",
    "what spills over": "body { overflow: hidden } html { background: #eee } .b { overflow: auto; height: 2em }",
    "what is wrong": (
        ".a { colour: red; width: calc(1px + 1%) ; color: var(--nothing) } p { margin: 1zz } .b { width: calc(2px"
        " / x) }"
    ),
    "anchors": "p { -weasy-anchor: attr(id) } h1 { -weasy-anchor: 'named' }",
    "from right to left": (
        "body { direction: rtl } .a { margin-inline-start: 2em; border-inline-end: 2px solid } .b { direction: "
        "ltr; padding-inline: 1em 3em; inset-inline-start: 2px } p { text-align: start }"
    ),
    "nested": ".b { & > p { color: red } .a & { color: blue } span { font-size: 8pt } }",
    "selectors": (
        ":is(p, li):not(.a) { color: red } [lang|=fr], :lang(ar) { font-style: italic } p:has(b) { margin: 2em } "
        "a:link { color: blue } .b p ~ p { color: green } p:empty { display: none } [id] { border: 1px dotted }"
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_styles_print_the_same(both: Callable[[Sequence[str]], None], name: str) -> None:
    """One after the other, as parts are, with what one leaves for the next; and again where all is kept."""
    one = _page(ODD[name], BODY)
    other = _page(ODD[name], f'<div class="c">{BODY}</div><p class="b">more</p>', attributes='class="a" id="whole"')
    both([one, other, _page("", BODY), one])


@pytest.mark.parametrize("body", [
    '<p id=\'a"b\'>quoted</p>', '<p id="a\\62">escaped</p>', '<p id="">none</p>', '<p id="x">one</p><p id="x">two</p>',
    '<a name="x" id="y" href="#x">both</a>', '<a name="x">only a name</a>', "<p lang='\"'>odd</p>", "", "<!-- -->words",
    '<p style="color: red; ;; width">faulty</p>',
    '<p style="margin: inherit">inherits</p><p style="-weasy-anchor: \'q\'">q</p>',
    '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="1em"><text x="1" y="9">svg</text></svg>',
    '<p style="columns: 2">one two three four five six seven eight</p><img alt="none" src="data:image/png;base64,x">',
    '<p style="float: left; width: 1em">abc defg</p>' * 3, "<table><caption>c</caption><tr><td>x<td>y</table>",
    '<p style="display: none">gone</p><div style="max-lines: 1; block-ellipsis: auto">long words here</div>',
])  # fmt: skip
def test_odd_pages_print_the_same(both: Callable[[Sequence[str]], None], body: str) -> None:
    one, other = _page("p { color: red }", body), _page("p { color: red }", f"<div>{body}</div>")
    both([one, other, one])


@pytest.mark.parametrize(
    "attributes", ['style="display: none"', 'style="font-size: 20pt"', 'class="x" lang="ar" dir="rtl"']
)
def test_what_the_root_says_is_its_own(both: Callable[[Sequence[str]], None], attributes: str) -> None:
    style = ".x { font-size: 6pt; overflow: hidden; --y: 3px } p { font-size: .9rem; padding: var(--y, 1px) }"
    both([_page(style, BODY), _page(style, BODY, attributes=attributes), _page(style, BODY)])


@pytest.mark.parametrize(
    ("style", "one", "other"),
    [
        ("p { background: linear-gradient(red 1em, blue 3em) }", 'style="font-size: 30pt"', 'style="font-size: 6pt"'),
        (
            "p { width: 40vw; border: 1px solid } .wide { page: wide } @page wide { size: A4 }",
            "",
            "<div class=wide>x</div>",
        ),
        ("@counter-style mine { system: cyclic; symbols: 'x' } ul { list-style: mine }", "", 'class="x"'),
    ],
)
def test_what_depends_on_the_page_is_not_kept(
    both: Callable[[Sequence[str]], None], style: str, one: str, other: str
) -> None:
    body = "<p>Some words</p><ul><li>item</li></ul>"
    both(
        [
            _page(style, each + body if each[:1] == "<" else body, attributes="" if each[:1] == "<" else each)
            for each in (one, other, one)
        ]
    )


def test_fonts_of_one_page_are_not_those_of_the_next(both: Callable[[Sequence[str]], None]) -> None:
    faces = ["SourceSans3-Bold.ttf", "SourceSerif4Display-Semibold.ttf"]
    sheets = [
        f'@font-face {{ font-family: Mine; src: url("{(FONTS / each).as_uri()}") }} p {{ font-family: Mine }}'
        for each in faces
    ]
    both([_page(each, BODY) for each in (*sheets, *sheets, "p { font-family: Mine, Sans }")])


def test_more_than_one_sheet_and_their_media(both: Callable[[Sequence[str]], None]) -> None:
    sheets = (
        "<style>p { color: red }</style><style media=screen>p { color: blue }</style><style>b { margin: 1em }</style>"
    )
    both([_page("", sheets + BODY), _page("", BODY), _page("", sheets.replace("media=screen", "media=print") + BODY)])


_VALUES = {
    "color": ("red", "inherit", "currentcolor", "var(--a)", "initial"),
    "font-size": ("8pt", "1.2em", "120%", "smaller", "1rem", "calc(1em + 1px)", "var(--b, 10pt)"),
    "margin": ("1em", "auto", "2% 3px", "inherit", "var(--b)", "calc(1% + 2px)"),
    "padding": ("2px", "1%", "inherit", "var(--b, 1em)"),
    "border": ("1px solid", "2px dashed red", "inherit", "none"),
    "width": ("50%", "10em", "auto", "min(60%, 8em)", "inherit"),
    "display": ("block", "inline", "inline-block", "flex", "table", "table-cell", "list-item", "none", "inherit"),
    "float": ("left", "right", "none"),
    "position": ("relative", "absolute", "static"),
    "line-height": ("1", "1.5em", "150%", "normal", "inherit"),
    "vertical-align": ("top", "super", "20%", "inherit"),
    "text-decoration": ("underline", "none", "line-through blue"),
    "box-sizing": ("border-box", "content-box", "inherit"),
    "white-space": ("nowrap", "pre-wrap", "normal"),
    "--a": ("blue", "var(--c)", "inherit", "#123"),
    "--b": ("4px", "1em", "var(--a)"),
    "letter-spacing": ("1px", "-.02em", "normal"),
    "text-align": ("justify", "right", "inherit"),
    "overflow": ("hidden", "visible"),
    "content": ('"x"', "counter(page)", "attr(class)", "none"),
}
_SELECTORS = (
    "p", "*", ".a", ".b", ".a .b", ".b > *", "p + p", "#first", "p::before", "li::marker", ".c::after", ":root", "body",
    "td", "tr", "table", "li:nth-child(2)", "p::first-line", "p::first-letter", "span", "b", ":not(.a)",
)  # fmt: skip

_declarations = st.lists(
    st.sampled_from(sorted(_VALUES)).flatmap(
        lambda name: st.builds(
            "{}: {}{}".format,
            st.just(name),
            st.sampled_from(_VALUES[name]),
            st.sampled_from(("", "", "", " !important")),
        )
    ),
    min_size=1,
    max_size=3,
).map("; ".join)
_rules = st.lists(st.builds("{} {{ {} }}".format, st.sampled_from(_SELECTORS), _declarations), min_size=1, max_size=6)


@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to find a simpler example takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(style=_rules.map("\n".join), own=_declarations)
def test_any_style_prints_the_same(both: Callable[[Sequence[str]], None], style: str, own: str) -> None:
    body = BODY.replace('<div class="b">', f"<div class='b' style='{own}'>")
    one = _page(style, body)
    both([one, _page(style, f"<div>{BODY}</div>"), one])


# --- what is kept -----------------------------------------------------------------------------------------------------

PART = f"""<html lang="en"><head><title>t</title><style>
@font-face {{ font-family: Sans; src: url("{pdf.FONTS}SourceSans3-Regular.ttf") }}
html {{ font-family: Sans }} %s</style></head><body>%s</body></html>"""
NEEDS = Needs(side="right", notes=0, digits=1, called="x")


@pytest.fixture
def forgetful() -> Iterator[None]:
    pdf.prepare(str(FONTS))
    pdf.warm()
    quick._memory.sets.clear()
    yield
    quick._memory.sets.clear()
    pdf.clear()


@pytest.mark.usefixtures("forgetful")
def test_style_sheets_are_read_once_for_many_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Any] = []
    monkeypatch.setattr(quick, "_find_stylesheets_anew", _counting(quick._find_stylesheets_anew, read))
    for number in range(3):
        pdf.print_part("a page", PART % ("p { color: red }", f"<p id='n{number}'>Part {number}</p>"), NEEDS)
    assert len(read) == 1
    pdf.print_part("a page", PART % ("p { color: blue }", "<p>Part</p>"), NEEDS)
    assert len(read) == 2


@pytest.mark.usefixtures("forgetful")
def test_a_style_is_worked_out_once_for_all_that_look_alike() -> None:
    body = "".join(f"<section id='s{each}'><p>One <b>of</b> many</p></section>" for each in range(20))
    pdf.print_part("a page", PART % ("", body), NEEDS)
    (kept,) = quick._memory.sets.values()
    elements = [key for key in kept.styles if len(key) == 3 and key[1] != "@page"]
    before = len(kept.styles)
    assert len(elements) < 40
    pdf.print_part("a page", PART % ("", body.replace("'s", "'t")), Needs(side="left", notes=5, digits=1, called="y"))
    assert quick._memory.sets == {next(iter(quick._memory.sets)): kept}
    assert len(kept.styles) - before < 10, "only what is of that document alone"


@pytest.mark.usefixtures("forgetful")
def test_what_is_at_fault_is_told_each_time() -> None:
    for _ in range(3):
        with pytest.raises(ToolFailure, match="colour"):
            pdf.print_part("a page", PART % ("p { colour: red }", "<p>words</p>"), NEEDS)
    for _ in range(2):
        with pytest.raises(ToolFailure, match="Ignored"):
            pdf.print_part("a page", PART % ("p { width: var(--w) } html { --w: red }", "<p>words</p>"), NEEDS)


@pytest.mark.usefixtures("forgetful")
def test_not_everything_is_kept_for_ever() -> None:
    for number in range(quick._MOST_SETS + 3):
        pdf.print_part("a page", PART % (f"p {{ margin: {number}px }}", "<p>words</p>"), NEEDS)
    assert len(quick._memory.sets) == quick._MOST_SETS


def _counting(function: Callable[..., Any], calls: list[Any]) -> Callable[..., Any]:
    def counted(*arguments: Any) -> Any:
        calls.append(arguments)
        return function(*arguments)

    return counted


# --- names that WeasyPrint keeps to itself ----------------------------------------------------------------------------


@pytest.mark.parametrize(("old", "new"), [
    *plain.REPLACED.items(),
    *lines.REPLACED.items(),
    (lines._set_text_anew, lines._set_text),
    (lines._reactivate_anew, lines._reactivate),
    (quick._render_anew, quick._render),
    (quick._find_stylesheets_anew, quick._find_stylesheets),
    (quick._style_page_anew, quick._style_page),
    (plain._to_bytes_anew, plain._to_bytes),
    (plain._is_in_normal_flow_anew, plain._is_in_normal_flow),
    (plain._page_values_anew, plain._page_values),
])  # fmt: skip
def test_what_is_replaced_takes_the_same(old: Any, new: Any) -> None:
    """By name, where WeasyPrint calls it so; and as many by place."""
    there, here = (inspect.signature(each).parameters for each in (old, new))
    assert len(there) == len(here)
    assert [each.default for each in there.values()] == [each.default for each in here.values()]


KNOWN = {
    "AnonymousStyle": "414bbf41061e",
    "Box": "1b2ea2ec45b9",
    "ComputedStyle": "4ff0512c0af1",
    "Document._build_layout_context": "2b072254ab89",
    "Document._render": "ebaceeb0fa8e",
    "Font": "1888854798bf",
    "FontConfiguration": "c9caaf607dac",
    "Layout": "681b737d1ba5",
    "Style": "d3fe87424e31",
    "StyleFor": "dac5a1326168",
    "_to_bytes": "1cefd02c285d",
    "page_values": "9bcfda076d19",
    "page_values of what has its own": "892e55a1d07f",
    "avoid_collisions": "5fc7793c573a",
    "layout_box_backgrounds": "617a870678c8",
    "resolve_radii_percentages": "4980b3798c67",
    "remove_last_whitespace": "53f0c79c9fbb",
    "descendants": "c15a877f6136",
    "adjust_box_sizing": "88f3351db028",
    "chars_until": "dfe353323dff",
    "is_in_normal_flow": "5f49d6ab23da",
    "find_style_attributes": "c5b4eb4d3c00",
    "find_stylesheets": "ac92dbb80c3f",
    "get_all_computed_styles": "e4063ec7d60e",
    "get_font_description": "85734b8947b9",
    "line_size": "03fa04fd51fc",
    "make_margin_boxes": "4a2d2e301eb3",
    "draw_first_line": "1bb8eae6d88e",
    "make_page": "656f183328e8",
    "preprocess_stylesheet": "1e8c36ce5967",
    "resolve_one_percentage": "4cfaa9ad134e",
    "resolve_percentages": "71673078096f",
    "set_page_type_computed_styles": "4e68b396b35c",
    "split_first_line": "39ad1016863c",
    "strut": "b57885b70dd0",
    "text_decoration": "4fa9ec3b45ef",
    "unicode_to_char_p": "c9ab2afbd2c1",
    "where styles change": "2cc885d45364",
}
"""The beginning of the hash of what is replaced or leaned upon, as it was when it was looked at."""


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_what_is_leaned_upon_is_as_it_was(name: str) -> None:
    """A new WeasyPrint in which one of these is another must be looked at before it is used: then take its new hash."""
    assert _hash_of(LEANED_UPON[name]) == KNOWN[name]


def _hash_of(thing: Any) -> str:
    source = thing if isinstance(thing, str) else inspect.getsource(thing)
    return hashlib.sha256(source.encode()).hexdigest()[:12]


def _where_styles_change() -> str:
    """Each line of WeasyPrint that changes a style once it is worked out: a kept style must bear all of them."""
    root = Path(weasyprint.__file__).parent
    change = re.compile(r"style\[[^\]]+\] = |styles?\.update\(|\.style = ")
    return "\n".join(
        f"{path.relative_to(root)}: {line.strip()}"
        for path in sorted(root.rglob("*.py"))
        for line in path.read_text("utf-8").splitlines()
        if change.search(line) and "svg" not in path.parts
    )


LEANED_UPON: dict[str, Any] = {
    "Document._render": quick._render_anew,
    "Document._build_layout_context": document.Document._build_layout_context,
    "get_all_computed_styles": css.get_all_computed_styles,
    "find_stylesheets": quick._find_stylesheets_anew,
    "find_style_attributes": css.find_style_attributes,
    "StyleFor": quick._StyleForAnew,
    "Style": css.Style,
    "AnonymousStyle": css.AnonymousStyle,
    "ComputedStyle": css.ComputedStyle,
    "text_decoration": css.text_decoration,
    "set_page_type_computed_styles": quick._style_page_anew,
    "make_page": pages.make_page,
    "make_margin_boxes": pages.make_margin_boxes,
    "preprocess_stylesheet": css.preprocess_stylesheet,
    "FontConfiguration": fonts.FontConfiguration,
    "get_font_description": fonts.get_font_description,
    "Layout": line_break.Layout,
    "draw_first_line": lines._draw_first_line_anew,
    "line_size": lines._line_size_anew,
    "strut": lines._strut_anew,
    "split_first_line": lines._split_first_line_anew,
    "unicode_to_char_p": ffi.unicode_to_char_p,
    "resolve_percentages": plain._resolve_percentages_anew,
    "resolve_one_percentage": percent.resolve_one_percentage,
    "adjust_box_sizing": percent.adjust_box_sizing,
    "Font": pdf_fonts.Font,
    "_to_bytes": plain._to_bytes_anew,
    "is_in_normal_flow": plain._is_in_normal_flow_anew,
    "page_values": plain._page_values_anew,
    "page_values of what has its own": boxes.TableBox.page_values,
    "avoid_collisions": plain._avoid_collisions_anew,
    "layout_box_backgrounds": plain._layout_box_backgrounds_anew,
    "resolve_radii_percentages": percent.resolve_radii_percentages,
    "remove_last_whitespace": inline.remove_last_whitespace,
    "descendants": boxes.Box.descendants,
    "Box": boxes.Box.__init__,
    "chars_until": tinyhtml5.inputstream.HTMLUnicodeInputStream.chars_until,
    "where styles change": _where_styles_change(),
}


def test_everything_leaned_upon_is_known() -> None:
    assert set(KNOWN) == set(LEANED_UPON), {name: _hash_of(each) for name, each in LEANED_UPON.items()}
    assert len(_where_styles_change().splitlines()) > 30


def test_all_is_put_in_place() -> None:
    pdf.warm()
    assert css.StyleFor is quick._style_for
    assert document.Document._render.__func__ is quick._render
    assert line_break.Layout.setup is lines._set_up
    assert pydyf._to_bytes is plain._to_bytes
    for old in (*plain.REPLACED, *lines.REPLACED):
        holders = [module for name, module in list(sys.modules.items()) if name.startswith("weasyprint")]
        assert not [module for module in holders if old in [each for each in vars(module).values() if callable(each)]]
