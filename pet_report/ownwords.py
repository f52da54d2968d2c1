"""The words of a project that its authors chose and may change, each with its place: what house style is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pet_report import plain
from pet_report.link import Linked
from pet_report.markdown import OPAQUE, Passage, passages
from pet_report.model import (
    Announcement,
    Authored,
    Convenor,
    Figure,
    Fund,
    Group,
    LetteredPart,
    MarkedValue,
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
from pet_report.source import Located, Place

WORD = re.compile(r"[^\W\d_]++(?:['’-][^\W\d_]++)*+")
"""`don’t` and `roll-out` are one word each."""
_IN_MID = re.compile(rf"(?<=[a-z,;’)]\s){WORD.pattern}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A passage, and the value that it was read from."""

    passage: Passage
    located: Located

    @property
    def text(self) -> str:
        return self.passage.text

    def place(self, start: int, end: int) -> Place:
        return self.located.within(*self.passage.written(start, end))


@dataclass(frozen=True, kw_only=True)
class OwnWords:
    """The words of a whole project, read once for all rules."""

    linked: Linked

    @property
    def language(self) -> str:
        return language_of(self.linked.project.report)

    @property
    def english(self) -> bool:
        return self.language.partition("-")[0] == "en"

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

    @property
    def everyday(self) -> Iterator[str]:
        """The short names of groups and organisations."""
        short = (each.short_name for each in self.authored if isinstance(each, Group | Organisation))
        return (name for name in short if name)

    @cached_property
    def listed(self) -> frozenset[str]:
        """What the project says that its readers know."""
        report = self.linked.project.report
        return frozenset(report.words if report else ())

    @cached_property
    def names(self) -> frozenset[str]:
        """Words of names, as far as the project tells."""
        return frozenset(bare(word) for name in (*self.official, *self.listed) for word in WORD.findall(name))

    @cached_property
    def raised(self) -> frozenset[str]:
        """Words that have a capital inside a sentence of the project."""
        texts = (each.text for each in self.words if not each.passage.heading)
        return frozenset(bare(word) for text in texts for word in _IN_MID.findall(text) if word[0].isupper())

    def without_others(self, text: str) -> str:
        """The text without what others chose to say: quotations, and names that hold a word that is advised against."""
        return self._others.sub(lambda match: OPAQUE * len(match[0]), text)

    @cached_property
    def _others(self) -> re.Pattern[str]:
        names = {name for name in self.official if any(plain.advised_against(name))}
        parts = [r"\s+".join(map(re.escape, name.split())) for name in sorted(names, key=len, reverse=True)]
        return re.compile("|".join((*parts, r"“[^“”]*”", r'"[^"]*"')))

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


def bare(word: str) -> str:
    """Without the ending of who owns it."""
    return word.removesuffix("’s").removesuffix("'s").rstrip("’'")


def language_of(report: Report | None) -> str:
    return report.language if report else "en-GB"


def _fixed(proposal: Proposal) -> tuple[Authored, ...]:
    """What holds official wording, which nobody may change."""
    return (proposal, *proposal.parts) if proposal.text_status == "verbatim" else ()


def _is_fixed(value: MarkedValue, fixed: set[int]) -> bool:
    return id(value.owner) in fixed and (isinstance(value.owner, LetteredPart) or value.path[0] == "text")


def _authored(root: Authored) -> Iterator[Authored]:
    yield root
    for _, value in root:
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
