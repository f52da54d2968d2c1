"""A table as a value, and its forms: for a terminal, for programs, for a spreadsheet, for a Markdown page.

Not rich's tables, although typer brings rich: to load them costs half as much again as to load typer, and they would
not show what is invisible in a text, or turns it round.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Protocol

from msgspec import Struct, field
from msgspec.structs import replace

from pet_report.announce.cells import fitting, in_markdown, paragraph_in_markdown, visible, width
from pet_report.when import When

VERSION = 1
Cell = str | int | float | bool | When | tuple[str, ...] | None
"""None is what is not known: an empty cell."""

_GAP = 2
_NARROW = 16
"""Cells that a column of words may keep at the cost of the others; longer words are broken."""


class Column(Struct, frozen=True, kw_only=True):
    """`key` is its name for programs, `head` for readers.

    number: it stands on the right. whole: not broken as long as it takes a third of the room, for whoever copies it.
    once: a terminal does not repeat what stands above.
    """

    key: str
    head: str
    number: bool = False
    whole: bool = False
    once: bool = False


class Table(Struct, frozen=True, kw_only=True):
    """Rows of as many cells as there are columns. `note` closes it: of how many these are. `asked`: for programs."""

    title: str = ""
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    asked: Mapping[str, object] = field(default_factory=dict)


# --- for a terminal ----------------------------------------------------------------------------------------------


def as_text(table: Table, *, room: int = 80) -> str:
    """Columns side by side in `room` cells; where they do not fit, each row as lines of its own."""
    lines = _laid_out(table, room)
    body = "".join(f"{line.rstrip()}\n" for line in lines) if table.rows else ""
    around = ["\n".join(filled(words, room)) + "\n" if words else "" for words in (table.title, table.note)]
    return "\n".join(filter(None, [around[0], body, around[1]]))


def filled(text: str, room: int) -> list[str]:
    """The words of a text in lines of at most `room` cells: broken at spaces, after `-`, `/` and `.`, else anywhere."""
    lines: list[str] = []
    line = ""
    for gap, piece in _PIECES.findall(visible(" ".join(text.split()))):
        if line and width(line + gap + piece) > room:
            lines.append(line)
            line = ""
        line += (gap if line else "") + piece
        while width(line) > room:
            head = fitting(line, room)
            lines.append(head)
            line = line[len(head) :]
    return [*lines, line]


_PIECES = re.compile(r"( ?)([^ ][^ /.-]*[/.-]*)")


def _laid_out(table: Table, room: int) -> Iterator[str]:
    """Side by side; else with what need not be repeated as headings; else one below the other."""
    widths = _widths(table, room)
    if widths is not None:
        return _side_by_side(table, widths)
    if table.columns[0].once:
        rest = replace(table, columns=table.columns[1:], rows=tuple(row[1:] for row in table.rows))
        widths = _widths(rest, room)
        return _stacked(table, room) if widths is None else _under_headings(table, widths)
    return _stacked(table, room)


def _under_headings(table: Table, widths: Sequence[int]) -> Iterator[str]:
    for number, (heading, rows) in enumerate(groupby(table.rows, key=lambda row: row[0])):
        below = replace(table, columns=table.columns[1:], rows=tuple(row[1:] for row in rows))
        yield from [""] if number else []
        yield from filled(shown(heading), sum(widths) + _GAP * (len(widths) - 1))
        yield from _side_by_side(below, widths)


def _widths(table: Table, room: int) -> list[int] | None:
    """How wide each column is; None where they do not all find room. What is too much comes off the emptiest."""
    least, widths, filling = [], [], []
    for at, column in enumerate(table.columns):
        cells = [shown(row[at]) for row in table.rows]
        taken = [width(each) for each in cells]
        widths.append(min(max([*taken, width(column.head)]), room))
        least.append(min(_least(column, cells, room), widths[-1]))
        filling.append(sum(taken) / max(sum(map(bool, taken)), 1))
    left = room - _GAP * (len(widths) - 1)
    if sum(least) > left:
        return None
    while sum(widths) > left:
        wider = (at for at in range(len(widths)) if widths[at] > least[at])
        widths[min(wider, key=lambda at: filling[at] / widths[at])] -= 1
    return widths


def _least(column: Column, cells: Sequence[str], room: int) -> int:
    """What a column must keep: its numbers, its words up to some length, and whole what is to be whole."""
    head = _longest_piece(column.head)
    if column.number:
        return max([head, *map(width, cells)])
    longest = max([width(each) for each in cells if column.whole], default=0)
    return longest if 0 < longest <= room // 3 else max([head, *map(_longest_piece, cells)])


def _longest_piece(text: str) -> int:
    return min(max((width(piece) for _, piece in _PIECES.findall(text)), default=0), _NARROW)


def _side_by_side(table: Table, widths: Sequence[int]) -> Iterator[str]:
    yield from _line([each.head for each in table.columns], table.columns, widths)
    yield (" " * _GAP).join("─" * each for each in widths)
    above: tuple[Cell, ...] = (None,) * len(widths)
    for row in table.rows:
        seen = [column.once and cell == over for column, cell, over in zip(table.columns, row, above, strict=True)]
        cells = ["" if same else shown(cell) for same, cell in zip(seen, row, strict=True)]
        yield from _line(cells, table.columns, widths)
        above = row


def _line(texts: Sequence[str], columns: Sequence[Column], widths: Sequence[int]) -> Iterator[str]:
    """One row, in as many lines as its longest cell needs."""
    cells = [filled(text, room) for text, room in zip(texts, widths, strict=True)]
    for number in range(max(map(len, cells))):
        parts = [lines[number] if number < len(lines) else "" for lines in cells]
        yield (" " * _GAP).join(map(_padded, parts, widths, (each.number for each in columns)))


def _padded(text: str, room: int, right: bool = False) -> str:
    space = " " * (room - width(text))
    return space + text if right else text + space


def _stacked(table: Table, room: int) -> Iterator[str]:
    """Each row as lines of head and cell, an empty line between two rows; without the cells that hold nothing."""
    heads = max(width(each.head) for each in table.columns) + _GAP
    for number, row in enumerate(table.rows):
        yield from [""] if number else []
        for column, cell in zip(table.columns, row, strict=True):
            lines = filled(shown(cell), max(room - heads, _NARROW)) if shown(cell) else []
            yield from (_padded("" if at else column.head, heads) + line for at, line in enumerate(lines))


def shown(cell: Cell) -> str:
    """A cell as people read it, on one line."""
    if isinstance(cell, tuple):
        return ", ".join(cell)
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int | float):
        return f"{cell:,}".removesuffix(".0")
    return " ".join(str(cell or "").split())


# --- for programs ------------------------------------------------------------------------------------------------


def as_json(table: Table, *, room: int = 0) -> str:  # noqa: ARG001 - one shape for all forms
    """One document, whose keys are only ever added to; each row an object, with its values as they were written."""
    keys = [each.key for each in table.columns]
    rows = [dict(zip(keys, map(_written, row), strict=True)) for row in table.rows]
    return document({"asked": dict(table.asked), "rows": rows, "note": table.note})


def document(content: Mapping[str, object]) -> str:
    """JSON for programs, with the version of its shape."""
    text = json.dumps({"version": VERSION, **content}, ensure_ascii=False, indent=2) + "\n"
    # Half a surrogate pair, in the name of a file, has no UTF-8; its escape is also JSON's.
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def as_csv(table: Table, *, room: int = 0) -> str:  # noqa: ARG001 - one shape for all forms
    """RFC 4180, with the keys as header. A text that a spreadsheet would run as a formula has `'` before it.

    No mark of UTF-8 is at the start: what reads the file as UTF-8 would take it for a part of the first key.
    """
    rows: list[list[str | int | float]] = [[harmless(each.key) for each in table.columns]]
    rows += [[_value(cell) for cell in row] for row in table.rows]
    writer = csv.writer(_Told(), lineterminator="\r\n")
    return "".join(str(writer.writerow(row)) for row in rows)


class _Told:
    """Lets csv's writer, which wants a file, give back each line."""

    def write(self, line: str) -> str:
        return line


