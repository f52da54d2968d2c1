"""Parts of a PDF, printed apart, joined into one: here all numbers of pages are known, and each is set."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pikepdf

from pet_report.pdfua.faces import embed
from pet_report.pdfua.placed import Leaf, Placed, pairs, place_all
from pet_report.pdfua.roots import write_roots
from pet_report.pdfua.tags import ASIDES, Bookmark, Part, Stamp, page_numbers, side_of

_MARK = re.compile(rb"\x01(\d+)\x01")
_BEHIND = re.compile(rb"\x02([\d ]+)\x02")
_POINTS = 0.75
"""Of a CSS pixel."""


def join(whole: Any, largest: Part, parts: Sequence[Part], read_font: Callable[[str], bytes]) -> None:
    """Add all other parts to the largest, which is open, and tell of them what only the whole can."""
    placed = place_all(whole, largest, parts)
    _write_pages(whole, placed)
    _Pages(whole, placed).finish(embed(whole, (face for part in parts for face in part.faces), read_font))
    _write_destinations(whole, placed)
    _write_outline(whole, placed)
    write_roots(whole, placed)


def _write_pages(whole: Any, parts: Sequence[Placed]) -> None:
    tree, pages = whole.Root.Pages, [leaf.page for part in parts for leaf in part.leaves]
    for page in pages:
        page.Type, page.Parent = pikepdf.Name.Page, tree
    tree.Kids, tree.Count = pikepdf.Array(pages), len(pages)


class _Pages:
    """Gives the pages of a whole document their margins, numbers and fonts."""

    def __init__(self, whole: Any, parts: Sequence[Placed]) -> None:
        self._whole, self._parts = whole, parts
        self._numbers = page_numbers(each.part.extent for each in parts)
        self._colours: dict[str, Any] = {}
        self._grouped: Any = None
        self._pieces: dict[bytes, Any] = {}
        self._margins: dict[Any, bytes] = {}

    def finish(self, fonts: Mapping[str, Any]) -> None:
        # The host has colours outside its pages too, which cannot become those of another part.
        for part in sorted(self._parts, key=lambda part: not part.is_host):
            self._share(part, fonts)
        for part in self._parts:
            for leaf in part.leaves:
                self._lay(leaf)

    def _share(self, part: Placed, fonts: Mapping[str, Any]) -> None:
        """Let the pages of a part use the fonts and colours that all parts use."""
        resources = part.leaves[0].page.Resources
        for name in list(resources.Font.keys()):
            resources.Font[name] = fonts[name[1:]]
        for name in list(resources.ColorSpace.keys()):
            resources.ColorSpace[name] = self._colours.setdefault(name, resources.ColorSpace[name])
        for group in part.held.Groups:
            if "/CS" in group:
                group.CS = self._grouped = self._grouped or group.CS

    def _lay(self, leaf: Leaf) -> None:
        """One page: the margins of its side, then its text, moved over where it was laid out for the other."""
        page, stamps, shift = leaf.page, leaf.sheet.stamps, leaf.shift
        side = side_of(leaf.number)
        text, margins = page.Contents, page[f"/{ASIDES[side]}"]
        for key in ASIDES.values():
            del page[f"/{key}"]
        if "text" in stamps:
            text.write(self._stamped(text.read_bytes(), stamps["text"], leaf.number))
        if side in stamps:
            margins = pikepdf.Stream(self._whole, self._stamped(self._read(margins), stamps[side], leaf.number))
        for annotation, behind in pairs(leaf.closing):
            _push(annotation, -self._room(behind, stamps["text"]) * _POINTS)
        turn = b"Q q" + (f" 1 0 0 1 {shift:g} 0 cm".encode() if shift else b"")
        page.Contents = pikepdf.Array([self._piece(b"q"), margins, self._piece(turn), text, self._piece(b"Q")])
        if shift:
            _move(leaf)

    def _piece(self, content: bytes) -> Any:
        if content not in self._pieces:
            self._pieces[content] = self._whole.make_indirect(pikepdf.Stream(self._whole, content))
        return self._pieces[content]

    def _read(self, margins: Any) -> bytes:
        """Many pages share their margins."""
        if margins.objgen not in self._margins:
            self._margins[margins.objgen] = margins.read_bytes()
        return self._margins[margins.objgen]

    def _stamped(self, content: bytes, stamps: Sequence[Stamp], number: int) -> bytes:
        written = _MARK.sub(lambda mark: self._shown(stamps[int(mark[1])], number), content)
        return _BEHIND.sub(lambda mark: self._moved_up(mark[1].split(), stamps), written)

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


def _move(leaf: Leaf) -> None:
    """What does not move with the text: it lies on the page, or says where on the page something lies."""
    shift = leaf.shift
    for annotation in leaf.page.get("/Annots", ()):
        _push(annotation, shift)
    for name in leaf.sheet.patterns:
        matrix = leaf.page.Resources.Pattern[f"/{name}"].Matrix
        matrix[4] = round(float(matrix[4]) + shift, 4)
    for figure in leaf.figures:
        _move_across(figure.A.BBox, shift)
    for _, place in pairs(leaf.places):
        place[2] = float(place[2]) + shift


def _push(annotation: Any, by: float) -> None:
    _move_across(annotation.Rect, by)


def _move_across(box: Any, by: float) -> None:
    for side in (0, 2):
        box[side] = round(float(box[side]) + by, 4)


def _later(room: float) -> str:
    return f"{-room:g} " if room else ""


def _write_destinations(whole: Any, parts: Sequence[Placed]) -> None:
    """A reader searches names by halves, so they must stand in order."""
    places = [named for part in parts for leaf in part.leaves for named in pairs(leaf.places)]
    places.sort(key=lambda named: bytes(named[0]))
    if places:
        ordered = pikepdf.Array([each for named in places for each in named])
        whole.Root.Names = pikepdf.Dictionary(Dests=pikepdf.Dictionary(Names=ordered))


def _write_outline(whole: Any, parts: Sequence[Placed]) -> None:
    with whole.open_outline() as outline:
        above: list[tuple[int, list[Any]]] = [(0, outline.root)]
        for leaf, bookmark in _bookmarks(parts):
            place = [leaf.page, pikepdf.Name.XYZ, bookmark.x + leaf.shift, bookmark.y, 0]
            item = pikepdf.OutlineItem(bookmark.title, pikepdf.Array(place))
            while above[-1][0] >= bookmark.level:
                above.pop()
            above[-1][1].append(item)
            above.append((bookmark.level, item.children))


def _bookmarks(parts: Sequence[Placed]) -> Iterator[tuple[Leaf, Bookmark]]:
    for part in parts:
        for bookmark in part.part.bookmarks:
            yield part.leaves[bookmark.page], bookmark
