"""The style sheet that declares the bundled fonts: by file for print, inside the page for the screen."""

from __future__ import annotations

import re
from collections.abc import Callable

from msgspec import Struct


class Face(Struct, frozen=True, kw_only=True):
    """One font file. `script` finds the characters that need it; None: every page needs it.

    The families are named as no system names its own, so that no page takes a font from the reader's machine.
    """

    family: str
    weight: int
    file: str
    script: re.Pattern[str] | None = None


_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff]")
_BENGALI = re.compile("[\u0980-\u09ff]")

FACES = (
    Face(family="Report Text", weight=400, file="SourceSans3-Regular"),
    Face(family="Report Text", weight=600, file="SourceSans3-Semibold"),
    Face(family="Report Text", weight=700, file="SourceSans3-Bold"),
    Face(family="Report Display", weight=400, file="SourceSerif4Display-Regular"),
    Face(family="Report Display", weight=600, file="SourceSerif4Display-Semibold"),
    Face(family="Report Arabic", weight=400, file="NotoSansArabic-Regular", script=_ARABIC),
    Face(family="Report Arabic", weight=700, file="NotoSansArabic-Bold", script=_ARABIC),
    Face(family="Report Urdu", weight=400, file="NotoNastaliqUrdu-Regular", script=_ARABIC),
    Face(family="Report Urdu", weight=700, file="NotoNastaliqUrdu-Bold", script=_ARABIC),
    Face(family="Report Bengali", weight=400, file="NotoSansBengali-Regular", script=_BENGALI),
    Face(family="Report Bengali", weight=700, file="NotoSansBengali-Bold", script=_BENGALI),
)


MARK = "SourceSerif4Display-Semibold"
"""The face in which a mark on the page is drawn. It has no script whose letters join."""


class Outline(Struct, frozen=True, kw_only=True):
    """Words as the path of an SVG, which stands on its head as fonts do, in thousandths of a letter's height."""

    path: str
    width: int

    @property
    def scale(self) -> float:
        """So many times as large it runs across a page from corner to corner, and no larger than looks well."""
        return round(min(1.14, _DIAGONAL / self.width), 3)


_DIAGONAL = 2460
"""Tenths of a millimetre."""


def style(text: str, address: Callable[[Face], str]) -> str:
    """`@font-face` rules for the scripts that occur in `text`; `address` tells where a face is found."""
    scripts = {script for script in {face.script for face in FACES} if script is None or script.search(text)}
    needed = (face for face in FACES if face.script in scripts)
    return "\n".join(
        f'@font-face{{font-family:"{face.family}";font-weight:{face.weight};src:url("{address(face)}")}}'
        for face in needed
    )
