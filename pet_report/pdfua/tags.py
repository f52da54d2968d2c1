"""What a part of a PDF and its tags are made of, as plain values.

Processes that print load this, and nothing that knows of reports.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, field


class Mark(Struct, frozen=True, tag=True):
    """A piece of a page's content: the page, from 0 in its part, and the number that the content has there."""

    page: int
    number: int


class Annotation(Struct, frozen=True, tag=True):
    """A place that can be clicked: the page, from 0 in its part, and its index among those of the page."""

    page: int
    index: int


class Area(Struct, frozen=True):
    """Where a picture stands, in points from the lower left corner of its page."""

    page: int
    left: float
    lower: float
    right: float
    upper: float


class Tag(Struct, kw_only=True, tag=True):
    """One element of the logical structure, of one of the standard types of PDF 1.7.

    Not frozen: what stands on a page is added to the element that began on an earlier one.

    name: its ID, unique in its part. words: the alternative text of a Figure,
    or what a Link says. instead: what is read in place of its content. language: where it differs from what is around.
    scope: of a TH, `Column` or `Row`. spans: how many columns and rows a cell takes. heads: the names of the heads of a
    cell. numbered: how the items of a list are marked.
    """

    role: str
    kids: list[Tag | Mark | Annotation] = field(default_factory=list)
    name: str = ""
    words: str = ""
    instead: str = ""
    language: str = ""
    scope: str = ""
    spans: tuple[int, int] = (1, 1)
    heads: tuple[str, ...] = ()
    numbered: str = ""
    area: Area | None = None

    @property
    def tags(self) -> Iterator[Tag]:
        return (kid for kid in self.kids if isinstance(kid, Tag))

    def walk(self) -> Iterator[Tag]:
        """This one and all below it, in the order of reading."""
        yield self
        for tag in self.tags:
            yield from tag.walk()


class Bookmark(Struct, frozen=True, kw_only=True):
    """page: from 0, in its part. x, y: points from the lower left corner of the page."""

    level: int
    title: str
    page: int
    x: float
    y: float


class Stamp(Struct, frozen=True, kw_only=True):
    """Where a page shows the number of a page, which is set when the parts are joined.

    target: the place whose page it is; empty for the page itself. before, after: what is shown around the number, as a
    PDF shows glyphs. figures: the glyphs of 0 to 9, in hexadecimal. laid: how many figures it was laid out with.
    advance: how far each reaches, in thousandths of the letters' size; spacing: how far to step back after each. size:
    that of the letters, in CSS pixels. aligned: the share of the room by which fewer figures begin later, 1 where they
    end at a fixed place; None where there is no other room than for those laid out. closes: whether what stands behind
    it in its line moves up to fewer figures; else they end where those laid out would.
    """

    target: str
    before: str
    after: str
    figures: Sequence[str]
    laid: int
    advance: float
    spacing: float
    size: float
    aligned: float | None
    closes: bool

    def spare(self, number: int) -> float:
        """The room that this number leaves of what was kept free, in thousandths of the letters' size."""
        return (self.laid - len(str(number))) * self.advance


class Face(Struct, frozen=True, kw_only=True):
    """A font as one part uses it.

    name: what pages call it. file: the font's file. about: what a PDF tells of a font. widths, texts: of each glyph
    that is used, by its number: how far it reaches, in thousandths of the letters' size, and what it says.
    """

    name: str
    file: str
    about: Mapping[str, Any]
    widths: Mapping[int, float]
    texts: Mapping[int, str]


class Drawn(Struct, frozen=True, kw_only=True):
    """A page as pydyf has it: what tells of it, and what is drawn on it, in its text and in the margins of each side.

    side, shift: as of a Sheet. patterns: those that its text uses alone. behind: of what can be clicked on it, by its
    index, the stamps to which it closes up. Its streams have their `stamps`, where they have any.
    """

    page: Any
    text: Any
    margins: Mapping[str, Any]
    side: str
    shift: float
    patterns: Sequence[Any]
    behind: Mapping[int, Sequence[int]]

    @property
    def stamps(self) -> dict[str, Sequence[Stamp]]:
        drawn = {"text": self.text, **self.margins}
        return {where: stamps for where, stream in drawn.items() if (stamps := getattr(stream, "stamps", ()))}


class Sheet(Struct, frozen=True, kw_only=True):
    """One page of a part.

    side: of the sheet that it was laid out for, `left` or `right`. shift: how many points all but the margins move when
    it comes to lie on the other. page: the number of its object. text: that of the stream of its text. margins: for
    each side, which of those of the part it has. stamps: of the text, and of the margins of each side.
    """

    side: str
    shift: float
    page: int
    text: int
    margins: Mapping[str, int]
    stamps: Mapping[str, Sequence[Stamp]]


MARK = b"\x01%d\x01"
"""What stands in the content of a page for the stamp of that number; no content of a page holds such a byte else."""
BEHIND = b"\x02%s\x02"
"""Likewise, for the numbers of stamps: what is drawn next stands behind these, and closes up to them."""


class Extent(Struct, frozen=True, kw_only=True):
    """What other parts must know of one.

    boxes: how many it was laid out in. anchors: its own places, each with its page counted from 1. linked: the places
    elsewhere that it links to. sided: whether its text would be another if it began on the other side of a sheet.
    """

    pages: int
    boxes: int
    anchors: Mapping[str, int]
    linked: Sequence[str]
    sided: bool


class Objects(Struct, frozen=True, kw_only=True):
    """What a part adds to a PDF, as text with `blanks`. Objects and streams are numbered from 0, each by themselves.

    plain: the objects that are no streams, each with BETWEEN behind it. streams: what each stream tells of itself, but
    for its length; contents: what it holds, that of a text with stamps packed only lightly. margins: what is drawn
    around pages, which may share it. elements: the objects of those at the top of the tags. owners: of each page, the
    one that lists whose what stands on it is. clickable: of each place to click, that of its owner. ids: of the
    elements that have one, it and the object. places: those to which links lead, each by its name. root, info: what
    the catalogue holds, and what is told of the document; about: the latter in XML.
    """

    plain: bytes
    streams: Sequence[str]
    contents: Sequence[bytes]
    margins: Sequence[str]
    elements: Sequence[int]
    owners: Sequence[int]
    clickable: Sequence[int]
    ids: Sequence[tuple[str, int]]
    places: Sequence[tuple[str, str]]
    root: str
    info: str
    about: str


class Part(Struct, frozen=True, kw_only=True):
    """Pages whose content is marked and tagged, but which have no fonts and no numbers; these stand beside them.

    Their margins are kept apart, for both sides. Links to places in other parts are by name already.
    """

    objects: Objects
    bookmarks: Sequence[Bookmark]
    sheets: Sequence[Sheet]
    faces: Sequence[Face]
    extent: Extent


class Attachment(Struct, frozen=True, kw_only=True):
    """A file inside a PDF. media: its type. relationship: what it is to the PDF, `Source` or `Data`.

    date: of the edition, as `2006-07`; empty where the edition has none. Never the clock's.
    """

    name: str
    content: bytes
    media: str
    relationship: str
    description: str
    date: str = ""


def side_of(number: int) -> str:
    """Of the sheet on which the page of this number lies, where the first one is 1."""
    return "right" if number % 2 else "left"


def page_numbers(extents: Iterable[Extent]) -> dict[str, int]:
    """The page of each place, counted through all parts; of two places of one name the first."""
    found: dict[str, int] = {}
    before = 0
    for extent in extents:
        for anchor, page in extent.anchors.items():
            found.setdefault(anchor, before + page)
        before += extent.pages
    return found
