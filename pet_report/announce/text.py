"""Findings for people who write: what is wrong, the line with the words marked, and the way out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from pet_report.announce.cells import visible, window, wrapped
from pet_report.diagnostics import Diagnostic, Note, Severity
from pet_report.source import Place

NARROWEST = 40

_COLOURS = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.NOTE: "1;36"}
_FAINT, _HINT = "2", "32"

Paint = Callable[[str, str], str]
"""Puts words into a colour."""


def text(found: Sequence[Diagnostic], *, color: bool = False, width: int = 80) -> str:
    """Each finding with its excerpt, an empty line between two; coloured only when `color` is true."""
    paint = _coloured if color else _plain
    room = max(width, NARROWEST)
    return "\n".join("\n".join(_finding(each, paint, room)) + "\n" for each in found)


def summary(found: Sequence[Diagnostic], files: int) -> str:
    """The line that closes a run over `files` files: `3 errors, 1 warning in 2 files`."""
    if not found:
        return f"No faults found in {_counted(files, 'file')}."
    by_severity = Counter(each.severity for each in found)
    counts = (_counted(by_severity[each], each.value) for each in Severity if by_severity[each])
    return f"{', '.join(counts)} in {_counted(len({each.place.source.path for each in found}), 'file')}"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _finding(each: Diagnostic, paint: Paint, room: int) -> Iterator[str]:
    colour = _COLOURS[each.severity]
    head = f"{each.severity}[{each.rule.name}]:"
    lines = wrapped(visible(each.message), room, first=f"{head} ", later="  ")
    yield paint(head, colour) + lines.removeprefix(head)
    yield paint(f"  {visible(str(each.place))}", _FAINT)
    yield from _excerpt(each.place, paint, colour, room)
    for note in each.notes:
        yield from _note(note, each.place, paint, room)
    if each.hint:
        lines = wrapped(visible(each.hint), room, first="  hint: ", later="        ")
        yield "  " + paint("hint:", _HINT) + lines.removeprefix("  hint:")


def _note(note: Note, seen: Place, paint: Paint, room: int) -> Iterator[str]:
    elsewhere = note.place.order != seen.order
    words = visible(f"{note.text}: {note.place}" if elsewhere else note.text)
    yield wrapped(words, room, first="  note: ", later="        ")
    if elsewhere:
        yield from _excerpt(note.place, paint, _FAINT, room)


def _excerpt(place: Place, paint: Paint, colour: str, room: int) -> Iterator[str]:
    """The line, and under it the marks; nothing where there is no such line."""
    line = place.source.line(place.start.line)
    if not line.strip():
        return
    start = place.start.column - 1
    end = place.end.column - 1 if place.end.line == place.start.line else len(line)
    number = f"{place.start.line:>5} | "
    words, first, last = window(line, start, max(end, start + 1), room - len(number))
    yield paint(number, _FAINT) + words.rstrip()
    marks = "^" * max(last - first, 1)
    yield paint("      | ", _FAINT) + " " * first + paint(marks, colour)


def _plain(words: str, _: str) -> str:
    return words


def _coloured(words: str, colour: str) -> str:
    return f"\x1b[{colour}m{words}\x1b[0m"
