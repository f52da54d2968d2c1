"""What the content streams of a page draw, in their order: words with their marks, pictures, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace


class Box(NamedTuple):
    """In points from the lower left corner of the page."""

    left: float
    bottom: float
    right: float
    top: float

    def around(self, other: Box) -> Box:
        return Box(
            min(self.left, other.left), min(self.bottom, other.bottom),
            max(self.right, other.right), max(self.top, other.top),
        )  # fmt: skip

    def within(self, other: Box, slack: float = 0) -> bool:
        return (
            self.left >= other.left - slack and self.bottom >= other.bottom - slack
            and self.right <= other.right + slack and self.top <= other.top + slack
        )  # fmt: skip

    def cut(self, other: Box) -> Box:
        """What of it lies in another; a point or a line on its edge where nothing does."""
        left, right = max(self.left, other.left), min(self.right, other.right)
        bottom, top = max(self.bottom, other.bottom), min(self.top, other.top)
        return Box(left, bottom, max(left, right), max(bottom, top))


Matrix = tuple[float, float, float, float, float, float]
SAME: Matrix = (1, 0, 0, 1, 0, 0)


class Mark(Struct, frozen=True, kw_only=True):
    """What encloses a piece of content: a tag, its number among the marks of its stream, and what the tag says.

    artifact: the kind of an artifact, `Pagination/Header`; "" for one of no kind, None for what is none.
    """

    number: int | None = None
    artifact: str | None = None
    language: str = ""
    instead: str | None = None
    """The text to be read in place of the content."""


class Piece(Struct, frozen=True, kw_only=True):
    """Something drawn at once. `text` is empty for a line, an area or a picture. missing: glyphs that no font has.

    marks: from the outermost to the innermost. stream: which stream numbers the marks: "" is the page's own.
    """

    text: str
    box: Box
    marks: tuple[Mark, ...]
    stream: str = ""
    size: float = 0
    font: str = ""
    missing: int = 0
    unread: int = 0
    """Glyphs of which the font does not say for what character they stand."""


class Font(Struct, frozen=True, kw_only=True):
    """width: bytes of a code. glyphs: None where a code is the number of the glyph."""

    name: str
    width: int
    texts: Mapping[int, str]
    glyphs: Mapping[int, int] | None = None
    embedded: bool = True
    advances: Mapping[int, float] = field(default_factory=dict)
    """Thousandths of the size, by the number of the glyph."""
    advance: float = 1000
    simple: bool = False

    def read(self, content: bytes) -> tuple[str, int, int, float]:
        """The words of a string, how many glyphs are missing, how many say no character, and how far it reaches."""
        words, missing, unread, reach = [], 0, 0, 0.0
        for at in range(0, len(content) - self.width + 1, self.width):
            code = int.from_bytes(content[at : at + self.width])
            glyph = code if self.glyphs is None else self.glyphs.get(code, 0)
            missing += glyph == 0 and not self.simple
            text = self.texts.get(code)
            unread += text is None
            words.append("\N{REPLACEMENT CHARACTER}" if text is None else text)
            reach += self.advances.get(glyph, self.advance)
        return "".join(words), missing, unread, reach / 1000


class Stream(Struct, frozen=True, kw_only=True):
    """A content stream, taken apart. forms: other streams that it draws, by name; pictures: names of images."""

    steps: Sequence[tuple[Sequence[Any], str]]
    fonts: Mapping[str, Font]
    properties: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    forms: Mapping[str, Stream] = field(default_factory=dict)
    matrix: Matrix = SAME
    name: str = ""


class _State(Struct):
    matrix: Matrix = SAME
    clip: Box | None = None
    font: Font | None = None
    size: float = 0
    leading: float = 0
    scale: float = 1


DEEPEST = 12
"""Streams within streams."""
MOST_STEPS = 3_000_000
"""Of one page, with the streams that it draws again and again: more is no page for people."""


class TooMuch(Exception):
    """A page that takes more steps than anybody would wait for."""


def pieces(stream: Stream, page: Box) -> Iterator[Piece]:
    """Everything that a stream draws, in its order. Raises TooMuch."""
    return _Pen(stream, _State(clip=page), (), 0, iter(range(MOST_STEPS))).draw()


class _Pen:
    """Follows one content stream."""

    def __init__(self, stream: Stream, state: _State, marks: tuple[Mark, ...], depth: int, left: Iterator[int]) -> None:
        self.stream, self.state, self.depth, self.left = stream, state, depth, left
        self.state.matrix = _times(stream.matrix, state.matrix)
        self.kept: list[_State] = []
        self.marks = list(marks)
        self.path: Box | None = None
        self.clips = False
        self.line = self.text = SAME

    def draw(self) -> Iterator[Piece]:
        for operands, operator in self.stream.steps:
            if next(self.left, None) is None:
                raise TooMuch
            try:
                if operator in _SILENT:
                    _SILENT[operator](self, operands)
                elif operator in _DRAWING:
                    yield from _DRAWING[operator](self, operands)
            except (ValueError, TypeError, IndexError, OverflowError):
                continue  # an operator with operands that it cannot have draws nothing

    # --- state ---

    def push(self, _: Sequence[Any]) -> None:
        self.kept.append(replace(self.state))

    def pop(self, _: Sequence[Any]) -> None:
        if self.kept:
            self.state = self.kept.pop()

    def transform(self, operands: Sequence[Any]) -> None:
        self.state.matrix = _times(_matrix(operands), self.state.matrix)

    # --- marks ---

    def mark(self, operands: Sequence[Any]) -> None:
        properties = operands[1] if len(operands) > 1 else {}
        if isinstance(properties, str):
            properties = self.stream.properties.get(properties, {})
        self.marks.append(_mark(str(operands[0]), properties))

    def unmark(self, _: Sequence[Any]) -> None:
        if self.marks:
            self.marks.pop()

    # --- paths ---

    def point(self, operands: Sequence[Any]) -> None:
        for x, y in zip(operands[::2], operands[1::2], strict=False):
            self._reach(float(x), float(y))

    def rectangle(self, operands: Sequence[Any]) -> None:
        x, y, width, height = map(float, operands)
        for corner in ((x, y), (x + width, y), (x, y + height), (x + width, y + height)):
            self._reach(*corner)

    def _reach(self, x: float, y: float) -> None:
        x, y = _applied(self.state.matrix, x, y)
        point = Box(x, y, x, y)
        self.path = self.path.around(point) if self.path else point

    def clip(self, _: Sequence[Any]) -> None:
        self.clips = True

    def paint(self, _: Sequence[Any]) -> Iterator[Piece]:
        if self.path:
            yield self._piece(self.path)
        self.end_path(_)

    def end_path(self, _: Sequence[Any]) -> None:
        if self.clips and self.path:
            self.state.clip = self.path.cut(self.state.clip) if self.state.clip else self.path
        self.path, self.clips = None, False

    def shade(self, _: Sequence[Any]) -> Iterator[Piece]:
        yield self._piece(self.state.clip or Box(0, 0, 0, 0))

    # --- words ---

    def begin_text(self, _: Sequence[Any]) -> None:
        self.line = self.text = SAME

    def choose_font(self, operands: Sequence[Any]) -> None:
        self.state.font = self.stream.fonts.get(str(operands[0]))
        self.state.size = float(operands[1])

    def lead(self, operands: Sequence[Any]) -> None:
        self.state.leading = float(operands[0])

    def stretch(self, operands: Sequence[Any]) -> None:
        self.state.scale = float(operands[0]) / 100

    def place_text(self, operands: Sequence[Any]) -> None:
        self.line = self.text = _matrix(operands)

    def move_text(self, operands: Sequence[Any]) -> None:
        self.line = self.text = _times((1, 0, 0, 1, float(operands[0]), float(operands[1])), self.line)

    def move_and_lead(self, operands: Sequence[Any]) -> None:
        self.state.leading = -float(operands[1])
        self.move_text(operands)

    def next_line(self, _: Sequence[Any]) -> None:
        self.move_text((0, -self.state.leading))

    def show(self, operands: Sequence[Any]) -> Iterator[Piece]:
        parts = operands[0] if isinstance(operands[0], list) else [operands[0]]
        font = self.state.font
        if font is None:
            return
        words, missing, unread, reach = [], 0, 0, 0.0
        for part in parts:
            if isinstance(part, bytes):
                text, lacking, dumb, advance = font.read(part)
                words.append(text)
                missing, unread, reach = missing + lacking, unread + dumb, reach + advance
            else:
                reach -= float(part) / 1000
        yield self._text("".join(words), reach * self.state.size * self.state.scale, font, missing, unread)

    def show_on_next_line(self, operands: Sequence[Any]) -> Iterator[Piece]:
        self.next_line(())
        yield from self.show(operands[-1:])

    def _text(self, words: str, reach: float, font: Font, missing: int, unread: int) -> Piece:
        matrix = _times(self.text, self.state.matrix)
        size = self.state.size
        corners = [_applied(matrix, x, y) for x in (0, reach) for y in (-0.2 * size, 0.8 * size)]
        box = Box(*map(min, zip(*corners, strict=True)), *map(max, zip(*corners, strict=True)))
        height = abs(_applied(matrix, 0, size)[1] - _applied(matrix, 0, 0)[1])
        self.text = _times((1, 0, 0, 1, reach, 0), self.text)
        piece = self._piece(box)
        return replace(piece, text=words, size=height, font=font.name, missing=missing, unread=unread)

    # --- other streams, pictures ---

    def include(self, operands: Sequence[Any]) -> Iterator[Piece]:
        form = self.stream.forms.get(str(operands[0]))
        if form is None:
            corners = [_applied(self.state.matrix, x, y) for x in (0, 1) for y in (0, 1)]
            yield self._piece(Box(*map(min, zip(*corners, strict=True)), *map(max, zip(*corners, strict=True))))
        elif self.depth < DEEPEST:
            yield from _Pen(form, replace(self.state), tuple(self.marks), self.depth + 1, self.left).draw()

    def inline_picture(self, _: Sequence[Any]) -> Iterator[Piece]:
        yield from self.include((" ",))

    def _piece(self, box: Box) -> Piece:
        seen = box.cut(self.state.clip) if self.state.clip else box
        return Piece(text="", box=seen, marks=tuple(self.marks), stream=self.stream.name)


_SILENT = {
    "q": _Pen.push, "Q": _Pen.pop, "cm": _Pen.transform, "BDC": _Pen.mark, "BMC": _Pen.mark, "EMC": _Pen.unmark,
    "m": _Pen.point, "l": _Pen.point, "c": _Pen.point, "v": _Pen.point, "y": _Pen.point, "re": _Pen.rectangle,
    "W": _Pen.clip, "W*": _Pen.clip, "n": _Pen.end_path, "BT": _Pen.begin_text, "Tf": _Pen.choose_font,
    "Tm": _Pen.place_text, "Td": _Pen.move_text, "TD": _Pen.move_and_lead, "T*": _Pen.next_line,
    "TL": _Pen.lead, "Tz": _Pen.stretch,
}  # fmt: skip
_DRAWING = {
    **dict.fromkeys(("f", "F", "f*", "B", "B*", "b", "b*", "s", "S"), _Pen.paint),
    "sh": _Pen.shade, "Tj": _Pen.show, "TJ": _Pen.show, "'": _Pen.show_on_next_line, '"': _Pen.show_on_next_line,
    "Do": _Pen.include, "INLINE IMAGE": _Pen.inline_picture,
}  # fmt: skip


OPERATORS = frozenset((*_SILENT, *_DRAWING))


def _mark(tag: str, properties: Mapping[str, Any]) -> Mark:
    number = properties.get("/MCID")
    instead = properties.get("/ActualText")
    kind = "/".join(str(properties[key])[1:] for key in ("/Type", "/Subtype") if key in properties)
    return Mark(
        number=number if isinstance(number, int) else None,
        artifact=kind if tag == "/Artifact" else None,
        language=str(properties.get("/Lang", "")),
        instead=None if instead is None else str(instead),
    )


def _matrix(operands: Sequence[Any]) -> Matrix:
    a, b, c, d, e, f = map(float, operands)
    return a, b, c, d, e, f


def _times(one: Matrix, other: Matrix) -> Matrix:
    """First the one, then the other."""
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _applied(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
