"""ISBN and ISSN: whether such a number can be right, by the digit that is computed from the rest."""

from __future__ import annotations

import re
from typing import Any

_LENGTHS = {"ISBN": (13, 10), "ISSN": (8,)}
"""By kind: how many digits there may be."""


def standard(kind: str) -> str:
    """`ISBN` for `ISBN (web)`; empty where no standard is named."""
    return next((name for name in _LENGTHS if name in kind.upper()), "")


def fault(name: str, number: str) -> str:
    """Why a number cannot be right; empty where it can."""
    if _digits(name).is_valid(number):
        return ""
    lengths = _LENGTHS[name]
    digits = len(re.findall(r"[0-9Xx]", number))
    return "its digits do not add up" if digits in lengths else f"it has {digits} digits, not {_either(lengths)}"


def same_for_all(number: str) -> str:
    """An ISBN as 13 digits, however it is written."""
    compact: str = _digits("ISBN").compact(number, convert=True)
    return compact


def _digits(name: str) -> Any:
    """What knows the check digit. It can ask offices on the web too, and loads all that for it: only when wanted."""
    from stdnum import isbn, issn

    return {"ISBN": isbn, "ISSN": issn}[name]


def _either(numbers: tuple[int, ...]) -> str:
    return " or ".join(map(str, numbers))
