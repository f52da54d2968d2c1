"""What every page of a publication shares: its words, its links, its prose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from markupsafe import Markup, escape
from msgspec import Struct
from msgspec.structs import replace

from pet_report import figures, prose
from pet_report.catalogue import Catalogue
from pet_report.escaping import escaped
from pet_report.fonts import Outline
from pet_report.link import Linked
from pet_report.model import Group, Proposal, Publication, Reference, Report
from pet_report.prose import Converted, Link, Writer, write_link
from pet_report.view.places import Places, page_of
from pet_report.when import When

Medium = Literal["screen", "print", "large"]
"""What a publication is read on; `large` is print in letters of 18 points."""


class Fact(Struct, frozen=True, kw_only=True):
    """A label and its value; `known` is False where the value says that something is not known."""

    label: str
    value: Markup
    known: bool = True


class Units(Struct, frozen=True, kw_only=True):
    """A run of equal squares: `count` of them in the state `state`, drawn `width` points wide.

    pitch: points from one square to the next; 0 where they are too many to be told apart, and one bar stands
    for them. after: points of room before the next run.
    """

    state: str
    count: int
    width: float
    pitch: float
    after: float = 0


LARGEST_PITCH, SMALLEST_PITCH = 10.5, 4.0
THINNEST = 1.2
"""Points of a bar that stands for something, however little."""
GAP = 0.25
"""The part of a pitch that is empty after a square, less a little: none is drawn of a next one."""

_HOMES: Mapping[str, tuple[str, ...]] = {
    "proposal": ("groups", "answers"),
    "group": ("groups", "answers"),
    "theme": ("themes",),
    "source": ("sources",),
    "fund": ("funds",),
    "announcement": ("announcements",),
    "organisation": ("organisations",),
    "commitment": ("answers",),
    "figure": ("glance",),
}
"""In which kinds of part the things of a kind stand."""


@dataclass(slots=True)
class Frame:
    """One publication in one medium: it resolves what prose refers to, and writes it.

    places: where things stand, if not each publication is one page.
    """

    linked: Linked
    report: Report
    converted: Converted
    publication: Publication
    companion: Publication
    medium: Medium
    images: Mapping[str, str]
    catalogue: Catalogue
    mark: Outline | None = None
    places: Places | None = None
    writer: Writer = field(init=False)
    answered: dict[int, Any] = field(init=False, default_factory=dict)
    """What was made of a proposal, where another part prints the same of it."""
    _sources: dict[str, int] = field(init=False)
    _links: dict[tuple[str, str], Link] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.writer = Writer(resolver=self, language=self.report.language, print=self.print)
        self._sources = {source.id: number for number, source in enumerate(self.report.sources, start=1)}

    @property
    def print(self) -> bool:
        return self.medium != "screen"

    # --- what prose needs (prose.Resolver) ---

    def link(self, target: str, words: str = "") -> Link:
        """A link to anything with an id: in this publication, else in its companion, else only words."""
        if self.places:  # of pages, each of which has its own way to a thing
            return self._link(target, words)
        if (target, words) not in self._links:
            self._links[target, words] = self._link(target, words)
        return self._links[target, words]

    def _link(self, target: str, words: str) -> Link:
        thing = self.linked.things[target]
        number = str(getattr(thing.model, "number", "") or "") if thing.kind == "proposal" and not words else ""
        words = words or self._title(thing.model, thing.title)
        if target in self.linked.gone:
            return Link(words=words, number=number)
        if self.places:
            return Link(words=words, href=self.places.href(target), number=number)
        if self._holds(self.publication, thing.kind, target):
            return Link(words=words, href=f"#{target}", page=target, number=number)
        if self._holds(self.companion, thing.kind, target):
            return Link(words=words, href=f"{self.companion.file}.html#{target}", number=number)
        return Link(words=words, number=number)

    def figure(self, query: str) -> str:
        return figures.in_words(figures.parse(query), self.linked, self.catalogue.number)

    def image(self, address: str) -> str:
        return self.images[address]

    def note(self, number: int) -> str:
        return self.catalogue.gettext("Note %(number)s", number=self.catalogue.number(number))

    def turn(self, kind: str, anchor: str) -> None:
        """Begin a chapter, which may be a page of its own."""
        if self.places:
            self.turn_to(page_of(self.places.folder, kind, anchor))

    def turn_to(self, page: str) -> None:
        """Begin a page of a site."""
        if self.places:
            self.places.here = page
            self.writer.begin()

    # --- writing ---

    def blocks(self, text: str | None, level: int = 2) -> Markup:
        return (
            self.converted.written(text, "blocks", lambda tree: self.writer.blocks(tree, level)) if text else Markup()
        )

    def inlines(self, text: str | None) -> Markup:
        return self.converted.written(text, "inlines", self.writer.inlines) if text else Markup()

    def plain(self, text: str | None) -> str:
        return self.inlines(text).striptags() if text else ""

    def write(self, target: str, words: str = "") -> Markup:
        return write_link(self.link(target, words), print=self.print)

    def date(self, when: When | None) -> str:
        """In words; empty where there is none."""
        return self.catalogue.date(when) if when else ""

    def word(self, thing: str, number: int = 1) -> str:
        return str(getattr(self.report.wording, thing)[number != 1])

    def share(self, part: int, whole: int, *, none: str, every: str, some: str) -> str:
        """The sentence that fits where so many are meant of so many."""
        return none if part == 0 else every if part == whole else some

    def sources(self, ids: Sequence[str]) -> Markup:
        """`1 to 3, 7`: each run of numbers a link to its first source."""
        runs = _runs(sorted(self._sources[each] for each in ids))
        order = self.report.sources
        ranges = [(order[first - 1].id, self._range(first, last)) for first, last in runs]
        made = [write_link(self.link(first, said), print=False) for first, said in ranges]
        page = prose.page_of(ranges[0][0]) if ranges else ""
        joined = escape(self.catalogue.listed(made))
        return joined + page if self.print and self._holds(self.publication, "source", "") else joined

    def cited(self, ids: Sequence[str]) -> Markup:
        """`(source 3, source 5)`, as after a statement; empty where there is none."""
        if not ids:
            return Markup()
        named = (
            (each, self.catalogue.gettext("source\N{NO-BREAK SPACE}%(number)s", number=self._sources[each]))
            for each in ids
        )
        links = self.catalogue.listed(write_link(self.link(each, said), print=False) for each, said in named)
        return Markup("({})").format(links)

    def _named(self, source: str) -> str:
        number = self.catalogue.number(self._sources[source])
        return self.catalogue.gettext("source\N{NO-BREAK SPACE}%(number)s", number=number)

    def number_of(self, source: Reference) -> int:
        return self._sources[source.id]

    def fact(self, label: str, value: Markup | str | None, unknown: str = "") -> Fact:
        if value:
            return Fact(label=label, value=escaped(value))
        return Fact(label=label, value=escaped(unknown or self.catalogue.gettext("Not known")), known=False)

    def group_name(self, proposal: Proposal) -> Fact:
        group = self.linked.group_of[proposal.id].group
        return self.fact(self.catalogue.gettext("Group"), None if group.kind == "unattributed" else numbered(group))

    # --- where things stand ---

    @property
    def stand(self) -> str:
        """As of which date what is counted is so, to end a sentence: `as of 10 November 2005`."""
        if self.report.issued is None:
            return self.catalogue.pgettext("end of a sentence", "in an edition without a date")
        return self.catalogue.pgettext("end of a sentence", "as of %(date)s", date=self.date(self.report.issued))

    @property
    def answers(self) -> bool:
        """Whether this is the publication of the answers."""
        return self.holds("answers")

    def holds(self, kind: str) -> bool:
        return any(part.kind == kind for part in self.publication.parts)

    def _holds(self, publication: Publication, kind: str, target: str) -> bool:
        if kind == "part":
            return any(part.id == target for part in publication.parts)
        return any(part.kind in _HOMES.get(kind, ()) for part in publication.parts)

    def _range(self, first: int, last: int) -> str:
        numbers = [self.catalogue.number(each) for each in dict.fromkeys((first, last))]
        return self.catalogue.span(*numbers) if last > first + 1 else self.catalogue.listed(numbers)

    def _title(self, model: object, title: str) -> str:
        return short(model) if isinstance(model, Group) and model.kind == "group" else title


def short(group: Group) -> str:
    return group.short_name or group.name


def numbered(group: Group) -> str:
    """`5 Boats`: number and short name, where narrow columns need them."""
    return f"{group.number or ''} {short(group)}".strip()


def units(
    *parts: tuple[str, int], most: int, room: float, smallest: float = SMALLEST_PITCH
) -> tuple[Units, ...]:  # fmt: skip
    """Squares for counts of which the largest row has `most`, to fit into `room` points; every row to one scale.

    smallest: the pitch in points under which one bar stands for them.
    """
    pitch = min(LARGEST_PITCH, room / max(most, 1))
    shown = round(pitch, 2) if pitch >= smallest else 0
    gap = GAP if shown else 0
    made = [
        Units(
            state=state,
            count=count,
            width=round((count - gap) * (shown or pitch), 2),
            pitch=shown,
            after=round(gap * shown, 2),
        )
        for state, count in parts
        if count
    ]
    return (*made[:-1], *(replace(last, after=0) for last in made[-1:]))


def scaled(*parts: tuple[str, float], most: float, room: float) -> tuple[Units, ...]:
    """Bars for amounts of which the largest is `most`, to fit into `room` points."""
    return tuple(
        Units(state=state, count=1, width=max(round(amount / most * room, 2), THINNEST), pitch=0)
        for state, amount in parts
        if amount
    )


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        elif not runs or number != runs[-1][1]:
            runs.append((number, number))
    return runs
