"""Findings for code scanning: SARIF 2.1.0."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from pet_report import __version__
from pet_report.diagnostics import Diagnostic, Rule
from pet_report.source import Place

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(found: Sequence[Diagnostic], *, color: bool = False, width: int = 80) -> str:  # noqa: ARG001 - one shape for all forms
    """One run. Columns count Unicode code points, from 1; ends are exclusive."""
    rules = list({each.rule.name: each.rule for each in found}.values())
    numbers = {rule.name: number for number, rule in enumerate(rules)}
    run = {
        "tool": {"driver": {"name": "pet-report", "version": __version__, "rules": [_rule(rule) for rule in rules]}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, numbers[each.rule.name]) for each in found],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.why},
        "defaultConfiguration": {"level": rule.severity.value},
    }


def _result(each: Diagnostic, number: int) -> dict[str, Any]:
    hint = f" (hint: {each.hint})" if each.hint else ""
    return {
        "ruleId": each.rule.name,
        "ruleIndex": number,
        "level": each.severity.value,
        "message": {"text": each.message + hint},
        "locations": [_location(each.place)],
        "relatedLocations": [{**_location(note.place), "message": {"text": note.text}} for note in each.notes],
    }


def _location(place: Place) -> dict[str, Any]:
    region = {
        "startLine": place.start.line,
        "startColumn": place.start.column,
        "endLine": place.end.line,
        "endColumn": place.end.column,
    }
    # A path may hold spaces, and halves of surrogate pairs; an address may not.
    address = quote(place.source.path, errors="surrogatepass")
    return {"physicalLocation": {"artifactLocation": {"uri": address}, "region": region}}
