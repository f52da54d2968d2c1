"""Rules about priorities: each proposal has one place in the order, and a reader can see why."""

from __future__ import annotations

from collections.abc import Iterator

from pet_report.diagnostics import Diagnostic, Example, Note, Rule, Severity
from pet_report.link import Linked
from pet_report.model import Mark, Ranked


def _ranked(*proposals: str, marks: str = "") -> str:
    given = f", marks: [{marks}]" if marks else ""
    order = ", ".join(f"{{proposal: {each}, reason: It can begin at once.{given}}}" for each in proposals)
    return f"priorities: {{criteria: [{{id: reach, name: Reach}}], order: [{order}]}}"


_HIGH, _LOW = "{criterion: reach, mark: high}", "{criterion: reach, mark: low}"
TWICE = Rule(
    name="priority/twice",
    severity=Severity.ERROR,
    summary="a proposal that has two places in the order of priority",
    why="It would be printed twice, and every one below it would have a wrong number.",
    example=Example(
        part="report",
        bad=_ranked("first-proposal", "second-proposal", "first-proposal"),
        good=_ranked("first-proposal", "second-proposal"),
    ),
)
MARKED_TWICE = Rule(
    name="priority/marked-twice",
    severity=Severity.ERROR,
    summary="two marks for one criterion",
    why="Only one of them could be printed, and the reader would not know that there was another.",
    example=Example(
        part="report",
        bad=_ranked("first-proposal", marks=f"{_HIGH}, {_LOW}"),
        good=_ranked("first-proposal", marks=_HIGH),
    ),
)
MARK_MISSING = Rule(
    name="priority/mark-missing",
    severity=Severity.NOTE,
    summary="a proposal that is ranked without a mark for one of the criteria",
    why="The criteria say by what the proposals were ranked; where a mark is missing, a reader cannot follow.",
    example=Example(
        part="report", bad=_ranked("first-proposal"), good=_ranked("first-proposal", marks=_HIGH)
    ),
)  # fmt: skip


def twice(linked: Linked) -> Iterator[Diagnostic]:
    first: dict[str, Ranked] = {}
    for place, each in enumerate(_order(linked), start=1):
        before = first.setdefault(each.proposal, each)
        if before is not each:
            message = f'"{each.proposal}" is ranked twice, here as number {place}'
            notes = [Note(before.at("proposal"), "first ranked here")]
            yield TWICE.at(each.at("proposal"), message, hint="keep one of the two places", notes=notes)


def marked_twice(linked: Linked) -> Iterator[Diagnostic]:
    for each in _order(linked):
        first: dict[str, Mark] = {}
        for mark in each.marks:
            before = first.setdefault(mark.criterion, mark)
            if before is not mark:
                message = f'"{each.proposal}" has two marks for "{mark.criterion}"'
                notes = [Note(before.at("criterion"), "first marked here")]
                yield MARKED_TWICE.at(mark.at("criterion"), message, hint="keep one of the two", notes=notes)


def mark_missing(linked: Linked) -> Iterator[Diagnostic]:
    report = linked.project.report
    criteria = [each.id for each in report.priorities.criteria] if report and report.priorities else []
    for each in _order(linked):
        given = {mark.criterion for mark in each.marks}
        missing = [one for one in criteria if one not in given]
        # A mark for a criterion that is not declared is a slip of its own, and probably the one that is missing.
        if missing and given <= set(criteria):
            message = f'"{each.proposal}" has no mark for ' + ", ".join(f'"{one}"' for one in missing)
            hint = f'add "{{criterion: {missing[0]}, mark: …}}" to its marks'
            yield MARK_MISSING.at(each.at("proposal"), message, hint=hint)


def _order(linked: Linked) -> list[Ranked]:
    report = linked.project.report
    return report.priorities.order if report and report.priorities else []


RULES = (TWICE, MARKED_TWICE, MARK_MISSING)
CHECKS = (twice, marked_twice, mark_missing)
