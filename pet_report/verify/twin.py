"""What the HTML publication tells of the PDF beside it: its words, where they begin anew, and their languages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from msgspec import Struct

from pet_report.verify.htmlfile import BLOCKS, Node

EDGE = "\x00"
"""Stands in a text where an element of some kind begins or ends."""
_APART = 12
"""Characters by which what stands behind a link is told from something else."""

KINDS: Mapping[str, frozenset[str]] = {
    "P": BLOCKS,
    "LI": frozenset(("li", "dt", "dd", "div")),
    "TD": frozenset(("td", "th", "caption")),
    "L": frozenset(("ul", "ol", "dl")),
    "Table": frozenset(("table",)),
}
"""By the role of an element in a PDF: what must begin or end in the HTML where one ends and another begins."""


class Passage(Struct, frozen=True, kw_only=True):
    """Words in another language than the page's."""

    text: str
    language: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Twin:
    """contents: the fragments to which the table of contents leads, with its words. notes: how many footnotes."""

    page: Node
    language: str
    contents: Sequence[tuple[str, str]]
    notes: int

    @cached_property
    def pieces(self) -> tuple[tuple[Node, str], ...]:
        return tuple(self.page.pieces())

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple("".join(words or " " for _, words in self.pieces).split())

    @cached_property
    def known(self) -> frozenset[str]:
        return frozenset(self.words)

    @cached_property
    def _at(self) -> Mapping[str, list[int]]:
        found: dict[str, list[int]] = defaultdict(list)
        for number, word in enumerate(self.words):
            found[word].append(number)
        return found

    @cached_property
    def _beginnings(self) -> Mapping[str, list[str]]:
        """The words by their first two characters, the longest first."""
        found: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self.known, key=len, reverse=True):
            found[word[:2]].append(word)
        return found

    def as_several(self, word: str) -> tuple[str, ...]:
        """The words that stand one behind the other in the HTML, and together make this one; none where none do."""
        for first in self._candidates(word):
            for at in self._at[first]:
                found = self._together(word, at)
                if len(found) > 1:
                    return found
        return ()

    def _candidates(self, word: str) -> Iterator[str]:
        firsts = (*self._beginnings.get(word[:2], ()), *self._beginnings.get(word[:1], ()))
        return (first for first in firsts if word.startswith(first) and first != word)

    def _together(self, word: str, at: int) -> tuple[str, ...]:
        made = ""
        for number in range(at, min(at + 8, len(self.words))):
            made += self.words[number]
            if made == word:
                return self.words[at : number + 1]
            if not word.startswith(made):
                break
        return ()

    def follow(self, first: str, second: str) -> bool:
        """Whether two words stand one behind the other anywhere."""
        return (first, second) in self._pairs

    @cached_property
    def _pairs(self) -> frozenset[tuple[str, str]]:
        return frozenset(pairwise(self.words))

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        foreign = (
            node
            for node in self.page.nodes()
            if node["lang"] and node.tag != "html" and not same_language(node["lang"], self.language)
        )
        return tuple(Passage(text=node.text, language=node["lang"]) for node in foreign)

    @cached_property
    def links(self) -> Mapping[str, tuple[Node, ...]]:
        """The links of the page, by their words without spaces."""
        found: dict[str, list[Node]] = defaultdict(list)
        for link in self.page.nodes("a"):
            found[bare(link.text)].append(link)
        return {words: tuple(each) for words, each in found.items()}

    @cached_property
    def names(self) -> Mapping[str, frozenset[str]]:
        """Where a link has a name other than its words, by these; both as `comparable` gives them."""
        found: dict[str, set[str]] = defaultdict(set)
        for link in self.page.nodes("a"):
            if link["aria-label"]:
                found[comparable(link.text)].add(comparable(link["aria-label"]))
        return {words: frozenset(names) for words, names in found.items()}

    @cached_property
    def beginnings(self) -> Mapping[str, frozenset[str]]:
        """How the blocks begin that have a link, by the words of the link; all without spaces."""
        blocks = {words: {_block_of(link) for link in links} for words, links in self.links.items()}
        texts = {block: bare(block.text) for block in set().union(*blocks.values())}
        return {words: frozenset(texts[block] for block in each) for words, each in blocks.items()}

    @cached_property
    def continuations(self) -> Mapping[str, frozenset[str]]:
        """How the block goes on behind a link to a place in the page, by the words of the link; all without spaces."""
        ends = self._ends
        found: dict[str, set[str]] = defaultdict(set)
        for words, link in ((words, link) for words, links in self.links.items() for link in links):
            if link["href"].startswith("#") and link in ends:
                found[words].add(self._between(ends[link], ends[_block_of(link)]) or "\n")
        return {words: frozenset(each) for words, each in found.items()}

    @cached_property
    def _ends(self) -> Mapping[Node, int]:
        """How many pieces of the page there are up to the end of each element that has any."""
        found: dict[Node, int] = {}
        for number, (node, _) in enumerate(self.pieces, start=1):
            found.update(dict.fromkeys((node, *node.above()), number))
        return found

    def _between(self, start: int, end: int) -> str:
        """The words from one piece to another, as many as tell them apart."""
        words = ""
        for number in range(start, end):
            words += bare(self.pieces[number][1])
            if len(words) >= _APART:
                break
        return words[:_APART]

    def text(self, kind: str) -> str:
        """All words without the spaces, with an EDGE where an element of a kind begins or ends."""
        return self._texts[kind]

    @cached_property
    def _texts(self) -> Mapping[str, str]:
        return {kind: "".join(_edged(self.pieces, tags)) for kind, tags in KINDS.items()}


def twin(page: Node) -> Twin:
    """What a page tells. Its contents are the links of the first `nav` that leads to headings by fragments only."""
    root = next(page.nodes("html"), page)
    return Twin(page=page, language=root["lang"], contents=_contents(page), notes=sum(map(_notes, page.nodes())))


def _contents(page: Node) -> tuple[tuple[str, str], ...]:
    for nav in page.nodes("nav"):
        links = [node for node in nav.nodes("a") if node["href"]]
        if len(links) > 1 and all(link["href"].startswith("#") for link in links):
            return tuple((link["href"][1:], link.text) for link in links)
    return ()


def _notes(node: Node) -> int:
    """Footnotes are called from small figures above the line."""
    return sum(1 for link in node.nodes("a") if link["href"].startswith("#")) if node.tag == "sup" else 0


def _block_of(link: Node) -> Node:
    return next((each for each in link.above() if each.tag in BLOCKS), link)


def _edged(pieces: Iterable[tuple[Node, str]], tags: frozenset[str]) -> Iterator[str]:
    for node, words in pieces:
        if words:
            yield bare(words)
        elif node.tag in tags:
            yield EDGE


def bare(text: str) -> str:
    """A text as two media share it: without spaces, and without what only helps to break lines."""
    return _BREAKS.sub("", text)


def comparable(words: str) -> str:
    """The words of a link as they may be said of it."""
    return bare(words).replace("\u2010", "-").casefold()


_BREAKS = re.compile("[\\s\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


def same_language(one: str, other: str) -> bool:
    """`en` is said of `en-GB` too."""
    return one.lower().split("-", maxsplit=1)[0] == other.lower().split("-", maxsplit=1)[0]
