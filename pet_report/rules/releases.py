"""Rules about the record of releases: each stands there once, and the changes between two of them are told."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from pet_report.diagnostics import Diagnostic, Example, Note, Rule, Severity
from pet_report.link import Linked
from pet_report.model import Issue

TWICE = Rule(
    name="changelog/twice",
    severity=Severity.ERROR,
    summary="a release that is recorded twice",
    why="Its changes would be printed twice, and nobody would know which of the two is right.",
    example=Example(
        part="changelog",
        bad='releases: [{version: "1.0"}, {version: "1.0"}]',
        good='releases: [{version: "1.0"}]',
    ),
)
GAP = Rule(
    name="changelog/gap",
    severity=Severity.WARNING,
    summary="a release whose changes are counted from another one than that below it",
    why="The newest release stands first, and each says what changed since the one below it. Where one is missing, or "
    "they stand in another order, a reader of the older one is not told everything that has changed since.",
    example=Example(
        part="changelog",
        bad='releases: [{version: "1.2", since: "1.1"}, {version: "1.0"}]',
        good='releases: [{version: "1.2", since: "1.1"}, {version: "1.1", since: "1.0"}, {version: "1.0"}]',
    ),
)


def twice(linked: Linked) -> Iterator[Diagnostic]:
    first: dict[str, Issue] = {}
    for each in _issues(linked):
        before = first.setdefault(each.version, each)
        if before is not each:
            notes = [Note(before.at("version"), "first recorded here")]
            message = f'release "{each.version}" is recorded twice'
            yield TWICE.at(each.at("version"), message, hint="take one of the two out", notes=notes)


def gaps(linked: Linked) -> Iterator[Diagnostic]:
    for newer, older in pairwise(_issues(linked)):
        if older.version not in (newer.since, newer.version):
            since = f'since "{newer.since}"' if newer.since else "since nothing"
            message = f'release "{newer.version}" tells what changed {since}, and below it stands "{older.version}"'
            hint = "take it out, and let `pet-report changelog --write` write it again, the newest release first"
            yield GAP.at(newer.at("since") if newer.since else newer.at("version"), message, hint=hint)


def _issues(linked: Linked) -> tuple[Issue, ...]:
    log = linked.project.change_log
    return tuple(log.releases) if log else ()


RULES = (TWICE, GAP)
CHECKS = (twice, gaps)
