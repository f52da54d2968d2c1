"""Rules about declared figures: what is printed as a figure must agree with what is recorded."""

from __future__ import annotations

from collections.abc import Iterator

from pet_report.diagnostics import Diagnostic, Example, Note, Rule, Severity, suggest
from pet_report.figures import BadCount, recorded, recorded_in
from pet_report.link import Linked
from pet_report.model import BreakdownRow, Figure

_ALL = "{id: all-proposals, label: proposals, counts: proposals, value: 3}"


def _with(figure: str) -> str:
    return f"declared: [{_ALL}, {{{figure}}}]"


EXCEEDED = Rule(
    name="figure/exceeded",
    severity=Severity.ERROR,
    summary="more is recorded than was declared",
    why="Either the figure is wrong, or something is recorded that was not counted: readers will count.",
    example=Example(
        part="report",
        bad="declared: [{id: all-proposals, label: proposals, counts: proposals, value: 1}]",
        good=f"declared: [{_ALL}]",
    ),
)
SHORT = Rule(
    name="figure/short",
    severity=Severity.NOTE,
    summary="less is recorded than was declared",
    why="It need not be a fault, but the publication must say by how much it falls short.",
    example=Example(
        part="report",
        bad="declared: [{id: all-proposals, label: proposals, counts: proposals, value: 64}]",
        good=f"declared: [{_ALL}]",
    ),
)
BREAKDOWN = Rule(
    name="figure/breakdown",
    severity=Severity.ERROR,
    summary="a breakdown that does not add up",
    why="A reader who adds up the rows finds another figure than the one above them.",
    example=Example(
        part="report",
        bad="declared: [{id: all-proposals, label: proposals, counts: proposals, value: 3, breakdown: "
        "[{label: done, value: 1}, {label: not done, value: 1}]}]",
        good="declared: [{id: all-proposals, label: proposals, counts: proposals, value: 3, breakdown: "
        "[{label: done, value: 1}, {label: not done, value: 2}]}]",
    ),
)
PART_TOO_LARGE = Rule(
    name="figure/part-too-large",
    severity=Severity.ERROR,
    summary="a part that is larger than the whole",
    why="One of the two figures is wrong, and both are printed.",
    example=Example(
        part="report",
        bad=_with("id: led, label: led, counts: proposals, where: {lead: government}, value: 4"),
        good=_with("id: led, label: led, counts: proposals, where: {lead: government}, value: 3"),
    ),
)
UNKNOWN_FILTER = Rule(
    name="figure/unknown-filter",
    severity=Severity.ERROR,
    summary="a figure for proposals with a status that does not exist",
    why="Nothing has that status, so the figure could never agree with what is recorded.",
    example=Example(
        part="report",
        bad=_with("id: done, label: done, counts: proposals, where: {delivery: complete}, value: 0"),
        good=_with("id: done, label: done, counts: proposals, where: {delivery: completed}, value: 0"),
    ),
)


def exceeded(linked: Linked) -> Iterator[Diagnostic]:
    for figure in _figures(linked):
        count = _recorded(figure, linked)
        if count is not None and count > figure.value:
            message = f"{count} {figure.counts} are recorded, but only {figure.value} declared"
            hint = "correct the figure, or take out what does not count"
            yield EXCEEDED.at(figure.at("value"), message, hint=hint)
    for file in linked.project.groups:
        made, count = file.group.proposals_made, len(file.proposals)
        if made is not None and count > made:
            message = f"{count} proposals of this group are recorded, but it made only {made}"
            hint = f'write "proposals_made: {count}", or take out what it did not propose'
            yield EXCEEDED.at(file.group.at("proposals_made"), message, hint=hint)


def row_exceeded(linked: Linked) -> Iterator[Diagnostic]:
    for figure in _figures(linked):
        for row in figure.breakdown:
            count = _recorded_in(row, figure, linked)
            if count is not None and count > row.value:
                day = f" on {figure.as_of}" if figure.as_of else ""
                message = f'{count} are recorded as "{row.delivery}"{day}, but only {row.value} declared'
                hint = "correct the rows, which must still add up, or the reports of progress until then"
                yield EXCEEDED.at(row.at("value"), message, hint=hint)


