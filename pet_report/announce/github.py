"""Findings as annotations of a pull request, and as the table in the summary of a step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pet_report.announce.cells import in_markdown, visible
from pet_report.diagnostics import Diagnostic, Severity

MOST = 10
"""GitHub shows no more annotations of a level for a step, and drops the rest without a word."""

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def github(found: Sequence[Diagnostic], *, color: bool = False, width: int = 80) -> str:  # noqa: ARG001 - one shape for all forms
    """Workflow commands: the gravest first, at most ten of a level, and a notice that says how many more there are."""
    return "".join(f"{line}\n" for line in _commands(found))


def _commands(found: Sequence[Diagnostic]) -> Iterator[str]:
    left = 0
    for severity in Severity:
        those = [each for each in found if each.severity is severity]
        # The notice that counts the rest is one of the ten.
        most = MOST - 1 if severity is Severity.NOTE else MOST
        yield from map(_command, those[:most])
        left += len(those[most:])
    if left:
        more = "1 more finding" if left == 1 else f"{left} more findings"
        yield f"::notice title=pet-report::{more}: see the summary of this step"


def _command(each: Diagnostic) -> str:
    end = each.place.end
    where = {
        "file": each.place.source.path,
        "line": each.place.start.line,
        "endLine": end.line,
        "col": each.place.start.column,
        # GitHub counts the last character in, and shows columns only within one line.
        "endColumn": max(end.column - 1, each.place.start.column if end.line == each.place.start.line else 1),
        "title": each.rule.name,
    }
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in where.items())
    text = "\n".join([each.message, *(f"{note.text}: {note.place}" for note in each.notes)])
    hint = f"\nhint: {each.hint}" if each.hint else ""
    return f"::{_COMMANDS[each.severity]} {properties}::{_data(text + hint)}"


def _data(text: str) -> str:
    return "%0A".join(visible(line).replace("%", "%25") for line in text.split("\n"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def step_summary(found: Sequence[Diagnostic], closing: str) -> str:
    """All findings as a Markdown table under the line that counts them."""
    head = ["| | where | rule | what | hint |", "| --- | --- | --- | --- | --- |"]
    rows = [
        f"| {' | '.join(map(in_markdown, (each.severity, str(each.place), each.rule.name, each.message, each.hint)))} |"
        for each in found
    ]
    return "\n".join([f"### pet-report: {closing}", "", *(head + rows if found else [])]) + "\n"
