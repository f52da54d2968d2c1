"""Which characters can be printed: those that the bundled fonts have between them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from pet_report.covered import COVERED

# Nobody sees these, or the font is not asked for them: spaces, formatting, and how the character before is to look.
_UNSEEN_KINDS = frozenset(("Cc", "Cf", "Zs", "Zl", "Zp", "Cs"))
_UNSEEN = "\ufe00-\ufe0f\U000e0100-\U000e01ef\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"


def missing(text: str) -> Iterator[tuple[int, str]]:
    """Every stretch of characters that no font has, with where it begins."""
    if text.isascii():
        return
    for match in _lacking().finditer(text):
        if any(unicodedata.category(letter) not in _UNSEEN_KINDS for letter in match[0]):
            yield match.start(), match[0]


def name(letter: str) -> str:
    """`U+2603 SNOWMAN`."""
    return f"U+{ord(letter):04X} {unicodedata.name(letter, 'without a name')}"


@cache
def _lacking() -> re.Pattern[str]:
    ranges = (each.partition("-") for each in COVERED.split())
    known = "".join(f"\\U{int(first, 16):08x}-\\U{int(last or first, 16):08x}" for first, _, last in ranges)
    return re.compile(f"[^\\x00-\\x9f\\s{_UNSEEN}{known}]+")
