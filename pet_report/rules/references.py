"""Rules about references: everything that is named must be declared somewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from pet_report.authored import Kind, MarkedValue, Refers
from pet_report.diagnostics import Diagnostic, Example, Note, Rule, Severity, suggest, with_article
from pet_report.link import Linked
from pet_report.markdown import REFERENCE
from pet_report.model import Organisation, Reference, Report, Response, Theme


def _unknown(kind: Kind, where: str, bad: str, good: str, part: str = "proposal") -> Rule:
    return Rule(
        name=f"{kind}/unknown",
        severity=Severity.ERROR,
        summary=f"{with_article(kind)} that is not declared",
        why=f"A reader would follow a reference to nothing. Each {kind} is declared once, in {where}, so "
        "that its name is spelt in one way and can be counted.",
        example=Example(part=part, bad=bad, good=good),
    )


def _ranked(criterion: str) -> str:
    return (
        "priorities: {criteria: [{id: reach, name: Reach}], order: [{proposal: first-proposal, "
        f"reason: It reaches most., marks: [{{criterion: {criterion}, mark: high}}]}}]}}"
    )


UNKNOWN: dict[str, Rule] = {
    "theme": _unknown("theme", "report.yaml", "themes: [exmaple-theme]", "themes: [example-theme]"),
    "source": _unknown("source", "report.yaml", "sources: [exmaple-source]", "sources: [example-source]"),
    "organisation": _unknown(
        "organisation",
        "report.yaml",
        "lead: {kind: government, organisations: [home-ofice]}",
        "lead: {kind: government, organisations: [home-office]}",
    ),
    "fund": _unknown(
        "fund",
        "report.yaml",
        "funding: {fund: exmaple-fund}",
        "funding: {fund: example-fund}",
        part="response",
    ),
    "proposal": _unknown("proposal", "a group's file", "related: [secnd-proposal]", "related: [second-proposal]"),
    "group": _unknown("group", "a group's file", "group: exmaple\n", "group: example\n", part="responses"),
    "commitment": _unknown(
        "commitment",
        "a response",
        "commitments: [{id: a-letter, text: A letter to schools, superseded_by: a-vist}]",
        "commitments: [{id: a-letter, text: A letter to schools}]",
        part="response",
    ),
    "criterion": _unknown("criterion", "report.yaml", _ranked("raech"), _ranked("reach"), part="report"),
}


def _unused(kind: Kind, bad: str, good: str) -> Rule:
    return Rule(
        name=f"{kind}/unused",
        severity=Severity.NOTE,
        summary=f"{with_article(kind)} that nothing refers to",
        why="It is printed in a list and leads nowhere; often the place that should name it forgot to.",
        example=Example(part="report", bad=bad, good=good),
    )


_THEME = "{id: example-theme, name: Example theme}"
_HOME_OFFICE = "{id: home-office, name: Home Office, kind: department}"
_SOURCE = "{id: example-source, title: An example, date: 2005}"
UNUSED: dict[str, Rule] = {
    "theme": _unused("theme", f"themes: [{_THEME}, {{id: sport, name: Sport}}]", f"themes: [{_THEME}]"),
    "organisation": _unused(
        "organisation",
        f"organisations: [{_HOME_OFFICE}, {{id: treasury, name: Treasury, kind: department}}]",
        f"organisations: [{_HOME_OFFICE}]",
    ),
    "source": _unused("source", f"sources: [{_SOURCE}, {{id: letter, title: A letter}}]", f"sources: [{_SOURCE}]"),
}
SELF = Rule(
    name="proposal/self",
    severity=Severity.ERROR,
    summary="a proposal that is related to itself",
    why="The reader would be sent in a circle; most often another id was meant.",
    example=Example(part="proposal", bad="related: [first-proposal]", good="related: [second-proposal]"),
)
REPEATED = Rule(
    name="reference/repeated",
    severity=Severity.WARNING,
    summary="the same thing named twice in one list",
    why="It would be printed and counted twice.",
    example=Example(part="proposal", bad="themes: [example-theme, example-theme]", good="themes: [example-theme]"),
)


def unknown(linked: Linked) -> Iterator[Diagnostic]:
    """Ids that nothing declares; quiet about a file's worth of ids that could not be read."""
    if not linked.project.all_ids or linked.project.report is None:
        return
    meant = Meant(linked)
    for value in linked.references:
        if not isinstance(value.mark, Refers) or _answers(value):
            continue
        thing = linked.things.get(value.value)
        if thing is not None and thing.kind in value.mark.kinds:
            continue
        kind = value.mark.kinds[0]
        notes = [Note(thing.place, f"this is {with_article(thing.kind)}")] if thing else []
        message = f'"{value.value}" is not a declared {kind}'
        hint = meant(value.value, *value.mark.kinds)
        if linked.former.get(value.value) is value.owner:
            hint = "take it out of the list; this very proposal was once called so"
        yield UNKNOWN[kind].at(value.place, message, hint=hint, notes=notes)


