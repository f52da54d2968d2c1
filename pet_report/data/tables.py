"""The tables of the data: which there are, what a row of each is, and the columns in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import get_args

from msgspec import Struct

from pet_report import figures
from pet_report.authored import Authored
from pet_report.catalogue import Message
from pet_report.data.columns import Cell, Column, Record, dated, derived, told
from pet_report.link import Linked
from pet_report.model import (
    Allocation,
    Commitment,
    Convenor,
    Decision,
    Delivery,
    Fund,
    Group,
    LetteredPart,
    Organisation,
    Progress,
    Proposal,
    Reference,
    Response,
    Round,
    Theme,
)

TITLE = Message("data", "%(title)s: data")
"""What the whole is called, by the title of the report."""
ABOUT = Message("data", "What is proposed, answered, promised and reported, as tables.")


class Table(Struct, frozen=True, kw_only=True):
    """key: the columns that tell one row from every other."""

    name: str
    title: Message
    about: Message
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    records: Callable[[Linked], Iterator[Record]]


class Filled(Struct, frozen=True, kw_only=True):
    """A table with the rows of a project."""

    table: Table
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def name(self) -> str:
        return self.table.name

    @property
    def records(self) -> tuple[Mapping[str, Cell], ...]:
        """Each row by the names of the columns."""
        keys = [each.key for each in self.table.columns]
        return tuple(dict(zip(keys, row, strict=True)) for row in self.rows)


def filled(linked: Linked) -> tuple[Filled, ...]:
    """Every table, also those in which a project has no row: what is not there could not be told from what was lost."""
    return tuple(
        Filled(
            table=table,
            rows=tuple(tuple(column.cell(record) for column in table.columns) for record in table.records(linked)),
        )
        for table in TABLES
    )


# --- what a row is -----------------------------------------------------------------------------------------------


def _groups(linked: Linked) -> Iterator[Record]:
    return (Record(linked=linked, one=file.group) for file in linked.project.groups)


def _proposals(linked: Linked) -> Iterator[Record]:
    return (Record(linked=linked, one=each) for each in linked.proposals)


def _responses(linked: Linked) -> Iterator[Record]:
    return (Record(linked=linked, one=each) for _, each in linked.responses)


def _listed(name: str) -> Callable[[Linked], Iterator[Record]]:
    """What report.yaml lists under a name."""

    def records(linked: Linked) -> Iterator[Record]:
        report = linked.project.report
        return (Record(linked=linked, one=each) for each in (getattr(report, name) if report else ()))

    return records


def _held(by: Callable[[Linked], Iterator[Record]], name: str) -> Callable[[Linked], Iterator[Record]]:
    """What each record of another table holds under a name."""

    def records(linked: Linked) -> Iterator[Record]:
        for holder in by(linked):
            for place, each in enumerate(filter(None, getattr(holder.one, name)), start=1):
                # A word in a list has no fields; it is found by its place.
                one = each if isinstance(each, Authored) else holder.one
                yield Record(linked=linked, one=one, holder=holder.one, place=place)

    return records


def _group_of(record: Record) -> str:
    return record.linked.group_of[_proposal(record).id].group.id


def _decision(record: Record) -> str:
    return figures.decision_of(_proposal(record), record.linked)


def _delivery(record: Record) -> str:
    return figures.delivery_of(record.linked.response_to.get(_proposal(record).id))


def _proposal(record: Record) -> Proposal:
    if not isinstance(record.one, Proposal):
        raise TypeError("no proposal")
    return record.one


def _word_of(name: str) -> Callable[[Record], object]:
    """The word of a list that stands at the record's place."""
    return lambda record: list(filter(None, getattr(record.holder, name)))[record.place - 1]


# --- the tables --------------------------------------------------------------------------------------------------


def _columns(*parts: Column | Iterable[Column]) -> tuple[Column, ...]:
    return tuple(each for part in parts for each in ([part] if isinstance(part, Column) else part))


_PLACE = derived(
    "place",
    Message("column", "Place"),
    Message("meaning", "Where it stands among those of the same row of the other table, counted from 1."),
    lambda record: record.place,
    kind="whole",
)


def _from(holder: str, table: str, title: Message, meaning: Message) -> Column:
    """The row of the other table that a row belongs to."""
    return derived(holder, title, meaning, lambda record: getattr(record.holder, "id", None), refers=table)


