"""The boxes that WeasyPrint laid out, read as tags: one for each element of the page that means something.

WeasyPrint makes its own tags from boxes, and an element that is broken by a line or a page has several. Here every box
leads to the element that it shows, so that each is one tag, however many pages it stands on. This leans on names that
WeasyPrint keeps to itself; a test holds them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pet_report.pdf.spaces import is_from_right, spoken
from pet_report.pdfua.tags import Annotation, Area, Mark, Tag

SVG = "{http://www.w3.org/2000/svg}svg"
ROLES = {
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
    **dict.fromkeys(("p", "pre"), "P"),
    **dict.fromkeys(("ul", "ol", "dl"), "L"),
    **dict.fromkeys(("section", "nav", "header", "footer", "aside"), "Sect"),
    **dict.fromkeys(("img", SVG), "Figure"),
    **dict.fromkeys(("caption", "figcaption"), "Caption"),
    **{name: name.upper() for name in ("tr", "th", "td")},
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "table": "Table",
    "li": "LI",
    "dt": "Lbl",
    "dd": "LBody",
    "blockquote": "BlockQuote",
    "main": "Part",
    "article": "Art",
    "code": "Code",
    "q": "Quote",
}
"""The elements that are tags whatever else is said of them; the others only pass on what they hold."""
_POINTS = 0.75
"""Of a CSS pixel."""


def link_notes(document: Any) -> None:
    """Let the call of each footnote lead to it, and its number at the foot of the page back to the call."""
    for page in document.pages:
        for box in page._page_box.descendants(placeholders=True):
            name = box.element.get("id") if box.element is not None else None
            called, marked = (box.element_tag == f"span::footnote-{end}" for end in ("call", "marker"))
            if name and (called or marked) and not hasattr(box, "text"):
                left, top, width, height = box.hit_area()
                target = name if called else f"{name}-call"
                page.links.append(("internal", target, (left, top, left + width, top + height), box))
                if called:
                    page.anchors[f"{name}-call"] = left, top, left + width, top + height


def read(weasyprint: Any, document: Any, pdf: Any, streams: list[Any]) -> tuple[Tag, list[str], int]:
    """The tags of a document that is being written, what is missing from it, and how many boxes it has.

    The content of the pages is changed as well: what is no part of the text becomes an artifact.
    """
    boxes = weasyprint.formatting_structure.boxes
    html = next(box.element for page in document.pages for box in page._page_box.children if box.element is not None)
    reader = _Reader(html=html, boxes=boxes)
    for number, (page, stream) in enumerate(zip(document.pages, streams, strict=True)):
        sheet = pdf.objects[int(pdf.page_references[number].split()[0])]
        links = {reference: index for index, reference in enumerate(sheet.get("Annots", ()))}
        reader.page = _Page(number=number, height=page.height, marks=stream._tags, links=links, stream=stream.stream)
        reader.visit(page._page_box)
        for side, aside in page.asides.items():
            if aside._tags:  # and no page before it has the same margins
                reader.page = _Page(number=number, height=page.height, marks=aside._tags, links={}, stream=aside.stream)
                reader.visit(page._page_box.margins.sides[side])
        # What is drawn and belongs to nothing would be read aloud at random.
        if left := [box for each in (stream, *page.asides.values()) for box in each._tags]:
            raise RuntimeError(f"drawn, and in no box: {left}")
    return reader.document, reader.missing, reader.seen


@dataclass(slots=True, kw_only=True)
class _Page:
    """A page as it was drawn.

    marks: of each box, how its content is called. links: the index of each annotation by its reference. starts: where
    in the stream each content begins; not of what is drawn aside first, to be seen through.
    """

    number: int
    height: float
    marks: dict[Any, Any]
    links: dict[bytes, int]
    stream: list[Any]
    starts: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        marked = ((at, item) for at, item in enumerate(self.stream) if isinstance(item, dict))
        self.starts = {item["MCID"]: at for at, item in marked if "MCID" in item}

    def make_artifact(self, number: int, properties: dict[str, Any]) -> None:
        """Nobody reads it aloud."""
        at = self.starts[number]
        self.stream[at - 1] = "/Artifact"
        self.stream[at].clear()
        self.stream[at].update(properties)

    def say(self, number: int, text: Any) -> None:
        """The content is read as this text."""
        self.stream[self.starts[number]]["ActualText"] = text


@dataclass(slots=True, kw_only=True)
class _Reader:
    html: Any
    boxes: Any
    page: Any = None
    document: Tag = field(default_factory=lambda: Tag(role="Document"))
    missing: list[str] = field(default_factory=list)
    seen: int = 0
    _parents: dict[Any, Any] = field(init=False)
    _made: dict[Any, Tag] = field(default_factory=dict)
    _pseudo: dict[tuple[Any, str], Tag] = field(default_factory=dict)
    _first_page: dict[Any, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._parents = {child: parent for parent in self.html.iter() for child in parent}

    def visit(self, box: Any, artifact: dict[str, Any] | None = None) -> None:
        """Read a box and what is in it; as an artifact with these properties, where any are given."""
        self.seen += 1
        box = getattr(box, "_box", box)  # of what is placed, only a stand-in is in the tree
        if artifact is None:
            artifact = self._artifact(box)
        if box.element is not None and artifact is None:
            self._tag_of(box)
        if box.link_annotation:
            self._link(box)
        if box in self.page.marks:
            self._mark(box, artifact)
        for child in box.children:
            self.visit(child, artifact)

    def _artifact(self, box: Any) -> dict[str, Any] | None:
        """What kind of artifact a box begins; None where it is read aloud."""
        if isinstance(box, self.boxes.MarginBox):
            side = "Top" if box.at_keyword.startswith("@top") else "Bottom"
            subtype = "/Header" if side == "Top" else "/Footer"
            return {"Type": "/Pagination", "Subtype": subtype, "Attached": f"[/{side}]"}
        element = box.element
        if element is None:
            return None
        if box.element_tag in ("thead", "tfoot"):
            # A table that goes on on another page repeats its head there.
            first = self._first_page.setdefault(element, self.page.number)
            return {"Type": "/Pagination"} if first != self.page.number else None
        hidden = element.get("aria-hidden") == "true" or (element.tag == "img" and element.get("alt") == "")
        return {"Type": "/Layout"} if hidden or box.is_leader else None

    def _mark(self, box: Any, artifact: dict[str, Any] | None) -> None:
        number = self.page.marks.pop(box)["mcid"]
        if number not in self.page.starts:
            self.missing.append("what is seen through (`opacity` and the like) is in no tag")
        elif artifact is not None:
            self.page.make_artifact(number, artifact)
        else:
            self._tell(box, number)

    def _tell(self, box: Any, number: int) -> None:
        tag = self._tag_of(box)
        said = "" if tag.role == "Figure" else spoken(box)
        if said and is_from_right(said):
            # Readers that go by the pages turn such letters round themselves, but not if the content says so as well.
            tag = _turned(tag)
            tag.instead += said
        elif said:
            self.page.say(number, _pdf_text(said))
        tag.kids.append(Mark(self.page.number, number))
        if tag.role == "Figure":
            tag.area = self._area(box)

    def _area(self, box: Any) -> Area:
        left, top = box.content_box_x(), box.content_box_y()
        upper, lower = self.page.height - top, self.page.height - top - box.height
        return Area(self.page.number, *(each * _POINTS for each in (left, lower, left + box.width, upper)))

    def _link(self, box: Any) -> None:
        """Each line of a link can be clicked on its own, and is a part of the one tag."""
        link = self._tag_of(box)
        element = box.element
        while link.role != "Link":
            element = self._parents[element]
            link = self._tag(element)
        link.kids.append(Annotation(self.page.number, self.page.links[box.link_annotation.reference]))

    def _tag_of(self, box: Any) -> Tag:
        """Where the content of a box belongs."""
        if box.element is None:
            return self.document
        name, _, pseudo = box.element_tag.partition("::")
        if pseudo in ("footnote-call", "footnote-marker"):
            return self._end_of_note(box, pseudo)
        if pseudo == "marker" or (name, pseudo) == ("li", "before"):
            return self._part_of(box.element, pseudo, lambda: Tag(role="Lbl"))
        return self._tag(box.element)

    def _end_of_note(self, box: Any, pseudo: str) -> Tag:
        """The call of a footnote, or its number at the foot; a link to the other where the page says where that is."""
        element = box.element
        called = pseudo == "footnote-call"
        above = self._tag(self._parents[element] if called else element)
        end = self._part_of(element, pseudo, lambda: Tag(role="Reference" if called else "Lbl"), above)
        self._tag(element)  # what is called stands behind its call, wherever it is printed
        if not box.link_annotation and (element, f"{pseudo} link") not in self._pseudo:
            return end
        return self._part_of(element, f"{pseudo} link", lambda: Tag(role="Link", words=self._of_note(box, called)), end)

    def _of_note(self, box: Any, called: bool) -> str:
        """What the link says, in the words that the page has for it."""
        pattern = self.html.find("body").get("data-note" if called else "data-back") or "{}"
        number = "".join(getattr(each, "text", "") for each in box.descendants()).strip(" .\N{WORD JOINER}")
        return str(pattern.replace("{}", number))

    def _part_of(self, element: Any, pseudo: str, make: Callable[[], Tag], above: Tag | None = None) -> Tag:
        if (element, pseudo) not in self._pseudo:
            self._pseudo[element, pseudo] = made = make()
            (above or self._tag(element)).kids.append(made)
        return self._pseudo[element, pseudo]

    def _tag(self, element: Any) -> Tag:
        """The tag of an element, or of the one around it where it has none of its own."""
        if element not in self._made:
            parent = self._parents.get(element)
            above = self.document if parent is None else self._tag(parent)
            made = self._new(element, parent)
            if made is not None:
                above.kids.append(made)
            self._made[element] = made or above
        return self._made[element]

    def _new(self, element: Any, parent: Any) -> Tag | None:
        language = element.get("lang", "") if parent is not None else ""
        role = self._role(element, parent)
        if not role and language:
            role = "Div" if element.tag == "div" else "Span"
        if not role:
            return None
        tag = Tag(role=role, language=language)
        self._describe(tag, element)
        return tag

    def _role(self, element: Any, parent: Any) -> str:
        if "footnote" in element.get("class", "").split():
            return "Note"
        if element.tag == "a":
            return "Link" if element.get("href") else ""
        if element.tag == "div" and parent.tag == "dl":
            return "LI"
        role = ROLES.get(element.tag, "")
        return _IN_CONTENTS[role] if role in _IN_CONTENTS and self._is_in_contents(element) else role

    def _is_in_contents(self, element: Any) -> bool:
        while element is not None and element.tag != "nav":
            element = self._parents.get(element)
        return element is not None

    def _describe(self, tag: Tag, element: Any) -> None:
        match tag.role:
            case "Link":
                tag.words = _words(element)
            case "Figure":
                tag.words = self._alternative(element)
            case "Note":
                tag.name = element.get("id") or f"note-{len(self._made)}"
            case "L":
                tag.numbered = {"ol": "Decimal", "dl": "None"}.get(element.tag, "")
            case "TH" | "TD":
                tag.spans = int(element.get("colspan", 1)), int(element.get("rowspan", 1))
                tag.scope = self._scope(element) if tag.role == "TH" else ""
                tag.name = f"head-{len(self._made)}" if tag.role == "TH" else ""

    def _alternative(self, element: Any) -> str:
        title = element.find("{http://www.w3.org/2000/svg}title")
        words = element.get("alt", "") if element.tag == "img" else _words(title) if title is not None else ""
        if not words:
            self.missing.append(f'the picture "{element.get("src", "in the page")[:60]}" has no alternative text')
        return words

    def _scope(self, element: Any) -> str:
        """What a head is the head of: as HTML guesses it, where it does not say so."""
        scope = element.get("scope", "")
        if not scope:
            return "Column" if self._parents[self._parents[element]].tag == "thead" else "Row"
        return "Row" if scope.startswith("row") else "Column"


def _turned(tag: Tag) -> Tag:
    """Where to put what is written from right to left: all that follows on it in the same element is read as one."""
    last = tag.kids[-1] if tag.kids else None
    if not (isinstance(last, Tag) and last.instead):
        last = Tag(role="Span")
        tag.kids.append(last)
    return last


_IN_CONTENTS = {"L": "TOC", "LI": "TOCI"}


def _words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _pdf_text(text: str) -> str:
    return f"<feff{text.encode('utf-16-be').hex()}>"
