"""The spaces that layout takes away are printed all the same: words must not run together when a PDF is read aloud.

WeasyPrint drops the space at which it breaks a line, and with it the only thing that parts two words for a reader, a
search, or whoever copies. Here each piece of text remembers that a space followed it, and when it is drawn the space
is drawn behind it, where nobody sees it. This leans on names that WeasyPrint keeps to itself; a test holds them.
"""

from __future__ import annotations

import copy
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from pet_report.pdf import numbers

_SOFT_HYPHEN = "\N{SOFT HYPHEN}"


@contextmanager
def kept(weasyprint: Any) -> Iterator[None]:
    """While this lasts. WeasyPrint is as it was afterwards, for whoever else uses it in this process."""
    inline, draw = weasyprint.layout.inline, weasyprint.draw
    split, remove, write = inline.split_text_box, inline.remove_last_whitespace, draw.draw_text
    inline.split_text_box, inline.remove_last_whitespace = _noting_breaks(split), _noting_ends(remove)
    draw.draw_text = _with_space(write)
    try:
        yield
    finally:
        inline.split_text_box, inline.remove_last_whitespace, draw.draw_text = split, remove, write


def spoken(box: Any) -> str:
    """What a piece of text says, where its glyphs alone would say it wrongly: else nothing.

    Letters written from right to left, and those that join with signs, stand in a page in the order in which they are
    seen; a hyphen at the end of a line belongs to no word.
    """
    text: str = box.text
    if text and getattr(box, "hyphenated", False):
        text = text[: -len(box.style["hyphenate_character"])].rstrip(_SOFT_HYPHEN) + _SOFT_HYPHEN
    elif not any(map(_is_joined, text)):
        return ""
    return f"{' ' * getattr(box, 'led', False)}{text}{' ' * _is_parted(box)}"


def is_from_right(text: str) -> bool:
    """Whether anything in it is written from right to left."""
    return any(unicodedata.bidirectional(letter) in ("R", "AL", "AN") for letter in text)


def _is_joined(letter: str) -> bool:
    return letter > "\u02ff" and (is_from_right(letter) or unicodedata.category(letter) in ("Mn", "Mc"))


def _is_parted(box: Any) -> bool:
    return bool(getattr(box, "parted", False)) or box.pango_layout.text.endswith(" ")


def _noting_breaks(split: Callable[..., Any]) -> Callable[..., Any]:
    def split_text_box(context: Any, box: Any, available_width: Any, skip: Any, is_line_start: bool = True) -> Any:
        piece, resume, broken = split(context, box, available_width, skip, is_line_start)
        source = box.text.encode()
        if piece is not None and skip:
            # Where a text begins with the space at which its line does, nothing before it holds that.
            piece.led = source[:skip].isspace()
        if piece is not None:
            taken = source[skip or 0 : resume]
            # What layout adds to the words is a hyphen; what it takes away are spaces.
            shortened = len(piece.text.encode()) < len(taken) and taken[-1:].isspace()
            if resume is not None:
                piece.hyphenated = not taken.startswith(piece.text.encode())
                piece.parted = bool(broken) or shortened
            elif shortened:  # a box that is as narrow as its words
                piece.parted = True
        return piece, resume, broken

    return split_text_box


def _noting_ends(remove: Callable[..., Any]) -> Callable[..., Any]:
    def remove_last_whitespace(context: Any, line: Any) -> None:
        remove(context, line)
        texts = _texts_from_end(line)
        end = next(texts, None)
        # A space that was a box of its own is gone now; `br` ends a line without one.
        if end is not None and (not end.text or _ends_with_break(line)):
            last = next((box for box in (end, *texts) if box.text.strip()), None)
            if last is not None:
                last.parted = True

    return remove_last_whitespace


def _texts_from_end(box: Any) -> Iterator[Any]:
    """The last piece of text comes first. What is placed has only a stand-in in the line, and is no part of it."""
    if hasattr(box, "text"):
        yield box
    for child in reversed(box.children):
        if not hasattr(child, "_box"):
            yield from _texts_from_end(child)


def _ends_with_break(line: Any) -> bool:
    return bool(line.children) and getattr(line.children[-1], "element_tag", None) == "br"


def _with_space(draw: Callable[..., Any]) -> Callable[..., Any]:
    def draw_text(stream: Any, box: Any, *rest: Any) -> None:
        behind = getattr(box, "behind", ())
        if not behind:
            _draw(draw, stream, box, *rest)
            return
        with stream.stacked():
            numbers.step_back(stream, behind)
            _draw(draw, stream, box, *rest)

    return draw_text


def _draw(draw: Callable[..., Any], stream: Any, box: Any, *rest: Any) -> None:
    """A piece of text, with the spaces before and behind it."""
    if box.text and not box.text.strip():
        # Nothing but spaces, between two pieces of other looks: WeasyPrint only moves on.
        draw(stream, _space(box, box.position_x), *rest)
        return
    if getattr(box, "led", False):
        draw(stream, _space(box, box.position_x - box.style["font_size"] / 4), *rest)
    to_the_left = box.pango_layout.first_line_direction % 2
    parted = getattr(box, "parted", False) and box.text and not box.pango_layout.text.endswith(" ")
    if getattr(box, "is_number", False):
        numbers.stamp(draw, stream, box, *rest)
    else:
        if parted and not to_the_left:
            box.space_behind = True
        draw(stream, box, *rest)
        parted = parted and (to_the_left or vars(box).pop("space_behind", False))
    if parted:
        behind = box.position_x - box.style["font_size"] / 4 if to_the_left else box.position_x + box.width
        draw(stream, _space(box, behind), *rest)


def _space(box: Any, left: float) -> Any:
    """A piece of text of the same looks that draws a space there, and nothing else."""
    space = box.copy()
    space.is_number = False
    space.text = "space"  # WeasyPrint draws nothing where it sees only spaces; it draws what follows
    space.style = box.style.copy()
    space.style["text_decoration_line"] = "none"
    space.pango_layout = copy.copy(box.pango_layout)
    space.pango_layout.text = " "
    space.position_x = left
    return space
