"""Where the sentences of a text begin and end; the only module that knows sentencex."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Wikimedia's, kept for 300 languages: it knows abbreviations, initials, decimals and quotations, and needs no model.
from sentencex import segment

_STRANGE = re.compile(r"[\s\ud800-\udfff]")
"""sentencex fails on some of the rarer kinds of space, and on halves of characters."""
_WINDOW = 2000
"""Characters that are read at a time: quotation marks that nothing closes cost sentencex the square of their number."""


def sentences(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Where each sentence begins and ends, without the space around it. language: `en-GB`, `cy`."""
    plain = _STRANGE.sub(" ", text)
    start = 0
    while start < len(plain):
        for each in _whole(plain, start, language.partition("-")[0]):
            words = each.strip()
            if words:
                begin = start + each.index(words)
                yield begin, begin + len(words)
            start += len(each)


def _whole(plain: str, start: int, language: str) -> list[str]:
    """The sentences from `start` on that end in the window; the last one may go on behind it."""
    found = list(segment(language, plain[start : start + _WINDOW]))
    return found[:-1] if len(found) > 1 and start + _WINDOW < len(plain) else found
