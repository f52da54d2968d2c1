"""How findings are printed: every form holds the same set, and reads as it was agreed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from pet_report.announce import FORMS, summary
from pet_report.diagnostics import Diagnostic
from tests.cases.project import FOLDER, found_in, read_texts

KEPT = Path(__file__).parent / "kept/announce"
FAULTY = """\
group: {id: example, number: 1, name: Example}
proposals:
  - id: first-proposal
    title: "नमस्ते और 你好: a title with wide letters"
    text: |
      See [[secnd-proposal]] and <b>bold</b>, on a line that is so long that it has to be cut somewhere before its end.
    themes: [exmaple-theme]
    sources: [example-source, example-source]
  - id: first-proposal
    title: Again
    text: Twice.
    confidence: proven
"""


@pytest.fixture(scope="module")
def found() -> tuple[Diagnostic, ...]:
    made = found_in({**read_texts(FOLDER / "base"), "groups/01-example.yaml": FAULTY})
    assert len(made) >= 6
    return tuple(made)


@pytest.mark.parametrize("form", ["text", "concise"])
@pytest.mark.parametrize("width", [60, 100])
def test_a_form_reads_as_it_was_agreed(found: tuple[Diagnostic, ...], form: str, width: int, *, accept: bool) -> None:
    kept, made = KEPT / f"{form}-{width}.txt", FORMS[form](found, width=width)
    if accept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(made, encoding="utf-8")
    assert made == kept.read_text("utf-8"), "changed: read it, then run `make accept`"


def test_all_forms_hold_the_same_set(found: tuple[Diagnostic, ...]) -> None:
    expected = sorted(each.rule.name for each in found)
    assert sorted(re.findall(r"^\w+\[([\w/-]+)\]:", FORMS["text"](found, width=200), re.MULTILINE)) == expected
    assert sorted(re.findall(r"\[([\w/-]+)\] ", FORMS["concise"](found))) == expected
    assert sorted(each["rule"] for each in json.loads(FORMS["json"](found))["diagnostics"]) == expected


def test_places_are_the_same_in_all_forms(found: tuple[Diagnostic, ...]) -> None:
    places = [str(each.place) for each in found]
    told = json.loads(FORMS["json"](found))["diagnostics"]
    assert [f"{each['path']}:{each['start']['line']}:{each['start']['column']}" for each in told] == places
    assert [":".join(line.split(":")[:3]) for line in FORMS["concise"](found).splitlines()] == places
    assert all(place in FORMS["text"](found, width=200) for place in places)


def test_colour_changes_nothing_but_colour(found: tuple[Diagnostic, ...]) -> None:
    painted = FORMS["text"](found, color=True, width=80)
    assert "\x1b[" in painted
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == FORMS["text"](found, width=80)


def test_the_summary_counts(found: tuple[Diagnostic, ...]) -> None:
    assert summary((), 3) == "No faults found in 3 files."
    assert re.match(r"\d+ errors?(, \d+ \w+)* in \d+ files?$", summary(found, 3))
