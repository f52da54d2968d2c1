"""Parts taken into one document: each with the place that it gets there."""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf

from pet_report.pdfua.tags import HELD, Part, Sheet, side_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A page in the whole document.

    number: from 1. shift: how far it moves from where it was laid out, in points. figures: the elements of its
    pictures. places: those on it that links lead to, a name and where it is by turns. closing: the annotations that
    close up to numbers before them, and the stamps of these by turns.
    """

    number: int
    page: Any
    sheet: Sheet
    shift: float
    figures: Sequence[Any]
    places: Sequence[Any]
    closing: Sequence[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A part in the whole document. held: what `hold` put together, as objects of the whole. is_host: it was there."""

    part: Part
    held: Any
    leaves: Sequence[Leaf]
    is_host: bool


def place_all(whole: Any, largest: Part, parts: Sequence[Part]) -> list[Placed]:
    """All parts, the largest of which is open as the whole."""
    starts = itertools.accumulate((len(part.sheets) for part in parts), initial=1)
    return [_placed(whole, part, start, is_host=part is largest) for part, start in zip(parts, starts, strict=False)]


def _placed(whole: Any, part: Part, start: int, *, is_host: bool) -> Placed:
    held = _own(whole) if is_host else _copied(whole, part)
    told = zip(part.sheets, held.Pages, held.Figures, held.Places, held.Closing, strict=True)
    leaves = [
        Leaf(number=number, page=page, sheet=sheet, shift=0.0 if sheet.side == side_of(number) else sheet.shift,
             figures=list(figures), places=list(places), closing=list(closing))
        for number, (sheet, page, figures, places, closing) in enumerate(told, start)
    ]  # fmt: skip
    return Placed(part=part, held=held, leaves=leaves, is_host=is_host)


def pairs(by_turns: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    return zip(by_turns[::2], by_turns[1::2], strict=True)


def _own(whole: Any) -> Any:
    held = whole.Root[f"/{HELD}"]
    del whole.Root[f"/{HELD}"]
    return held


def _copied(whole: Any, part: Part) -> Any:
    with pikepdf.Pdf.open(io.BytesIO(part.content)) as other:
        return whole.copy_foreign(other.Root[f"/{HELD}"])
