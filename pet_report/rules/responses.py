"""Rules about responses: each answers one proposal, says why, and knows which wording it answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pet_report import coverage
from pet_report.diagnostics import Diagnostic, Example, Note, Rule, Severity, suggest, with_article
from pet_report.fingerprint import FORM, fingerprint
from pet_report.link import Linked
from pet_report.model import Acceptance, Proposal, Response, ResponseFile
from pet_report.rewording import changes, wording_answered
from pet_report.rules.references import Meant

_WORDING = "{title: More youth workers, text: Train and pay more youth workers.}"


def _recorded(answers: str) -> str:
    return f"answers: {answers}\naccepted: [{{answers: {answers}, on: 2005-10-01, wording: {_WORDING}}}]"


def _two_answers(first: str) -> str:
    return (
        f"group: example\nresponses:\n  - proposal: first-proposal\n    {first}\n"
        "  - proposal: second-proposal\n    answers: sha256-1f7d74bd3c1af864\n    decision: accepted\n"
    )


ORPHANED = Rule(
    name="response/orphaned",
    severity=Severity.ERROR,
    summary="an answer to a proposal that does not exist",
    why="The answer would be printed nowhere, and the proposal that it was meant for would seem unanswered.",
    example=Example(part="response", bad="proposal: frist-proposal", good="proposal: first-proposal"),
)
DUPLICATE = Rule(
    name="response/duplicate",
    severity=Severity.ERROR,
    summary="two answers to one proposal",
    why="Only one of them could be printed, and nobody would know which.",
    example=Example(part="response", bad="proposal: second-proposal", good="proposal: first-proposal"),
)
MISPLACED = Rule(
    name="response/misplaced",
    severity=Severity.ERROR,
    summary="an answer in the file of another group",
    why="Each group's answers are read, checked and signed off as one file; one elsewhere is overlooked.",
    example=Example(part="response", bad="proposal: third-proposal", good="proposal: first-proposal"),
)
REASON_MISSING = Rule(
    name="response/reason-missing",
    severity=Severity.ERROR,
    summary="an answer that is not a plain yes, without its reason",
    why="Those who made the proposal are owed the reason, and will ask for it.",
    example=Example(
        part="response",
        bad="decision: not-accepted",
        good="decision: not-accepted\nreason: The law forbids it.",
    ),
)
CONDITION_MISSING = Rule(
    name="response/condition-missing",
    severity=Severity.ERROR,
    summary="accepted in principle, without the condition",
    why="Without its condition an acceptance in principle can be read as a yes or as a no.",
    example=Example(
        part="response",
        bad="decision: accepted-in-principle\nreason: Money is not yet found.",
        good="decision: accepted-in-principle\nreason: Money is not yet found.\ncondition: If money is found.",
    ),
)
SUCCESSOR_MISSING = Rule(
    name="response/successor-missing",
    severity=Severity.ERROR,
    summary="superseded, without what took its place",
    why="A reader must be able to follow the proposal to where it lives on.",
    example=Example(
        part="response",
        bad="decision: superseded\nreason: It was merged.",
        good="decision: superseded\nreason: It was merged.\nsuperseded_by: second-proposal",
    ),
)
GROUP_UNMATCHED = Rule(
    name="response/group-unmatched",
    severity=Severity.ERROR,
    summary="two files of answers for one group",
    why="Two people would edit different files in the belief that each holds the group's answers.",
    example=Example(part="responses", bad="group: other-group\n", good="group: example\n"),
)
STALE = Rule(
    name="response/stale",
    severity=Severity.WARNING,
    summary="an answer to a wording that has changed since",
    why="An answer must not be printed under words that those who gave it have never seen.",
    example=Example(part="response", bad="answers: sha256-0000000000000000", good="answers: null"),
)
MISSING = Rule(
    name="response/missing",
    severity=Severity.NOTE,
    summary="a proposal without an answer",
    why="Those who made it will look for the answer first. In a draft none is expected yet, and a final edition cannot "
    "be without it: `pet-report coverage` lists them at any time.",
    example=Example(
        part="responses",
        bad="group: example\nresponses: []\n",
        good="group: example\n",
        beside="edition: consultation",
    ),
)
PREDATED = Rule(
    name="response/predated",
    severity=Severity.WARNING,
    summary="an answer that is older than what it answers",
    why="Nobody can have answered what was not yet asked: the answer is to an earlier wording, or a date is a slip.",
    example=Example(part="response", bad="decided: 2004-05-01", good="decided: 2005-10-01"),
)
UNANSWERED = Rule(
    name="edition/unanswered",
    severity=Severity.ERROR,
    summary="a final edition in which a proposal is not answered",
    why="A final edition says that it is complete. A proposal that was forgotten, or an answer to another wording, "
    "would be printed as though nobody had noticed.",
    example=Example(part="response", bad="decision: none-found", good="decision: accepted", beside="edition: final"),
)
UNSEALED = Rule(
    name="response/unsealed",
    severity=Severity.NOTE,
    summary="an answer that does not say which wording it answers, where others do",
    why="When the wording changes nobody will be told that this answer was given to another.",
    example=Example(
        part="responses",
        bad=_two_answers("decision: accepted"),
        good=_two_answers("answers: sha256-c3a1a798a374490c\n    decision: accepted"),
    ),
)
RECORD_DIFFERS = Rule(
    name="response/record-differs",
    severity=Severity.ERROR,
    summary="a record of what was answered that does not fit its fingerprint",
    why="The record is the proof of what was answered. Where somebody changed it by hand it proves nothing.",
    example=Example(
        part="response", bad=_recorded("sha256-0123456789abcdef"), good=_recorded("sha256-aafbd681a989f1d1")
    ),
)
MALFORMED_FINGERPRINT = Rule(
    name="response/malformed-fingerprint",
    severity=Severity.ERROR,
    summary='"answers" is not a fingerprint',
    why="Without the fingerprint nobody can tell whether the wording has changed since it was answered.",
    example=Example(part="response", bad="answers: sha256-abc", good="answers: null"),
)


def orphaned(linked: Linked) -> Iterator[Diagnostic]:
    if not linked.project.all_ids:
        return
    meant = Meant(linked)
    for file, response in linked.responses:
        thing = linked.things.get(response.proposal)
        if response.proposal in linked.group_of:
            continue
        message = f'"{response.proposal}" is answered, but there is no such proposal'
        notes = [Note(thing.place, f"this is {with_article(thing.kind)}")] if thing else []
        hint = meant.renamed(response.proposal) or suggest(response.proposal, _unanswered(file, linked))
        hint = hint or "take the answer out, or correct the id"
        yield ORPHANED.at(response.at("proposal"), message, hint=hint, notes=notes)


def _unanswered(file: ResponseFile, linked: Linked) -> list[str]:
    """Those of the group that a file answers: any other would be the next fault."""
    own = (each for each in linked.project.groups if each.group.id == file.group)
    return [proposal.id for group in own for proposal in group.proposals if proposal.id not in linked.response_to]


def duplicate(linked: Linked) -> Iterator[Diagnostic]:
    for _, response in linked.responses:
        first = linked.response_to[response.proposal]
        if first is not response:
            notes = [Note(first.at("proposal"), "first answered here")]
            message = f'"{response.proposal}" is answered twice'
            yield DUPLICATE.at(response.at("proposal"), message, hint="keep one of the two answers", notes=notes)


def misplaced(linked: Linked) -> Iterator[Diagnostic]:
    """Quiet in a file whose own group is unknown: that is one fault, not one for each answer."""
    groups = {file.group.id for file in linked.project.groups}
    for file, response in linked.responses:
        home, proposal = linked.group_of.get(response.proposal), linked.proposal(response.proposal)
        if home is None or proposal is None or file.group not in groups or home.group.id == file.group:
            continue
        message = f'"{response.proposal}" is a proposal of "{home.group.id}", and this file answers "{file.group}"'
        hint = f'move the answer into the file of answers for "{home.group.id}"'
        notes = [Note(proposal.at("id"), "the proposal is here")]
        yield MISPLACED.at(response.at("proposal"), message, hint=hint, notes=notes)


def reason_missing(linked: Linked) -> Iterator[Diagnostic]:
    for _, response in linked.responses:
        if response.decision in NEEDING_A_REASON and not (response.reason or "").strip():
            message = f'"{response.decision}" needs its reason'
            yield REASON_MISSING.at(response.at("decision"), message, hint='add "reason: …", which says why')


def condition_missing(linked: Linked) -> Iterator[Diagnostic]:
    for _, response in linked.responses:
        if response.decision == "accepted-in-principle" and not (response.condition or "").strip():
            message = '"accepted-in-principle" needs its condition'
            hint = 'add "condition: …", which says what must happen first'
            yield CONDITION_MISSING.at(response.at("decision"), message, hint=hint)


def successor_missing(linked: Linked) -> Iterator[Diagnostic]:
    for _, response in linked.responses:
        if response.decision == "superseded" and response.superseded_by is None:
            hint = 'add "superseded_by: …" with the id of the proposal that took its place'
            yield SUCCESSOR_MISSING.at(response.at("decision"), '"superseded" needs what took its place', hint=hint)


def group_unmatched(linked: Linked) -> Iterator[Diagnostic]:
    first: dict[str, ResponseFile] = {}
    for file in linked.project.responses:
        if file.group in first:
            notes = [Note(first[file.group].at("group"), "the first file is this one")]
            message = f'there are two files of answers for "{file.group}"'
            hint = "move the answers into one file, or correct the group"
            yield GROUP_UNMATCHED.at(file.at("group"), message, hint=hint, notes=notes)
        first.setdefault(file.group, file)


def stale(linked: Linked) -> Iterator[Diagnostic]:
    for response, proposal in _answered(linked):
        if coverage.is_stale(response, proposal):
            message = f'the wording of "{proposal.id}" has changed since it was answered'
            hint = f'if the answer still holds: pet-report accept {proposal.id} --reason "…"'
            yield STALE.at(response.at("answers"), message, hint=hint, notes=_what_changed(response, proposal, linked))


def _what_changed(response: Response, proposal: Proposal, linked: Linked) -> Iterator[Note]:
    old = wording_answered(response) or linked.recall(proposal, response.answers or "")
    found = changes(old, proposal) if old else ()
    yield from (Note(each.place, str(each)) for each in found[:MOST_CHANGES])
    if len(found) > MOST_CHANGES:
        yield Note(proposal.at("text"), f"and {len(found) - MOST_CHANGES} more changes")
    if not found:
        yield Note(proposal.at("text"), "the wording now; the one that was answered is not on record")


def missing(linked: Linked) -> Iterator[Diagnostic]:
    """Quiet in a draft, and where a file of answers could not be read: the answer may be in it."""
    homes = {file.group: file for file in reversed(linked.project.responses)}
    report = linked.project.report
    expected = report is not None and report.edition != "draft" and linked.project.whole
    for proposal in linked.proposals if expected else ():
        if proposal.id not in linked.response_to:
            home = homes.get(linked.group_of[proposal.id].group.id)
            notes = [Note(home.at("responses"), "the answers to this group stand here")] if home else []
            hint = f"pet-report new response {proposal.id}"
            yield MISSING.at(proposal.at("id"), f'"{proposal.id}" has no answer', hint=hint, notes=notes)


def predated(linked: Linked) -> Iterator[Diagnostic]:
    for response, proposal in _answered(linked):
        since = coverage.proposed(proposal, linked)
        if since and response.decided and coverage.is_predated(response, proposal, linked):
            own = proposal.at("proposed") if proposal.proposed else linked.group_of[proposal.id].group.at("reported")
            message = f'answered "{response.decided.text}", before it was proposed, "{since.text}"'
            notes = [Note(own, "proposed then")]
            yield PREDATED.at(response.at("decided"), message, hint="correct one of the two dates", notes=notes)


def unanswered(linked: Linked) -> Iterator[Diagnostic]:
    """What stands in the way of a final edition. Quiet where something could not be read: that is told already."""
    report = linked.project.report
    if report is None or report.edition != "final" or not linked.project.whole:
        return
    for proposal, state in coverage.covered(linked):
        if state != "answered":
            notes = [Note(report.at("edition"), "this edition is to be final")]
            message = f'"{proposal.id}" {_STANDING[state]}'
            yield UNANSWERED.at(proposal.at("id"), message, hint=_way_out(proposal, state, linked), notes=notes)


def _way_out(proposal: Proposal, state: coverage.State, linked: Linked) -> str:
    response = linked.response_to.get(proposal.id)
    if response is None:
        return f'pet-report new response {proposal.id}, or write "edition: consultation"'
    place = response.at("decision")
    where = f"{place.source.path}, line {place.start.line}"
    return f'{_WAYS[state]} in {where}, or write "edition: consultation"'


def unsealed(linked: Linked) -> Iterator[Diagnostic]:
    """Quiet in a file that keeps no fingerprints."""
    keeping = {file.group for file, response in linked.responses if FORM.fullmatch(response.answers or "")}
    for file, response in linked.responses:
        proposal = linked.proposal(response.proposal)
        if proposal and response.answers is None and coverage.is_answer(response) and file.group in keeping:
            message = f'the answer to "{proposal.id}" does not say which wording it answers, as others do'
            hint = f'pet-report accept {proposal.id} --reason "…"'
            yield UNSEALED.at(response.at("proposal"), message, hint=hint)


def record_differs(linked: Linked) -> Iterator[Diagnostic]:
    for _, response in linked.responses:
        yield from (_altered(each) for each in response.accepted if fingerprint(each.wording) != each.answers)
        last = response.accepted[-1] if response.accepted else None
        if last is not None and response.answers != last.answers:
            message = f'"{response.answers or "nothing"}" is not what was accepted last, "{last.answers}"'
            notes = [Note(last.at("answers"), "accepted last")]
            hint = f'write "answers: {last.answers}", or accept the wording of today with `pet-report accept`'
            yield RECORD_DIFFERS.at(response.at("answers"), message, hint=hint, notes=notes)


def _altered(accepted: Acceptance) -> Diagnostic:
    message = f'this wording is not the one that "{accepted.answers}" stands for'
    hint = "bring back the wording as it was, from a backup or an earlier version of this file"
    return RECORD_DIFFERS.at(accepted.at("wording", "title"), message, hint=hint)


def malformed_fingerprint(linked: Linked) -> Iterator[Diagnostic]:
    for _, response in linked.responses:
        if response.answers is not None and not FORM.fullmatch(response.answers):
            message = f'"{response.answers}" is not a fingerprint of a wording'
            hint = "take the line out; the tool writes it when the answer is accepted"
            yield MALFORMED_FINGERPRINT.at(response.at("answers"), message, hint=hint)


NEEDING_A_REASON = (
    "accepted-in-part", "accepted-in-principle", "noted", "under-consideration", "for-communities",
    "superseded", "not-accepted",
)  # fmt: skip
MOST_CHANGES = 3
_STANDING: Mapping[coverage.State, str] = {
    "missing": "has no answer",
    "stale": "was answered in another wording",
    "predated": "was answered before it was proposed",
    "duplicate": "has two answers",
}
_WAYS: Mapping[coverage.State, str] = {
    "missing": "record what was decided",
    "stale": "read the answer against the wording of today, and accept it or change it,",
    "predated": "correct one of the two dates",
    "duplicate": "keep one of the two answers",
}


def _answered(linked: Linked) -> Iterator[tuple[Response, Proposal]]:
    for _, response in linked.responses:
        proposal = linked.proposal(response.proposal)
        if proposal is not None:
            yield response, proposal


RULES = (
    ORPHANED, DUPLICATE, MISPLACED, REASON_MISSING, CONDITION_MISSING, SUCCESSOR_MISSING, GROUP_UNMATCHED,
    STALE, MISSING, PREDATED, UNANSWERED, UNSEALED, RECORD_DIFFERS, MALFORMED_FINGERPRINT,
)  # fmt: skip
CHECKS = (
    orphaned, duplicate, misplaced, reason_missing, condition_missing, successor_missing, group_unmatched,
    stale, missing, predated, unanswered, unsealed, record_differs, malformed_fingerprint,
)  # fmt: skip