def _written(cell: Cell) -> object:
    """A date as authors write it, for programs."""
    return cell.text if isinstance(cell, When) else cell


def _value(cell: Cell) -> str | int | float:
    if type(cell) is str:
        return harmless(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return cell
    written = _written(cell)
    return harmless(written if isinstance(written, str) else shown(cell))


def harmless(text: str) -> str:
    """A text as a spreadsheet must be given it: some look for a formula after white space too, and in wide letters.

    A text that begins with `'` is given another, so that whoever takes one away always has the text again.
    """
    if text[:1].isalnum():  # as most do
        return text
    starts = text.lstrip()[:1]
    return f"'{text}" if (starts and starts in _FORMULA) or text[:1] in ("\t", "\r", "\n", "'") else text


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would run it, where somebody types it."""
    return harmless(text) != text


_FORMULA = "=+-@＝＋－＠"


# --- for a page --------------------------------------------------------------------------------------------------


def as_markdown(table: Table, *, room: int = 0) -> str:  # noqa: ARG001 - one shape for all forms
    """A table as GitHub and pandoc read it, under its title; nothing in a cell is Markdown or HTML."""
    heads = [each.head for each in table.columns]
    rule = ["---:" if each.number else "---" for each in table.columns]
    rows = [[in_markdown(shown(cell)) for cell in row] for row in table.rows]
    lines = [f"| {' | '.join(cells)} |" for cells in (map(in_markdown, heads), rule, *rows)]
    title = f"### {in_markdown(table.title)}" if table.title else ""
    return "\n\n".join(filter(None, [title, "\n".join(lines), paragraph_in_markdown(table.note)])) + "\n"


class Form(Protocol):
    """`room`: the terminal's cells; only a form for people asks."""

    def __call__(self, table: Table, *, room: int = 80) -> str: ...


FORMS: dict[str, Form] = {"table": as_text, "json": as_json, "csv": as_csv, "md": as_markdown}
