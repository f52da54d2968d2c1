"""References followed both ways: every id that is declared, everything that refers to it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import msgspec

from pet_report.authored import Authored, Kind, MarkedValue, Names, Prose, Refers, marked
from pet_report.load import Project
from pet_report.model import AnsweredWording, Group, GroupFile, Proposal, Response, ResponseFile
from pet_report.source import Place
from pet_report.when import When


class Thing(msgspec.Struct, frozen=True, kw_only=True):
    """Something with an id."""

    kind: Kind
    id: str
    model: Authored
    named: MarkedValue

    @property
    def place(self) -> Place:
        """Where its id is written. Looked up when it is asked for: that may take reading the file once more."""
        return self.named.place

    @property
    def title(self) -> str:
        """What a reader calls it."""
        named = (getattr(self.model, name, "") for name in ("title", "name", "label", "text"))
        return str(next(filter(None, named), self.id))


Recall = Callable[[Proposal, str], "Proposal | AnsweredWording | None"]
"""Asked for the wording that a proposal had when its fingerprint was this one; None where nobody remembers."""


def forget(proposal: Proposal, answers: str) -> None:
    """The memory of a project that has no history."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """A project in which every reference can be followed.

    things: by id; where two share one id, the first. twins: the later ones, each with the first.
    references: every field that refers to something, in reading order. prose: every Markdown field.
    answered_twice: the proposals that have two answers. recall: what remembers wordings that the files do not hold.
    day: as it stood when; None: as it stands. gone: the ids of what came later, which prose may still name.
    """

    project: Project
    things: Mapping[str, Thing]
    twins: tuple[tuple[Thing, Thing], ...]
    references: tuple[MarkedValue, ...]
    prose: tuple[MarkedValue, ...]
    group_of: Mapping[str, GroupFile]
    response_to: Mapping[str, Response]
    former: Mapping[str, Proposal]
    answered_twice: frozenset[str]
    recall: Recall = forget
    day: When | None = None
    gone: frozenset[str] = frozenset()
    proposals: tuple[Proposal, ...] = field(init=False)
    """All of them, in the order of the groups."""
    _near: dict[str, _Near] = field(init=False, repr=False, compare=False, default_factory=dict)
    selected: dict[object, tuple[Proposal, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)
    """Which proposals pass a filter, for those who ask again."""

    def __post_init__(self) -> None:
        found = tuple(proposal for file in self.project.groups for proposal in file.proposals)
        object.__setattr__(self, "proposals", found)

    def proposal(self, id_: str) -> Proposal | None:
        """Where two share an id, the first."""
        file = self.group_of.get(id_)
        return next((each for each in file.proposals if each.id == id_), None) if file else None

    @property
    def responses(self) -> tuple[tuple[ResponseFile, Response], ...]:
        return tuple((file, response) for file in self.project.responses for response in file.responses)

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups proper, without the place for proposals whose group is not known."""
        return tuple(file.group for file in self.project.groups if file.group.kind == "group")

    def of_kind(self, *kinds: Kind) -> list[str]:
        """The ids that name things of these kinds, sorted."""
        return sorted(thing.id for thing in self.things.values() if thing.kind in kinds)

    def related(self, proposal: Proposal) -> tuple[Proposal, ...]:
        """The proposals that this one names as related and those that name it, in the order of the groups."""
        if not self._near:
            self._near.update(_near(self.proposals))
        places = set(self._near[proposal.id].naming)
        for named in proposal.related:
            places.update(self._near[named].own if named in self._near else ())
        found = (self.proposals[at] for at in sorted(places))
        return tuple(other for other in found if other.id != proposal.id)


class _Near(msgspec.Struct, frozen=True):
    """Where among all proposals those with an id stand, and those that name it."""

    own: list[int] = msgspec.field(default_factory=list)
    naming: list[int] = msgspec.field(default_factory=list)


def _near(proposals: Sequence[Proposal]) -> Mapping[str, _Near]:
    found: dict[str, _Near] = defaultdict(_Near)
    for at, each in enumerate(proposals):
        found[each.id].own.append(at)
        for named in each.related:
            found[named].naming.append(at)
    return found


def link(project: Project, recall: Recall = forget) -> Linked:
    found = [value for root in _roots(project) for value in marked(root)]
    things: dict[str, Thing] = {}
    twins: list[tuple[Thing, Thing]] = []
    for thing in _things(found):
        if thing.id in things:
            twins.append((thing, things[thing.id]))
        else:
            things[thing.id] = thing
    responses = [response for file in project.responses for response in file.responses]
    return Linked(
        project=project,
        things=MappingProxyType(things),
        twins=tuple(twins),
        references=tuple(value for value in found if isinstance(value.mark, Refers)),
        prose=tuple(value for value in found if isinstance(value.mark, Prose)),
        group_of={proposal.id: file for file in reversed(project.groups) for proposal in file.proposals},
        response_to={response.proposal: response for response in reversed(responses)},
        former={old: each for file in project.groups for each in file.proposals for old in each.former_ids},
        answered_twice=_repeated(each.proposal for each in responses),
        recall=recall,
    )


def _repeated(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word for word, count in Counter(words).items() if count > 1)


def _roots(project: Project) -> Iterator[Authored]:
    if project.report is not None:
        yield project.report
    yield from project.groups
    yield from project.responses


def _things(found: list[MarkedValue]) -> Iterator[Thing]:
    for value in found:
        if isinstance(value.mark, Names):
            yield Thing(kind=value.mark.kind, id=value.value, model=value.owner, named=value)
