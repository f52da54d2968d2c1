"""Answers in rows: the proposals, the themes, the counts. Every count stands beside what it is a count of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import get_args

from pet_report import figures, similar
from pet_report.announce.rows import Cell, Column, Table
from pet_report.link import Linked
from pet_report.model import Decision, Delivery, Figure, Lead, Proposal, Reference, Theme
from pet_report.moment import stood
from pet_report.when import When

Row = tuple[Cell, ...]
ID = Column(key="id", head="id", whole=True)
PROPOSALS = (
    ID, Column(key="number", head="no.", number=True), Column(key="title", head="title"),
    Column(key="group", head="group"), Column(key="lead", head="lead"), Column(key="decision", head="decision"),
    Column(key="delivery", head="delivery"),
)  # fmt: skip
SORTED_BY = tuple(each.key for each in PROPOSALS)


# --- proposals ---------------------------------------------------------------------------------------------------


def proposals(linked: Linked, filters: Mapping[str, Sequence[str]], sorted_by: str = "") -> Table:
    """Those that pass every filter, in the order of the groups or by a column; figures.BadCount for unknown words."""
    chosen = figures.select({key: values for key, values in filters.items() if values}, linked)
    day = filters.get(figures.AS_OF)
    rows = [_proposal(each, linked, day[0] if day else "") for each in chosen]
    if sorted_by:
        at = SORTED_BY.index(sorted_by)
        rows.sort(key=lambda row: _rank(sorted_by, row[at]))
    return Table(
        columns=PROPOSALS,
        rows=tuple(rows),
        note=f"{len(chosen):,} of {called(linked, 'proposal', len(linked.proposals))}{_until(day)}.",
        asked={"sort": sorted_by or None, **{key: list(values) for key, values in filters.items() if values}},
    )


def _proposal(proposal: Proposal, linked: Linked, day: str) -> Row:
    response = stood(linked.response_to.get(proposal.id), When.parse(day) if day else None)
    return (
        proposal.id,
        proposal.number,
        proposal.title,
        linked.group_of[proposal.id].group.id,
        proposal.lead.kind if proposal.lead else "unknown",
        response.decision if response else "none-found",
        figures.delivery_of(response),
    )


def _until(day: Sequence[str] | None) -> str:
    return f", as they stood on {When.parse(day[0])}" if day else ""


def _rank(key: str, cell: Cell) -> tuple[object, ...]:
    """Where a row comes: what has an order in the format keeps that, numbers in words count, nothing comes last."""
    if key in _ORDERS:
        return (_ORDERS[key].index(str(cell)),)
    text = str(cell or "").casefold()
    return (not text, [(not part.isdigit(), int(part) if part.isdigit() else 0, part) for part in _DIGITS.split(text)])


_DIGITS = re.compile(r"(\d+)", re.ASCII)
_ORDERS: dict[str, tuple[str, ...]] = {
    "lead": (*get_args(Lead.__annotations__["kind"]), "unknown"),
    "decision": get_args(Decision),
    "delivery": (*get_args(Delivery), "unknown"),
}


def called(linked: Linked, thing: str, number: int) -> str:
    """`1 recommendation`, `24 recommendations`: as the report calls them."""
    report = linked.project.report
    one, several = getattr(report.wording, thing) if report else (thing, f"{thing}s")
    return f"{number:,} {one if number == 1 else several}"


# --- themes ------------------------------------------------------------------------------------------------------


def themes(linked: Linked) -> Table:
    """Each theme with who named it, and how many proposals of how many groups belong to it."""
    columns = (
        ID, Column(key="name", head="name"), Column(key="kind", head="kind"), Column(key="basis", head="basis"),
        Column(key="proposals", head=_several(linked, "proposal"), number=True),
        Column(key="groups", head=_several(linked, "group"), number=True),
    )  # fmt: skip
    proposals, groups = len(linked.proposals), len(linked.groups)
    return Table(
        columns=columns,
        rows=tuple(_theme(each, linked) for each in _themes(linked)),
        note=f"Of {called(linked, 'proposal', proposals)} and {called(linked, 'group', groups)}. "
        f"A {_one(linked, 'proposal')} can have several themes, or none{_unattributed(linked)}.",
        asked={"proposals": proposals, "groups": groups},
    )


def _theme(theme: Theme, linked: Linked) -> Row:
    holders = [file for file in linked.project.groups if any(theme.id in each.themes for each in file.proposals)]
    count = sum(theme.id in each.themes for each in linked.proposals)
    return theme.id, theme.name, theme.kind, theme.basis, count, sum(file.group.kind == "group" for file in holders)


def _unattributed(linked: Linked) -> str:
    count = sum(len(file.proposals) for file in linked.project.groups if file.group.kind == "unattributed")
    group = _one(linked, "group")
    return f"; the {group} of {count:,} is not known, and they count for no {group}" if count else ""


def grid(linked: Linked) -> Table:
    """How many proposals of each group belong to each theme; nothing where no proposal of the group is recorded."""
    files = linked.project.groups
    groups = (Column(key=file.group.id, head=file.group.short_name or file.group.name, number=True) for file in files)
    columns = (Column(key="theme", head="theme"), *groups, Column(key="all", head="all", number=True))
    counted = ((each, _counts(each, linked)) for each in _themes(linked))
    rows: list[Row] = [(each.id, *counts, sum(count or 0 for count in counts)) for each, counts in counted]
    recorded: Row = (f"{_several(linked, 'proposal')} recorded", *(len(file.proposals) for file in files))
    return Table(
        columns=columns,
        rows=(*rows, (*recorded, len(linked.proposals))),
        note=f"A {_one(linked, 'proposal')} can have several themes, or none: columns do not add up.",
        asked={"grid": True},
    )


def _counts(theme: Theme, linked: Linked) -> tuple[int | None, ...]:
    return tuple(
        sum(theme.id in each.themes for each in file.proposals) if file.proposals else None
        for file in linked.project.groups
    )


def _themes(linked: Linked) -> Sequence[Theme]:
    return linked.project.report.themes if linked.project.report else ()


def _one(linked: Linked, thing: str) -> str:
    return called(linked, thing, 1).split(" ", 1)[1]


def _several(linked: Linked, thing: str) -> str:
    return called(linked, thing, 2).split(" ", 1)[1]


# --- what is alike -----------------------------------------------------------------------------------------------

SIMILAR = (
    Column(key="score", head="score", number=True),
    ID, Column(key="title", head="title"), Column(key="group", head="group"),
    Column(key="other", head="and", whole=True), Column(key="other_title", head="title"),
    Column(key="other_group", head="group"), Column(key="shared", head="both say"),
)  # fmt: skip


def alike(linked: Linked, at_least: int) -> Table:
    """Pairs of proposals of different groups that say much the same, and do not name each other as related."""
    found = similar.pairs(linked, at_least)
    pairs = "1 pair" if len(found) == 1 else f"{len(found):,} pairs"
    return Table(
        columns=SIMILAR,
        rows=tuple(_alike(each, linked) for each in found),
        note=f"{pairs} with a score of {at_least} or more, among {called(linked, 'proposal', len(linked.proposals))}. "
        "The score: of 100 words that they use, how many are in both; words that are common in this project do not "
        'count. To lead readers from one to the other, name it under "related".',
        asked={"at_least": at_least},
    )


def _alike(pair: similar.Pair, linked: Linked) -> Row:
    one, other = pair.one, pair.other
    return (
        pair.score, one.id, one.title, linked.group_of[one.id].group.id, other.id, other.title,
        linked.group_of[other.id].group.id, pair.shared,
    )  # fmt: skip


# --- counts ------------------------------------------------------------------------------------------------------

STATS = (
    Column(key="what", head="what", once=True),
    Column(key="which", head="which"),
    Column(key="count", head="count", number=True),
    Column(key="of", head="of", number=True),
    Column(key="of_what", head="of what"),
    Column(key="as_of", head="as of"),
)


def stats(linked: Linked) -> Table:
    """What is recorded, each count with how many it is of, and with the date of what it is taken from."""
    rows = (
        *_recorded(linked),
        *_made(linked),
        *_shares(linked),
        *_by_theme(linked),
        *_sources(linked),
        *_promises(linked),
    )
    report = linked.project.report
    issued = f" The edition is of {report.issued}." if report and report.issued else ""
    note = f"“recorded” is what the files hold; “declared” is what report.yaml says that others counted.{issued}"
    return Table(columns=STATS, rows=rows, note=note)


def _recorded(linked: Linked) -> Iterator[Row]:
    counts = {
        "group": len(linked.groups),
        "member": sum(group.members or 0 for group in linked.groups),
        "proposal": len(linked.proposals),
    }
    for thing, count in counts.items():
        figure = figures.total(f"{thing}s", linked)
        which = "attributed to a group" if thing == "member" else "recorded"
        yield _several(linked, thing), which, count, *_declared(figure)


def _declared(figure: Figure | None) -> tuple[Cell, Cell, Cell]:
    return (figure.value, "declared", figure.as_of) if figure else (None, "none declared", None)


def _made(linked: Linked) -> Iterator[Row]:
    for file in linked.project.groups:
        made = file.group.proposals_made
        which = file.group.short_name or file.group.name
        of = (made, "made by it") if made is not None else (None, "not known")
        yield f"{_several(linked, 'proposal')} by {_one(linked, 'group')}", which, len(file.proposals), *of, None


def _shares(linked: Linked) -> Iterator[Row]:
    """The proposals by who leads, by what was decided, and by how far they have come."""
    responses = linked.response_to
    for key, of_proposal in (
        ("lead", lambda each: each.lead.kind if each.lead else "unknown"),
        ("decision", lambda each: figures.decision_of(each, linked)),
        ("delivery", lambda each: figures.delivery_of(responses.get(each.id))),
    ):
        yield from _share(linked, key, of_proposal)


def _share(linked: Linked, key: str, of_proposal: Callable[[Proposal], str]) -> Iterator[Row]:
    what = f"{_several(linked, 'proposal')} by {key}"
    for value in _ORDERS[key]:
        these = [each for each in linked.proposals if of_proposal(each) == value]
        figure = _figure_of(linked, key, value)
        if figure is not None:
            yield what, value, len(these), *_declared(figure)
        elif these:
            yield what, value, len(these), len(linked.proposals), "recorded", _latest(key, these, linked)


def _figure_of(linked: Linked, key: str, value: str) -> Figure | None:
    """The declared figure for just these proposals."""
    report = linked.project.report
    for figure in report.declared if report else ():
        if figure.where and figure.where.filters == {key: value}:
            return figure
    return None


def _latest(key: str, these: Iterable[Proposal], linked: Linked) -> When | None:
    """The date of the last decision, or of the last report of progress."""
    responses = [response for each in these if (response := linked.response_to.get(each.id))]
    dates = {
        "decision": [each.decided for each in responses if each.decided],
        "delivery": [entry.as_of for each in responses for entry in each.progress],
    }.get(key, [])
    return max(dates, key=lambda date: date.sort_key) if dates else None


def _by_theme(linked: Linked) -> Iterator[Row]:
    what = f"{_several(linked, 'proposal')} by theme"
    for theme in _themes(linked):
        count = sum(theme.id in each.themes for each in linked.proposals)
        yield what, theme.name, count, len(linked.proposals), "recorded", None
    without = sum(not each.themes for each in linked.proposals)
    if without:
        yield what, "none", without, len(linked.proposals), "recorded", None


def _sources(linked: Linked) -> Iterator[Row]:
    sources: Sequence[Reference] = linked.project.report.sources if linked.project.report else ()
    for value in (*get_args(get_args(Reference.__annotations__["read"])[0]), None):
        count = sum(each.read == value for each in sources)
        if count:
            yield "sources", value or "how much was read is not said", count, len(sources), "sources", None


def _promises(linked: Linked) -> Iterator[Row]:
    promises = [each for _, response in linked.responses for each in response.commitments]
    for which, count in (
        ("with an owner", sum(bool(each.owner or each.owner_note) for each in promises)),
        ("with a date", sum(each.due is not None for each in promises)),
        ("kept", sum(each.kept is not None for each in promises)),
    ):
        if promises:
            yield "commitments", which, count, len(promises), "commitments", None
