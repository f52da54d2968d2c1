"""Proposals of different groups that say much the same; the only module that knows the stemmer.

Words that many texts of the project use tell nothing, and do not count: what is common is learnt from the project
itself, so that no list of words is needed in any language. Two proposals are compared only where they share rare words,
so that it costs little; and the stemmer is loaded only where there are such two.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from itertools import combinations
from typing import Any

from msgspec import Struct

from pet_report.link import Linked
from pet_report.markdown import REFERENCE
from pet_report.memo import kept
from pet_report.model import Proposal

COMMON = 0.04
"""The part of all texts above which a word is common."""
FEW = 6
"""Texts of which no word is common: in a small project an answer and a note soon repeat what a proposal says."""
SAMPLE = 500
"""Texts from which it is learnt which words are common."""
CROWD = 12
"""Proposals that a word may be shared by and still bring two of them together."""
TOGETHER = 2
"""Rare words that two proposals must share to be compared."""
_WORD = re.compile(r"[^\s!-@\[-`{-~\u00a0-\u00bf\u2010-\u205e\u3000-\u303f।॥،؛؟]{3,}")
"""What stands between spaces and punctuation; `\\w` would break words at the vowel signs of Bengali."""


class Pair(Struct, frozen=True, kw_only=True):
    """Two proposals, in the order of the groups. `score`: of a hundred words of both that tell anything, how many are
    in both. `shared`: those of the first, the rarest first."""

    one: Proposal
    other: Proposal
    score: int
    shared: tuple[str, ...]


def pairs(linked: Linked, at_least: int, words: int = TOGETHER) -> tuple[Pair, ...]:
    """Proposals of different groups that do not name each other, the most similar first.

    at_least: the score, of 100. words: how many they must share.
    """
    said = {proposal.id: _words(_text(proposal)) for proposal in linked.proposals}
    common = _common(linked)
    telling = {id_: found - common for id_, found in said.items()}
    close = [
        (one, other)
        for one, other in _close(linked, telling)
        if other.id not in one.related and one.id not in other.related
    ]
    found = _scored(close, telling, _stemmer(linked)) if close else ()
    chosen = [each for each in found if each.score >= at_least and len(each.shared) >= words]
    return tuple(sorted(chosen, key=lambda each: -each.score))


def _text(proposal: Proposal) -> str:
    return REFERENCE.sub(" ", " ".join([proposal.title, proposal.text, *(part.text for part in proposal.parts)]))


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower()))


def _common(linked: Linked) -> frozenset[str]:
    texts = [_words(each.value) for each in linked.prose[:: len(linked.prose) // SAMPLE + 1]]
    most = max(len(texts) * COMMON, FEW)
    counts = Counter(word for words in texts for word in words)
    return frozenset(word for word, count in counts.items() if count > most)


def _close(linked: Linked, telling: Mapping[str, frozenset[str]]) -> Iterator[tuple[Proposal, Proposal]]:
    """Those of different groups that share rare words."""
    proposals = linked.proposals
    holders: dict[str, list[int]] = defaultdict(list)
    for at, proposal in enumerate(proposals):
        for word in telling[proposal.id]:
            holders[word].append(at)
    met = Counter(pair for each in holders.values() if 2 <= len(each) <= CROWD for pair in combinations(each, 2))
    for first, second in sorted(pair for pair, count in met.items() if count >= TOGETHER):
        one, other = proposals[first], proposals[second]
        if linked.group_of[one.id] is not linked.group_of[other.id]:
            yield one, other


def _scored(
    close: Iterable[tuple[Proposal, Proposal]], telling: Mapping[str, frozenset[str]], stem: Callable[[str], str]
) -> Iterator[Pair]:
    @cache
    def stems(id_: str) -> dict[str, str]:
        return {stem(word): word for word in sorted(telling[id_])}

    uses = Counter(word for words in telling.values() for word in words)
    for one, other in close:
        first, second = stems(one.id), stems(other.id)
        both = sorted(first.keys() & second.keys(), key=lambda each: (uses[first[each]], each))
        score = round(200 * len(both) / (len(first) + len(second)))  # that of Dice, in hundredths
        yield Pair(one=one, other=other, score=score, shared=tuple(first[each] for each in both))


def _stemmer(linked: Linked) -> Callable[[str], str]:
    """Takes the endings off words of the report's language, where there is something that can."""
    report = linked.project.report
    name = _LANGUAGES.get(report.language.split("-")[0] if report else "en")
    return partial(_stem, name) if name else str


@kept(str)
def _stem(language: str, word: str) -> str:
    return str(_snowball(language).stemWord(word))


@cache
def _snowball(language: str) -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer(language)


_LANGUAGES = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish",
    "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
