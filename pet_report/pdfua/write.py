"""A part as text with blanks: when the parts are joined, its objects need only be filled in and numbered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pydyf

from pet_report.pdfua import blanks
from pet_report.pdfua.blanks import across, blank, string
from pet_report.pdfua.file import packed
from pet_report.pdfua.packed import lightly_packed
from pet_report.pdfua.tags import Annotation, Drawn, Mark, Objects, Sheet, Tag

_NO_OWNER = "null"
"""In the list of a page, for content that is no part of the text."""


def write(pdf: Any, drawn: Sequence[Drawn], tag: Tag, called: str) -> tuple[Objects, list[Sheet]]:
    """What a part adds to a PDF, and its pages.

    pdf: as WeasyPrint made it, without an outline; it cannot be used afterwards. called: what the ids of the elements
    begin with.
    """
    names, about = _taken(pdf)
    writer = _Writer(pdf, drawn, called)
    elements = [writer.element(kid, blank(blanks.DOCUMENT)) for kid in tag.tags]
    owners = [writer.add(each) for each in writer.owners()]
    sheets = [writer.sheet(at, each) for at, each in enumerate(drawn)]
    streams, contents = writer.streams()
    objects = Objects(
        plain=writer.plain(), streams=streams, contents=contents, margins=writer.margins, elements=elements,
        owners=owners, clickable=writer.clickable, ids=writer.ids, places=list(writer.places(names)),
        root=writer.inside(pdf.catalog), info=writer.inside(pdf.info), about=about,
    )  # fmt: skip
    return objects, sheets


def _taken(pdf: Any) -> tuple[list[Any], str]:
    """The names of places, each before where it is, and what is told of the document in XML; they are taken out."""
    names = pdf.catalog.pop("Names", {"Dests": {"Names": []}})["Dests"]["Names"]
    about = pdf.objects[_number(pdf.catalog.pop("Metadata"))]
    for each in (pdf.objects[0], pdf.pages, pdf.catalog, about):
        pdf.objects[each.number] = None
    del pdf.catalog["Pages"]
    return names, _content(about).decode()


def _number(reference: bytes) -> int:
    return int(reference.split()[0])


def _content(stream: Any) -> bytes:
    """What a stream holds, as it is drawn."""
    plain = pydyf.Stream(stream.stream)
    return bytes(plain.data.partition(b"stream\n")[2].removesuffix(b"\nendstream"))


class _Writer:
    """Numbers what pydyf has, and the elements after it; remembers what a reader must find from the other side."""

    def __init__(self, pdf: Any, drawn: Sequence[Drawn], called: str) -> None:
        self._objects, self._called = pdf.objects, called
        self._streams = [each for each in pdf.objects if isinstance(each, pydyf.Stream)]
        self._plain = [each for each in pdf.objects if each is not None and not isinstance(each, pydyf.Stream)]
        self._numbers = {each.number: at for some in (self._streams, self._plain) for at, each in enumerate(some)}
        self._keys = {each.number: str(at) for at, each in enumerate(self._plain)}
        self._keys |= {each.number: f"s{at}" for at, each in enumerate(self._streams)}
        self._texts = [""] * len(self._plain)
        self._pages = [each.page for each in drawn]
        self._references = [self._blank(each) for each in self._pages]
        self._owners: list[dict[int, int]] = [{} for _ in drawn]
        self.clickable: list[int] = []
        self.ids: list[tuple[str, int]] = []
        self.margins: list[str] = []
        self._known_margins: dict[int, int] = {}

    def add(self, text: str) -> int:
        self._texts.append(text)
        return len(self._texts) - 1

    def _blank(self, thing: Any) -> str:
        return blank(self._keys[thing.number])

    # --- elements

    def element(self, tag: Tag, above: str) -> int:
        made = self.add("")
        first = next((kid.page for kid in tag.kids if not isinstance(kid, Tag)), None)
        kids = " ".join([self._kid(kid, tag, made, first) for kid in tag.kids])
        page = f"/Pg {self._references[first]}" if first is not None else ""
        said = "".join(self._said(tag))
        self._texts[made] = f"<</Type/StructElem/S/{tag.role}/P {above}{page}/K[{kids}]{said}>>"
        if tag.name:
            self.ids.append((self._id(tag.name), made))
        return made

    def _kid(self, kid: Tag | Mark | Annotation, tag: Tag, made: int, first: int | None) -> str:
        if isinstance(kid, Tag):
            return blank(str(self.element(kid, blank(str(made)))))
        page = self._references[kid.page]
        if isinstance(kid, Annotation):
            return f"<</Type/OBJR/Obj {self._clickable(kid, tag, made)}/Pg {page}>>"
        self._owners[kid.page][kid.number] = made
        return str(kid.number) if kid.page == first else f"<</Type/MCR/Pg {page}/MCID {kid.number}>>"

    def _clickable(self, kid: Annotation, tag: Tag, made: int) -> str:
        annotation = self._objects[_number(self._pages[kid.page]["Annots"][kid.index])]
        annotation["Contents"] = string(tag.words)
        annotation["StructParent"] = blank(f"c{len(self.clickable)}")
        self.clickable.append(made)
        return self._blank(annotation)

    def _said(self, tag: Tag) -> Iterator[str]:
        if tag.language:
            yield f"/Lang {string(tag.language)}"
        if tag.instead:
            yield f"/ActualText {string(tag.instead)}"
        if tag.role == "Figure":
            yield f"/Alt {string(tag.words)}"
        if tag.name:
            yield f"/ID {string(self._id(tag.name))}"
        if attributes := list(self._attributes(tag)):
            yield f"/A {attributes[0]}" if len(attributes) == 1 else f"/A[{''.join(attributes)}]"

    def _attributes(self, tag: Tag) -> Iterator[str]:
        if area := tag.area:
            sides = across(area.page, area.left), area.lower, across(area.page, area.right), area.upper
            box = " ".join(each if isinstance(each, str) else blanks.number(each) for each in sides)
            yield f"<</O/Layout/BBox[{box}]>>"
        if tag.numbered:
            yield f"<</O/List/ListNumbering/{tag.numbered}>>"
        if cell := "".join(self._cell(tag)) if tag.role in ("TH", "TD") else "":
            yield f"<</O/Table{cell}>>"

    def _cell(self, tag: Tag) -> Iterator[str]:
        columns, rows = tag.spans
        if tag.scope:
            yield f"/Scope/{tag.scope}"
        if columns != 1:
            yield f"/ColSpan {columns}"
        if rows != 1:
            yield f"/RowSpan {rows}"
        if tag.heads:
            yield f"/Headers[{''.join(string(self._id(name)) for name in tag.heads)}]"

    def _id(self, name: str) -> str:
        return f"{self._called}-{name}"

    def owners(self) -> Iterator[str]:
        """For each page, from what stands on it to the element that it belongs to."""
        for owners in self._owners:
            named = (owners.get(each) for each in range(max(owners, default=-1) + 1))
            yield f"[{' '.join(_NO_OWNER if each is None else blank(str(each)) for each in named)}]"

    # --- pages, and what is on them

    def sheet(self, at: int, drawn: Drawn) -> Sheet:
        self._open_page(at, drawn)
        return Sheet(
            side=drawn.side, shift=drawn.shift, stamps=drawn.stamps,
            page=self._numbers[drawn.page.number], text=self._numbers[drawn.text.number],
            margins={side: self._margin(stream) for side, stream in drawn.margins.items()},
        )  # fmt: skip

    def _margin(self, stream: Any) -> int:
        """Which of all it is: many pages share theirs."""
        if id(stream) not in self._known_margins:
            self._known_margins[id(stream)] = len(self.margins)
            self.margins.append(_content(stream).decode("ascii"))
        return self._known_margins[id(stream)]

    def _open_page(self, at: int, drawn: Drawn) -> None:
        """Leave blank what only the whole file knows of a page, and of what moves with its text."""
        text = self._blank(drawn.text)
        drawn.page["Parent"] = blank(blanks.PAGES)
        drawn.page["Contents"] = f"[{blank(f'm{at}')} {text} {blank(blanks.END)}]"
        drawn.page["StructParents"] = blank(f"n{at}")
        for index, reference in enumerate(drawn.page.get("Annots", ())):
            box = self._objects[_number(reference)]["Rect"]
            for side in (0, 2):
                box[side] = across(at, box[side], drawn.behind.get(index, ()))
        for pattern in drawn.patterns:
            matrix = pattern.extra["Matrix"]
            matrix[4] = across(at, matrix[4])

    def places(self, names: Sequence[Any]) -> Iterator[tuple[str, str]]:
        """Where links lead to: by its name, a page and a place on it."""
        pages = {each.reference: at for at, each in enumerate(self._pages)}
        for name, (page, kind, left, top, zoom) in zip(names[::2], names[1::2], strict=True):
            at = pages[page]
            yield name.string, f"[{self._references[at]} {kind} {across(at, left)} {blanks.number(top)} {zoom}]"

    # --- all of it

    def inside(self, entries: Any) -> str:
        """What a dictionary holds."""
        return blanks.with_blanks(entries.data, self._keys)[2:-2]

    def plain(self) -> bytes:
        for at, each in enumerate(self._plain):
            self._texts[at] = blanks.with_blanks(each.data, self._keys)
        return "".join(text + blanks.BETWEEN for text in self._texts).encode("ascii")

    def streams(self) -> tuple[list[str], list[bytes]]:
        written = [self._stream(each) for each in self._streams]
        return [about for about, _ in written], [content for _, content in written]

    def _stream(self, stream: Any) -> tuple[str, bytes]:
        about, content = self.inside(pydyf.Dictionary(stream.extra)), _content(stream)
        if getattr(stream, "stamps", ()):
            return about, lightly_packed(content)
        if not stream.compress:
            return about, content
        told, content = packed(content)
        return about + told.decode(), content
