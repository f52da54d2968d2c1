"""Rules about what was written before: reports of progress, and records of what was answered, are only added to."""

from __future__ import annotations

from collections.abc import Iterator

from pet_report.diagnostics import Diagnostic, Example, Note, Rule, Severity
from pet_report.fingerprint import plain
from pet_report.link import Linked
from pet_report.model import Progress, Response
from pet_report.source import Place

_REPORT = "{as_of: 2005-10, status: completed, by: The minister, sources: [example-source]}"
_WORDING = "{title: More youth workers, text: Train and pay more youth workers.}"
_RECORD = f"{{answers: sha256-aafbd681a989f1d1, on: 2005-10-01, wording: {_WORDING}}}"

PROGRESS_REMOVED = Rule(
    name="progress/removed",
    severity=Severity.ERROR,
    summary="a report of progress that was there before, and is gone or changed",
    why="What somebody said on a day stays said. Where it turns out to be wrong a later report says so: otherwise "
    "nobody could tell what an earlier edition was made from.",
    example=Example(part="response", bad="progress: []", good=f"progress: [{_REPORT}]"),
)
RECORD_REMOVED = Rule(
    name="response/record-removed",
    severity=Severity.ERROR,
    summary="a record of what was answered that was there before, and is gone",
    why="It is the only place, beside the history of the files, where the wording that was answered can be read.",
    example=Example(part="response", bad="accepted: []", good=f"accepted: [{_RECORD}]"),
)


def against(now: Linked, before: Linked) -> Iterator[Diagnostic]:
    """What an earlier version of the project held and this one does not; both complete.

    A proposal that is gone altogether is another matter, and not told here.
    """
    for proposal in now.proposals:
        old = next((each for id_ in (proposal.id, *proposal.former_ids) if (each := before.response_to.get(id_))), None)
        new = now.response_to.get(proposal.id)
        if old is not None:
            where = new.located().key("progress") if new else None
            place = where or (new.at("proposal") if new else proposal.at("id"))
            yield from _reports(old, new, place)
            yield from _records(old, new, place)


def _reports(old: Response, new: Response | None, place: Place) -> Iterator[Diagnostic]:
    left = [_said(each) for each in new.progress] if new else []
    for entry in old.progress:
        if _said(entry) in left:
            left.remove(_said(entry))
            continue
        message = f'what "{entry.by}" reported on "{entry.as_of.text}" stood here, and is gone or changed'
        hint = 'put it back as it was; what proved wrong is put right by a later entry with a "note"'
        yield PROGRESS_REMOVED.at(place, message, hint=hint, notes=[Note(entry.at("as_of"), "it stood here before")])


def _records(old: Response, new: Response | None, place: Place) -> Iterator[Diagnostic]:
    left = {each.answers for each in new.accepted} if new else set()
    for record in old.accepted:
        if record.answers not in left:
            message = f'the record of the wording "{record.answers}" stood here, and is gone'
            yield RECORD_REMOVED.at(place, message, hint="put it back as it was")


def _said(entry: Progress) -> tuple[object, ...]:
    """What must not change: not the note, nor where the report can be found, which may be learnt later."""
    return entry.as_of.text, plain(entry.by), entry.status, plain(entry.text)


RULES = (PROGRESS_REMOVED, RECORD_REMOVED)
