# ruff: noqa: SLF001 - what is drawn, and with which font, WeasyPrint keeps to itself; a test holds these names
"""The numbers of pages, left open when a part is printed: they are known only once all parts are.

Each is laid out with zeros in its place, as many as it may come to have digits, and figures are all of one width. What
is drawn is a stamp, and the ten figures of its font are kept beside it. Where the number has fewer digits in the end,
what stands behind it in its line closes up: a line is broken as for the widest number, and nothing else tells of it. So
a page that moves from 99 to 100 has nothing laid out again that refers to it.
"""

from __future__ import annotations

import copy
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct

from pet_report.pdfua.tags import BEHIND, MARK, Stamp

_ALIGNED = {"start": 0.0, "left": 0.0, "justify": 0.0, "center": 0.5, "right": 1.0, "end": 1.0}
_GLYPHS = re.compile(rb"<([0-9a-f]*)>|(-?[\d.]+)")
OF_PAGE = "counter()", ("page", "decimal")
"""What shows the number of the page itself, in a style."""
_FROM_LEFT = ("start", "left")
_BORDERS = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))


class Faulty(Exception):
    """A number for which no place can be kept; the message says which, and the second argument what helps."""


def mark(weasyprint: Any, page: Any) -> None:
    """Let each piece of text that is the number of a page, or holds one, know it: in the text and in the margins."""
    box, boxes = page._page_box, weasyprint.formatting_structure.boxes
    lines: dict[Any, list[Any]] = defaultdict(list)
    for number, line in _numbers_of(box, boxes):
        number.is_number, number.closes = True, False
        if number.aligned is None:
            lines[line].append(number)
    page.behind = [each for line, numbers in lines.items() for each in _close_up(line, numbers, boxes)]
    for side in box.margins.sides.values():
        for margin in side.children:
            if margin.style["content"] == (OF_PAGE,):
                for text, *_ in _within(margin, (), boxes):
                    text.is_number, text.number_of, text.laid, text.closes = True, "", text.text, False
                    text.aligned = _ALIGNED[margin.style["text_align_all"]]


def _numbers_of(box: Any, boxes: Any) -> Iterator[tuple[Any, Any]]:
    """Each with the line in which it stands."""
    for text, holders, line in _within(box, (), boxes):
        target = text.element.get("data-to") if text.element is not None else None
        laid = next(filter(None, map(_zeros, reversed(holders))), "") if target else ""
        if target and laid and laid in text.text:
            text.number_of, text.laid = target[1:], laid
            text.aligned = _fixed(text.element, holders) if is_column(text.element) else None
            yield text, line


def _close_up(line: Any, numbers: list[Any], boxes: Any) -> list[Any]:
    """Let all that stands behind a number in its line know it, where it can move; else the number keeps its room."""
    shown = list(_in_line(line, boxes))
    behind = shown[shown.index(numbers[0]) + 1 :]
    if not _begins_left(line.style) or not all(_can_move(each, boxes) for each in behind):
        return []
    before: tuple[Any, ...] = ()
    for each in shown:
        if before:
            each.behind = before
        if each in numbers:
            each.closes = True
            before = (*before, each)
    return behind


def _in_line(box: Any, boxes: Any) -> Iterator[Any]:
    for child in box.children:
        if child.is_in_normal_flow():
            yield child
            if isinstance(child, boxes.InlineBox):
                yield from _in_line(child, boxes)


def _begins_left(style: Any) -> bool:
    sides = style["text_align_all"], style["text_align_last"]
    return style["direction"] == "ltr" and sides[0] in _FROM_LEFT and sides[1] in ("auto", *_FROM_LEFT)


def _can_move(box: Any, boxes: Any) -> bool:
    """Text can, and places to click; what is drawn around them stays where it was laid out."""
    bare = not box.background and not any(getattr(box, side) for side in _BORDERS)
    return isinstance(box, boxes.TextBox) or (isinstance(box, boxes.InlineBox) and bare)


def step_back(stream: Any, numbers: Sequence[Any]) -> None:
    """Let what is drawn next close up to the numbers before it, as far as they turn out shorter."""
    stream.stream.append(BEHIND % b" ".join(b"%d" % number.stamp for number in numbers))


def before_links(page: Any) -> dict[Any, list[int]]:
    """Of what refers to each place to click, the numbers that stand before it in its line: their stamps."""
    links = ((box.link_annotation, box.behind) for box in page.behind)
    return {link.reference: [number.stamp for number in behind] for link, behind in links if link}


def _zeros(holder: Any) -> str:
    """What the style of a box keeps free for a number: a text of nothing but zeros."""
    content = holder.style["content"]
    for kind, text in content if isinstance(content, tuple) else ():
        if kind == "string" and text and not text.strip("0"):
            return str(text)
    return ""


def is_column(element: Any) -> bool:
    """Whether the number stands in a column of its own, wide enough for all that may come."""
    return "folio" in element.get("class", "").split()