def short(linked: Linked) -> Iterator[Diagnostic]:
    for figure in _figures(linked) if linked.project.whole else ():
        count = _recorded(figure, linked)
        if count is not None and count < figure.value:
            message = f"{count} of {figure.value} {figure.counts} are recorded"
            hint = "record the others; until then the publication says how many are missing"
            yield SHORT.at(figure.at("value"), message, hint=hint, notes=_where_missing(figure, linked))


def _where_missing(figure: Figure, linked: Linked) -> Iterator[Note]:
    """Which groups fall short of what they made, and of which nobody knows how many that was."""
    files = [file for file in linked.project.groups if file.group.kind == "group"]
    if figure.where is None and figure.counts == "proposals":
        for file in files:
            made, count = file.group.proposals_made, len(file.proposals)
            if made is not None and count < made:
                yield Note(file.group.at("proposals_made"), f"{count} of the {made} that this group made")
        silent = [file.group.id for file in files if file.group.proposals_made is None]
    else:
        silent = [file.group.id for file in files if file.group.members is None] if figure.counts == "members" else []
    if silent:
        yield Note(figure.at("value"), f"how many is not known of {', '.join(silent)}")


def breakdown(linked: Linked) -> Iterator[Diagnostic]:
    for figure in _figures(linked):
        total = sum(row.value for row in figure.breakdown)
        if figure.breakdown and total != figure.value:
            difference = f"{abs(total - figure.value)} {'more' if total > figure.value else 'fewer'}"
            message = f"the rows of the breakdown add up to {total}, {difference} than {figure.value}"
            notes = [Note(figure.breakdown[0].at("value"), "the breakdown begins here")]
            yield BREAKDOWN.at(figure.at("value"), message, hint="correct the figure or a row", notes=notes)


def part_too_large(linked: Linked) -> Iterator[Diagnostic]:
    wholes: dict[str, Figure] = {}
    for figure in _figures(linked):
        if figure.where is None:
            wholes.setdefault(figure.counts, figure)
    for figure in _figures(linked):
        whole = wholes.get(figure.counts)
        if whole is not None and figure.where is not None and figure.value > whole.value:
            message = f"{figure.value} is more than all {whole.value} {whole.counts}"
            notes = [Note(whole.at("value"), "all of them")]
            yield PART_TOO_LARGE.at(figure.at("value"), message, hint="correct one of the two", notes=notes)


def unknown_filter(linked: Linked) -> Iterator[Diagnostic]:
    for figure in _figures(linked):
        try:
            recorded(figure, linked)
        except BadCount as bad:
            filters = figure.where.filters if figure.where else {}
            key = next((name for name, value in filters.items() if value == bad.word), "")
            hint = suggest(bad.word, bad.allowed, few=12)
            yield UNKNOWN_FILTER.at(figure.at("where", key), bad.message, hint=hint)


def _figures(linked: Linked) -> list[Figure]:
    return linked.project.report.declared if linked.project.report else []


def _recorded_in(row: BreakdownRow, figure: Figure, linked: Linked) -> int | None:
    try:
        return recorded_in(row, figure, linked)
    except BadCount:
        return None  # a filter that does not exist: told already


def _recorded(figure: Figure, linked: Linked) -> int | None:
    """None where there is nothing to compare with: delivery moves on after the date of the figure."""
    if figure.where is not None and figure.where.delivery is not None:
        return None
    try:
        return recorded(figure, linked)
    except BadCount:
        return None


RULES = (EXCEEDED, SHORT, BREAKDOWN, PART_TOO_LARGE, UNKNOWN_FILTER)
CHECKS = (exceeded, row_exceeded, short, breakdown, part_too_large, unknown_filter)
