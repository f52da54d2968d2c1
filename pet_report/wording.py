"""What is said of single words and phrases: which are abbreviations, which say nothing, which are misspelt."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Protocol

from pet_report.markdown import OPAQUE

WORD = re.compile(r"[^\W\d_]++(?:['’-][^\W\d_]++)*+")
"""`don’t` and `roll-out` are one word each."""


def shown(words: str) -> str:
    """In one line, for a message."""
    return re.sub(f"{OPAQUE}+", "…", " ".join(words.split()))


def bare(word: str) -> str:
    """Without the ending of who owns it."""
    return word.removesuffix("’s").removesuffix("'s").rstrip("’'")


def count(sentence: str) -> int:
    """Its words. A title that a reference prints is one of them: its length is not this author's doing."""
    return sum(any(letter.isalnum() or letter == OPAQUE for letter in chunk) for chunk in sentence.split())


# --- links -------------------------------------------------------------------------------------------------------


def says_nothing(link: str) -> bool:
    """`here`, `click here`, `read more`: words of a link that do not tell where it leads."""
    return _SAYS_NOTHING.fullmatch(link) is not None


_SAYS_NOTHING = re.compile(
    r"\W*(?:please\s)?(?:(?:click|tap|press)(?:\son)?(?:\s(?:here|this|this\slink))?|here|this|link"
    r"|(?:this|the)\s(?:link|page|website|site)|(?:(?:find\sout|learn|read|see)\s)?more(?:\shere)?"
    r"|(?:more|further)\s(?:details|information))\W*",
    re.IGNORECASE,
)


# --- spaces and capitals -----------------------------------------------------------------------------------------


def wide_gaps(text: str) -> Iterator[tuple[int, int]]:
    """Where several spaces stand between two words."""
    return (match.span() for match in _SPACES.finditer(text))


def begins_sentence(text: str, start: int) -> bool:
    """Whether what stands there has a capital by its place alone."""
    return _BEGINS.search(text[max(0, start - 3) : start]) is not None


def raised_inside(text: str) -> Iterator[str]:
    """Words that have a capital inside a sentence: names."""
    return (bare(word) for word in _INSIDE.findall(text) if word[0].isupper())


def raised_without_need(heading: str, names: Collection[str]) -> tuple[str, ...]:
    """The words that have a capital and are no names, where a heading has no other words."""
    words = WORD.findall(heading)
    if any(word[0].islower() and len(word) >= _SIGNIFICANT for word in words):
        return ()
    odd = [word for word in words[1:] if word.istitle() and len(word) > 1 and bare(word) not in names]
    # After "the", such words are one name more often than not, unless they have the small words of a sentence.
    named = bool(odd) and words[words.index(odd[0], 1) - 1] == "the" and not _SMALL.intersection(map(str.lower, odd))
    return () if named else tuple(odd)


_SPACES = re.compile(r"(?<=\S) {2,}(?=\S)")
_BEGINS = re.compile(r"(?:^|[.!?:…]\W*)\Z")
_INSIDE = re.compile(rf"(?<=[a-z,;’)]\s){WORD.pattern}")
_SIGNIFICANT = 5
"""Letters of a word that has a capital where headings are given them; shorter ones may go without."""
_SMALL = frozenset(
    """a an and are as at but by can do does for from has have her his how if in into is it its my no not of on or our
    she than that the their them they this to up was we were what when where which who whose why will with you your
    """.split()  # noqa: SIM905 - words are read more easily without the marks
)


# --- abbreviations -----------------------------------------------------------------------------------------------


