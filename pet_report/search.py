"""The words that a search looks through, numbered once when a page is built (the only module that knows lunr).

What lunr's own builder would make of them is made here, for that takes each word for an object of its own, and makes
what only a search in Python would need.

Its other half is templates/vendor/lunr.js, which reads the numbers in a browser. Neither of the two trims or stems:
their trimmer takes every letter that is not Latin for a mark, and their stemmers are of one language and do not agree.
Words are the same in both halves: `words` here, and the function of that name in templates/screen.js.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from pet_report.memo import kept

FIELDS: Mapping[str, int] = {"title": 5, "text": 1}
"""What is looked through, and how much more a word there counts."""


def index(documents: Sequence[Mapping[str, str]]) -> Mapping[str, Any]:
    """What the browser reads: for each word, in which documents it is; a document's name is its place in the list.

    It has a third of the size of what lunr writes: lists instead of names for each place, steps instead of numbers, and
    weights in tenths, which put the same documents first. templates/screen.js makes of it again what lunr reads.
    """
    counted = {name: [Counter(words(document[name])) for document in documents] for name in FIELDS}
    in_order = chain.from_iterable(chain.from_iterable(zip(*counted.values(), strict=True)))
    numbers = {word: number for number, word in enumerate(dict.fromkeys(in_order))}
    places = [_places(each) for each in counted.values()]
    often = {word: sum(len(found[word]) for found in places if word in found) for word in numbers}
    rarities = {times: _rarity(times, len(documents)) for times in set(often.values())}
    rarity = {word: rarities[times] for word, times in often.items()}
    return {
        "version": _version(),
        "fields": list(FIELDS),
        "words": [
            [word, numbers[word], *(_steps(found.get(word, ())) for found in places)] for word in sorted(numbers)
        ],
        "weights": [_weights(counted[name], boost, numbers, rarity) for name, boost in FIELDS.items()],
    }


def _places(counted: Sequence[Counter[str]]) -> Mapping[str, list[int]]:
    """In which documents each word is, in the order of the documents."""
    found: dict[str, list[int]] = {}
    for place, words_ in enumerate(counted):
        for word in words_:
            if word in found:
                found[word].append(place)
            else:
                found[word] = [place]
    return found


@kept(str)
def _version() -> str:
    """Of the half that reads."""
    from lunr import __TARGET_JS_VERSION__

    return str(__TARGET_JS_VERSION__)


@kept(float)
def _rarity(often: int, documents: int) -> float:
    """lunr asks no more of a word than how often it is somewhere."""
    from lunr.idf import idf

    return float(idf({"somewhere": dict.fromkeys(range(often))}, documents))


_SATURATION, _BY_LENGTH = 1.2, 0.75
"""How soon one more of a word tells little more, and how much it tells more among few words: as lunr has them."""
_TENTHS = 10


def _weights(
    counted: Sequence[Counter[str]], boost: int, numbers: Mapping[str, int], rarity: Mapping[str, float]
) -> list[list[int]]:
    """Of one field in each document: a word and its weight by turns. The weights are those of Okapi BM25."""
    lengths = [each.total() for each in counted]
    average = sum(lengths) / len(lengths) if lengths else 0
    most = (_SATURATION + 1) * boost * _TENTHS
    found = []
    for document, length in zip(counted, lengths, strict=True):
        room = _SATURATION * (1 - _BY_LENGTH + _BY_LENGTH * (length / average)) if length else 0
        weights = {
            numbers[word]: int(rarity[word] * most * often / (room + often) + 0.5) or 1
            for word, often in document.items()  # as little as can be: a page has tens of thousands
        }
        ordered = sorted(weights)
        row = [0] * (2 * len(ordered))
        row[::2], row[1::2] = _steps(ordered), [weights[number] for number in ordered]
        found.append(row)
    return found


def _steps(numbers: Sequence[int]) -> list[int]:
    """`3, 5, 9` as `3, 2, 4`."""
    return [number - before for before, number in zip([0, *numbers], numbers, strict=False)]


def words(text: str) -> list[str]:
    """Runs of letters and figures of any alphabet, in small letters, without the accents that few readers type."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", _ACCENT.sub("", unicodedata.normalize("NFKD", text)))
    return text.lower().translate(_APART).split()


_ACCENT = re.compile("[\u0300-\u036f\u064b-\u065f]")
"""Of Latin, Greek and Cyrillic letters, and the vowel marks of Arabic; those of Bengali are letters to its readers."""


class _Apart(dict[int, int]):
    """Asked for each letter once: a letter, a mark or a figure stays, and all else is a space."""

    def __missing__(self, letter: int) -> int:
        kept = letter if unicodedata.category(chr(letter))[0] in "LMN" else ord(" ")
        self[letter] = kept
        return kept


_APART = _Apart()
