"""Rules about references: everything that is named must be declared somewhere."""

from __future__ import annotations

from collections.abc import Iterator

from pet_report.diagnostics import Diagnostic, Example, Note, Rule, Severity, suggest
from pet_report.link import Linked
from pet_report.model import Kind, Refers


def _unknown(kind: Kind, where: str, bad: str, good: str, part: str = "proposal") -> Rule:
    return Rule(
        name=f"{kind}/unknown",
        severity=Severity.ERROR,
        summary=f"a {kind} that is not declared",
        why=f"A reader would follow a reference to nothing. Each {kind} is declared once, in {where}, so that its "
        "name is spelt in one way and can be counted.",
        example=Example(part=part, bad=bad, good=good),
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
        "fund", "report.yaml", "funding: {fund: exmaple-fund}", "funding: {fund: example-fund}", part="response"
    ),
    "proposal": _unknown("proposal", "a group's file", "related: [secnd-proposal]", "related: [second-proposal]"),
    "group": _unknown("group", "a group's file", "group: exmaple\n", "group: example\n", part="responses"),
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
    for value in linked.references:
        if not isinstance(value.mark, Refers) or not linked.project.whole:
            continue
        thing = linked.things.get(value.value)
        if thing is not None and thing.kind in value.mark.kinds:
            continue
        kind = value.mark.kinds[0]
        renamed = linked.former.get(value.value)
        if renamed is not None and kind == "proposal":
            hint = f'it is now called "{renamed.id}"'
        else:
            hint = suggest(value.value, linked.of_kind(*value.mark.kinds))
        notes = [Note(thing.place, f"this is a {thing.kind}")] if thing else []
        yield UNKNOWN[kind].at(value.place, f'"{value.value}" is not a declared {kind}', hint=hint, notes=notes)


def self_reference(linked: Linked) -> Iterator[Diagnostic]:
    for proposal in linked.proposals:
        for index, other in enumerate(proposal.related):
            if other == proposal.id:
                yield SELF.at(
                    proposal.at("related", index), f'"{other}" is this very proposal', hint="take it out of the list"
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


RULES = (*UNKNOWN.values(), SELF, REPEATED)
CHECKS = (unknown, self_reference, repeated)
