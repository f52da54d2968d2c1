"""A rule explained: what it is about, why it exists, and an example of each side."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

from pet_report.diagnostics import Rule, nearest
from pet_report.errors import ToolFailure

_WIDTH = 80
_HOLDERS = {
    "file": "a group's file",
    "report": "report.yaml",
    "group": "the `group` of a group's file",
    "proposal": "a proposal",
    "response": "a response",
    "responses": "a response file",
}


def explain(name: str, catalogue: Mapping[str, Rule]) -> str:
    """The explanation as plain text. Raises ToolFailure for a name that no rule has."""
    if name not in catalogue:
        near = nearest(name, catalogue)
        remedy = f'did you mean "{near}"?' if near else "`pet-report rules` lists them all"
        raise ToolFailure(f'no rule is called "{name}"', remedy=remedy)
    rule = catalogue[name]
    where = _HOLDERS[rule.example.part]
    if rule.example.beside:
        where += f", where report.yaml says `{rule.example.beside}`"
    return "\n".join(
        [
            f"{rule.name} ({rule.severity.value}): {rule.summary}",
            "",
            textwrap.fill(rule.why, _WIDTH),
            "",
            f"This is at fault, in {where}:",
            "",
            textwrap.indent(rule.example.bad.rstrip("\n"), "    "),
            "",
            "This is not:",
            "",
            textwrap.indent(rule.example.good.rstrip("\n"), "    "),
        ]
    )
