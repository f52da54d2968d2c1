"""The words that a search looks through, numbered once when a page is built (the only module that knows lunr).

Its other half is templates/vendor/lunr.js, which reads the numbers in a browser. Neither of the two trims or stems:
their trimmer takes every letter that is not Latin for a mark, and their stemmers are of one language and do not agree.
Words are the same in both halves: `words` here, and the function of that name in templates/screen.js.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from lunr.builder import Builder

FIELDS: Mapping[str, int] = {"title": 5, "text": 1}
"""What is looked through, and how much more a word there counts."""


def index(documents: Sequence[Mapping[str, str]]) -> Mapping[str, Any]:
    """What the browser reads: for each word, in which documents it is; a document's name is its place in the list."""
    builder = Builder()
    for name, boost in FIELDS.items():
        builder.field(name, boost)
    for place, document in enumerate(documents):
        builder.add({"id": place, **{name: words(document[name]) for name in FIELDS}})
    made: Mapping[str, Any] = builder.build().serialize()
    return made


def words(text: str) -> list[str]:
    """Runs of letters and figures of any alphabet, in small letters, without the accents that few readers type."""
    plain = unicodedata.normalize("NFC", _ACCENT.sub("", unicodedata.normalize("NFKD", text))).lower()
    return plain.translate(_APART).split()


_ACCENT = re.compile("[\u0300-\u036f\u064b-\u065f]")
"""Of Latin, Greek and Cyrillic letters, and the vowel marks of Arabic; those of Bengali are letters to its readers."""


class _Apart(dict[int, int]):
    """Asked for each letter once: a letter, a mark or a figure stays, and all else is a space."""

    def __missing__(self, letter: int) -> int:
        kept = letter if unicodedata.category(chr(letter))[0] in "LMN" else ord(" ")
        self[letter] = kept
        return kept


_APART = _Apart()
