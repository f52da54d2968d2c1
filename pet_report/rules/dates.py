"""Rules about dates: nothing happens before what it follows, or after the edition that tells of it."""

from __future__ import annotations

from collections.abc import Iterator

from pet_report.diagnostics import Diagnostic, Example, Note, Rule, Severity
from pet_report.link import Linked
from pet_report.model import Report, Response
from pet_report.source import Place
from pet_report.when import When

_EARLY = "{as_of: 2005-09, by: The minister, sources: [example-source]}"
_LATE = "{as_of: 2005-10, by: The minister, sources: [example-source]}"

ORDER = Rule(
    name="date/order",
    severity=Severity.WARNING,
    summary="progress that is not in the order of its dates",
    why="The last entry is taken for the present state: out of order, an old report overrules a newer one.",
    example=Example(part="response", bad=f"progress: [{_LATE}, {_EARLY}]", good=f"progress: [{_EARLY}, {_LATE}]"),
)
AFTER_ISSUE = Rule(
    name="date/after-issue",
    severity=Severity.WARNING,
    summary="something dated after the edition that tells of it",
    why="An edition cannot know what happens after its date: one of the two is a slip, or the date of the "
    "edition was not moved on.",
    example=Example(part="response", bad="decided: 2031-01-01", good="decided: 2005-10-01"),
)
DUE_BEFORE_DECIDED = Rule(
    name="commitment/due-before-decided",
    severity=Severity.WARNING,
    summary="a promise that was due before the decision to make it",
    why="Most often the year is a slip, and the promise would be printed as overdue from the first day.",
    example=Example(
        part="response",
        bad="decided: 2005-10-01\ncommitments: [{id: a-promise, text: A letter to schools, due: 2004-11}]",
        good="decided: 2005-10-01\ncommitments: [{id: a-promise, text: A letter to schools, due: 2005-11}]",
    ),
)


def order(linked: Linked) -> Iterator[Diagnostic]:
    for _, response in linked.responses:
        latest = None
        for entry in response.progress:
            if latest is not None and latest.as_of.surely_after(entry.as_of):
                message = f'"{entry.as_of.text}" comes after an entry of "{latest.as_of.text}"'
                notes = [Note(latest.at("as_of"), "the later date")]
                hint = "put the oldest first, or correct the date"
                yield ORDER.at(entry.at("as_of"), message, hint=hint, notes=notes)
            if latest is None or entry.as_of.earliest > latest.as_of.earliest:
                latest = entry


def after_issue(linked: Linked) -> Iterator[Diagnostic]:
    report = linked.project.report
    if report is None or report.issued is None:
        return
    for when, place in (*_dates_in(report), *_dates_of_answers(linked)):
        if when.surely_after(report.issued):
            message = f'"{when.text}" is after the date of this edition, "{report.issued.text}"'
            notes = [Note(report.at("issued"), "the date of this edition")]
            yield AFTER_ISSUE.at(place, message, hint="correct one of the two dates", notes=notes)


def due_before_decided(linked: Linked) -> Iterator[Diagnostic]:
    for _, response in linked.responses:
        yield from _overdue(response, response.decided)


def _overdue(response: Response, decided: When | None) -> Iterator[Diagnostic]:
    for commitment in response.commitments:
        if commitment.due is not None and decided is not None and decided.surely_after(commitment.due):
            message = f'due "{commitment.due.text}", before it was decided, "{decided.text}"'
            notes = [Note(response.at("decided"), "decided here")]
            hint = "correct one of the two dates"
            yield DUE_BEFORE_DECIDED.at(commitment.at("due"), message, hint=hint, notes=notes)


def _dates_in(report: Report) -> Iterator[tuple[When, Place]]:
    yield from ((each.date, each.at("date")) for each in report.announcements)
    yield from ((each.date, each.at("date")) for each in report.sources if each.date is not None)


def _dates_of_answers(linked: Linked) -> Iterator[tuple[When, Place]]:
    for _, response in linked.responses:
        if response.decided is not None:
            yield response.decided, response.at("decided")
        yield from ((entry.as_of, entry.at("as_of")) for entry in response.progress)


RULES = (ORDER, AFTER_ISSUE, DUE_BEFORE_DECIDED)
CHECKS = (order, after_issue, due_before_decided)