def _fixed(element: Any, holders: tuple[Any, ...]) -> float:
    for holder in holders:
        if holder.element is element and holder.style["width"] != "auto":
            return _ALIGNED[holder.style["text_align_all"]]
    raise Faulty("a number of a page in a `folio` without a width", "give `.folio` a width in the project's own styles")


def _within(box: Any, holders: tuple[Any, ...], boxes: Any, line: Any = None) -> Iterator[tuple[Any, Any, Any]]:
    """Each piece of text, what holds it, and its line."""
    box = getattr(box, "_box", box)
    if hasattr(box, "text"):
        yield box, holders, line
    for child in box.children:
        inside = box if isinstance(box, boxes.LineBox) else line
        yield from _within(child, (*holders[-3:], box), boxes, inside)


def stamp(draw: Any, stream: Any, box: Any, *rest: Any) -> None:
    """Draw a piece of text with a stamp where its number will be."""
    figures = _figures_of(draw, stream, box, *rest)
    begun = max(len(stream.stream) - 1, 0)  # what ends a text before is taken back
    draw(stream, box, *rest)
    for at, shown in _texts_shown(stream.stream, begun):
        around = _around(shown, [figures.glyphs[int(each)] for each in box.laid])
        if around:
            stamps = stream.__dict__.setdefault("stamps", [])
            box.stamp = len(stamps)
            stream.stream[at] = MARK % box.stamp
            stamps.append(Stamp(target=box.number_of, before=around[0], after=around[1], figures=figures.glyphs,
                                laid=len(box.laid), advance=figures.advance, spacing=figures.spacing,
                                size=box.style["font_size"], closes=box.closes, aligned=box.aligned))  # fmt: skip
            return
    raise Faulty(
        f'the number of a page in "{box.text}"', "take what changes its figures out of the project's own styles"
    )


class _Figures(Struct, frozen=True, kw_only=True):
    """The glyphs of the ten figures, how far each reaches, and how far to step back between two."""

    glyphs: tuple[str, ...]
    advance: float
    spacing: float


def _figures_of(draw: Any, stream: Any, box: Any, *rest: Any) -> _Figures:
    """Those of a style are drawn once in each document, whose fonts must come to know them."""
    fonts, style = stream._fonts, box.style
    known = getattr(style, "figures", None)
    if known is None or known[0] is not fonts or known[1] != style.changes:
        known = style.figures = fonts, style.changes, _figures(draw, stream, box, *rest)
    figures: _Figures = known[2]
    return figures


def _figures(draw: Any, stream: Any, box: Any, *rest: Any) -> _Figures:
    """As they look in this piece of text."""
    ten = box.copy()
    ten.text = "0123456789"
    ten.style = box.style.copy()
    ten.style["text_decoration_line"] = "none"
    ten.pango_layout = copy.copy(box.pango_layout)
    ten.pango_layout.text = ten.text
    scratch = stream.clone(tags={})
    draw(scratch, ten, *rest)
    items = [item for _, shown in _texts_shown(scratch.stream, 0) for item in _items(shown)]
    glyphs = tuple(item for item in items if isinstance(item, str))
    steps = {item for item in items if isinstance(item, float)}
    font = scratch._old_font[0]
    widths = {each.widths[int(glyph, 16)] for each in stream._fonts.values() if each.hash == font
              for glyph in glyphs if int(glyph, 16) in each.widths}  # fmt: skip
    if len(glyphs) != 10 or len(widths) != 1 or len(steps) > 1:
        raise Faulty("the number of a page whose figures are not of one width",
                     "style it with font-variant-numeric: tabular-nums and font-kerning: none")  # fmt: skip
    spacing = steps.pop() if steps else 0.0
    return _Figures(glyphs=glyphs, advance=widths.pop() - spacing, spacing=spacing)


def _texts_shown(content: list[Any], begin: int) -> Iterator[tuple[int, bytes]]:
    """Each text that is shown from there on, and where."""
    for at in range(begin, len(content)):
        item = content[at]
        if isinstance(item, bytes) and item.endswith(b"] TJ"):
            yield at, item[1:-4]


def _items(shown: bytes) -> list[str | float]:
    """What a text shows: glyphs by their number, and how far to step back between them."""
    found: list[str | float] = []
    for glyphs, step in _GLYPHS.findall(shown):
        text = glyphs.decode()
        found += [text[at : at + 4] for at in range(0, len(text), 4)]
        if step and float(step):
            found.append(float(step))
    return found


def _around(shown: bytes, laid: list[str]) -> tuple[str, str] | None:
    """What is shown before and after the figures that were laid out; None where they are not in it."""
    items = _items(shown)
    for first in range(len(items)):
        seen, last = 0, first
        while last < len(items) and seen < len(laid) and (isinstance(items[last], float) or items[last] == laid[seen]):
            seen += isinstance(items[last], str)
            last += 1
        if seen == len(laid) and isinstance(items[first], str):
            return _shown(items[:first]), _shown(items[last:])
    return None


def _shown(items: list[str | float]) -> str:
    return "".join(f"<{each}>" if isinstance(each, str) else f"{each:g} " for each in items).replace("><", "")