def abbreviations(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """`DfES`, `NGOs` (as `NGO`), each with where it stands; not `McDonald`, `XIV` or `WARNING`."""
    for match in _LETTERS.finditer(_SHOUTED.sub(lambda words: OPAQUE * len(words[0]), text)):
        short = match[0].removesuffix("s")
        capitals = sum(letter.isupper() for letter in short)
        shouted = capitals == len(short) > _LONGEST
        if capitals > 1 and 2 * capitals >= len(short) and not shouted and not _ROMAN.fullmatch(short):
            yield short, match.span()


def written_out(texts: Iterable[str]) -> Iterator[str]:
    """The abbreviations that are explained: `Full Name (ABC)`, `ABC (Full Name)`, or an `[[id]] (ABC)`."""
    whole = "\n".join(texts)
    for match in _IN_BRACKETS.finditer(whole):
        before = whole[max(0, match.start() - _NAME_BEFORE) : match.start()]
        if before.rstrip().endswith("]]") or any(_begin_alike(word, match[1]) for word in WORD.findall(before)):
            yield match[1].removesuffix("s")
    for match in _WITH_BRACKETS.finditer(whole):
        if _begin_alike(match[2], match[1]):
            yield match[1].removesuffix("s")


def _begin_alike(words: str, short: str) -> bool:
    return words[:1].casefold() == short[:1].casefold()


_LETTERS = re.compile(r"(?<![\w@.])[^\W\d_]++(?:&[^\W\d_]++)*+(?![\w@]|-\d)")
_SHOUTED = re.compile(r"(?<!\w)[A-Z]++(?:\s[A-Z]++){2,}+(?!\w)")
_ROMAN = re.compile(r"[IVX]+")
_LONGEST = 6
"""Letters of an abbreviation in capitals; what is longer is a word that is shouted."""
_IN_BRACKETS = re.compile(r"\(([^\W\d_]{2,12}(?:&[^\W\d_]+)?)\)")
_WITH_BRACKETS = re.compile(r"\b([^\W\d_]{2,12})\s\(([^()]{3,100})\)")
_NAME_BEFORE = 120
"""Characters before a bracket in which the name that it shortens begins."""


# --- spelling ----------------------------------------------------------------------------------------------------


class Dictionary(Protocol):
    """The words of a language."""

    def knows(self, word: str) -> bool: ...

    def near(self, word: str) -> Sequence[str]:
        """What was probably meant, the likeliest first."""


class Spelling:
    """Looks each word up once. `names` are spelt as they are, by a list or by what the project calls things."""

    def __init__(self, dictionary: Dictionary, names: Collection[str]) -> None:
        self._dictionary, self._names = dictionary, names
        self._hints: dict[str, str] = {}
        self._sought = 0

    def faults(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Where each word stands that is not right, and the way out."""
        for match in _SPELT.finditer(text):
            word = match[0]
            if word not in self._hints:
                self._hints[word] = "" if self._is_right(word) else self._way_out(word)
            if self._hints[word]:
                yield *match.span(), self._hints[word]

    def _is_right(self, word: str) -> bool:
        inside = bare(word)
        if len(inside) == 1 or not _LATIN.fullmatch(inside) or inside[1:] != inside[1:].lower():
            return True  # other alphabets, and names such as YouTube or DfES
        if inside in self._names or inside.lower() in self._names or self._knows(word) or self._knows(inside):
            return True
        return "-" in word and all(map(self._is_right, word.split("-")))

    def _knows(self, word: str) -> bool:
        return self._dictionary.knows(word.replace("’", "'"))

    def _way_out(self, word: str) -> str:
        self._sought += 1
        near = self._dictionary.near(word) if self._sought <= _MOST_SUGGESTIONS else ()
        listed = 'list it under "words" in report.yaml'
        if not near:
            return f"if it is right, {listed}"
        meant = f'did you mean "{near[0]}"?'
        return meant if word[0].islower() else f"{meant} If it is a name, {listed}"


_SPELT = re.compile(rf"(?<![\w@./’'-]){WORD.pattern}(?![\w@/-]|\.\w)")
_LATIN = re.compile(r"[A-Za-z\u00C0-\u024F'’-]+")
_MOST_SUGGESTIONS = 100
"""Words for which near ones are sought, as that takes long: a text with more is in another language."""
