"""What a PDF carries with it: the files that it was made from, and what they say as tables and as one document."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pet_report import figures
from pet_report.announce.rows import Cell, Column, Table, as_csv, document
from pet_report.catalogue import Catalogue, Message
from pet_report.link import Linked
from pet_report.model import Proposal

Row = tuple[Cell, ...]
SOURCE = Message("attachment", "A file that this document was made from")
WHOLE = Message("attachment", "The same tables in one document, each row an object")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file inside a PDF. media: its type. relationship: what it is to the PDF, `Source` or `Data`.

    date: of the edition, as `2006-07`; empty where the edition has none. Never the clock's.
    """

    name: str
    content: bytes
    media: str
    relationship: str
    description: str
    date: str = ""


def attachments(linked: Linked, catalogue: Catalogue) -> tuple[Attachment, ...]:
    """The sources, then the data; described in the language of the report.

    Seen from an earlier day there are no sources: they hold what came later, which a reader of that day did not know
    and would take for a part of the edition. The data is as it stood.
    """
    report = linked.project.report
    date = report.issued.text if report and report.issued and _EXACT.fullmatch(report.issued.text) else ""
    sources = _sources(linked, date, catalogue) if linked.day is None else ()
    return (*sources, *_tables(linked, date, catalogue), _whole(linked, date, catalogue))


_EXACT = re.compile(r"\d{4}(-\d\d){0,2}", re.ASCII)
"""A PDF can say a day, a month or a year; not `about 2006`, nor a span."""


def _sources(linked: Linked, date: str, catalogue: Catalogue) -> Iterator[Attachment]:
    for source in linked.project.sources:
        yield Attachment(
            name=source.path, content=source.text.encode(), media="application/yaml", relationship="Source",
            description=catalogue.say(SOURCE), date=date,
        )  # fmt: skip


def _tables(linked: Linked, date: str, catalogue: Catalogue) -> Iterator[Attachment]:
    for name, (_, description) in TABLES.items():
        yield Attachment(
            name=f"{name}.csv", content=as_csv(table(name, linked)).encode(), media="text/csv", relationship="Data",
            description=catalogue.say(description), date=date,
        )  # fmt: skip


def _whole(linked: Linked, date: str, catalogue: Catalogue) -> Attachment:
    content: dict[str, object] = {"as_of": linked.day.text if linked.day else date or None}
    for name in TABLES:
        made = table(name, linked)
        keys = [each.key for each in made.columns]
        content[name] = [dict(zip(keys, map(_plain, row), strict=True)) for row in made.rows]
    return Attachment(
        name="data.json", content=document(content).encode(), media="application/json", relationship="Data",
        description=catalogue.say(WHOLE), date=date,
    )  # fmt: skip


def _plain(cell: Cell) -> object:
    return list(cell) if isinstance(cell, tuple) else getattr(cell, "text", cell)


# --- the tables --------------------------------------------------------------------------------------------------


def table(name: str, linked: Linked) -> Table:
    """One of TABLES: dates and words of status as the files have them, ids for whatever has one."""
    rows, _ = TABLES[name]
    made = list(rows(linked))
    keys = tuple(_KEYS[name].split())
    return Table(columns=tuple(Column(key=each, head=each) for each in keys), rows=tuple(made))


def _proposals(linked: Linked) -> Iterator[Row]:
    for proposal in linked.proposals:
        group = linked.group_of[proposal.id].group
        yield (
            proposal.id, proposal.number, proposal.title, proposal.text, _lettered(proposal), proposal.text_status,
            group.id, group.name, *_asked(proposal), tuple(proposal.themes), *_answer(proposal, linked),
            tuple(proposal.sources),
        )  # fmt: skip


def _lettered(proposal: Proposal) -> str | None:
    return "\n\n".join(f"{part.letter} {part.text}" for part in proposal.parts) or None


def _asked(proposal: Proposal) -> Row:
    lead, cost = proposal.lead, proposal.cost
    return (
        lead.kind if lead else None, tuple(lead.organisations) if lead else (), proposal.timescale,
        cost.amount if cost else None, cost.to if cost else None, cost.currency if cost else None,
    )  # fmt: skip


def _answer(proposal: Proposal, linked: Linked) -> Row:
    response = linked.response_to.get(proposal.id)
    delivery = figures.delivery_of(response)
    if response is None:
        return "none-found", None, (), None, None, delivery
    return (
        response.decision, response.decided, tuple(response.departments), response.text, response.reason, delivery,
    )  # fmt: skip


def _progress(linked: Linked) -> Iterator[Row]:
    for _, response in linked.responses:
        for each in response.progress:
            yield response.proposal, each.as_of, each.status, each.by, each.text, tuple(each.sources)


def _commitments(linked: Linked) -> Iterator[Row]:
    for _, response in linked.responses:
        for each in response.commitments:
            yield (
                each.id, response.proposal, each.text, each.owner, each.owner_note, each.due, each.due_note, each.kept,
                each.superseded_by, each.fund, each.amount, each.currency, tuple(each.sources),
            )  # fmt: skip


_KEYS = {
    "proposals": "id number title text parts text_status group group_name lead lead_organisations timescale "
    "cost_from cost_to currency themes decision decided departments answer reason delivery sources",
    "progress": "proposal as_of status by text sources",
    "commitments": "id proposal text owner owner_note due due_note kept superseded_by fund amount currency sources",
}
TABLES: dict[str, tuple[Callable[[Linked], Iterator[Row]], Message]] = {
    "proposals": (_proposals, Message("attachment", "Each %(proposal)s, what was decided, and how far it has come")),
    "progress": (_progress, Message("attachment", "Each report of progress, with its date and who made it")),
    "commitments": (_commitments, Message("attachment", "Each commitment, with its owner and its date")),
}
"""By name: what makes the rows, and what a reader is told of them."""
