"""What stops a release, beyond what stops a build: each as a finding, so that nobody has to guess."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from pet_report import coverage
from pet_report.diagnostics import Diagnostic, Rule, Severity, in_reading_order
from pet_report.link import Linked
from pet_report.rules import dates
from pet_report.source import Source

UNCOMMITTED = Rule(
    name="release/uncommitted",
    severity=Severity.ERROR,
    summary="a file that is not as it was committed",
    why="A release says which commit it was made from. Whoever looks there later must find the very files.",
)
UNANSWERED = Rule(
    name="release/unanswered",
    severity=Severity.ERROR,
    summary="a proposal without an answer, or with one to another wording",
    why="A proposal that nobody answered, and nobody says so, is the fault that readers of such answers find most "
    "often. Before there are answers, `--despite release/unanswered` says that it is meant.",
)
EMBARGOED = Rule(
    name="release/embargoed",
    severity=Severity.ERROR,
    summary="an edition that asks to be kept secret",
    why="What is released is public. An embargo that has not ended forbids it; one that has ended is still printed on "
    "every page.",
)
OVERDUE = replace(dates.OVERDUE, severity=Severity.ERROR)
"""A promise whose date has passed: in a build it is printed as overdue, a release it stops."""
RULES = (UNCOMMITTED, UNANSWERED, EMBARGOED)
CATALOGUE = {rule.name: rule for rule in RULES}
EXEMPTED = (UNANSWERED.name, OVERDUE.name)
"""What a release may be made in spite of, where somebody says so by name: it says something true of what is issued. An
embargo, or a file that nobody can find again, says that it must not be issued."""


class Judged(Struct, frozen=True, kw_only=True):
    """`found`: all but what is let pass. exempted: how many these are, by rule."""

    found: tuple[Diagnostic, ...]
    exempted: Mapping[str, int]


def judge(
    linked: Linked, found: Sequence[Diagnostic], changed: Sequence[str], now: datetime, despite: Sequence[str]
) -> Judged:
    """What is wrong with the sources, and what stops their release.

    found: by `check`. changed: names of files that are not as they were committed. now: the clock, with its time
    zone. despite: rules of EXEMPTED that are to be let pass.
    """
    every = [*_raised(found), *uncommitted(changed), *_unanswered(linked), *_embargoed(linked, now)]
    passed = Counter(each.rule.name for each in every if each.rule.name in despite)
    return Judged(
        found=in_reading_order(each for each in every if each.rule.name not in passed),
        exempted=dict(sorted(passed.items())),
    )


def _raised(found: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    yield from (replace(each, rule=OVERDUE) if each.rule.name == OVERDUE.name else each for each in found)


def uncommitted(names: Sequence[str]) -> Iterator[Diagnostic]:
    for name in names:
        hint = "commit it; or, where it is no part of the project, add it to .gitignore"
        yield UNCOMMITTED.at(Source(path=name, text="").whole(), "this file is not as it was committed", hint=hint)


def _unanswered(linked: Linked) -> Iterator[Diagnostic]:
    report = linked.project.report
    if report is None or report.edition == "final":
        return  # `check` has said it already
    for proposal, state in coverage.covered(linked):
        if state != "answered":
            hint = "answer it; if it is to be issued so, say --despite release/unanswered"
            yield UNANSWERED.at(proposal.at("id"), _SAID[state].format(proposal.id), hint=hint)


_SAID = {
    "missing": '"{}" is not answered',
    "stale": '"{}" has changed since it was answered',
    "predated": '"{}" is younger than its answer',
    "duplicate": '"{}" is answered twice',
}


def _embargoed(linked: Linked, now: datetime) -> Iterator[Diagnostic]:
    report = linked.project.report
    embargo = report.embargo if report else None
    if report is None or embargo is None:
        return
    place, until = report.at("embargo", "until"), embargo.until
    if until.is_past(now):
        hint = 'take "embargo" out, and commit that'
        yield EMBARGOED.at(place, f'the embargo ended at "{until.text}", and every page still asks for it', hint=hint)
    else:
        hint = 'release it then, without "embargo"'
        yield EMBARGOED.at(place, f'embargoed until "{until.text}"', hint=hint)
