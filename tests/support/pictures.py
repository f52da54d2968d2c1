"""Pictures of pages, kept and compared: small enough to keep many, large enough to see what moved."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageFilter

SCALE = 0.7
"""Pixels for a point."""
GREYS = 16
BLUR = 1.5
SEEN = 40
"""Of 255: how much darker or lighter a pixel must be, once neighbours are blurred, to be seen as another."""
FEW = 0.0003
"""The part of a picture that may differ: edges, which another version of a font library draws a shade lighter."""


def pages(pdf: Path) -> Iterator[Image.Image]:
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            yield small(page.render(scale=SCALE, grayscale=True).to_pil())


def small(picture: Image.Image) -> Image.Image:
    """In a few greys: they compress well, and colours are compared as values elsewhere."""
    return picture.convert("L").quantize(GREYS)


def compare(picture: Image.Image, kept: Path, *, accept: bool) -> str | None:
    """What is wrong, or None; where it is, build/gallery shows both side by side."""
    if accept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(_png(picture))
        return None
    if not kept.exists():
        return f"{kept.name} is not kept yet: look at it, then run `make accept`"
    with Image.open(kept) as before:
        part = different(before.convert("L"), picture.convert("L"))
        if part <= FEW:
            return None
        seen = Path("build/gallery") / kept.name
        seen.parent.mkdir(parents=True, exist_ok=True)
        seen.write_bytes(_png(_side_by_side(before, picture)))
    return f"{kept.name}: {part:.1%} of it looks different; {seen} shows before and after"


def different(one: Image.Image, other: Image.Image) -> float:
    """The part of two pictures, in greys, that does not look the same; 1 where their sizes differ."""
    if one.size != other.size:
        return 1.0
    blurred = (each.filter(ImageFilter.GaussianBlur(BLUR)) for each in (one, other))
    histogram = ImageChops.difference(*blurred).histogram()
    return sum(histogram[SEEN:]) / (one.width * one.height)


def _side_by_side(*both: Image.Image) -> Image.Image:
    sheet = Image.new("L", (sum(each.width for each in both), max(each.height for each in both)), 128)
    left = 0
    for each in both:
        sheet.paste(each.convert("L"), (left, 0))
        left += each.width
    return sheet


def _png(picture: Image.Image) -> bytes:
    content = io.BytesIO()
    picture.save(content, "PNG", optimize=True)
    return content.getvalue()


def judge(complaints: list[str]) -> None:
    """One message for all pictures: a change of style changes many."""
    if complaints:
        pytest.fail("\n".join(complaints), pytrace=False)
