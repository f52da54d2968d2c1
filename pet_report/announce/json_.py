"""Findings for programs: one JSON document, whose keys are only ever added to."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from pet_report.diagnostics import Diagnostic, Severity
from pet_report.source import Place, Position

VERSION = 1


def json_(found: Sequence[Diagnostic], *, color: bool = False, width: int = 80) -> str:  # noqa: ARG001 - one shape for all forms
    """Lines and columns count from 1, in Unicode code points; ends are exclusive."""
    diagnostics = [_finding(each) for each in found]
    document = {"version": VERSION, "diagnostics": diagnostics, "summary": _summary(found)}
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    # Half a surrogate pair, in the name of a file, has no UTF-8; its escape is also JSON's.
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _finding(each: Diagnostic) -> dict[str, Any]:
    return {
        "rule": each.rule.name,
        "severity": each.severity.value,
        "message": each.message,
        "hint": each.hint,
        **_place(each.place),
        "notes": [{"text": note.text, **_place(note.place)} for note in each.notes],
    }


def _place(place: Place) -> dict[str, Any]:
    return {"path": place.source.path, "start": _position(place.start), "end": _position(place.end)}


def _position(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.column}


def _summary(found: Sequence[Diagnostic]) -> dict[str, int]:
    counts = {f"{severity}s": sum(each.severity is severity for each in found) for severity in Severity}
    return {**counts, "files": len({each.place.source.path for each in found})}
