"""A rule explained: what it is about, why it exists, and an example of each side."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

from pet_report.diagnostics import Example, Rule, nearest
from pet_report.errors import ToolFailure

_WIDTH = 80
_HOLDERS = {
    "file": "a group's file",
    "report": "report.yaml",
    "group": "the `group` of a group's file",
    "proposal": "a proposal",
    "response": "a response",
    "responses": "a response file",
    "changelog": "changelog.yaml",
}


def explain(name: str, catalogue: Mapping[str, Rule]) -> str:
    """The explanation as plain text. Raises ToolFailure for a name that no rule has."""
    if name not in catalogue:
        near = nearest(name, catalogue)
        remedy = f'did you mean "{near}"?' if near else "`pet-report rules` lists them all"
        raise ToolFailure(f'no rule is called "{name}"', remedy=remedy)
    rule = catalogue[name]
    head = [f"{rule.name} ({rule.severity.value}): {rule.summary}", "", textwrap.fill(rule.why, _WIDTH)]
    return "\n".join([*head, *(_example(rule.example) if rule.example else ())])


def _example(example: Example) -> list[str]:
    where = _HOLDERS[example.part]
    if example.beside:
        where += f", where report.yaml says `{example.beside}`"
    bad, good = (textwrap.indent(each.rstrip("\n"), "    ") for each in (example.bad, example.good))
    return ["", f"This is at fault, in {where}:", "", bad, "", "This is not:", "", good]
