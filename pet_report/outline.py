"""Words as a drawing: the mark behind the text of a draft, which is a picture and is not read as text."""

from __future__ import annotations

from pathlib import Path

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

from pet_report.fonts import MARK, Outline


def draw(words: str, folder: Path) -> Outline | None:
    """The outline of words in the bundled font for marks; None where it lacks a letter, or letters would join."""
    with TTFont(folder / f"{MARK}.ttf") as font:
        letters, shapes = font.getBestCmap(), font.getGlyphSet()
        if not words or any(ord(letter) not in letters for letter in words):
            return None
        pen, width = SVGPathPen(shapes, ntos=lambda number: str(round(number))), 0
        for name in (letters[ord(letter)] for letter in words):
            shapes[name].draw(TransformPen(pen, (1, 0, 0, 1, width, 0)))
            width += shapes[name].width
        return Outline(path=pen.getCommands(), width=width)


def version_of(font: Path) -> str:
    """What a font file says of its version: `Version 3.052`; empty where it says nothing."""
    with TTFont(font) as opened:
        return opened["name"].getDebugName(_VERSION) or ""


_VERSION = 5
"""The number of the version in a font's table of names."""
