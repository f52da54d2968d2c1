"""What a PDF's tags are made of, as plain values: they are kept beside its parts until these are joined."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of a page's content: the page, from 0 in its part, and the number that the content has there."""

    page: int
    number: int


@dataclass(frozen=True, slots=True)
class Annotation:
    """A place that can be clicked: the page, from 0 in its part, and its index among those of the page."""

    page: int
    index: int


@dataclass(frozen=True, slots=True)
class Area:
    """Where a picture stands, in points from the lower left corner of its page."""

    page: int
    left: float
    lower: float
    right: float
    upper: float


@dataclass(slots=True, kw_only=True)
class Tag:
    """One element of the logical structure, of one of the standard types of PDF 1.7.

    Not frozen: what stands on a page is added to the element that began on an earlier one.

    name: its ID, unique in the file. words: the alternative text of a Figure, or what a Link says. instead: what is
    read in place of its content. language: where it differs from what is around. scope: of a TH, `Column` or `Row`.
    spans: how many columns and rows a cell takes. heads: the names of a cell's heads. numbered: how the items of a list
    are marked.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookmark:
    """page: from 0, in its part. x, y: points from the lower left corner of the page."""

    level: int
    title: str
    page: int
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A PDF whose content is marked, but which has no tags; these, and its bookmarks in the order of reading.

    The names of its tags are like those of no other part; its links to places in other parts are by name already.
    """

    content: bytes
    tags: Tag
    bookmarks: Sequence[Bookmark] = ()
