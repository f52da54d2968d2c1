"""A piece of text that an author wrote, and places in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from msgspec import Struct


class Position(Struct, frozen=True, order=True):
    """A point between characters: line and column count from 1, in Unicode code points."""

    line: int
    column: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Source:
    """The text of one file, under the name by which its author knows it (relative, with slashes)."""

    path: str
    text: str

    @cached_property
    def lines(self) -> tuple[str, ...]:
        # Not splitlines(): YAML knows line feeds and carriage returns only, and columns must agree with it.
        return tuple(self.text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))

    def line(self, number: int) -> str:
        """The text of line `number` (from 1); empty past the end."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def whole(self) -> Place:
        """The first character: where a fault of the file as a whole is shown."""
        return Place(self, Position(1, 1), Position(1, 1))


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a source, its end exclusive."""

    source: Source = field(compare=False)
    start: Position
    end: Position

    @property
    def order(self) -> tuple[str, Position, Position]:
        return self.source.path, self.start, self.end

    def __str__(self) -> str:
        return f"{self.source.path}:{self.start.line}:{self.start.column}"


class Located(Protocol):
    """What was read at a place and may have parts that have places of their own."""

    @property
    def place(self) -> Place: ...

    def child(self, step: str | int) -> Located | None:
        """The part under a key or at an index."""

    def key(self, step: str | int) -> Place | None:
        """Where the key itself stands."""

    def within(self, offset: int, length: int) -> Place:
        """Where characters `offset` to `offset + length` of a text stand; the start of the text when not exact."""
