"""What the template of each part of a publication may say: `data` of its chapter, one shape for each kind of part."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup
from msgspec import Struct, field

from pet_report.prose import Link
from pet_report.view.changed import Release
from pet_report.view.frame import Fact
from pet_report.view.items import Item, Promise
from pet_report.view.money import Account
from pet_report.view.openings import Opening
from pet_report.view.pictures import Picture
from pet_report.view.tables import Grid, Tally

Notes = tuple[tuple[str, Markup], ...]
"""Footnotes: the name of each, and its text."""


class Text(Struct, frozen=True, kw_only=True):
    """A part that has nothing but its text."""


class Group(Struct, frozen=True, kw_only=True):
    """The report of one group.

    opening: its figures. note: an aside. sources: links to them. items: its proposals.
    """

    opening: Opening
    note: Markup
    sources: Markup
    items: tuple[Item, ...]


class Answers(Struct, frozen=True, kw_only=True):
    """The answers to one group. opening: its figures. items: its proposals, each with its answer."""

    opening: Opening
    items: tuple[Item, ...]


class Listed(Struct, frozen=True, kw_only=True):
    """A group in the summary.

    number: None where it has none. made: how many proposals it made; None where that is not known. known: False for
    the place of those whose group is not known. rows: a link to each proposal, its id, and who is asked to lead.
    """

    anchor: str
    name: str
    number: int | None
    made: int | None
    known: bool
    rows: tuple[tuple[Link, str, Fact], ...]


class Summary(Struct, frozen=True, kw_only=True):
    """The list of all proposals. groups: with theirs."""

    groups: tuple[Listed, ...]


class Theme(Struct, frozen=True, kw_only=True):
    """A theme and the proposals that carry it.

    rows: a link to each, its group, and, in the response, what was decided and what was last reported. margin: what to
    know of the theme. total: how many proposals there are. room: the points of height that the margin needs.
    """

    id: str
    name: str
    text: Markup
    rows: tuple[tuple[Link, Fact, tuple[Fact, Fact] | None], ...]
    margin: tuple[Fact, ...]
    total: int
    room: int


class Themes(Struct, frozen=True, kw_only=True):
    """All themes. answers: whether this is the response."""

    themes: tuple[Theme, ...]
    answers: bool


class Grids(Struct, frozen=True, kw_only=True):
    """Themes by groups. grids: one table, or several where the groups are too many for one."""

    grids: tuple[Grid, ...]


class Announcement(Struct, frozen=True, kw_only=True):
    """What was announced early, with the proposals that it answers.

    rows: a link to each, and what was last reported of it. room: the points of height that the margin needs.
    """

    id: str
    title: str
    text: Markup
    rows: tuple[tuple[Link, Fact], ...]
    margin: tuple[Fact, ...]
    room: int


class Announcements(Struct, frozen=True, kw_only=True):
    """What was announced early. notes: their footnotes."""

    announcements: tuple[Announcement, ...]
    notes: Notes


class Unknown(Struct, frozen=True, kw_only=True):
    """What is not known.

    rows: the groups. recorded: how many proposals are. total: how many there are; None where nobody knows. missing:
    the difference. fields: of how many each field is not known.
    """

    rows: tuple[Tally, ...]
    recorded: int
    total: int | None
    missing: int
    fields: tuple[tuple[str, str], ...]


class Terms(Struct, frozen=True, kw_only=True):
    """The terms of reference. rows: the name of each group, and its terms; empty where they are not known."""

    rows: tuple[tuple[str, Markup], ...]
    notes: Notes


class Source(Struct, frozen=True, kw_only=True):
    """A source. number: by which it is cited. read: how far it was read; empty where that is not said."""

    number: int
    id: str
    title: str
    publisher: str | None
    date: Fact
    address: str | None
    read: str
    note: Markup


class Sources(Struct, frozen=True, kw_only=True):
    """The list of sources."""

    rows: tuple[Source, ...]


class Organisation(Struct, frozen=True, kw_only=True):
    """An organisation. links: the proposals that it is asked to lead, or has answered."""

    id: str
    name: str
    short: str | None
    note: Markup
    links: tuple[Link, ...]


class Organisations(Struct, frozen=True, kw_only=True):
    """The index of organisations. kinds: each heading, and those under it."""

    kinds: tuple[tuple[str, tuple[Organisation, ...]], ...]


class Count(Struct, frozen=True, kw_only=True):
    """How somebody counted the same proposals. when, by: on which date, and who. of: of how many; None where it is
    not said. cited: the sources of it.
    """

    when: str
    by: str
    text: Markup
    of: int | None
    cited: Markup


class Declared(Struct, frozen=True, kw_only=True):
    """A figure that somebody declared, row by row, beside what is recorded of it.

    value: the figure. as_of, by: on which date, and who said so; empty where that is not known. recorded: how many of
    what it counts are here. cited: the sources of it.
    """

    id: str
    label: str
    value: int
    as_of: str
    by: str | None
    rows: tuple[Tally, ...]
    recorded: int
    text: Markup
    cited: Markup


class Glance(Struct, frozen=True, kw_only=True):
    """The answer at a glance.

    decisions, deliveries: how many of each. recorded: how many proposals there are here. until: the dates of the last
    reports, in words. declared: the figures of others, row by row. reported: counts of others.
    """

    decisions: tuple[Tally, ...]
    deliveries: tuple[Tally, ...]
    recorded: int
    until: str
    declared: tuple[Declared, ...]
    reported: tuple[Count, ...]
    notes: Notes


class Rows(Struct, frozen=True, kw_only=True):
    """A group in the table of all. number: None where it has none. rows: its proposals, each with its answer."""

    number: int | None
    name: str
    rows: tuple[Item, ...]


class Table(Struct, frozen=True, kw_only=True):
    """All proposals with their answers. recorded: how many there are."""

    groups: tuple[Rows, ...]
    recorded: int


class Commitments(Struct, frozen=True, kw_only=True):
    """All commitments, twice. by_department: the name of each, empty where it is not known, and its commitments.
    by_date: the earliest first.
    """

    by_department: tuple[tuple[str, tuple[Promise, ...]], ...]
    by_date: tuple[Promise, ...]


class Funds(Struct, frozen=True, kw_only=True):
    """All funds. stand: as of which date, to end a sentence."""

    funds: tuple[Account, ...]
    stand: str


class ByGroup(Struct, frozen=True, kw_only=True):
    """What was decided, group by group."""

    picture: Picture


class OverTime(Struct, frozen=True, kw_only=True):
    """How far the proposals had come, date by date. reported: counts of others."""

    picture: Picture
    reported: tuple[Count, ...]
    notes: Notes


class Place(Struct, frozen=True, kw_only=True):
    """A proposal in the order of priority. proposal: its link. marks: what it was given for each criterion."""

    proposal: Markup
    reason: Markup
    marks: tuple[Fact, ...]


class Priorities(Struct, frozen=True, kw_only=True):
    """What comes first. criteria: each by its name, and what it means. facts: who ranked, when, by what sources."""

    headline: str = ""
    criteria: tuple[tuple[str, Markup], ...] = ()
    order: tuple[Place, ...] = ()
    facts: tuple[Fact, ...] = ()


class Unanswered(Struct, frozen=True, kw_only=True):
    """Proposals without an answer.

    rows: a link to each, its group, and what was last reported of it. total: how many proposals there are.
    """

    rows: tuple[tuple[Link, Fact, Fact], ...]
    total: int


class NextSteps(Struct, frozen=True, kw_only=True):
    """How it goes on.

    follow: the author's words. criteria, order: by what the proposals are ranked, and how, where no other part says so.
    """

    follow: Markup
    facts: tuple[Fact, ...] = ()
    criteria: tuple[str, ...] = ()
    order: tuple[Link, ...] = ()
    notes: Notes = field(default=())


class Changes(Struct, frozen=True, kw_only=True):
    """What changed from release to release, the newest first. links: by id, to the proposals and
    groups that are still there.
    """

    releases: tuple[Release, ...]
    links: Mapping[str, Markup]


Data = (
    Text | Group | Answers | Summary | Themes | Grids | Announcements | Unknown | Terms | Sources | Organisations
    | Glance | Table | Commitments | Funds | ByGroup | OverTime | Priorities | Unanswered | NextSteps
    | Changes
)  # fmt: skip

KINDS: dict[str, type[Data]] = {
    "text": Text,
    "group": Group,
    "answers": Answers,
    "summary": Summary,
    "themes": Themes,
    "grid": Grids,
    "announcements": Announcements,
    "unknown": Unknown,
    "terms": Terms,
    "sources": Sources,
    "organisations": Organisations,
    "glance": Glance,
    "table": Table,
    "commitments": Commitments,
    "by-group": ByGroup,
    "over-time": OverTime,
    "funds": Funds,
    "priorities": Priorities,
    "unanswered": Unanswered,
    "next-steps": NextSteps,
    "changes": Changes,
}
"""What `data` is in `parts/KIND.html`."""
