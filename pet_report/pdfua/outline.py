"""The bookmarks of a PDF: a tree of titles beside its pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct, field

from pet_report.pdfua import blanks
from pet_report.pdfua.file import File, dictionary, reference
from pet_report.pdfua.tags import Bookmark


class _Item(Struct, kw_only=True):
    """number: of its object. place: as a PDF writes it."""

    level: int
    number: int
    title: str = ""
    place: bytes = b""
    kids: list[_Item] = field(default_factory=list)

    def walk(self) -> Iterator[_Item]:
        for kid in self.kids:
            yield kid
            yield from kid.walk()


class Outline:
    def __init__(self, file: File) -> None:
        self._file = file
        self._above = [_Item(level=0, number=file.reserve())]

    def add(self, bookmarks: Sequence[Bookmark], pages: Sequence[bytes], shifts: Sequence[float]) -> None:
        """Those of a part. pages: what refers to each of its pages; shifts: how far its text moves, in points."""
        for bookmark in bookmarks:
            left, top = bookmark.x + shifts[bookmark.page], bookmark.y
            place = f"/XYZ {blanks.number(left)} {blanks.number(top)} 0".encode()
            item = _Item(level=bookmark.level, number=self._file.reserve(), title=bookmark.title,
                         place=b"[%s %s]" % (pages[bookmark.page], place))  # fmt: skip
            while self._above[-1].level >= bookmark.level:
                self._above.pop()
            self._above[-1].kids.append(item)
            self._above.append(item)

    def write(self) -> dict[str, bytes]:
        """What the catalogue says of it."""
        top = self._above[0]
        for item in (top, *top.walk()):
            for before, kid, after in zip((None, *item.kids), item.kids, (*item.kids[1:], None), strict=False):
                said = {"Title": blanks.string(kid.title).encode(), "Dest": kid.place, "Parent": reference(item.number)}
                beside = {"Prev": before, "Next": after}
                said |= {where: reference(each.number) for where, each in beside.items() if each}
                self._file.write(kid.number, [dictionary(said | _ends(kid))])
        self._file.write(top.number, [dictionary({"Type": b"/Outlines", **_ends(top)})])
        return {"Outlines": reference(top.number)} if top.kids else {}


def _ends(item: _Item) -> dict[str, bytes]:
    if not item.kids:
        return {}
    first, last = (reference(each.number) for each in (item.kids[0], item.kids[-1]))
    return {"First": first, "Last": last, "Count": b"%d" % sum(1 for _ in item.walk())}
