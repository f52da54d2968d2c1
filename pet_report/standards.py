"""ISBN and ISSN: whether such a number can be right, by the digit that is computed from the rest."""

from __future__ import annotations

import re

from stdnum import isbn, issn

_STANDARDS = {"ISBN": (isbn, (13, 10)), "ISSN": (issn, (8,))}
"""By kind: what knows its check digit, and how many digits there may be."""


def standard(kind: str) -> str:
    """`ISBN` for `ISBN (web)`; empty where no standard is named."""
    return next((name for name in _STANDARDS if name in kind.upper()), "")


def fault(name: str, number: str) -> str:
    """Why a number cannot be right; empty where it can."""
    module, lengths = _STANDARDS[name]
    if module.is_valid(number):
        return ""
    digits = len(re.findall(r"[0-9Xx]", number))
    return "its digits do not add up" if digits in lengths else f"it has {digits} digits, not {_either(lengths)}"


def same_for_all(number: str) -> str:
    """An ISBN as 13 digits, however it is written."""
    compact: str = isbn.compact(number, convert=True)
    return compact


def _either(numbers: tuple[int, ...]) -> str:
    return " or ".join(map(str, numbers))
