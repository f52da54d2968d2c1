"""Rules about ids and printed numbers: each names one thing, now and for good."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from pet_report.diagnostics import Diagnostic, Example, Note, Rule, Severity, with_article
from pet_report.link import Linked, Thing
from pet_report.model import Group, Proposal

MALFORMED = Rule(
    name="id/malformed",
    severity=Severity.ERROR,
    summary="an id that is not lower-case words joined by single hyphens",
    why="Ids become addresses of pages and names in files, where capitals, spaces and accents are lost or "
    "differ from one computer to the next.",
    example=Example(part="proposal", bad="id: First_Proposal", good="id: first-proposal"),
)
DUPLICATE = Rule(
    name="id/duplicate",
    severity=Severity.ERROR,
    summary="one id given to two things",
    why="Whatever refers to the id would lead to the first of them, and the second could never be found.",
    example=Example(part="proposal", bad="id: second-proposal", good="id: first-proposal"),
)
REUSED = Rule(
    name="id/reused",
    severity=Severity.ERROR,
    summary="an id that another proposal had before",
    why="Links that were published under the old id would lead to something that it never meant.",
    example=Example(part="proposal", bad="former_ids: [second-proposal]", good="former_ids: [older-proposal]"),
)
NUMBER_DUPLICATE = Rule(
    name="number/duplicate",
    severity=Severity.ERROR,
    summary="two proposals of one group with the same printed number",
    why="People quote proposals by number; with two of the same number nobody knows which is meant.",
    example=Example(part="proposal", bad="number: 2", good="number: 1"),
)
NUMBER_MISSING = Rule(
    name="number/missing",
    severity=Severity.WARNING,
    summary="official wording without its printed number, where other proposals have theirs",
    why="Whoever had the official wording in hand also had its number before their eyes.",
    example=Example(
        part="proposal",
        bad="number: null\ntext_status: verbatim",
        good="number: null\ntext_status: paraphrase",
    ),
)
GROUP_NUMBER_DUPLICATE = Rule(
    name="group/number-duplicate",
    severity=Severity.ERROR,
    summary="two groups with the same number",
    why="Chapters are numbered as the groups are; two chapters would carry the same number.",
    example=Example(part="group", bad="number: 2", good="number: 1"),
)


def malformed(linked: Linked) -> Iterator[Diagnostic]:
    for thing in _every_thing(linked):
        if not _WELL_FORMED.fullmatch(thing.id):
            message = f'"{thing.id}" is not lower-case words joined by single hyphens'
            yield MALFORMED.at(thing.place, message, hint=_better(thing.id, linked))


def duplicate(linked: Linked) -> Iterator[Diagnostic]:
    for later, first in linked.twins:
        message = f'"{later.id}" is already the id of {with_article(first.kind)}'
        hint = "give one of the two another id"
        notes = [Note(first.place, f"first used here, for {with_article(first.kind)}")]
        yield DUPLICATE.at(later.place, message, hint=hint, notes=notes)


def reused(linked: Linked) -> Iterator[Diagnostic]:
    """Ids that belong to history: no two proposals may have had them, and nothing may have them now."""
    listed: dict[str, tuple[Proposal, int]] = {}
    for proposal in linked.proposals:
        for index, old in enumerate(proposal.former_ids):
            if old in listed:
                owner, at = listed[old]
                notes = [Note(owner.at("former_ids", at), "first listed here")]
                message = f'"{old}" is listed twice as a former id'
                yield REUSED.at(proposal.at("former_ids", index), message, hint="keep one of the two", notes=notes)
            else:
                yield from _in_use(linked, proposal, index)
            listed.setdefault(old, (proposal, index))


def _in_use(linked: Linked, proposal: Proposal, index: int) -> Iterator[Diagnostic]:
    old, place = proposal.former_ids[index], proposal.at("former_ids", index)
    thing = linked.things.get(old)
    if old == proposal.id:
        yield REUSED.at(place, f'"{old}" is the id that this proposal has now', hint="take it out of the list")
    elif thing is not None:
        message = f'"{old}" was once the id of "{proposal.id}"'
        notes = [Note(place, "listed here as a former id")]
        yield REUSED.at(thing.place, message, hint="choose an id that was never used", notes=notes)


def number_duplicate(linked: Linked) -> Iterator[Diagnostic]:
    for file in linked.project.groups:
        first: dict[str, Proposal] = {}
        for proposal in file.proposals:
            number = proposal.number
            if number is None:
                continue
            if number in first:
                message = f'number "{number}" is given to two proposals of this group'
                notes = [Note(first[number].at("number"), "first used here")]
                hint = "correct one of the two; leave out a number that is not known"
                yield NUMBER_DUPLICATE.at(proposal.at("number"), message, hint=hint, notes=notes)
            first.setdefault(number, proposal)


def number_missing(linked: Linked) -> Iterator[Diagnostic]:
    """Quiet in a project that numbers nothing."""
    proposals = linked.proposals
    if all(proposal.number is None for proposal in proposals):
        return
    for proposal in proposals:
        if proposal.number is None and proposal.text_status == "verbatim":
            message = f'"{proposal.id}" has the official wording, but no number'
            hint = 'add "number: …", or "text_status: paraphrase" if the wording is not the official one'
            yield NUMBER_MISSING.at(proposal.at("number"), message, hint=hint)


def group_number_duplicate(linked: Linked) -> Iterator[Diagnostic]:
    first: dict[int, Group] = {}
    for group in linked.groups:
        if group.number is None:
            continue
        if group.number in first:
            message = f'"{group.number}" is already the number of "{first[group.number].name}"'
            notes = [Note(first[group.number].at("number"), "first used here")]
            hint = "correct one of the two; leave out a number that is not known"
            yield GROUP_NUMBER_DUPLICATE.at(group.at("number"), message, hint=hint, notes=notes)
        first.setdefault(group.number, group)


_WELL_FORMED = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def _every_thing(linked: Linked) -> Iterator[Thing]:
    yield from linked.things.values()
    yield from (later for later, _ in linked.twins)


def _better(word: str, linked: Linked) -> str:
    slug = _slug(word)
    if slug and slug not in linked.things:
        return f'did you mean "{slug}"?'
    return "use lower-case letters, figures and single hyphens, as in: more-youth-workers"


def _slug(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", letters))


RULES = (MALFORMED, DUPLICATE, REUSED, NUMBER_DUPLICATE, NUMBER_MISSING, GROUP_NUMBER_DUPLICATE)
CHECKS = (malformed, duplicate, reused, number_duplicate, number_missing, group_number_duplicate)
