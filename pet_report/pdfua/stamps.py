"""The numbers of pages, set into what was drawn when they were not known."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pet_report.pdfua.tags import Stamp

_MARK = re.compile(rb"\x01(\d+)\x01")
_BEHIND = re.compile(rb"\x02([\d ]+)\x02")
_POINTS = 0.75
"""Of a CSS pixel."""


class Stamper:
    def __init__(self, numbers: Mapping[str, int]) -> None:
        """numbers: the page of each place."""
        self._numbers = numbers

    def stamped(self, content: bytes, stamps: Sequence[Stamp], number: int) -> bytes:
        """What is drawn on the page of this number."""
        written = _MARK.sub(lambda mark: self._shown(stamps[int(mark[1])], number), content)
        return _BEHIND.sub(lambda mark: self._moved_up(mark[1], stamps), written)

    def room(self, behind: Sequence[int], stamps: Sequence[Stamp]) -> float:
        """How much of what was kept free for these numbers is left, in points."""
        return self._pixels(behind, stamps) * _POINTS

    def _pixels(self, behind: Sequence[int], stamps: Sequence[Stamp]) -> float:
        before = [stamps[each] for each in behind]
        return sum(each.spare(self._numbers[each.target]) * each.size / 1000 for each in before)

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

    def _moved_up(self, behind: bytes, stamps: Sequence[Stamp]) -> bytes:
        by = self._pixels([int(each) for each in behind.split()], stamps)
        return f"1 0 0 1 {-by:g} 0 cm".encode() if by else b""


def _later(room: float) -> str:
    return f"{-room:g} " if room else ""
