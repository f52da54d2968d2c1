"""Commands about whether the answers still answer: `coverage`, and `accept` for a wording that has changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from msgspec import Struct

from pet_report import announce, coverage, files, rewording, scaffold
from pet_report.announce import rows
from pet_report.cli.asking import Asked, agreed
from pet_report.cli.common import (
    FAULTS,
    CacheOption,
    Edit,
    ProjectOption,
    Shape,
    ShapeOption,
    answers,
    change,
    colored,
    naming,
    recalling,
    root_of,
    show,
    today,
)
from pet_report.diagnostics import suggest
from pet_report.errors import ToolFailure
from pet_report.fingerprint import fingerprint
from pet_report.link import Linked
from pet_report.model import Proposal, Response, Wording
from pet_report.source import Source


class _Renewal(Struct, frozen=True, kw_only=True):
    """An answer that is to hold for the wording of today. path, index: where it stands."""

    path: str
    index: int
    response: Response
    proposal: Proposal
    old: Any

    @property
    def needed(self) -> bool:
        recorded = self.response.accepted and self.response.accepted[-1].answers == self.response.answers
        return not recorded or self.response.answers != fingerprint(self.proposal)


def accept(
    proposals: Annotated[
        list[str] | None,
        typer.Argument(autocompletion=naming("proposal"), metavar="[ID]...", help="Ids of the proposals answered."),
    ] = None,
    reason: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Why the answers hold for the wording of today.")
    ] = None,
    all_in: Annotated[
        list[str] | None,
        typer.Option(
            "--all-in", autocompletion=naming("group"), metavar="GROUP", help="All answers to this group that need it."
        ),
    ] = None,
    diff: Annotated[bool, typer.Option("--diff", help="Show what would be written, and write nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Write without asking.")] = False,
    project: ProjectOption = None,
) -> None:
    """Record that answers hold for the wording of today, with the date, the reason and the wording itself."""
    # Imported here because `coverage` needs no rules.
    from pet_report import pipeline

    root = root_of(project)
    linked = pipeline.check(*files.read_sources(root), recall=recalling(root)).linked
    chosen = [*_named(linked, proposals or ()), *_of_groups(linked, all_in or ())]
    if not chosen and not all_in:
        remedy = 'pet-report accept ID --reason "…", or --all-in GROUP; `pet-report coverage` lists them'
        raise ToolFailure("no proposal is named", remedy=remedy)
    renewals = [each for each in chosen if each.needed]
    typer.echo("\n".join(line for each in renewals for line in _shown(each)), nl=bool(renewals))
    if not renewals:
        typer.echo("nothing to accept: each answer holds for the wording of today, and keeps it")
        return
    asked = Asked()
    reason = asked.needed(reason, "--reason", "Why the answers hold for the wording of today")
    asked.complete()
    edits = _edits(renewals, reason)
    if diff:
        _show(root, edits)
        raise typer.Exit(FAULTS)
    if all_in and not yes and not agreed(f"Accept {_counted(len(renewals))}?", "--yes"):
        typer.echo("nothing was written", err=True)
        raise typer.Exit(FAULTS)
    change(root, edits)
    typer.echo(f"accepted {_counted(len(renewals))}: wrote {', '.join(edits)}")


def _counted(number: int) -> str:
    return f"{number} answer{'' if number == 1 else 's'}"


def _named(linked: Linked, ids: Sequence[str]) -> list[_Renewal]:
    renewals = {each.proposal.id: each for each in _all(linked)}
    for id_ in ids:
        if id_ not in renewals:
            known = f'"{id_}" has no answer that could be accepted'
            unknown = f'no proposal is called "{id_}"'
            remedy = f"pet-report new response {id_}" if id_ in linked.group_of else suggest(id_, linked.group_of)
            raise ToolFailure(known if id_ in linked.group_of else unknown, remedy=remedy)
    return [renewals[id_] for id_ in dict.fromkeys(ids)]


def _of_groups(linked: Linked, groups: Sequence[str]) -> list[_Renewal]:
    known = [file.group.id for file in linked.project.groups]
    for group in groups:
        if group not in known:
            raise ToolFailure(f'no group is called "{group}"', remedy=suggest(group, known, few=12))
    return [each for each in _all(linked) if linked.group_of[each.proposal.id].group.id in groups]


def _all(linked: Linked) -> Iterator[_Renewal]:
    """Every answer to a proposal that exists; of two answers the first."""
    for file in linked.project.responses:
        for index, response in enumerate(file.responses):
            proposal = linked.proposal(response.proposal)
            if proposal is not None and linked.response_to[proposal.id] is response:
                yield _Renewal(
                    path=file.at().source.path,
                    index=index,
                    response=response,
                    proposal=proposal,
                    old=_old(response, proposal, linked),
                )


def _old(response: Response, proposal: Proposal, linked: Linked) -> Any:
    """The wording that was answered, where anything remembers it."""
    if not coverage.is_stale(response, proposal):
        return None
    return rewording.wording_answered(response) or linked.recall(proposal, response.answers or "")


# --- what is shown -----------------------------------------------------------------------------------------------


def _shown(each: _Renewal) -> Iterator[str]:
    yield f"{each.proposal.id}: {each.proposal.title}"
    if each.response.answers is None:
        yield "  it was not recorded which wording this answers"
    elif not coverage.is_stale(each.response, each.proposal):
        yield "  the wording has not changed; it is recorded with the answer from now on"
    elif each.old is None:
        yield "  the wording has changed; the one that was answered is not on record"
    else:
        yield from (f"  {told}" for told in rewording.changes(each.old, each.proposal))


def _show(root: Path, edits: Mapping[str, Edit]) -> None:
    for source in files.read_sources(root)[0]:
        if source.path in edits:
            after = edits[source.path](source) or source.text
            typer.echo(announce.difference(source.path, source.text, after, color=colored()), nl=False)


# --- what is written ---------------------------------------------------------------------------------------------


def _edits(renewals: Sequence[_Renewal], reason: str) -> dict[str, Edit]:
    """For each file that changes, how."""
    paths = dict.fromkeys(each.path for each in renewals)
    return {path: _edit([each for each in renewals if each.path == path], reason) for path in paths}


def _edit(renewals: Sequence[_Renewal], reason: str) -> Edit:
    def edit(source: Source) -> str | None:
        text: str | None = source.text
        for each in renewals:
            text = _renewed(Source(path=source.path, text=text), each, reason) if text is not None else None
        return text

    return edit


def _renewed(source: Source, each: _Renewal, reason: str) -> str | None:
    """The file with the new fingerprint, and a record of it; before it one of the old wording, where it has none."""
    at = ("responses", each.index)
    now = fingerprint(each.proposal)
    text = scaffold.put(source, (*at, "answers"), now)
    entries: list[dict[str, Any]] = [
        {"answers": now, "on": today(), "reason": reason, "wording": rewording.kept(each.proposal)}
    ]
    if each.old is not None and rewording.wording_answered(each.response) is None:
        entries.insert(0, {"answers": each.response.answers, "wording": rewording.kept(each.old)})
    for entry in entries:
        held = Source(path=source.path, text=text) if text is not None else None
        text = scaffold.inserted(held, (*at, "accepted"), entry) if held is not None else None
    return text


# --- coverage ----------------------------------------------------------------------------------------------------


class Required(StrEnum):
    answered = "answered"


def show_coverage(
    require: Annotated[
        Required | None, typer.Option(help="Exit with 1 unless every proposal is answered; says which are not.")
    ] = None,
    shape: ShapeOption = Shape.table,
    project: ProjectOption = None,
    no_cache: CacheOption = False,
) -> None:
    """Say of each group how many proposals are answered, and whether the answers still answer them."""
    linked = answers(project, no_cache)
    show(_coverage(linked, brief=shape is Shape.table), shape)
    if require and not linked.proposals:
        raise ToolFailure("there is no proposal that could be answered", remedy="pet-report new proposal")
    open_ = [(each, state) for each, state in coverage.covered(linked) if state != "answered"]
    if require and (open_ or not linked.project.whole):
        for proposal, state in open_:
            place = proposal.at()
            typer.echo(f"{state}: {proposal.id} ({place.source.path}:{place.start.line})", err=True)
        raise typer.Exit(FAULTS)


def _coverage(linked: Linked, *, brief: bool) -> rows.Table:
    """A row for each group and one for all. brief: of what may go wrong only what did, to fit into a terminal."""
    found = coverage.by_group(linked)
    counts = {name: sum(_counts(each)[name] for each in found) for name in _HEADS}
    shown = [name for name in _HEADS if counts[name] or not brief or name in _ALWAYS]
    words = linked.project.report.wording if linked.project.report else Wording()
    lines: list[tuple[rows.Cell, ...]] = [
        (_named_row(each), *(_counts(each)[name] for name in shown)) for each in found
    ]
    *others, last = [_HEADS[name].lower() for name in _HEADS if name not in shown] or [""]
    none = f"{', '.join(others)} or {last}" if others else last
    said = f"{counts['answered']:,} of {counts['proposals']:,} {words.proposal[1]} recorded are answered{_day(linked)}."
    return rows.Table(
        columns=(
            rows.Column(key="group", head=words.group[0][:1].upper() + words.group[0][1:]),
            *(rows.Column(key=name, head=_HEADS[name], number=True) for name in shown),
        ),
        rows=(*lines, ("All", *(counts[name] for name in shown))),
        note=f"{said} None is {none}." if none else said,
    )


def _counts(row: coverage.Row) -> dict[str, int]:
    return {
        "proposals": row.proposals,
        **{state: row.counts[state] for state in coverage.STATES},
        "orphaned": row.orphaned,
    }


def _named_row(row: coverage.Row) -> str:
    return row.group.group.short_name or row.group.group.name


def _day(linked: Linked) -> str:
    report = linked.project.report
    return f" in the edition of {report.issued}" if report and report.issued else ", in an edition without a date"


_ALWAYS = ("proposals", "answered", "missing")
_HEADS = {
    "proposals": "Recorded",
    "answered": "Answered",
    "missing": "Missing",
    "stale": "Stale",
    "predated": "Predated",
    "duplicate": "Answered twice",
    "orphaned": "Orphaned",
}
