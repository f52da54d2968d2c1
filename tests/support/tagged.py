"""A small PDF whose tags are as they should be, with the HTML beside it: a ground to plant faults in.

It is written by hand, by pikepdf, so that it owes nothing to what makes our publications. The codes of its font are
Unicode, so that the words can be seen in the content streams.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

WIDTH, HEIGHT = 300, 400
SIZE = 10

TWIN = """<!DOCTYPE html>
<html lang="en">
<head><title>The report</title></head>
<body>
<h1>The report</h1>
<nav aria-label="Contents"><ul>
<li><a href="#hours">Opening hours</a></li>
<li><a href="#found">What was found</a></li>
</ul></nav>
<h2 id="hours">Opening hours</h2>
<p>Open every day<sup><a href="#note" id="call">1</a></sup>, or <span lang="cy">bob dydd</span> in Welsh, since the
group on libraries agreed on that in the spring.</p>
<ol><li id="note">Counted in May. <a href="#call">Back to note 1 in the text</a></li></ol>
<img alt="A clock" src="clock.png">
<h2 id="found">What was found</h2>
<table><caption>Hours by day</caption>
<tr><th scope="col">Day</th><th scope="col">Hours</th></tr>
<tr><th scope="row">Monday</th><td>nine in all</td></tr>
<tr><th scope="row">Tuesday</th><td>eight in all</td></tr></table>
<ul><li>one of them</li><li>another of them</li></ul>
<p>See <a href="https://example.org/list">the list of libraries</a> too.</p>
</body></html>
"""


class _Maker:
    """Writes elements and content together: `words` gives what an element has as its child."""

    def __init__(self) -> None:
        self.pdf = pikepdf.new()
        self.streams: list[list[str]] = []
        self.pages: list[Any] = []
        self.counts: list[int] = []
        self.ids: list[Any] = []
        font = self.pdf.make_indirect(_font(self.pdf))
        for number in range(4):
            page = self.pdf.add_blank_page(page_size=(WIDTH, HEIGHT))
            page.obj.Resources = Dictionary(Font=Dictionary(F=font))
            page.obj.StructParents = number
            page.obj.Tabs = Name.S
            page.obj.Annots = self.pdf.make_indirect(Array())
            self.pages.append(page.obj)
            self.streams.append([])
            self.counts.append(0)
            self.artifact(number, "Pagination /Subtype /Header", "The report", 380)
            self.artifact(number, "Pagination /Subtype /Footer", str(number + 1), 10)

    def artifact(self, page: int, kind: str, text: str, y: float, x: float = 20) -> None:
        self.streams[page].append(f"/Artifact <</Type /{kind}>> BDC {_shown(text, x, y)} EMC")

    def words(self, page: int, text: str, y: float, x: float = 20) -> Any:
        return self.content(page, _shown(text, x, y))

    def content(self, page: int, drawn: str) -> Any:
        number = self.counts[page]
        self.counts[page] += 1
        self.streams[page].append(f"/Span <</MCID {number}>> BDC {drawn} EMC")
        return Dictionary(Type=Name.MCR, Pg=self.pages[page], MCID=number)

    def element(self, role: str, *children: Any, **more: Any) -> Any:
        element = self.pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name("/" + role), K=Array(children), **more)
        )
        for child in children:
            if "/S" in child:
                child.P = element
        if "ID" in more:
            self.ids.extend((more["ID"], element))
        return element

    def area(self, page: int, box: Sequence[float], words: str, **leads: Any) -> Any:
        annotation = self.pdf.make_indirect(
            Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array(box), Contents=String(words), **leads)
        )
        self.pages[page].Annots.append(annotation)
        return Dictionary(Type=Name.OBJR, Pg=self.pages[page], Obj=annotation)

    def place(self, page: int, y: float) -> Array:
        return Array([self.pages[page], Name.XYZ, 20, y, 0])

    def finish(self, root: Any) -> bytes:
        for page, parts in zip(self.pages, self.streams, strict=True):
            page.Contents = self.pdf.make_stream("\n".join(parts).encode())
        self.pdf.Root.Lang = String("en")
        self.pdf.Root.MarkInfo = Dictionary(Marked=True)
        ids = Dictionary(Names=Array(self.ids))
        tree = Dictionary(Type=Name.StructTreeRoot, K=Array([root]), IDTree=ids)
        self.pdf.Root.StructTreeRoot = self.pdf.make_indirect(tree)
        root.P = self.pdf.Root.StructTreeRoot
        with self.pdf.open_metadata() as metadata:
            metadata["dc:title"] = "The report"
        out = io.BytesIO()
        self.pdf.save(out, deterministic_id=True)
        return out.getvalue()


def _font(pdf: pikepdf.Pdf) -> Dictionary:
    same = b"1 begincodespacerange <0000> <ffff> endcodespacerange 1 beginbfrange <0000> <ffff> <0000> endbfrange"
    inner = Dictionary(
        Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name.Tried, DW=500,
        FontDescriptor=Dictionary(Type=Name.FontDescriptor, FontFile2=pdf.make_stream(b"")),
    )  # fmt: skip
    return Dictionary(
        Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.Tried, Encoding=Name("/Identity-H"),
        DescendantFonts=Array([inner]), ToUnicode=pdf.make_stream(same),
    )  # fmt: skip


def _shown(text: str, x: float, y: float) -> str:
    return f"BT /F {SIZE} Tf 1 0 0 1 {x} {y} Tm <{coded(text)}> Tj ET"


def coded(text: str) -> str:
    """A text as it stands in a content stream."""
    return text.encode("utf-16-be").hex()


def good() -> bytes:
    """The PDF, with no fault."""
    make = _Maker()
    elements = (
        make.element("H1", make.words(0, "The report", 350)),
        _contents(make),
        make.element("H2", make.words(0, "Opening hours", 280)),
        *_paragraph(make),
        make.element(
            "Figure", make.content(1, "50 200 40 30 re f"), Alt=String("A clock"),
            A=Dictionary(O=Name.Layout, BBox=Array([50, 200, 90, 230])),
        ),
        make.element("H2", make.words(1, "What was found", 180)),
        _table(make),
        _list(make),
        _link(make),
    )  # fmt: skip
    return make.finish(make.element("Document", *elements))


def _contents(make: _Maker) -> Any:
    lines = []
    for at, (page, y, words) in enumerate(((0, 280, "Opening hours"), (1, 180, "What was found"))):
        height = 330 - 15 * at
        area = make.area(0, (20, height, 100, height + 10), words, Dest=make.place(page, y + 10))
        link = make.element("Link", make.words(0, words, height), area)
        make.artifact(0, "Layout", "." * 20, height, 120)
        number = make.words(0, f" {page + 1}", height, 250)
        lines.append(make.element("TOCI", make.element("Reference", link), number))
    return make.element("TOC", *lines)


def _paragraph(make: _Maker) -> tuple[Any, Any]:
    """A paragraph over a page end, and the note that it calls."""
    call = make.element(
        "Link", make.words(0, "1", 260, 90), make.area(0, (90, 260, 95, 270), "1", Dest=make.place(0, 60))
    )
    note = make.element(
        "Note",
        make.element("Lbl", make.words(0, "1", 50)),
        make.words(0, "Counted in May. ", 50, 35),
        make.element(
            "Link",
            make.words(0, "Back to note 1 in the text", 50, 120),
            make.area(0, (120, 50, 250, 60), "Back to note 1 in the text", Dest=make.place(0, 270)),
        ),
        ID=String("note-1"),
    )
    paragraph = make.element(
        "P",
        make.words(0, "Open every day", 260),
        make.element("Reference", call),
        make.words(0, ", or ", 260, 95),
        make.element("Span", make.words(0, "bob dydd", 260, 120), Lang=String("cy")),
        make.words(0, " in Welsh, since the ", 260, 160),
        make.words(0, "group on libraries agreed ", 70),
        make.words(1, "on that in the spring.", 350),
    )
    return paragraph, note


def _table(make: _Maker) -> Any:
    def cell(role: str, page: int, text: str, y: float, x: float, scope: str = "") -> Any:
        told = {"A": Dictionary(O=Name.Table, Scope=Name("/" + scope))} if scope else {}
        return make.element(role, make.element("P", make.words(page, text, y, x)), **told)

    head = make.element("TR", cell("TH", 1, "Day", 140, 20, "Column"), cell("TH", 1, "Hours", 140, 150, "Column"))
    first = make.element("TR", cell("TH", 1, "Monday", 120, 20, "Row"), cell("TD", 1, "nine in all", 120, 150))
    make.artifact(2, "Pagination", "Day", 350, 20)
    make.artifact(2, "Pagination", "Hours", 350, 150)
    second = make.element("TR", cell("TH", 2, "Tuesday", 330, 20, "Row"), cell("TD", 2, "eight in all", 330, 150))
    caption = make.element("Caption", make.words(1, "Hours by day", 160))
    body = make.element("TBody", first, second)
    return make.element("Table", caption, make.element("THead", head), body)


def _list(make: _Maker) -> Any:
    items = []
    for page, y, text in ((2, 60, "one of them"), (3, 350, "another of them")):
        label = make.element("Lbl", make.words(page, "• ", y))
        items.append(make.element("LI", label, make.element("LBody", make.words(page, text, y, 30))))
    return make.element("L", *items)


def _link(make: _Maker) -> Any:
    """A link over two lines: one element, and an area for each line."""
    words = "the list of libraries"
    leads = {"A": Dictionary(S=Name.URI, URI=String("https://example.org/list"))}
    link = make.element(
        "Link",
        make.words(3, "the list of ", 300, 40),
        make.words(3, "libraries", 285),
        make.area(3, (40, 300, 100, 310), words, **leads),
        make.area(3, (20, 285, 65, 295), words, **leads),
    )
    return make.element("P", make.words(3, "See ", 300), link, make.words(3, " too.", 285, 70))
