"""Rules about dates: nothing happens before what it follows, or after the edition that tells of it; nothing is late."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from pet_report.diagnostics import Diagnostic, Example, Note, Rule, Severity
from pet_report.link import Linked
from pet_report.model import Report, Response
from pet_report.moment import history, is_overdue
from pet_report.source import Place
from pet_report.when import When

_EARLY = "{as_of: 2005-09, by: The minister, sources: [example-source]}"
_LATE = "{as_of: 2005-10, by: The minister, sources: [example-source]}"


def _report(as_of: str, status: str) -> str:
    return f"{{as_of: {as_of}, status: {status}, by: The minister, sources: [example-source]}}"


ORDER = Rule(
    name="date/order",
    severity=Severity.WARNING,
    summary="progress that is not in the order of its dates, without a note that says why",
    why="Entries are only ever added: an old date behind a newer one is a slip, or a report that was found late, and "
    "then a note says so. The latest date is taken for the present state either way.",
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
BACKWARDS = Rule(
    name="progress/backwards",
    severity=Severity.WARNING,
    summary="progress that goes back, without a note that says why",
    why="What was done cannot be undone by a later report alone: one of the two is wrong, or something happened that a "
    "reader must be told.",
    example=Example(
        part="response",
        bad=f"progress: [{_report('2005-09', 'completed')}, {_report('2005-10', 'in-progress')}]",
        good=f"progress: [{_report('2005-09', 'in-progress')}, {_report('2005-10', 'completed')}]",
    ),
)
OVERDUE = Rule(
    name="commitment/overdue",
    severity=Severity.WARNING,
    summary="a promise whose date has passed, seen from the date of the edition",
    why="A promise that lapses in silence is what readers of such answers complain of most. It is kept, or replaced by "
    "another, or printed as overdue.",
    example=Example(
        part="response",
        bad="commitments: [{id: a-promise, text: A letter to schools, due: 2005-10}]",
        good="commitments: [{id: a-promise, text: A letter to schools, due: 2005-10, kept: 2005-10-14}]",
    ),
)
SUCCESSOR_ITSELF = Rule(
    name="commitment/self",
    severity=Severity.ERROR,
    summary="a promise that is superseded by itself",
    why="The reader would be sent in a circle, and nobody would be bound by either.",
    example=Example(
        part="response",
        bad="commitments: [{id: a-promise, text: A letter to schools, superseded_by: a-promise}]",
        good="commitments: [{id: a-promise, text: A letter to schools}]",
    ),
)
DUE_BEFORE_DECIDED = Rule(
    name="commitment/due-before-decided",
    severity=Severity.WARNING,
    summary="a promise that was due before the decision to make it",
    why="Most often the year is a slip, and the promise would be printed as overdue from the first day.",
    example=Example(
        part="response",
        bad="decided: 2005-10-01\ncommitments: [{id: a-promise, text: A letter, due: 2004-11, kept: 2005-10-30}]",
        good="decided: 2005-10-01\ncommitments: [{id: a-promise, text: A letter, due: 2005-11, kept: 2005-10-30}]",
    ),
)


def order(linked: Linked) -> Iterator[Diagnostic]:
    for _, response in linked.responses:
        latest = None
        for entry in response.progress:
            if latest is not None and latest.as_of.surely_after(entry.as_of) and not entry.note:
                message = f'"{entry.as_of.text}" comes after an entry of "{latest.as_of.text}"'
                notes = [Note(latest.at("as_of"), "the later date")]
                hint = 'put the oldest first, or correct the date; a report that was found late needs a "note"'
                yield ORDER.at(entry.at("as_of"), message, hint=hint, notes=notes)
            if latest is None or entry.as_of.earliest > latest.as_of.earliest:
                latest = entry


def backwards(linked: Linked) -> Iterator[Diagnostic]:
    for _, response in linked.responses:
        entries = history(response)
        for before, entry in pairwise(entries):
            if str(entry.status) in _BACK.get(str(before.status), ()) and not entry.note:
                message = f'"{entry.status}" comes after "{before.status}"'
                notes = [Note(before.at("status"), "reported before")]
                hint = 'correct one of the two, or add "note: …", which says what happened'
                yield BACKWARDS.at(entry.at("status"), message, hint=hint, notes=notes)


_BACK = {
    "completed": ("in-progress", "not-started", "stalled", "no-action-reported"),
    "in-progress": ("not-started",),
    "stalled": ("not-started",),
}


def overdue(linked: Linked) -> Iterator[Diagnostic]:
    report = linked.project.report
    for _, response in linked.responses if report and report.issued else ():
        for commitment in response.commitments:
            if report and commitment.due and is_overdue(commitment, response, report.issued):
                message = f'due "{commitment.due.text}", and not yet kept on the date of this edition'
                notes = [Note(report.at("issued"), "the date of this edition")]
                hint = 'add "kept: …" with the date, or "superseded_by: …"; else it is printed as overdue'
                yield OVERDUE.at(commitment.at("due"), message, hint=hint, notes=notes)


def superseded_by_itself(linked: Linked) -> Iterator[Diagnostic]:
    for _, response in linked.responses:
        for commitment in response.commitments:
            if commitment.superseded_by == commitment.id:
                message = f'"{commitment.id}" is this very promise'
                yield SUCCESSOR_ITSELF.at(commitment.at("superseded_by"), message, hint="name the one that replaced it")


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
    for publication in (report.publications.report, report.publications.response):
        if publication.presented and publication.presented.date:
            yield publication.presented.date, publication.presented.at("date")


def _dates_of_answers(linked: Linked) -> Iterator[tuple[When, Place]]:
    for _, response in linked.responses:
        if response.decided is not None:
            yield response.decided, response.at("decided")
        yield from ((entry.as_of, entry.at("as_of")) for entry in response.progress)
        yield from ((each.kept, each.at("kept")) for each in response.commitments if each.kept)


RULES = (ORDER, BACKWARDS, AFTER_ISSUE, DUE_BEFORE_DECIDED, OVERDUE, SUCCESSOR_ITSELF)
CHECKS = (order, backwards, after_issue, due_before_decided, overdue, superseded_by_itself)
