"""What changes in a file, as version control shows it."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff

from pet_report.announce.cells import visible

_COLOURS = {"+": "32", "-": "31", "@": "36"}


def difference(path: str, before: str, after: str, *, color: bool = False) -> str:
    """A unified diff, with what is invisible made visible; empty where nothing changes."""
    return "".join(f"{_painted(line, color)}\n" for line in _lines(path, before, after))


def _lines(path: str, before: str, after: str) -> Iterator[str]:
    if before.replace("\r\n", "\n") == after:
        yield f"{path}: only its line ends, or the invisible mark at its start, change"
        return
    if before.endswith("\n") and after.endswith("\n"):
        before, after = before[:-1], after[:-1]  # else what is behind the last line would be shown as one more
    for line in unified_diff(before.split("\n"), after.split("\n"), f"a/{path}", f"b/{path}", lineterm=""):
        yield visible(line)


def _painted(line: str, color: bool) -> str:
    colour = _COLOURS.get(line[:1]) if color else None
    return f"\x1b[{colour}m{line}\x1b[0m" if colour else line
