"""Parts of a PDF, laid out apart, joined into one; the only module that knows pikepdf."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any


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
    """A tagged PDF, and its bookmarks in the order of reading.

    Its keys into the tree of tags and its names for table heads are like those of no other part; its links to places
    in other parts are by name already.
    """

    content: bytes
    bookmarks: Sequence[Bookmark]


def join(parts: Sequence[Part]) -> bytes:
    """One PDF of all parts, with the metadata of the first. The same parts give the same bytes."""
    import pikepdf

    whole = pikepdf.Pdf.open(io.BytesIO(parts[0].content))
    starts = [0]
    with whole:
        names = _names(whole)
        for part in parts[1:]:
            starts.append(len(whole.pages))
            with pikepdf.Pdf.open(io.BytesIO(part.content)) as other:
                names += _append(whole, other)
        _write_destinations(whole, names)
        _write_outline(whole, parts, starts)
        out = io.BytesIO()
        whole.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _append(whole: Any, other: Any) -> list[Any]:
    """Add the pages and tags of another PDF; its named places, a name and where it is by turns."""
    for page in other.pages:
        whole.pages.append(page)
    added = whole.copy_foreign(other.Root.StructTreeRoot)  # after the pages, to which it refers
    tree = whole.Root.StructTreeRoot
    tree.ParentTree.Nums.extend(added.ParentTree.Nums)
    document = tree.K[0]
    for element in added.K[0].K:
        element.P = document
        document.K.append(element)
    return list(whole.copy_foreign(other.make_indirect(_names(other))))


def _names(document: Any) -> list[Any]:
    names = document.Root.get("/Names")
    return list(names.Dests.Names) if names is not None else []


def _write_destinations(whole: Any, names: list[Any]) -> None:
    """A reader searches names by halves, so they must stand in order."""
    import pikepdf

    pairs = sorted(zip(names[::2], names[1::2], strict=True), key=lambda pair: bytes(pair[0]))
    ordered = pikepdf.Array([each for pair in pairs for each in pair])
    whole.Root.Names = pikepdf.Dictionary(Dests=pikepdf.Dictionary(Names=ordered))


def _write_outline(whole: Any, parts: Sequence[Part], starts: Sequence[int]) -> None:
    import pikepdf

    with whole.open_outline() as outline:
        outline.root.clear()
        above: list[tuple[int, list[Any]]] = [(0, outline.root)]
        for page, bookmark in _bookmarks(parts, starts):
            item = pikepdf.OutlineItem(bookmark.title, page, "XYZ", left=bookmark.x, top=bookmark.y, zoom=0)
            while above[-1][0] >= bookmark.level:
                above.pop()
            above[-1][1].append(item)
            above.append((bookmark.level, item.children))


def _bookmarks(parts: Sequence[Part], starts: Sequence[int]) -> Iterator[tuple[int, Bookmark]]:
    for part, start in zip(parts, starts, strict=True):
        for bookmark in part.bookmarks:
            yield start + bookmark.page, bookmark
