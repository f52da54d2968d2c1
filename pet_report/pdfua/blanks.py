"""Text with blanks, in which a part is written until the whole file knows what is to stand there.

A blank is a key between two bytes that no object of a PDF holds. Keys are: the number of an object of the part; `s`
with that of one of its streams; `f` with the name of a font; `m` and `n` with a page of the part, for what is drawn in
its margins, and for its place among the lists of whose what stands on pages is; `c` with the number of a place to
click, for its place among the same; `x` for a measure across a page; and what there is but one of, PAGES, DOCUMENT and
END.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pydyf

PAGES, DOCUMENT, END = "pages", "document", "end"
"""The tree of all pages, the element above all others, and what ends the text of a page."""
BETWEEN = "\x01"
"""Stands behind each object."""

_EDGE = "\x00"
_TOLD = re.compile(r"\((?:[^\\)]|\\.)*\)|\b(\d+) 0 R\b", re.DOTALL)
"""A text, which may say anything, or an object that is referred to."""
_EXACT = 4
"""Decimals of a measure in points: finer than any device."""


def blank(key: str) -> str:
    return f"{_EDGE}{key}{_EDGE}"


def across(page: int, measure: float, behind: Sequence[int] = ()) -> str:
    """A measure in points from the left edge of this page of the part.

    behind: the stamps of its text to which what is measured closes up.
    """
    return blank(" ".join((f"x{page}", number(measure), *map(str, behind))))


def moved(key: bytes) -> tuple[int, float, list[int]]:
    """What `across` wrote."""
    page, measure, *behind = key[1:].split()
    return int(page), float(measure), [int(each) for each in behind]


def number(measure: float) -> str:
    return f"{measure:.{_EXACT}f}".rstrip("0").rstrip(".")


def string(text: str) -> str:
    """A text as a PDF writes it, without a byte that means something here."""
    written = pydyf.String(text).data.decode("ascii")
    return _without_edges(written) if _EDGE in written or BETWEEN in written else written


def _without_edges(written: str) -> str:
    return written.replace(_EDGE, r"\000").replace(BETWEEN, r"\001")


def with_blanks(written: bytes, keys: Mapping[int, str]) -> str:
    """An object as pydyf writes it, with blanks for those that it refers to. KeyError for one that has no key."""
    return _TOLD.sub(
        lambda found: blank(keys[int(found[1])]) if found[1] else _without_edges(found[0]), written.decode("ascii")
    )


def fill(text: bytes, filled: Mapping[bytes, bytes]) -> bytes:
    """KeyError for a blank for which there is nothing."""
    edge = _EDGE.encode()
    if edge not in text:
        return text
    pieces = text.split(edge)
    pieces[1::2] = map(filled.__getitem__, pieces[1::2])
    return b"".join(pieces)


def has_blanks(text: str) -> bool:
    return _EDGE in text
