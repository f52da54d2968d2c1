"""The words of a project that its authors chose and may change, each with its place: what house style is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from msgspec import Struct

from pet_report import plain, wording
from pet_report.authored import Authored, MarkedValue
from pet_report.link import Linked
from pet_report.markdown import OPAQUE, Passage, passages
from pet_report.model import (
    Announcement,
    Convenor,
    Figure,
    Fund,
    Group,
    LetteredPart,
    Organisation,
    Part,
    Progress,
    Proposal,
    Publication,
    Reference,
    Report,
    ReportedCount,
    Theme,
)
from pet_report.sentences import sentences
from pet_report.source import Located, Place
from pet_report.wording import WORD, Dictionary, Spelling, bare


class Words(Struct, frozen=True, kw_only=True):
    """A passage, and the value that it was read from."""

    passage: Passage
    located: Located

    @property
    def text(self) -> str:
        return self.passage.text

    def place(self, start: int, end: int) -> Place:
        return self.located.within(*self.passage.written(start, end))

    def shown(self, start: int, end: int) -> str:
        """What stands there, in one line."""
        return wording.shown(self.text[start:end])

    def sentences(self, language: str) -> Iterator[tuple[int, int, int]]:
        """Where each begins and ends, and how many words it has."""
        return ((start, end, wording.count(self.text[start:end])) for start, end in sentences(self.text, language))

    def empty_links(self) -> Iterator[tuple[int, int]]:
        return ((start, end) for start, end in self.passage.links if wording.says_nothing(self.text[start:end]))

    def wide_gaps(self) -> Iterator[tuple[int, int]]:
        """Several spaces on end; where more was written between the words than a reader sees, it is no such gap."""
        gaps = wording.wide_gaps(self.text)
        return ((start, end) for start, end in gaps if self.passage.written(start, end)[1] == end - start)


@dataclass(frozen=True, kw_only=True)
class OwnWords:
    """The words of a whole project, read once for all rules. `dictionary` is there where spelling is looked at."""

    linked: Linked
    language: str
    dictionary: Dictionary | None = None

    @cached_property
    def words(self) -> tuple[Words, ...]:
        """Prose, and titles that are no names; nothing of official wording."""
        return (*self._titles(), *self._prose())

    @cached_property
    def authored(self) -> tuple[Authored, ...]:
        project = self.linked.project
        roots = (project.report, *project.groups, *project.responses)
        return tuple(each for root in roots if root is not None for each in _authored(root))

    @cached_property
    def official(self) -> tuple[str, ...]:
        """Names that others gave: of people, groups, bodies, funds and documents."""
        return tuple(
            name
            for each in self.authored
            for field_ in _OFFICIAL.get(type(each), ())
            if (name := getattr(each, field_))
        )

    @cached_property
    def listed(self) -> frozenset[str]:
        """What the project says that its readers know."""
        report = self.linked.project.report
        return frozenset(report.words if report else ())

    @cached_property
    def names(self) -> frozenset[str]:
        """Words of names, as far as the project tells."""
        official = (word for name in self.official for word in WORD.findall(name) if word[0].isupper())
        listed = (word for name in self.listed for word in WORD.findall(name))
        return frozenset(map(bare, (*official, *listed)))

    @cached_property
    def raised(self) -> frozenset[str]:
        """Words that may have a capital in a heading: those of names, and those that have one inside a sentence."""
        texts = (each.text for each in self.words if not each.passage.heading)
        return self.names.union(*map(wording.raised_inside, texts))

    @cached_property
    def known_short(self) -> frozenset[str]:
        """Abbreviations that readers know, or are told."""
        texts = (*self.official, *(each.value for each in self.linked.prose), *(each.text for each in self.words))
        short = (
            each.short_name for each in self.authored if isinstance(each, Group | Organisation) and each.short_name
        )
        return frozenset((*plain.EVERYBODY_KNOWS, *self.listed, *short, *wording.written_out(texts)))

    def riddles(self) -> dict[str, list[Place]]:
        """Abbreviations that nobody explains, with their places in reading order."""
        used: dict[str, list[Place]] = {}
        for each in self.words:
            for short, span in wording.abbreviations(each.text):
                if not {short, f"{short}s"} & self.known_short:
                    used.setdefault(short, []).append(each.place(*span))
        return {short: sorted(places, key=lambda place: place.order) for short, places in used.items()}

    def advice(self, words: Words) -> Iterator[tuple[int, int, str]]:
        """What plain words could replace, and by what; not in a name."""
        own = self._without_others(words.text)
        for match, instead in plain.advised_against(own):
            if match[0][0].islower() or wording.begins_sentence(own, match.start()):
                yield *match.span(), instead

    def raised_without_need(self, words: Words) -> tuple[str, ...]:
        return wording.raised_without_need(words.text, self.raised) if words.passage.heading else ()

    def misspelt(self, words: Words) -> Iterator[tuple[int, int, str]]:
        """Words that no dictionary has, and the way out."""
        if self.spelling is not None:
            yield from self.spelling.faults(self._without_others(words.text))

    @cached_property
    def spelling(self) -> Spelling | None:
        return Spelling(self.dictionary, self.names) if self.dictionary else None

    def _without_others(self, text: str) -> str:
        """The text without what others chose to say: quotations, and names that hold a word that is advised against."""
        return self._others.sub(lambda match: OPAQUE * len(match[0]), text)

    @cached_property
    def _others(self) -> re.Pattern[str]:
        names = {name for name in self.official if any(plain.advised_against(name))}
        parts = [r"\s+".join(map(re.escape, name.split())) for name in sorted(names, key=len, reverse=True)]
        return re.compile("|".join((*parts, *_QUOTATIONS)))

    def _prose(self) -> Iterator[Words]:
        fixed = {id(each) for proposal in self.linked.proposals for each in _fixed(proposal)}
        for value in self.linked.prose:
            if not _is_fixed(value, fixed):
                yield from (Words(passage=each, located=value.located) for each in passages(value.value))

    def _titles(self) -> Iterator[Words]:
        for each in self.authored:
            for name in _TITLES.get(type(each), ()):
                words = getattr(each, name)
                if words and not (isinstance(each, Proposal) and _fixed(each)):
                    yield Words(passage=Passage(text=words, heading=True), located=each.located(name))


_QUOTATIONS = (r"“[^“”]*”", r'"[^"]*"', r"‘(?:[^‘’]|’\w)*’(?!\w)")


def _fixed(proposal: Proposal) -> tuple[Authored, ...]:
    """What holds official wording, which nobody may change."""
    return (proposal, *proposal.parts) if proposal.text_status == "verbatim" else ()


def _is_fixed(value: MarkedValue, fixed: set[int]) -> bool:
    return id(value.owner) in fixed and (isinstance(value.owner, LetteredPart) or value.path[0] == "text")


def _authored(root: Authored) -> Iterator[Authored]:
    yield root
    for name in root.__struct_fields__:
        value = getattr(root, name)
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, Authored):
                yield from _authored(each)


_TITLES: dict[type[Authored], tuple[str, ...]] = {
    Part: ("title", "section"),
    Theme: ("name",),
    Proposal: ("title",),
    Announcement: ("title",),
}
_OFFICIAL: dict[type[Authored], tuple[str, ...]] = {
    Report: ("title", "short_title", "issuer"),
    Publication: ("title",),
    Group: ("name", "short_name"),
    Convenor: ("name",),
    Organisation: ("name", "short_name"),
    Fund: ("name",),
    Reference: ("title", "publisher"),
    Announcement: ("by",),
    Figure: ("by",),
    ReportedCount: ("by",),
    Progress: ("by",),
}
