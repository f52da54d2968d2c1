"""How findings are printed: each form a pure function from the findings to a text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pet_report.announce.concise import concise
from pet_report.announce.difference import difference
from pet_report.announce.github import github, step_summary
from pet_report.announce.json_ import json_
from pet_report.announce.junit import junit
from pet_report.announce.sarif import sarif
from pet_report.announce.text import summary, text
from pet_report.diagnostics import Diagnostic


class Form(Protocol):
    def __call__(self, found: Sequence[Diagnostic], *, color: bool = False, width: int = 80) -> str: ...


FORMS: dict[str, Form] = {
    "text": text, "concise": concise, "json": json_, "sarif": sarif, "github": github, "junit": junit,
}  # fmt: skip

__all__ = ["FORMS", "Form", "difference", "step_summary", "summary"]
