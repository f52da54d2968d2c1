"""The checker of tags finds each fault that is planted in a good PDF, and that fault alone."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import weasyprint
from pikepdf import Array, Dictionary, Name, String

import pet_report
from pet_report.diagnostics import Diagnostic
from pet_report.source import Source
from pet_report.verify import faults, htmlfile, pdffile, tags, twin
from pet_report.verify.drawn import Box
from pet_report.verify.pdffile import Content, Document, Element
from tests.support.tagged import TWIN, coded, good

Plant = Callable[[pikepdf.Pdf], None]


def _found(content: bytes, *, beside: str | None = TWIN) -> list[Diagnostic]:
    page = twin.twin(htmlfile.read(Source(path="tried.html", text=beside))) if beside else None
    return list(tags.check(tags.Book(name="tried.pdf", document=pdffile.read(content), twin=page)))


def _planted(plant: Plant) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(good())) as pdf:
        plant(pdf)
        pdf.save(out)
    return out.getvalue()


# --- ways into the good file -----------------------------------------------------------------------------------------


def _every(pdf: pikepdf.Pdf, role: str) -> list[Any]:
    return [each for each in _walk(pdf.Root.StructTreeRoot.K[0]) if str(each.S) == f"/{role}"]


def _walk(element: Any) -> Iterator[Any]:
    yield element
    for child in element.K:
        if "/S" in child:
            yield from _walk(child)


def _change(pdf: pikepdf.Pdf, page: int, before: str, after: str) -> None:
    content = pdf.pages[page].Contents.read_bytes().decode()
    assert before in content
    pdf.pages[page].Contents = pdf.make_stream(content.replace(before, after).encode())


def _say(pdf: pikepdf.Pdf, page: int, before: str, after: str) -> None:
    _change(pdf, page, f"<{coded(before)}>", f"<{coded(after)}>")


def _new(pdf: pikepdf.Pdf, like: Any, children: list[Any], after: Any) -> Any:
    """A second element beside one, with some children: those of the first are left as they are."""
    made = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=like.S, K=Array(children), P=like.P))
    siblings = list(like.P.K)
    at = next(number for number, each in enumerate(siblings) if each.objgen == after.objgen)
    like.P.K = Array([*siblings[: at + 1], made, *siblings[at + 1 :]])
    for child in children:
        if "/S" in child:
            child.P = made
    return made


def _cut(pdf: pikepdf.Pdf, element: Any, at: int) -> Any:
    """Make two elements of one; the second."""
    children = list(element.K)
    element.K = Array(children[:at])
    return _new(pdf, element, children[at:], element)


# --- the faults ------------------------------------------------------------------------------------------------------


def _no_tags(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.StructTreeRoot


def _dots_read_aloud(pdf: pikepdf.Pdf) -> None:
    mark, dots = "/Artifact <</Type /Layout>> BDC", coded("." * 20)
    _change(pdf, 0, f"{mark} BT /F 10 Tf 1 0 0 1 120 330 Tm <{dots}>",
            f"/Span <</MCID 99>> BDC BT /F 10 Tf 1 0 0 1 120 330 Tm <{coded(' ' + '.' * 20 + ' ')}>")  # fmt: skip
    line = _every(pdf, "TOCI")[0]
    line.K.insert(1, Dictionary(Type=Name.MCR, Pg=pdf.pages[0].obj, MCID=99))


def _link_in_link(pdf: pikepdf.Pdf) -> None:
    link = _every(pdf, "Link")[-1]
    first, second, area, other = link.K
    inner = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Link, K=Array([second, other]), P=link))
    other.Obj.Contents = String("libraries")
    link.K = Array([first, inner, area])


def _link_cut(pdf: pikepdf.Pdf) -> None:
    link = _every(pdf, "Link")[-1]
    first, second, area, other = link.K
    link.K = Array([first, area])
    area.Obj.Contents = String("the list of")
    other.Obj.Contents = String("libraries")
    _new(pdf, link, [second, other], link)


def _link_described_by_target(pdf: pikepdf.Pdf) -> None:
    _every(pdf, "Link")[0].K[1].Obj.Contents = String("hours")


def _link_without_description(pdf: pikepdf.Pdf) -> None:
    del _every(pdf, "Link")[0].K[1].Obj.Contents


def _link_without_area(pdf: pikepdf.Pdf) -> None:
    link = _every(pdf, "Link")[-1]
    link.K = Array(list(link.K)[:2])
    for annotation in pdf.pages[3].Annots:
        annotation.Subtype = Name.Text


def _area_without_link(pdf: pikepdf.Pdf) -> None:
    link = _every(pdf, "Link")[-1]
    link.K = Array(list(link.K)[:3])


def _language_lost(pdf: pikepdf.Pdf) -> None:
    del _every(pdf, "Span")[0].Lang


def _language_wrong(pdf: pikepdf.Pdf) -> None:
    _every(pdf, "Span")[0].Lang = String("ga")


def _box(*values: float) -> Plant:
    def plant(pdf: pikepdf.Pdf) -> None:
        _every(pdf, "Figure")[0].A.BBox = Array(values)

    return plant


def _no_box(pdf: pikepdf.Pdf) -> None:
    del _every(pdf, "Figure")[0].A


def _figure_without_words(pdf: pikepdf.Pdf) -> None:
    del _every(pdf, "Figure")[0].Alt


def _no_id_tree(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.StructTreeRoot.IDTree


def _id_missing_in_tree(pdf: pikepdf.Pdf) -> None:
    _every(pdf, "H1")[0].ID = String("top")


def _id_of_another(pdf: pikepdf.Pdf) -> None:
    pdf.Root.StructTreeRoot.IDTree.Names[1] = _every(pdf, "H1")[0]


def _no_scope(pdf: pikepdf.Pdf) -> None:
    del _every(pdf, "TH")[0].A


def _head_in_no_tree(pdf: pikepdf.Pdf) -> None:
    for page in range(4):
        _change(pdf, page, "/Artifact <</Type /Pagination /Subtype /Header>> BDC", "/Span <</MCID 99>> BDC")


def _number_without_mark(pdf: pikepdf.Pdf) -> None:
    _change(pdf, 2, "/Artifact <</Type /Pagination /Subtype /Footer>> BDC", "/Span BMC")


def _artifact_of_no_kind(pdf: pikepdf.Pdf) -> None:
    _change(pdf, 1, "/Artifact <</Type /Pagination /Subtype /Footer>> BDC", "/Artifact BMC")


def _read_on_every_page(mark: str) -> Plant:
    def plant(pdf: pikepdf.Pdf) -> None:
        made = []
        for page in range(4):
            _change(pdf, page, f"/Artifact <</Type /Pagination /Subtype /{mark}>> BDC", "/Span <</MCID 99>> BDC")
            made.append(Dictionary(Type=Name.MCR, Pg=pdf.pages[page].obj, MCID=99))
        for number, element in enumerate(_every(pdf, "H1") + _every(pdf, "Figure") + _every(pdf, "Caption")):
            new = _new(pdf, element, [], element)
            new.K, new.S = Array([made[number]]), Name.Span
        last = _every(pdf, "L")[0]
        new = _new(pdf, last, [], last)
        new.K, new.S = Array([made[3]]), Name.Span

    return plant


def _paragraph_cut(pdf: pikepdf.Pdf) -> None:
    paragraph = _every(pdf, "P")[0]
    _cut(pdf, paragraph, len(paragraph.K) - 1)


def _list_cut(pdf: pikepdf.Pdf) -> None:
    _cut(pdf, _every(pdf, "L")[0], 1)


def _item_cut(pdf: pikepdf.Pdf) -> None:
    _say(pdf, 3, "another of them", "them")
    _say(pdf, 2, "one of them", "another of ")


def _table_cut(pdf: pikepdf.Pdf) -> None:
    table, body = _every(pdf, "Table")[0], _every(pdf, "TBody")[0]
    rest = _cut(pdf, body, 1)
    table.K = Array(list(table.K)[:-1])
    _new(pdf, table, [rest], table)


def _head_repeated(pdf: pikepdf.Pdf) -> None:
    mark = "/Artifact <</Type /Pagination>> BDC"
    row = _every(pdf, "TR")[0]
    again = _new(pdf, _every(pdf, "TR")[1], [], _every(pdf, "TR")[1])
    for number, cell in enumerate(row.K, start=98):
        content = pdf.pages[2].Contents.read_bytes().decode().replace(mark, f"/Span <</MCID {number}>> BDC", 1)
        pdf.pages[2].Contents = pdf.make_stream(content.encode())
        held = Array([Dictionary(Type=Name.MCR, Pg=pdf.pages[2].obj, MCID=number)])
        again.K.append(pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.TH, A=cell.A, K=held, P=again)))


def _words_joined(pdf: pikepdf.Pdf) -> None:
    _say(pdf, 0, "group on libraries agreed ", "group on libraries agreed")


def _words_joined_on_a_line(pdf: pikepdf.Pdf) -> None:
    _say(pdf, 0, " 1", "1")


def _hyphen_kept(pdf: pikepdf.Pdf) -> None:
    _say(pdf, 0, "group on libraries agreed ", "group on libr\u2010aries agreed ")


def _word_broken(pdf: pikepdf.Pdf) -> None:
    _say(pdf, 0, "group on libraries agreed ", "group on libr aries agreed ")


def _note_is_none(pdf: pikepdf.Pdf) -> None:
    note = _every(pdf, "Note")[0]
    note.S = Name.P


def _note_without_way_back(pdf: pikepdf.Pdf) -> None:
    link = _every(pdf, "Note")[0].K[2]
    del link.K[1].Obj.Dest


def _note_without_call(pdf: pikepdf.Pdf) -> None:
    call = next(each for each in _every(pdf, "Reference") if str(each.P.S) == "/P").K[0]
    call.K[1].Obj.Dest = Array([pdf.pages[2].obj, Name.XYZ, 0, 60, 0])


def _note_without_id(pdf: pikepdf.Pdf) -> None:
    del _every(pdf, "Note")[0].ID
    pdf.Root.StructTreeRoot.IDTree.Names = Array()


def _roles(**roles: str) -> Plant:
    def plant(pdf: pikepdf.Pdf) -> None:
        for before, after in roles.items():
            for element in _every(pdf, before):
                element.S = Name("/" + after)

    return plant


def _line_leads_nowhere(pdf: pikepdf.Pdf) -> None:
    line = _every(pdf, "TOCI")[0]
    pdf.pages[0].Annots = Array([each for each in pdf.pages[0].Annots if str(each.Contents) != "Opening hours"])
    line.K[0].K[0] = line.K[0].K[0].K[0]


FAULTS: tuple[tuple[Plant, set[Any]], ...] = (
    (_no_tags, {faults.UNTAGGED}),
    (_dots_read_aloud, {faults.LEADER_DOTS}),
    (_link_in_link, {faults.LINK_NESTED}),
    (_link_cut, {faults.LINK_CUT}),
    (_link_described_by_target, {faults.LINK_DESCRIPTION}),
    (_link_without_description, {faults.LINK_DESCRIPTION}),
    (_link_without_area, {faults.LINK_UNTAGGED}),
    (_area_without_link, {faults.LINK_UNTAGGED}),
    (_language_lost, {faults.LANGUAGE_LOST}),
    (_language_wrong, {faults.LANGUAGE_LOST}),
    (_box(50, 0, 90, 30), {faults.FIGURE_BOX}),  # from the top
    (_box(67, 267, 120, 307), {faults.FIGURE_BOX}),  # in pixels
    (_box(280, 200, 320, 230), {faults.FIGURE_BOX}),  # off the page
    (_box(0, 0, 300, 400), {faults.FIGURE_BOX}),  # the whole page
    (_no_box, {faults.FIGURE_BOX}),
    (_figure_without_words, {faults.FIGURE_WORDS}),
    (_no_id_tree, {faults.ID_TREE}),
    (_id_missing_in_tree, {faults.ID_TREE}),
    (_id_of_another, {faults.ID_TREE}),
    (_no_scope, {faults.HEADER_SCOPE}),
    (_head_in_no_tree, {faults.OUTSIDE_TREE}),
    (_number_without_mark, {faults.OUTSIDE_TREE}),
    (_artifact_of_no_kind, {faults.OUTSIDE_TREE}),
    (_read_on_every_page("Header"), {faults.RUNNING_HEAD}),
    (_read_on_every_page("Footer"), {faults.RUNNING_HEAD}),
    (_paragraph_cut, {faults.CUT}),
    (_list_cut, {faults.CUT}),
    (_item_cut, {faults.CUT}),
    (_table_cut, {faults.CUT}),
    (_head_repeated, {faults.HEAD_REPEATED}),
    (_words_joined, {faults.WORDS_JOINED}),
    (_words_joined_on_a_line, {faults.WORDS_JOINED}),
    (_hyphen_kept, {faults.WORD_BROKEN}),
    (_word_broken, {faults.WORD_BROKEN}),
    (_note_is_none, {faults.FOOTNOTE}),
    (_note_without_way_back, {faults.FOOTNOTE}),
    (_note_without_call, {faults.FOOTNOTE}),
    (_note_without_id, {faults.FOOTNOTE}),
    (_roles(TOC="L", TOCI="LI"), {faults.CONTENTS}),
    (_roles(TOCI="LI"), {faults.CONTENTS}),
    (_line_leads_nowhere, {faults.CONTENTS}),
)


def test_the_good_file_has_no_fault() -> None:
    assert _found(good()) == []
    assert _found(good(), beside=None) == []


@pytest.mark.parametrize(("plant", "expected"), FAULTS, ids=[plant.__name__ for plant, _ in FAULTS])
def test_a_planted_fault_is_found_and_nothing_else(plant: Plant, expected: set[Any]) -> None:
    found = _found(_planted(plant))
    assert {each.rule.name for each in found} == {rule.name for rule in expected}, found


def test_every_fault_of_tags_is_planted() -> None:
    planted = {rule.name for _, rules in FAULTS for rule in rules}
    assert planted | {faults.READ_BACKWARDS.name} == {rule.name for rule in faults.TAGS}


def test_words_from_right_to_left_are_read_in_their_order() -> None:
    words = "كل يوم"
    beside = TWIN.replace('lang="cy">bob dydd', f'lang="ar">{words}')

    def translated(text: str, language: str = "ar") -> Plant:
        def plant(pdf: pikepdf.Pdf) -> None:
            _say(pdf, 0, "bob dydd", text)
            _every(pdf, "Span")[0].Lang = String(language)

        return plant

    assert _found(_planted(translated(words)), beside=beside) == []
    backwards = _found(_planted(translated(words[::-1])), beside=beside)
    assert [each.rule.name for each in backwards] == [faults.READ_BACKWARDS.name]
    lost = _found(_planted(translated(words[::-1], "en")), beside=beside)
    assert {each.rule.name for each in lost} == {faults.READ_BACKWARDS.name, faults.LANGUAGE_LOST.name}


def test_without_the_html_the_script_tells_a_language_and_the_bookmarks_the_contents() -> None:
    def plant(pdf: pikepdf.Pdf) -> None:
        _say(pdf, 0, "bob dydd", "كل يوم")
        del _every(pdf, "Span")[0].Lang
        _paragraph_cut(pdf)

    found = _found(_planted(plant), beside=None)
    assert {each.rule.name for each in found} == {faults.LANGUAGE_LOST.name, faults.CUT.name}


def test_a_finding_says_the_page_and_the_words() -> None:
    (found,) = _found(_planted(_paragraph_cut))
    assert str(found.place) == "tried.pdf:1:1"
    assert "group on libraries agreed" in found.message
    (joined,) = _found(_planted(_words_joined))
    assert '"agreedon"' in joined.message


# --- what only happens to stand at the end of a page -----------------------------------------------------------------

_BOX = Box(0, 0, 100, 100)
_NUMBERS = itertools.count(1)


def _tag(role: str, *inside: Element | tuple[int, str]) -> Element:
    """An element; words stand in it with the number of their page."""
    children = (each if isinstance(each, Element) else Content(page=each[0], text=each[1], box=_BOX) for each in inside)
    return Element(role=role, children=tuple(children), number=next(_NUMBERS))


def _cut_or_repeated(html: str, *tree: Element) -> list[str]:
    document = Document(
        pages=(_BOX, _BOX), language="en", title="x", tree=tree, has_tree=True, has_ids=False, ids={}, loose=(),
        bare=(), artifacts=(), annotations=(), outline=(), places={}, pieces=(), fonts=(),
    )  # fmt: skip
    page = htmlfile.read(Source(path="x.html", text=f"<html lang=en><body>{html}"))
    book = tags.Book(name="x.pdf", document=document, twin=twin.twin(page))
    return [each.message for look in (tags.cut, tags.head_repeated) for each in look(book)]


def test_two_lists_that_a_page_parts_are_two_where_the_html_has_two() -> None:
    one = _tag("L", _tag("LI", (1, "The first of them")), _tag("LI", (1, "the second of them")))
    other = _tag("L", _tag("LI", _tag("Lbl", (2, "Cost")), _tag("LBody", (2, "not known to us"))))
    ends = "<ul><li>The first of them</li><li>the second of them</li>"
    assert _cut_or_repeated(f"{ends}</ul><dl><dt>Cost</dt><dd>not known to us</dd></dl>", one, other) == []
    assert _cut_or_repeated(f"{ends}<li>Cost not known to us</li></ul>", one, other)


def test_a_note_at_the_foot_of_a_page_does_not_go_on_with_the_text_of_the_next() -> None:
    said, more = "What new arrivals say of it.", "The lottery distributors should help."
    html = f"<p>{said} {more}</p><ol><li>{said} <a href='#call'>Back to note 1</a></li></ol>"
    text = _tag("P", (2, more))
    note = _tag("Note", (1, said))
    assert _cut_or_repeated(html, _tag("Note", _tag("P", (1, said))), text) == []
    assert _cut_or_repeated(html, _tag("P", (1, "Nobody was asked before."), note), text) == []
    assert _cut_or_repeated(html, _tag("P", (1, said)), text)


def test_a_paragraph_ends_although_a_note_is_called_behind_its_last_word() -> None:
    said, more = "What new arrivals say of it.", "The lottery distributors should help."
    html = f"<p>{said}<sup>324</sup></p><p>{said} {more}</p>"
    assert _cut_or_repeated(html, _tag("P", (1, said), _tag("Lbl", (1, "324"))), _tag("P", (2, more))) == []


def test_two_tables_with_the_same_heads_are_two_where_each_has_its_caption() -> None:
    def table(page: int, *caption: Element) -> Element:
        heads = _tag("TR", _tag("TH", (page, "Who")), _tag("TH", (page, "How much")))
        return _tag("Table", *caption, heads, _tag("TR", _tag("TD", (page, f"Somebody on {page}"))))

    assert _cut_or_repeated("", table(1), table(2, _tag("Caption", (2, "In 2010")))) == []
    assert len(_cut_or_repeated("", table(1), table(2))) == 2


_FONT = Path(pet_report.__file__).parent / "fonts" / "SourceSans3-Regular.ttf"
_PLAIN = f"""<html lang="en"><head><title>Plain</title><style>
@font-face {{ font-family: Tried; src: url({_FONT.as_uri()}) }} html {{ font-family: Tried }}
@page {{ size: 90mm 120mm; @bottom-right {{ content: counter(page) }} }}
li a::after {{ content: leader('.') target-counter(attr(href), page) }}
.note {{ float: footnote }}
</style></head><body><h1>Plain</h1>
<nav><ul><li><a href="#one">The first</a></li><li><a href="#two">The second</a></li></ul></nav>
<h2 id="one">The first</h2>
<p>Many words<sup><a href="#note">1</a></sup><span class="note">A note.</span> that take several lines, among them
<span lang="cy">rhai geiriau Cymraeg</span>, {"and others that go on and on, " * 40}to the end.</p>
<table><thead><tr><th scope="col">Day</th><th scope="col">Hours</th></tr></thead>
<tbody>{"<tr><td>Monday</td><td>nine</td></tr>" * 40}</tbody></table>
<h2 id="two">The second</h2><p id="note">Words.</p></body></html>"""


def test_what_weasyprint_prints_by_itself_has_these_faults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The faults that a validator passes, as they come: all but those that need a picture or a script."""
    (tmp_path / "fonts.conf").write_text("<fontconfig></fontconfig>", encoding="utf-8")
    monkeypatch.setenv("FONTCONFIG_FILE", str(tmp_path / "fonts.conf"))
    printed = weasyprint.HTML(string=_PLAIN).write_pdf(pdf_variant="pdf/ua-1")
    names = {each.rule.name.partition("/")[2] for each in _found(printed, beside=_PLAIN)}
    assert names == {
        "leader-dots", "link-nested", "link-description", "language-lost", "id-tree", "header-scope", "outside-tree",
        "cut", "head-repeated", "words-joined", "footnote", "contents",
    }  # fmt: skip
