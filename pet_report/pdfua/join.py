"""Parts of a PDF, printed apart, joined into one: here all numbers of pages are known, and each is set."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pikepdf

from pet_report.pdfua.faces import embed
from pet_report.pdfua.tags import ASIDES, CLOSES, Bookmark, Part, Sheet, Stamp, Tag, page_numbers, side_of

_MARK = re.compile(rb"\x01(\d+)\x01")
_BEHIND = re.compile(rb"\x02([\d ]+)\x02")
_POINTS = 0.75
"""Of a CSS pixel."""


def join(whole: Any, parts: Sequence[Part], read_font: Callable[[str], bytes]) -> list[int]:
    """Add all parts to the first, which is open and has no pages left open yet; the index of the first page of each."""
    starts, names = [0], _names(whole)
    for part in parts[1:]:
        starts.append(len(whole.pages))
        with pikepdf.Pdf.open(io.BytesIO(part.content)) as other:
            names += _append(whole, other)
    _Pages(whole, parts, starts).finish(embed(whole, (face for part in parts for face in part.faces), read_font))
    _move_destinations(names, _moved_pages(whole, parts, starts))
    _write_destinations(whole, names)
    _write_outline(whole, parts, starts)
    return starts


def _moved_pages(whole: Any, parts: Sequence[Part], starts: Sequence[int]) -> dict[Any, float]:
    shifts = [each for part, start in zip(parts, starts, strict=True) for each in shifts_of(part, start)]
    return {page.obj.objgen: shift for page, shift in zip(whole.pages, shifts, strict=True) if shift}


def moved(tag: Tag, shifts: Sequence[float]) -> Tag:
    """A tag whose pictures stand where their pages have them. shifts: in points, of each page of its part."""
    area = tag.area
    if area is not None:
        by = shifts[area.page]
        tag.area = replace(area, left=area.left + by, right=area.right + by)
    for kid in tag.tags:
        moved(kid, shifts)
    return tag


def shifts_of(part: Part, start: int) -> list[float]:
    """How far each page of a part moves, in points, when the part begins at this index in the whole."""
    return [0.0 if sheet.side == side_of(start + at) else sheet.shift for at, sheet in enumerate(part.sheets, start=1)]


class _Pages:
    """Gives the pages of a whole document their margins, numbers and fonts."""

    def __init__(self, whole: Any, parts: Sequence[Part], starts: Sequence[int]) -> None:
        self._whole, self._parts, self._starts = whole, parts, starts
        self._numbers = page_numbers(part.extent for part in parts)
        self._colours: dict[str, Any] = {}
        self._grouped: Any = None
        self._pieces: dict[bytes, Any] = {}

    def finish(self, fonts: Mapping[str, Any]) -> None:
        for part, start in zip(self._parts, self._starts, strict=True):
            shifts = shifts_of(part, start)
            for at, sheet in enumerate(part.sheets):
                page = self._whole.pages[start + at].obj
                if at == 0:
                    self._share(page.Resources, fonts)
                self._lay(page, start + at + 1, sheet, shifts[at])

    def _share(self, resources: Any, fonts: Mapping[str, Any]) -> None:
        """Let the pages of a part use the fonts and colours that all parts use."""
        for name in list(resources.Font.keys()):
            resources.Font[name] = fonts[name[1:]]
        for name in list(resources.ColorSpace.keys()):
            resources.ColorSpace[name] = self._colours.setdefault(name, resources.ColorSpace[name])
        self._share_colours(resources)

    def _share_colours(self, resources: Any) -> None:
        """Pictures that are seen through name the colours once more."""
        for kind in ("/XObject", "/Pattern"):
            for drawn in dict(resources.get(kind, {})).values():
                if "/Group" in drawn and "/CS" in drawn.Group:
                    drawn.Group.CS = self._grouped = self._grouped or drawn.Group.CS
                if "/Resources" in drawn:
                    self._share_colours(drawn.Resources)

    def _lay(self, page: Any, number: int, sheet: Sheet, shift: float) -> None:
        """One page: the margins of its side, then its text, moved over where it was laid out for the other."""
        side = side_of(number)
        text, margins = page.Contents, page[f"/{ASIDES[side]}"]
        for key in ASIDES.values():
            del page[f"/{key}"]
        self._set(text, sheet.stamps.get("text", ()), number)
        self._set(margins, sheet.stamps.get(side, ()), number)
        self._close_links(page, sheet.stamps.get("text", ()))
        turn = b"Q q" + (f" 1 0 0 1 {shift:g} 0 cm".encode() if shift else b"")
        page.Contents = pikepdf.Array([self._piece(b"q"), margins, self._piece(turn), text, self._piece(b"Q")])
        if shift:
            _move(page, sheet.patterns, shift)

    def _piece(self, content: bytes) -> Any:
        if content not in self._pieces:
            self._pieces[content] = self._whole.make_indirect(pikepdf.Stream(self._whole, content))
        return self._pieces[content]

    def _set(self, stream: Any, stamps: Sequence[Stamp], number: int) -> None:
        if stamps:
            written = _MARK.sub(lambda mark: self._shown(stamps[int(mark[1])], number), stream.read_bytes())
            stream.write(_BEHIND.sub(lambda mark: self._moved_up(mark[1].split(), stamps), written))

    def _shown(self, stamp: Stamp, page: int) -> bytes:
        number = self._numbers[stamp.target] if stamp.target else page
        room = stamp.spare(number)
        if room < 0 and stamp.aligned is None:
            raise ValueError(f"the page of {stamp.target} is {number}, and has room for {stamp.laid} figures")
        step = f"{stamp.spacing:g}" if stamp.spacing else ""
        glyphs = "".join(f"<{stamp.figures[int(each)]}>{step}" for each in str(number))
        # In a column all moves; within a text, what nothing can close up to stays free before the figures.
        later = _later(room * stamp.aligned) if stamp.aligned is not None else ""
        within = _later(room) if stamp.aligned is None and not stamp.closes else ""
        return f"[{later}{stamp.before}{within}{glyphs}{stamp.after}] TJ".replace("><", "").encode()

    def _moved_up(self, behind: Sequence[Any], stamps: Sequence[Stamp]) -> bytes:
        by = self._room(behind, stamps)
        return f"1 0 0 1 {-by:g} 0 cm".encode() if by else b""

    def _room(self, behind: Sequence[Any], stamps: Sequence[Stamp]) -> float:
        """How much of what was kept free for these numbers is left, in CSS pixels."""
        before = [stamps[int(each)] for each in behind]
        return sum(each.spare(self._numbers[each.target]) * each.size / 1000 for each in before)

    def _close_links(self, page: Any, stamps: Sequence[Stamp]) -> None:
        for annotation in page.get("/Annots", ()) if stamps else ():
            behind = annotation.get(f"/{CLOSES}")
            if behind is not None:
                del annotation[f"/{CLOSES}"]
                _push(annotation, -self._room(behind, stamps) * _POINTS)


def _move(page: Any, patterns: Sequence[str], shift: float) -> None:
    """What does not move with the text: places to click, and patterns, which lie on the page and not in the text."""
    for annotation in page.get("/Annots", ()):
        _push(annotation, shift)
    for name in patterns:
        matrix = page.Resources.Pattern[f"/{name}"].Matrix
        matrix[4] = round(float(matrix[4]) + shift, 4)


def _push(annotation: Any, by: float) -> None:
    annotation.Rect = [round(float(each) + to, 4) for each, to in zip(annotation.Rect, (by, 0, by, 0), strict=True)]


def _later(room: float) -> str:
    return f"{-room:g} " if room else ""


def _append(whole: Any, other: Any) -> list[Any]:
    """Add the pages of another PDF; its named places, a name and where it is by turns."""
    for page in other.pages:
        whole.pages.append(page)
    return list(whole.copy_foreign(other.make_indirect(_names(other))))


def _move_destinations(names: Sequence[Any], pages: Mapping[Any, float]) -> None:
    """Places on pages that move. pages: how far each moves, by its object."""
    for place in names[1::2]:
        place[2] = float(place[2]) + pages.get(place[0].objgen, 0.0)


def _names(document: Any) -> list[Any]:
    names = document.Root.get("/Names")
    return list(names.Dests.Names) if names is not None else []


def _write_destinations(whole: Any, names: list[Any]) -> None:
    """A reader searches names by halves, so they must stand in order."""
    pairs = sorted(zip(names[::2], names[1::2], strict=True), key=lambda pair: bytes(pair[0]))
    if pairs:
        ordered = pikepdf.Array([each for pair in pairs for each in pair])
        whole.Root.Names = pikepdf.Dictionary(Dests=pikepdf.Dictionary(Names=ordered))


def _write_outline(whole: Any, parts: Sequence[Part], starts: Sequence[int]) -> None:
    with whole.open_outline() as outline:
        outline.root.clear()
        above: list[tuple[int, list[Any]]] = [(0, outline.root)]
        for page, left, bookmark in _bookmarks(parts, starts):
            item = pikepdf.OutlineItem(bookmark.title, page, "XYZ", left=left, top=bookmark.y, zoom=0)
            while above[-1][0] >= bookmark.level:
                above.pop()
            above[-1][1].append(item)
            above.append((bookmark.level, item.children))


def _bookmarks(parts: Sequence[Part], starts: Sequence[int]) -> Iterator[tuple[int, float, Bookmark]]:
    for part, start in zip(parts, starts, strict=True):
        shifts = shifts_of(part, start)
        for bookmark in part.bookmarks:
            yield start + bookmark.page, bookmark.x + shifts[bookmark.page], bookmark
