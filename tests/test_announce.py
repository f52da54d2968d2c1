"""How findings are printed: every form holds the same set, and reads as it was agreed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from jsonschema import Draft4Validator, Draft202012Validator

from pet_report.announce import FORMS, difference, step_summary, summary
from pet_report.diagnostics import Diagnostic, Example, Rule, Severity
from pet_report.schema import FOLDER as FOLDER_OF_SCHEMAS
from pet_report.source import Place, Position, Source
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


@pytest.fixture(scope="module")
def told(found: tuple[Diagnostic, ...]) -> dict[str, str]:
    """The same findings in every form."""
    return {name: form(found, width=200) for name, form in FORMS.items()}


def test_all_forms_hold_the_same_set(found: tuple[Diagnostic, ...], told: dict[str, str]) -> None:
    expected = sorted(each.rule.name for each in found)
    assert sorted(re.findall(r"^\w+\[([\w/-]+)\]:", told["text"], re.MULTILINE)) == expected
    assert sorted(re.findall(r"\[([\w/-]+)\] ", told["concise"])) == expected
    assert sorted(each["rule"] for each in json.loads(told["json"])["diagnostics"]) == expected
    assert sorted(each["ruleId"] for each in json.loads(told["sarif"])["runs"][0]["results"]) == expected
    assert sorted(re.findall(r"^::\w+ .*title=([\w/-]+)::", told["github"], re.MULTILINE)) == expected
    assert sorted(case.attrib["name"].split()[0] for case in fromstring(told["junit"]).iter("testcase")) == expected
    assert sorted(re.findall(r"^\| \w+ \| \S+ \| (\S+) \|", step_summary(found, ""), re.MULTILINE)) == expected


def test_sarif_is_valid(told: dict[str, str]) -> None:
    schema = json.loads((Path(__file__).parent / "schemas/sarif-2.1.0.json").read_text("utf-8"))
    Draft4Validator.check_schema(schema)
    for text in (told["sarif"], FORMS["sarif"](())):
        assert list(Draft4Validator(schema).iter_errors(json.loads(text))) == []


def test_json_is_as_its_schema_says(told: dict[str, str]) -> None:
    validator = Draft202012Validator(json.loads((FOLDER_OF_SCHEMAS / "diagnostics.schema.json").read_text("utf-8")))
    for text in (told["json"], FORMS["json"](())):
        assert list(validator.iter_errors(json.loads(text))) == []
    assert list(validator.iter_errors({"version": 1, "diagnostics": [{}], "summary": {}})) != []


def test_junit_counts_what_fails(found: tuple[Diagnostic, ...], told: dict[str, str]) -> None:
    root = fromstring(told["junit"])
    faults = [each for each in found if each.severity is not Severity.NOTE]
    assert int(root.attrib["failures"]) == len(list(root.iter("failure"))) == len(faults)
    assert {case.attrib["classname"] for case in root.iter("testcase")} == {each.place.source.path for each in found}
    assert [case.attrib["name"] for case in fromstring(FORMS["junit"](())).iter("testcase")] == ["check"]


def _many(severity: Severity, count: int) -> list[Diagnostic]:
    rule = Rule(
        name="example/many", severity=severity, summary="", why="", example=Example(part="file", bad="", good="")
    )
    source = Source(path="groups/a,b:c%.yaml", text="x\n" * count)
    return [rule.at(Place(source, Position(n, 1), Position(n, 2)), f"100% of {n}\x1b") for n in range(1, count + 1)]


def test_github_shows_ten_of_a_level_and_counts_the_rest() -> None:
    lines = FORMS["github"]([*_many(Severity.NOTE, 30), *_many(Severity.ERROR, 12)]).splitlines()
    assert [line.split()[0] for line in lines] == ["::error"] * 10 + ["::notice"] * 10
    assert lines[-1] == "::notice title=pet-report::23 more findings: see the summary of this step"
    place = "file=groups/a%2Cb%3Ac%25.yaml,line=1,endLine=1,col=1,endColumn=1,title=example/many"
    assert lines[0] == f"::error {place}::100%25 of 1␛"


def test_a_table_cell_shows_what_was_written() -> None:
    table = step_summary([*_many(Severity.ERROR, 1)], "1 error")
    assert table.splitlines()[0] == "### pet-report: 1 error"
    assert table.splitlines()[-1].count("|") == 6
    assert "100% of 1␛" in table


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


def test_a_difference_ends_where_the_file_does() -> None:
    assert difference("a.yaml", "x: 1\ny: 2\n", "x: 1\ny: 3\n").splitlines()[3:] == [" x: 1", "-y: 2", "+y: 3"]
    assert difference("a.yaml", "x: 1", "x: 1\n").splitlines()[3:] == [" x: 1", "+"]
