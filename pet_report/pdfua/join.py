"""Parts of a PDF, laid out apart, joined into one."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

import pikepdf

from pet_report.pdfua.tags import Bookmark, Part


def join(whole: Any, parts: Sequence[Part]) -> list[int]:
    """Add all parts to the first, which is open; the index of the first page of each."""
    starts = [0]
    if len(parts) == 1:
        return starts
    names = _names(whole)
    for part in parts[1:]:
        starts.append(len(whole.pages))
        with pikepdf.Pdf.open(io.BytesIO(part.content)) as other:
            names += _append(whole, other)
    _write_destinations(whole, names)
    _write_outline(whole, parts, starts)
    return starts


def _append(whole: Any, other: Any) -> list[Any]:
    """Add the pages of another PDF; its named places, a name and where it is by turns."""
    for page in other.pages:
        whole.pages.append(page)
    return list(whole.copy_foreign(other.make_indirect(_names(other))))


def _names(document: Any) -> list[Any]:
    names = document.Root.get("/Names")
    return list(names.Dests.Names) if names is not None else []


def _write_destinations(whole: Any, names: list[Any]) -> None:
    """A reader searches names by halves, so they must stand in order."""
    pairs = sorted(zip(names[::2], names[1::2], strict=True), key=lambda pair: bytes(pair[0]))
    ordered = pikepdf.Array([each for pair in pairs for each in pair])
    whole.Root.Names = pikepdf.Dictionary(Dests=pikepdf.Dictionary(Names=ordered))


def _write_outline(whole: Any, parts: Sequence[Part], starts: Sequence[int]) -> None:
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