class Meant:
    """Hints for words that name nothing: what a proposal is called now, or what was probably meant.

    Looking through every id is dear, so each word is looked up once, and only the first of very many.
    """

    MOST = 200

    def __init__(self, linked: Linked) -> None:
        self.linked = linked
        self._hints: dict[tuple[str, tuple[Kind, ...]], str] = {}
        self._ids: dict[tuple[Kind, ...], list[str]] = {}

    def __call__(self, word: str, *kinds: Kind) -> str:
        """Among the ids of these kinds; of all, where none is given."""
        renamed = self.renamed(word) if "proposal" in kinds or not kinds else ""
        if renamed:
            return renamed
        if (word, kinds) not in self._hints and len(self._hints) < self.MOST:
            self._hints[word, kinds] = suggest(word, self._of_kind(kinds))
        return self._hints.get((word, kinds), "")

    def renamed(self, word: str) -> str:
        proposal = self.linked.former.get(word)
        return f'it is now called "{proposal.id}"' if proposal else ""

    def _of_kind(self, kinds: tuple[Kind, ...]) -> list[str]:
        if kinds not in self._ids:
            self._ids[kinds] = self.linked.of_kind(*(kinds or get_args(Kind)))
        return self._ids[kinds]


def _answers(value: MarkedValue) -> bool:
    """What a response answers: `response/orphaned` speaks about it."""
    return isinstance(value.owner, Response) and value.path[0] == "proposal"


def unused(linked: Linked) -> Iterator[Diagnostic]:
    report = linked.project.report
    if report is None or not linked.project.whole:
        return
    named = {value.value for value in linked.references} | _named_in_prose(linked)
    for kind, thing in _to_be_used(report):
        if thing.id not in named:
            hint = "take it out, or name it where it belongs"
            yield UNUSED[kind].at(thing.at("id"), f'nothing refers to the {kind} "{thing.id}"', hint=hint)


def _to_be_used(report: Report) -> Iterator[tuple[str, Theme | Organisation | Reference]]:
    yield from (("theme", theme) for theme in report.themes)
    yield from (("organisation", organisation) for organisation in report.organisations)
    yield from (("source", source) for source in report.sources)


def _named_in_prose(linked: Linked) -> set[str]:
    texts = (value.value for value in linked.prose if "[[" in value.value)
    return {match[1].strip() for text in texts for match in REFERENCE.finditer(text)}


def self_reference(linked: Linked) -> Iterator[Diagnostic]:
    for proposal in linked.proposals:
        for index, other in enumerate(proposal.related):
            if other == proposal.id:
                yield SELF.at(
                    proposal.at("related", index),
                    f'"{other}" is this very proposal',
                    hint="take it out of the list",
                )


def repeated(linked: Linked) -> Iterator[Diagnostic]:
    first: dict[tuple[int, object, str], int] = {}
    for value in linked.references:
        if len(value.path) < 2:
            continue
        key = (id(value.owner), value.path[0], value.value)
        if key in first:
            note = Note(value.owner.at(value.path[0], first[key]), "first named here")
            yield REPEATED.at(value.place, f'"{value.value}" is named twice', hint="keep one of the two", notes=[note])
        first.setdefault(key, int(value.path[-1]))


RULES = (*UNKNOWN.values(), *UNUSED.values(), SELF, REPEATED)
CHECKS = (unknown, unused, self_reference, repeated)
