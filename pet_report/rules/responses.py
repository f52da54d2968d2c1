"""Rules about responses: each answers one proposal, says why, and knows which wording it answered."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pet_report.diagnostics import Diagnostic, Example, Note, Rule, Severity, suggest, with_article
from pet_report.fingerprint import LENGTH, fingerprint
from pet_report.link import Linked
from pet_report.model import Proposal, Response, ResponseFile
from pet_report.rules.references import Meant

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
    proposals = _by_id(linked)
    for file, response in linked.responses:
        home = linked.group_of.get(response.proposal)
        if home is None or file.group not in groups or home.group.id == file.group:
            continue
        message = f'"{response.proposal}" is a proposal of "{home.group.id}", and this file answers "{file.group}"'
        hint = f'move the answer into the file of answers for "{home.group.id}"'
        notes = [Note(proposals[response.proposal].at("id"), "the proposal is here")]
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
        now = fingerprint(proposal)
        if _FINGERPRINT.fullmatch(response.answers or "") and response.answers != now:
            message = f'the wording of "{proposal.id}" has changed since it was answered'
            hint = f'read the answer against the new wording; if it still holds, write "answers: {now}"'
            notes = [Note(proposal.at("text"), "the wording now")]
            yield STALE.at(response.at("answers"), message, hint=hint, notes=notes)


def malformed_fingerprint(linked: Linked) -> Iterator[Diagnostic]:
    for _, response in linked.responses:
        if response.answers is not None and not _FINGERPRINT.fullmatch(response.answers):
            message = f'"{response.answers}" is not a fingerprint of a wording'
            hint = "take the line out; the tool writes it when the answer is accepted"
            yield MALFORMED_FINGERPRINT.at(response.at("answers"), message, hint=hint)


NEEDING_A_REASON = (
    "accepted-in-part", "accepted-in-principle", "noted", "under-consideration", "for-communities",
    "superseded", "not-accepted",
)  # fmt: skip
_FINGERPRINT = re.compile(rf"sha256-[0-9a-f]{{{LENGTH}}}")


def _answered(linked: Linked) -> Iterator[tuple[Response, Proposal]]:
    proposals = _by_id(linked)
    for _, response in linked.responses:
        if response.proposal in proposals:
            yield response, proposals[response.proposal]


def _by_id(linked: Linked) -> dict[str, Proposal]:
    """Where two share an id, the first."""
    return {proposal.id: proposal for proposal in reversed(linked.proposals)}


RULES = (
    ORPHANED, DUPLICATE, MISPLACED, REASON_MISSING, CONDITION_MISSING, SUCCESSOR_MISSING, GROUP_UNMATCHED,
    STALE, MALFORMED_FINGERPRINT,
)  # fmt: skip
CHECKS = (
    orphaned, duplicate, misplaced, reason_missing, condition_missing, successor_missing, group_unmatched,
    stale, malformed_fingerprint,
)  # fmt: skip
