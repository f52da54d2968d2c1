"""A workbook as a value: its sheets, what stands in their cells, and how wide the columns are. `xlsx` writes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from pet_report.data.columns import Cell
from pet_report.data.tables import Filled
from pet_report.data.written import BETWEEN

WIDEST, NARROWEST = 60, 8
"""Characters of a column."""
BUTTON = 4
"""Characters of the button beside a head, by which a reader sorts and chooses."""
LONGEST = 32_767
"""Characters, in UTF-16, that a cell can hold."""
LONGEST_TAB = 31
"""Characters of the name of a sheet."""


class Link(Struct, frozen=True, kw_only=True):
    """Words that lead to another sheet."""

    words: str
    to: str


Shown = Cell | Link


class Sheet(Struct, frozen=True, kw_only=True):
    """tab: its name. lines: what stands above the table, the title first. table: its name for programs, or none.

    about: what it holds, for the contents.
    """

    tab: str
    lines: tuple[str | Link, ...]
    about: str = ""
    table: str = ""
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[Shown, ...], ...] = ()

    @property
    def widths(self) -> tuple[int, ...]:
        """Of each column, so that its words fit; long texts, and heads of several words, take several lines."""
        if not self.heads:
            return (min(max(map(_width, self.lines)), WIDEST),)
        least = [max(*map(len, each.split()), 0) + BUTTON for each in self.heads]
        columns = zip(least, *(map(_width, row) for row in self.rows), strict=True)
        return tuple(min(max(*each, NARROWEST), WIDEST) for each in columns)


class Workbook(Struct, frozen=True, kw_only=True):
    """day: of the edition, if it has one. to_the_left: whether its language is written so."""

    title: str
    about: str
    author: str
    language: str
    day: date | None
    to_the_left: bool
    sheets: tuple[Sheet, ...]


def _width(cell: Shown) -> int:
    """How many characters wide a cell is: its longest line."""
    if isinstance(cell, Link):
        return len(cell.words) + 2
    if isinstance(cell, date):
        return len("2005-09-22") + 2
    lines = str(cell if cell is not None else "").splitlines()
    return max(map(len, lines), default=0) + 2


def distinct(names: Iterable[str], *, longest: int = 255, taken: Sequence[str] = ()) -> tuple[str, ...]:
    """Names of which no two are alike to Excel, for which capitals make no difference: translations may be."""
    found: list[str] = []
    for plain in names:
        name, number = plain[:longest].strip(), 2
        while name.lower() in {*taken, *(each.lower() for each in found)}:
            name = f"{plain[: longest - 4].strip()} {number}".strip()
            number += 1
        found.append(name)
    return tuple(found)


def shown(cell: Cell) -> Cell:
    """A value as a sheet has it: unlike a CSV file it tells a text from a formula, and needs no mark before one."""
    if isinstance(cell, tuple):
        return BETWEEN.join(cell) or None
    return _cut(cell) if isinstance(cell, str) else cell


def _cut(text: str) -> str:
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST:
        return text
    return units[: 2 * (LONGEST - len(_MARK))].decode("utf-16-le", "ignore") + _MARK


_MARK = " […]"


def is_cut(filled: Filled) -> bool:
    return any(isinstance(cell, str) and _cut(cell) != cell for row in filled.rows for cell in row)
