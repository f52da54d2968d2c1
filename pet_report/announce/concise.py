"""Findings one a line, `path:line:column: severity[rule] message`: for editors and for grep."""

from __future__ import annotations

from collections.abc import Sequence

from pet_report.announce.cells import visible
from pet_report.diagnostics import Diagnostic


def concise(found: Sequence[Diagnostic], *, color: bool = False, width: int = 80) -> str:  # noqa: ARG001 - one shape for all forms
    return "".join(f"{_line(each)}\n" for each in found)


def _line(each: Diagnostic) -> str:
    return visible(f"{each.place}: {each.severity}[{each.rule.name}] {each.message}")
