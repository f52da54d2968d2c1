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
    """What the browser reads: for each word, in which documents it is; a document's name is its place in the list.

    It has a third of the size of what lunr writes: lists instead of names for each place, steps instead of numbers, and
    weights in tenths, which put the same documents first. templates/screen.js makes of it again what lunr reads.
    """
    builder = Builder()
    for name, boost in FIELDS.items():
        builder.field(name, boost)
    for place, document in enumerate(documents):
        builder.add({"id": place, **{name: words(document[name]) for name in FIELDS}})
    made = builder.build().serialize()
    vectors = dict(made["fieldVectors"])
    return {
        "version": made["version"],
        "fields": list(FIELDS),
        "words": [[word, at["_index"], *(_places(at[name]) for name in FIELDS)] for word, at in made["invertedIndex"]],
        "weights": [[_weights(vectors[f"{name}/{place}"]) for place in range(len(documents))] for name in FIELDS],
    }


def _places(documents: Mapping[str, object]) -> list[int]:
    return _steps(sorted(map(int, documents)))


def _weights(pairs: Sequence[float]) -> list[int]:
    """A word and its weight by turns."""
    tenths = (max(1, round(weight * 10)) for weight in pairs[1::2])
    return [each for pair in zip(_steps([int(word) for word in pairs[::2]]), tenths, strict=True) for each in pair]


def _steps(numbers: Sequence[int]) -> list[int]:
    """`3, 5, 9` as `3, 2, 4`."""
    return [number - before for before, number in zip([0, *numbers], numbers, strict=False)]


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