_OF_FUND = _from("fund", "funds", Message("column", "Fund"), Message("meaning", "The fund that it is about."))
_OF_PROPOSAL = Message("column", "%(Proposal)s")

GROUPS = Table(
    name="groups",
    title=Message("data", "%(Groups)s"),
    about=Message("data", "Each %(group)s that made %(proposals)s, and a place for those of no known %(group)s."),
    key=("id",),
    records=_groups,
    columns=_columns(
        told(Group, "id", Message("column", "Id")),
        told(Group, "kind", Message("column", "Kind")),
        told(Group, "number", Message("column", "Number")),
        told(Group, "name", Message("column", "Name")),
        told(Group, "short_name", Message("column", "Short name")),
        told(Group, "members", Message("column", "%(Members)s")),
        told(Group, "proposals_made", Message("column", "%(Proposals)s made")),
        dated(Group, "reported", Message("column", "Reported")),
        told(Group, "introduction", Message("column", "Introduction")),
        told(Group, "terms_of_reference", Message("column", "Terms of reference")),
        told(Group, "note", Message("column", "Note")),
        told(Group, "sources", Message("column", "Sources")),
    ),
)
PROPOSALS = Table(
    name="proposals",
    title=Message("data", "%(Proposals)s"),
    about=Message("data", "Each %(proposal)s in its wording, what was decided, and how far it has come."),
    key=("id",),
    records=_proposals,
    columns=_columns(
        told(Proposal, "id", Message("column", "Id")),
        told(Proposal, "number", Message("column", "Number")),
        told(Proposal, "title", Message("column", "Title")),
        told(Proposal, "text", Message("column", "Text")),
        told(Proposal, "text_status", Message("column", "Wording")),
        derived(
            "group", Message("column", "%(Group)s"), Message("meaning", "The %(group)s that made it."),
            _group_of, refers="groups",
        ),
        told(Proposal, "group_basis", Message("column", "How the %(group)s is known")),
        dated(Proposal, "proposed", Message("column", "Put forward")),
        told(Proposal, "rationale", Message("column", "Why")),
        told(Proposal, "lead.kind", Message("column", "Lead"), key="lead"),
        told(Proposal, "lead.organisations", Message("column", "Led by")),
        told(Proposal, "lead.note", Message("column", "Note on the lead")),
        told(Proposal, "themes", Message("column", "Themes")),
        told(Proposal, "themes_basis", Message("column", "Who chose the themes")),
        told(Proposal, "related", Message("column", "Related")),
        told(Proposal, "timescale", Message("column", "Timescale")),
        told(Proposal, "cost.amount", Message("column", "Cost"), key="cost"),
        told(Proposal, "cost.to", Message("column", "Cost, upper end")),
        told(Proposal, "cost.currency", Message("column", "Currency of the cost")),
        told(Proposal, "cost.period", Message("column", "Period of the cost")),
        told(Proposal, "cost.fund", Message("column", "Fund asked")),
        told(Proposal, "cost.note", Message("column", "Note on the cost")),
        told(Proposal, "evidence", Message("column", "Evidence")),
        derived(
            "decision", Message("column", "Decision"),
            Message("meaning", "What was decided; `none-found` where no decision is on record."),
            _decision, choices=get_args(Decision),
        ),
        derived(
            "delivery", Message("column", "Delivery"),
            Message("meaning", "How far it has come by the latest report; `unknown` where nobody reported."),
            _delivery, choices=(*get_args(Delivery), "unknown"),
        ),
        told(Proposal, "confidence", Message("column", "Confidence")),
        told(Proposal, "sources", Message("column", "Sources")),
        told(Proposal, "notes", Message("column", "Notes")),
    ),
)  # fmt: skip
PARTS = Table(
    name="parts",
    title=Message("data", "Lettered parts"),
    about=Message("data", "Each lettered part of a %(proposal)s."),
    key=("id",),
    records=_held(_proposals, "parts"),
    columns=_columns(
        told(LetteredPart, "id", Message("column", "Id")),
        _from("proposal", "proposals", _OF_PROPOSAL, Message("meaning", "The %(proposal)s that it is a part of.")),
        told(LetteredPart, "letter", Message("column", "Letter")),
        told(LetteredPart, "text", Message("column", "Text")),
    ),
)
FORMER_IDS = Table(
    name="former_ids",
    title=Message("data", "Former ids"),
    about=Message("data", "Each id that a %(proposal)s had before, so that what was linked under it is found."),
    key=("former_id",),
    records=_held(_proposals, "former_ids"),
    columns=_columns(
        derived(
            "former_id", Message("column", "Former id"),
            Message("meaning", "The id under which the %(proposal)s was published before."), _word_of("former_ids"),
        ),
        _from("proposal", "proposals", _OF_PROPOSAL, Message("meaning", "The %(proposal)s that had it.")),
    ),
)  # fmt: skip
RESPONSES = Table(
    name="responses",
    title=Message("data", "Responses"),
    about=Message("data", "Each answer to a %(proposal)s: what was decided, why, and with what money."),
    key=("proposal",),
    records=_responses,
    columns=_columns(
        told(Response, "proposal", _OF_PROPOSAL),
        told(Response, "decision", Message("column", "Decision")),
        dated(Response, "decided", Message("column", "Decided")),
        told(Response, "reason", Message("column", "Reason")),
        told(Response, "condition", Message("column", "Condition")),
        told(Response, "basis", Message("column", "Basis")),
        told(Response, "departments", Message("column", "Departments")),
        told(Response, "text", Message("column", "Answer")),
        told(Response, "funding.fund", Message("column", "Fund"), key="fund"),
        told(Response, "funding.amount", Message("column", "Amount"), key="amount"),
        told(Response, "funding.currency", Message("column", "Currency"), key="currency"),
        told(Response, "funding.note", Message("column", "Note on the money")),
        told(Response, "superseded_by", Message("column", "Superseded by")),
        told(Response, "sources", Message("column", "Sources")),
        told(Response, "notes", Message("column", "Notes")),
        told(Response, "answers", Message("column", "Fingerprint")),
    ),
)
COMMITMENTS = Table(
    name="commitments",
    title=Message("data", "Commitments"),
    about=Message("data", "Each commitment, with its owner and its date."),
    key=("id",),
    records=_held(_responses, "commitments"),
    columns=_columns(
        told(Commitment, "id", Message("column", "Id")),
        told(Response, "proposal", _OF_PROPOSAL, by_holder=True),
        told(Commitment, "text", Message("column", "Text")),
        told(Commitment, "owner", Message("column", "Owner")),
        told(Commitment, "owner_note", Message("column", "Note on the owner")),
        dated(Commitment, "due", Message("column", "Due")),
        told(Commitment, "due_note", Message("column", "Note on the date")),
        dated(Commitment, "kept", Message("column", "Kept")),
        told(Commitment, "superseded_by", Message("column", "Superseded by")),
        told(Commitment, "fund", Message("column", "Fund")),
        told(Commitment, "amount", Message("column", "Amount")),
        told(Commitment, "currency", Message("column", "Currency")),
        told(Commitment, "sources", Message("column", "Sources")),
    ),
)
PROGRESS = Table(
    name="progress",
    title=Message("data", "Progress"),
    about=Message("data", "Each report of progress, with its date and who made it."),
    key=("proposal", "place"),
    records=_held(_responses, "progress"),
    columns=_columns(
        told(Response, "proposal", _OF_PROPOSAL, by_holder=True),
        _PLACE,
        dated(Progress, "as_of", Message("column", "Date")),
        told(Progress, "status", Message("column", "Status")),
        told(Progress, "by", Message("column", "Who says so")),
        told(Progress, "text", Message("column", "Text")),
        told(Progress, "note", Message("column", "Note")),
        told(Progress, "sources", Message("column", "Sources")),
    ),
)
CONVENORS = Table(
    name="convenors",
    title=Message("data", "%(Convenors)s"),
    about=Message("data", "Who chaired a %(group)s, and how sure that is."),
    key=("group", "place"),
    records=_held(_groups, "convenors"),
    columns=_columns(
        _from("group", "groups", Message("column", "%(Group)s"), Message("meaning", "The %(group)s that was chaired.")),
        _PLACE,
        told(Convenor, "name", Message("column", "Name")),
        told(Convenor, "confidence", Message("column", "Confidence")),
        told(Convenor, "note", Message("column", "Note")),
        told(Convenor, "sources", Message("column", "Sources")),
    ),
)
THEMES = Table(
    name="themes",
    title=Message("data", "Themes"),
    about=Message("data", "Each theme that %(proposals)s share."),
    key=("id",),
    records=_listed("themes"),
    columns=_columns(
        told(Theme, "id", Message("column", "Id")),
        told(Theme, "name", Message("column", "Name")),
        told(Theme, "kind", Message("column", "Kind")),
        told(Theme, "description", Message("column", "What it is about")),
        told(Theme, "basis", Message("column", "Who named it")),
        told(Theme, "sources", Message("column", "Sources")),
    ),
)
ORGANISATIONS = Table(
    name="organisations",
    title=Message("data", "Organisations"),
    about=Message("data", "Everyone who leads, answers or owns something."),
    key=("id",),
    records=_listed("organisations"),
    columns=_columns(
        told(Organisation, "id", Message("column", "Id")),
        told(Organisation, "name", Message("column", "Name")),
        told(Organisation, "short_name", Message("column", "Short name")),
        told(Organisation, "kind", Message("column", "Kind")),
        told(Organisation, "note", Message("column", "Note")),
    ),
)
FUNDS = Table(
    name="funds",
    title=Message("data", "Funds"),
    about=Message("data", "The money that is spoken of, and who may apply for it."),
    key=("id",),
    records=_listed("funds"),
    columns=_columns(
        told(Fund, "id", Message("column", "Id")),
        told(Fund, "name", Message("column", "Name")),
        told(Fund, "amount", Message("column", "Amount")),
        told(Fund, "currency", Message("column", "Currency")),
        told(Fund, "period", Message("column", "Period")),
        dated(Fund, "launched", Message("column", "Launched")),
        told(Fund, "holder", Message("column", "Held by")),
        told(Fund, "holder_note", Message("column", "Note on who holds it")),
        told(Fund, "who_may_apply", Message("column", "Who may apply")),
        told(Fund, "note", Message("column", "Note")),
        told(Fund, "sources", Message("column", "Sources")),
    ),
)
COMMUNITIES = Table(
    name="communities",
    title=Message("data", "Who can ask for money"),
    about=Message("data", "Each community that can ask a fund for money, whether or not it received any."),
    key=("fund", "place"),
    records=_held(_listed("funds"), "communities"),
    columns=_columns(
        _OF_FUND,
        _PLACE,
        derived(
            "community", Message("column", "Community"),
            Message("meaning", "Who can ask, in the words in which an allocation says who received it."),
            _word_of("communities"),
        ),
    ),
)  # fmt: skip
ROUNDS = Table(
    name="rounds",
    title=Message("data", "Rounds"),
    about=Message("data", "Money that a fund gave out at one time."),
    key=("fund", "place"),
    records=_held(_listed("funds"), "rounds"),
    columns=_columns(
        _OF_FUND,
        _PLACE,
        told(Round, "label", Message("column", "Round")),
        told(Round, "amount", Message("column", "Amount")),
        told(Round, "organisations", Message("column", "Organisations")),
        dated(Round, "as_of", Message("column", "Date")),
        told(Round, "sources", Message("column", "Sources")),
    ),
)
ALLOCATIONS = Table(
    name="allocations",
    title=Message("data", "Allocations"),
    about=Message("data", "What each community received from a fund."),
    key=("fund", "place"),
    records=_held(_listed("funds"), "allocations"),
    columns=_columns(
        _OF_FUND,
        _PLACE,
        told(Allocation, "to", Message("column", "Who received")),
        told(Allocation, "amount", Message("column", "Amount")),
        told(Allocation, "organisations", Message("column", "Organisations")),
        told(Allocation, "period", Message("column", "Period")),
        dated(Allocation, "as_of", Message("column", "Date")),
        told(Allocation, "sources", Message("column", "Sources")),
    ),
)
SOURCES = Table(
    name="sources",
    title=Message("data", "Sources"),
    about=Message("data", "Every document that a fact was taken from, and how much of it was read."),
    key=("id",),
    records=_listed("sources"),
    columns=_columns(
        told(Reference, "id", Message("column", "Id")),
        told(Reference, "title", Message("column", "Title")),
        told(Reference, "publisher", Message("column", "Publisher")),
        dated(Reference, "date", Message("column", "Date")),
        told(Reference, "date_note", Message("column", "Note on the date")),
        told(Reference, "address", Message("column", "Web address")),
        told(Reference, "read", Message("column", "How much was read")),
        told(Reference, "note", Message("column", "Note")),
    ),
)
TABLES = (
    PROPOSALS, PARTS, FORMER_IDS, RESPONSES, COMMITMENTS, PROGRESS, GROUPS, CONVENORS, THEMES, ORGANISATIONS, FUNDS,
    COMMUNITIES, ROUNDS, ALLOCATIONS, SOURCES,
)  # fmt: skip
"""In the order in which they are of use to a reader."""
