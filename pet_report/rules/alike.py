"""A rule about proposals that a reader should see together, and that do not know of each other."""

from __future__ import annotations

from collections.abc import Iterator

from pet_report import similar
from pet_report.diagnostics import Diagnostic, Example, Note, Rule, Severity
from pet_report.link import Linked

LEAST_SCORE, LEAST_WORDS = 50, 3
"""What is less alike is shown by `pet-report similar`, to whoever asks."""

SIMILAR = Rule(
    name="proposal/similar",
    severity=Severity.NOTE,
    summary="two proposals of different groups that say much the same",
    why="Groups that worked apart often ask for the same thing; a reader of one should be led to the other. It is only "
    "a suggestion, made from the words that both use and few others do.",
    example=Example(
        part="proposal",
        bad="title: A guide for all parents\ntext: Print a guide for parents.",
        good="title: A guide for all parents\ntext: Print a guide for parents.\nrelated: [third-proposal]",
    ),
)


def alike(linked: Linked) -> Iterator[Diagnostic]:
    for pair in similar.pairs(linked, LEAST_SCORE, LEAST_WORDS):
        said = ", ".join(pair.shared[:5])
        message = f'says much the same as "{pair.other.title}" of another group: both speak of {said}'
        # Where a list stands already, another line of that name would be a fault.
        has_list = bool(pair.one.related)
        hint = f'put "{pair.other.id}" into "related"' if has_list else f'add "related: [{pair.other.id}]" here'
        note = Note(pair.other.at("title"), "the other one")
        yield SIMILAR.at(pair.one.at("title"), message, hint=f"{hint}, if a reader should see both", notes=[note])


RULES = (SIMILAR,)
CHECKS = (alike,)
