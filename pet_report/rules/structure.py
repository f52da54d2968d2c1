"""Rules about how a publication is put together: every part once, nothing written over, nothing left out."""

from __future__ import annotations

from collections.abc import Iterator

from pet_report.diagnostics import Diagnostic, Example, Note, Rule, Severity
from pet_report.link import Linked
from pet_report.model import Group, Part, Publication


def _publications(report: str, response: str, file: str = "response") -> str:
    return (
        f"publications:\n  report: {{title: Example, label: Report, file: report, parts: [{report}]}}\n"
        f"  response: {{title: Example, label: Response, file: {file}, parts: [{response}]}}\n"
    )


_GOOD = _publications("{kind: groups}", "{kind: answers}")

SAME_FILE = Rule(
    name="publication/same-file",
    severity=Severity.ERROR,
    summary="both publications would be written to one file",
    why="The second would be written over the first, without a word.",
    example=Example(part="report", bad=_publications("{kind: groups}", "{kind: answers}", "report"), good=_GOOD),
)
REPEATED = Rule(
    name="part/repeated",
    severity=Severity.WARNING,
    summary="the same part twice in one publication",
    why="Everything in it would be printed twice, and links would lead to one of the two.",
    example=Example(part="report", bad=_publications("{kind: groups}, {kind: groups}", "{kind: answers}"), good=_GOOD),
)
TEXT_MISSING = Rule(
    name="part/text-missing",
    severity=Severity.ERROR,
    summary="a part of prose without its prose",
    why="A heading would be printed with nothing under it.",
    example=Example(
        part="report",
        bad=_publications("{kind: text, title: Foreword}, {kind: groups}", "{kind: answers}"),
        good=_publications("{kind: text, title: Foreword, text: Welcome.}, {kind: groups}", "{kind: answers}"),
    ),
)
GROUPS_MISSING = Rule(
    name="part/groups-missing",
    severity=Severity.ERROR,
    summary="a publication without the part that holds its substance",
    why="What people wrote would be in no publication: the proposals, or the answers to them.",
    example=Example(part="report", bad=_publications("{kind: summary}", "{kind: answers}"), good=_GOOD),
)
UNATTRIBUTED_TWICE = Rule(
    name="group/unattributed-twice",
    severity=Severity.WARNING,
    summary="two files for proposals whose group is not known",
    why="The reader would find two chapters of the same kind, and nothing that tells them apart.",
    example=Example(
        part="file",
        bad="group: {id: example, kind: unattributed, name: Not known}\n",
        good="group: {id: example, name: Example group}\n",
    ),
)
COST_RANGE = Rule(
    name="cost/range",
    severity=Severity.ERROR,
    summary="a range of cost that ends below where it begins",
    why="One of the two amounts is a slip, most often by a zero.",
    example=Example(
        part="proposal",
        bad="cost: {amount: 50000, to: 10000, currency: GBP}",
        good="cost: {amount: 10000, to: 50000, currency: GBP}",
    ),
)
COST_EMPTY = Rule(
    name="cost/empty",
    severity=Severity.NOTE,
    summary="a cost without an amount or a word about it",
    why="It would be printed as a cost of nothing known; a cost that is not known is left out.",
    example=Example(part="proposal", bad="cost: {currency: GBP}", good="cost: {amount: 5000, currency: GBP}"),
)


def same_file(linked: Linked) -> Iterator[Diagnostic]:
    report = linked.project.report
    if report is None:
        return
    first, second = report.publications.report, report.publications.response
    if first.file == second.file:
        notes = [Note(first.at("file"), "the other is here")]
        message = f'both publications would be written to "{second.file}"'
        yield SAME_FILE.at(second.at("file"), message, hint="give one of them another name", notes=notes)


def repeated(linked: Linked) -> Iterator[Diagnostic]:
    for publication in _publications_of(linked):
        first: dict[str, Part] = {}
        for part in publication.parts:
            if part.kind in first and part.kind != "text":
                notes = [Note(first[part.kind].at("kind"), "first here")]
                message = f'"{part.kind}" is twice in this publication'
                yield REPEATED.at(part.at("kind"), message, hint="keep one of the two", notes=notes)
            first.setdefault(part.kind, part)


def text_missing(linked: Linked) -> Iterator[Diagnostic]:
    for publication in _publications_of(linked):
        for part in publication.parts:
            if part.kind == "text" and not (part.text or part.lead or "").strip():
                hint = 'add "text: …", or take the part out'
                yield TEXT_MISSING.at(part.at("kind"), "this part has no text", hint=hint)


def groups_missing(linked: Linked) -> Iterator[Diagnostic]:
    report = linked.project.report
    if report is None:
        return
    publications = report.publications
    yield from _needing(publications.report, ("groups",), "the proposals")
    yield from _needing(publications.response, ("answers", "table"), "the answers")


def _needing(publication: Publication, kinds: tuple[str, ...], what: str) -> Iterator[Diagnostic]:
    if not any(part.kind in kinds for part in publication.parts):
        place = publication.located().key("parts") or publication.at("parts")
        message = f"no part of this publication holds {what}"
        yield GROUPS_MISSING.at(place, message, hint=f'add "- kind: {kinds[0]}"')


def unattributed_twice(linked: Linked) -> Iterator[Diagnostic]:
    first: Group | None = None
    for group in (file.group for file in linked.project.groups if file.group.kind == "unattributed"):
        if first is not None:
            notes = [Note(first.at("kind"), "the other is here")]
            message = "there are two places for proposals whose group is not known"
            hint = "move all of them into one file"
            yield UNATTRIBUTED_TWICE.at(group.at("kind"), message, hint=hint, notes=notes)
        first = first or group


def cost_range(linked: Linked) -> Iterator[Diagnostic]:
    for proposal in linked.proposals:
        cost = proposal.cost
        if cost and cost.amount is not None and cost.to is not None and cost.to < cost.amount:
            message = f"the cost goes from {cost.amount:,.10g} down to {cost.to:,.10g}"
            notes = [Note(cost.at("amount"), "it begins here")]
            hint = "correct one of the two; the smaller comes first"
            yield COST_RANGE.at(cost.at("to"), message, hint=hint, notes=notes)


def cost_empty(linked: Linked) -> Iterator[Diagnostic]:
    for proposal in linked.proposals:
        cost = proposal.cost
        if cost and cost.amount is None and cost.to is None and not (cost.note or "").strip():
            hint = 'add "amount: …" or "note: …", or take the cost out'
            yield COST_EMPTY.at(cost.at(), "this cost says nothing about how much", hint=hint)


def _publications_of(linked: Linked) -> tuple[Publication, ...]:
    report = linked.project.report
    return (report.publications.report, report.publications.response) if report else ()


RULES = (SAME_FILE, REPEATED, TEXT_MISSING, GROUPS_MISSING, UNATTRIBUTED_TWICE, COST_RANGE, COST_EMPTY)
CHECKS = (same_file, repeated, text_missing, groups_missing, unattributed_twice, cost_range, cost_empty)
