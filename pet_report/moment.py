"""A project as it stood on a day: what had been answered, promised and reported by then."""

from __future__ import annotations

import dataclasses
from typing import TypeVar

from msgspec.structs import replace

from pet_report.authored import Authored
from pet_report.link import Linked, link
from pet_report.markdown import REFERENCE
from pet_report.model import Commitment, Fund, Progress, Publication, Reference, Report, Response, ResponseFile
from pet_report.when import When

_Authored = TypeVar("_Authored", bound=Authored)


def history(response: Response | None) -> tuple[Progress, ...]:
    """What was reported of the progress, the oldest first; entries are added as they are found."""
    return tuple(sorted(response.progress, key=lambda each: each.as_of.sort_key)) if response else ()


def stood(response: Response | None, day: When | None) -> Response | None:
    """The answer as it stood on a day; None where there was nothing yet. Every day, where none is given.

    A date that is not exact counts as soon as it may have come. An answer without a date is taken to have been there.
    """
    if response is None or day is None:
        return response
    reported = [each for each in response.progress if not each.as_of.surely_after(day)]
    if response.decided is None or not response.decided.surely_after(day):
        kept = [_unkept(each, day) for each in response.commitments]
        return _with(response, progress=reported, commitments=kept)
    # What was done before anything was decided is on record; what would be decided, nobody knew.
    return _undecided(response, reported) if reported else None


def is_overdue(commitment: Commitment, response: Response, day: When | None) -> bool:
    """Whether a promise should have been kept by that day, and neither it nor the whole proposal is done."""
    if commitment.due is None or day is None or not day.surely_after(commitment.due):
        return False
    done = [each.status for each in history(stood(response, day)) if each.status][-1:] == ["completed"]
    return commitment.kept is None and commitment.superseded_by is None and not done


def as_of(linked: Linked, day: When) -> Linked:
    """The project as it stood on a day, with that day as the date of its edition.

    Proposals and prose stay as they are: they have no history of their own here. A source stays as long as something
    that stays names it, or was published by then.
    """
    project = linked.project
    responses = tuple(_stood(file, day) for file in project.responses)
    report = _report(project.report, day) if project.report else None
    then = link(replace(project, report=report, responses=responses), linked.recall)
    if report is not None:
        named = _named(then)
        sources = [each for each in report.sources if not _is_later(each, day) or each.id in named]
        then = link(replace(then.project, report=_with(report, sources=sources)), linked.recall)
    # Prose may speak of what came later: it keeps its name, and leads nowhere.
    gone = frozenset(linked.things) - frozenset(then.things)
    return dataclasses.replace(then, things={**linked.things, **then.things}, day=day, gone=gone)


def _is_later(source: Reference, day: When) -> bool:
    return source.date is not None and source.date.surely_after(day)


def _named(linked: Linked) -> set[str]:
    told = {match[1].strip() for value in linked.prose for match in REFERENCE.finditer(value.value)}
    return told | {value.value for value in linked.references}


def _stood(file: ResponseFile, day: When) -> ResponseFile:
    return _with(file, responses=[each for response in file.responses if (each := stood(response, day))])


def _undecided(response: Response, reported: list[Progress]) -> Response:
    return _with(
        response, decision="none-found", decided=None, reason=None, condition=None, basis=None, text=None, funding=None,
        commitments=[], progress=reported, superseded_by=None, notes=None, accepted=[], sources=[],
    )  # fmt: skip


def _unkept(commitment: Commitment, day: When) -> Commitment:
    late = commitment.kept is not None and commitment.kept.surely_after(day)
    return _with(commitment, kept=None) if late else commitment


def _report(report: Report, day: When) -> Report:
    return _with(
        report,
        issued=day,
        announcements=[each for each in report.announcements if not each.date.surely_after(day)],
        reported_counts=[each for each in report.reported_counts if not each.as_of.surely_after(day)],
        funds=[_fund(each, day) for each in report.funds],
        publications=_with(
            report.publications,
            report=_unpresented(report.publications.report, day),
            response=_unpresented(report.publications.response, day),
        ),
    )


def _unpresented(publication: Publication, day: When) -> Publication:
    date = publication.presented.date if publication.presented else None
    return _with(publication, presented=None) if date and date.surely_after(day) else publication


def _fund(fund: Fund, day: When) -> Fund:
    def known(when: When | None) -> bool:
        return when is None or not when.surely_after(day)

    return _with(
        fund,
        rounds=[each for each in fund.rounds if known(each.as_of)],
        allocations=[each for each in fund.allocations if known(each.as_of)],
    )


def _with(authored: _Authored, **fields: object) -> _Authored:
    """A copy with other values in some fields, which still knows its places."""
    return authored.but(**fields)
