"""Text as markup, and back. markupsafe remembers nothing, and a report says the same names thousands of times."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

_SEVERAL = 1 << 14
"""Short texts that are remembered: the names, labels and addresses of a large report."""


def escaped(value: Any) -> Markup:
    """As `markupsafe.escape`: what is markup stays as it is."""
    kind = type(value)
    if kind is Markup:
        return value  # type: ignore[no-any-return]  # it is
    return _escaped(value) if kind is str else escape(value)


def bare(markup: Markup) -> str:
    """Its words, without tags and with single spaces."""
    return _bare(markup)


_escaped = lru_cache(maxsize=_SEVERAL)(escape)
_bare = lru_cache(maxsize=_SEVERAL)(Markup.striptags)
