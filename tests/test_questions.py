"""The commands that answer questions: what they say, in every form, of every kind of project."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from pet_report import cli, figures, listing, portrait, reading
from pet_report.announce.cells import width
from pet_report.announce.rows import as_json
from pet_report.link import Linked
from pet_report.store import Store
from tests.cases.project import FOLDER, read_texts
from tests.support.builds import ROOT, run

SCRIPTS = ROOT / "tests/projects/scripts"
GOOD, UNUSABLE = 0, 2
QUESTIONS = (["list"], ["themes"], ["themes", "--grid"], ["stats"], ["similar"], ["coverage"])
REPORT = read_texts(FOLDER / "base")["report.yaml"]


@pytest.fixture(scope="module")
def real() -> Linked:
    return reading.read(ROOT, Store(None)).linked


def _project(tmp_path: Path, **files: str) -> Path:
    (tmp_path / "groups").mkdir()
    (tmp_path / "report.yaml").write_text(REPORT, encoding="utf-8")
    for name, text in files.items():
        (tmp_path / f"groups/{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def _ask(*arguments: str, where: Path = ROOT, columns: int = 80) -> Result:
    """A question that is well put."""
    done = CliRunner().invoke(cli.app, [*arguments, "--project", str(where)], env={"COLUMNS": str(columns)})
    assert done.exit_code == GOOD, done.output
    return done


def _json(*arguments: str, where: Path = ROOT) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(_ask(*arguments, "--format", "json", where=where).stdout)
    return answer


# --- list --------------------------------------------------------------------------------------------------------


def test_a_list_names_its_denominator() -> None:
    assert _ask("list").stdout.endswith("\n24 of 24 recommendations.\n")
    assert _json("list", "--lead", "police")["note"] == "1 of 24 recommendations."


def test_filters_choose_and_several_values_of_one_widen_it(real: Linked) -> None:
    both = _json("list", "--lead", "police", "--lead", "other")
    assert both["asked"]["lead"] == ["police", "other"]
    expected = [each.id for each in real.proposals if each.lead and each.lead.kind in ("police", "other")]
    assert [row["id"] for row in both["rows"]] == expected
    none = _json("list", "--lead", "police", "--group", "imams")
    assert (none["rows"], none["note"]) == ([], "0 of 24 recommendations.")


@pytest.mark.parametrize(
    ("filter_", "value"),
    [
        ("group", "imams"), ("group", "unknown"), ("theme", "education"), ("lead", "unknown"), ("decision", "noted"),
        ("delivery", "completed"), ("department", "home-office"), ("source", "src-notice"),
        ("confidence", "uncertain"), ("text-status", "paraphrase"),
    ],
)  # fmt: skip
def test_a_filter_lets_through_what_its_count_counts(real: Linked, filter_: str, value: str) -> None:
    rows = _json("list", f"--{filter_}", value)["rows"]
    query = figures.parse(f"count:proposals {filter_.replace('-', '_')}={value}")
    assert 0 < len(rows) == figures.compute(query, real) <= 24


def test_a_list_can_be_as_of_a_day() -> None:
    decided = [row["id"] for row in _json("list", "--decision", "not-accepted")["rows"]]
    assert decided == ["pet-inquiry"]
    early = _json("list", "--decision", "not-accepted", "--as-of", "2005-11-01")
    assert (early["rows"], early["note"]) == ([], "0 of 24 recommendations, as they stood on 1 November 2005.")


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["list", "--lead", "goverment"], 'did you mean "government"?'),
        (["list", "--theme", "educaton"], 'did you mean "education"?'),
        (["list", "--sort", "titel"], 'did you mean "title"?'),
        (["list", "--as-of", "yesterday"], ""),
        (["show", "pet-rodshow"], 'did you mean "pet-roadshow"?'),
        (["show", "zzz"], "`pet-report list` shows the ids"),
    ],
)
def test_an_unknown_word_is_refused_with_what_was_meant(arguments: list[str], hint: str) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (UNUSABLE, "")
    assert hint in done.stderr


def test_numbers_sort_as_numbers_and_what_has_none_comes_last(tmp_path: Path) -> None:
    numbers = ("10", None, "2", "1b", "1a")
    items = [{"id": f"p{at}", "title": "T", "text": "X", "number": number} for at, number in enumerate(numbers)]
    text = json.dumps({"group": {"id": "g", "name": "G"}, "proposals": items})
    rows = _json("list", "--sort", "number", where=_project(tmp_path, **{"01-g": text}))["rows"]
    assert [row["number"] for row in rows] == ["1a", "1b", "2", "10", None]


def test_statuses_sort_in_the_order_of_the_format() -> None:
    order = [row["decision"] for row in _json("list", "--sort", "decision")["rows"]]
    assert list(dict.fromkeys(order)) == ["noted", "for-communities", "not-accepted", "none-found"]


# --- show --------------------------------------------------------------------------------------------------------


def test_everything_with_an_id_can_be_shown(real: Linked) -> None:
    for id_, thing in real.things.items():
        shown = portrait.portrait(id_, real)
        assert shown is not None
        place = thing.model.at()
        assert f"{id_}, in {place.source.path}:{place.start.line}" in shown.said
        assert place.source.line(place.start.line).strip()
        for room in (60, 100):
            text = portrait.in_text(shown, room=room)
            assert max(map(width, text.splitlines())) <= room
            assert "[[" not in text


def test_a_proposal_is_shown_with_its_answer_and_both_sides(real: Linked) -> None:
    text = _ask("show", "pet-roadshow").stdout
    for said in (
        "National roadshow of scholars", "in groups/01-young-people.yaml:", "Counter-narrative", "WORDING", "ANSWER",
        "For communities. Communities take it forward themselves.", "launch-of-roadshow", "3 July 2006",
        "New Statesman", "the wording of today", "both",
    ):  # fmt: skip
        assert said in text
    told = _json("show", "pet-roadshow")
    assert told["fields"]["lead"]["kind"] == "community"
    assert told["answer"]["decision"] == "for-communities"
    assert {each["id"] for each in told["related"]} == {each.id for each in real.related(real.proposals[0])}


def test_what_names_a_thing_is_found_in_fields_and_in_prose() -> None:
    named = {(each["what"], each["id"], each["field"]) for each in _json("show", "fosis")["named_by"]}
    assert ("proposal", "pet-roadshow", "notes") in named
    fields = {each["field"] for each in _json("show", "home-office")["named_by"]}
    assert {"departments", "owner", "lead: organisations"} <= fields
    by_count = {each["field"] for each in _json("show", "young-people")["named_by"]}
    assert "introduction" in by_count


def test_a_former_id_leads_to_what_it_is_called_now(tmp_path: Path) -> None:
    item = "{id: new-name, title: T, text: X, former_ids: [old-name]}"
    project = _project(tmp_path, **{"01-g": f"group: {{id: g, name: G}}\nproposals:\n  - {item}\n"})
    assert (
        "Proposal new-name, formerly old-name, in groups/01-g.yaml:3" in _ask("show", "old-name", where=project).stdout
    )


def test_a_stale_answer_is_shown_as_such(tmp_path: Path) -> None:
    project = shutil.copytree(ROOT / "groups", tmp_path / "groups").parent
    shutil.copy(ROOT / "report.yaml", tmp_path)
    file = project / "groups/01-young-people.yaml"
    file.write_text(file.read_text("utf-8").replace("Send respected", "Send well-known"), encoding="utf-8")
    assert "another wording than that of today" in " ".join(_ask("show", "pet-roadshow", where=project).stdout.split())


# --- counts ------------------------------------------------------------------------------------------------------


def test_every_count_says_of_how_many(real: Linked) -> None:
    rows: list[dict[str, Any]] = json.loads(as_json(listing.stats(real)))["rows"]
    assert all(row["of_what"] for row in rows)
    assert all(row["of"] is None or row["count"] <= row["of"] for row in rows)
    shares = [row for row in rows if row["what"] == "recommendations by delivery"]
    assert sum(row["count"] for row in shares) == 24
    assert {row["of"] for row in shares} == {24}
    found = next(row for row in rows if (row["what"], row["which"]) == ("recommendations", "recorded"))
    assert (found["count"], found["of"], found["of_what"]) == (24, 64, "declared")


def test_the_grid_tells_nothing_recorded_from_none_of_this_theme() -> None:
    grid = {row["theme"]: row for row in _json("themes", "--grid")["rows"]}
    assert grid["education"]["women"] is None
    assert grid["education"]["imams"] == 0
    assert grid["education"]["all"] == len(_json("list", "--theme", "education")["rows"])


# --- any project, any form ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
@pytest.mark.parametrize("columns", [60, 100])
def test_an_answer_fits_the_terminal(question: list[str], columns: int) -> None:
    for project in (ROOT, SCRIPTS):
        lines = _ask(*question, where=project, columns=columns).stdout.splitlines()
        assert lines
        assert max(map(width, lines)) <= columns


@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
def test_every_form_holds_the_same_rows(question: list[str]) -> None:
    rows = _json(*question)["rows"]
    read = list(csv.DictReader(StringIO(_ask(*question, "--format", "csv").stdout, newline="")))
    assert len(read) == len(rows)
    assert [list(row) for row in rows] == [list(row) for row in read]
    page = _ask(*question, "--format", "md").stdout
    assert sum(line.startswith("| ") for line in page.splitlines()) == len(rows) + 2


@pytest.mark.parametrize("question", [*QUESTIONS, ["show", "g"]], ids=" ".join)
@pytest.mark.parametrize("shape", ["table", "json", "md"])
def test_an_empty_group_without_answers_is_no_trouble(tmp_path: Path, question: list[str], shape: str) -> None:
    project = _project(tmp_path, **{"01-g": "group: {id: g, name: G}\nproposals: []\n"})
    done = _ask(*question, "--format", shape, where=project)
    assert (done.exit_code, done.stderr) == (GOOD, "")


HOSTILE = """\
group: {id: g, name: "=cmd|' /C calc'!A0"}
proposals:
  - id: p
    title: "\\u202egnirts \\u001b[31m<script>|x|"
    text: "[[nowhere]] [[count:nothing]] [[count:proposals lead=x]]"
    themes: [none]
  - {id: q, title: "=1+1", text: "<script>\\e[0m", lead: {kind: government}}
"""


@pytest.mark.parametrize("question", [*QUESTIONS, ["show", "p"], ["show", "q"], ["show", "g"]], ids=" ".join)
def test_hostile_words_stay_words(tmp_path: Path, question: list[str]) -> None:
    project = _project(tmp_path, **{"01-g": HOSTILE})
    for shape in ("table", "md"):
        told = _ask(*question, "--format", shape, where=project)
        assert "\u202e" not in told.stdout
        assert "\x1b" not in told.stdout
    assert "<script>" not in _ask(*question, "--format", "md", where=project).stdout


def test_a_spreadsheet_runs_nothing(tmp_path: Path) -> None:
    project = _project(tmp_path, **{"01-g": HOSTILE})
    rows = list(csv.DictReader(StringIO(_ask("list", "--format", "csv", where=project).stdout)))
    assert rows[1]["title"] == "'=1+1"


def test_what_cannot_be_read_is_left_out_and_a_line_says_so(tmp_path: Path) -> None:
    good = "group: {id: g, name: G}\nproposals:\n  - {id: p, title: T, text: X}\n  - {id: q, titel: T, text: X}\n"
    project = _project(tmp_path, **{"01-g": good, "02-bad": "group: [\n"})
    done = _ask("list", where=project)
    assert done.exit_code == GOOD
    [line] = done.stderr.splitlines()
    assert line == (
        "left out: what cannot be read in groups/01-g.yaml, groups/02-bad.yaml; `pet-report check` says why"
    )
    assert "p " in done.stdout


def test_questions_start_neither_the_compiler_nor_a_reader_of_what_is_remembered(tmp_path: Path) -> None:
    heavy = ("jinja2", "weasyprint", "pypandoc", "markdown_it", "ruamel", "num2words")
    script = (
        "import sys\nfrom pet_report import cli\n"
        "try:\n    cli.app(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {heavy} if name in sys.modules], file=sys.stderr)\n"
    )
    (tmp_path / "ask.py").write_text(script, encoding="utf-8")
    settings = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "PET_REPORT_CACHE": str(tmp_path / "cache")}
    for question in (["list"], ["list"], ["themes"], ["stats"], ["coverage"]):
        done = subprocess.run(
            [sys.executable, tmp_path / "ask.py", *question, "--project", ROOT],
            capture_output=True, text=True, check=True, env=settings,
        )  # fmt: skip
    assert done.stderr == "[]\n"


def test_a_shell_completes_what_a_filter_and_an_id_can_be() -> None:
    def completed(words: str) -> str:
        settings = {"COMP_WORDS": f"pet-report {words}", "COMP_CWORD": str(len(words.split())), "HOME": "/nowhere"}
        settings |= {"_PET_REPORT_COMPLETE": "complete_bash", "LC_ALL": "C.UTF-8"}
        command = Path(sys.executable).with_name("pet-report")
        return subprocess.run([command], cwd=ROOT, env=settings, capture_output=True, text=True, check=False).stdout

    assert completed("show pet-road").split() == ["pet-roadshow"]
    assert completed("list --lead gov").split() == ["government"]
    assert "title" in completed("list --sort t").split()
    assert completed("list --theme educ").split() == ["education"]


def test_one_thing_is_shown_for_a_spreadsheet_too() -> None:
    rows = list(csv.reader(_ask("show", "pet-roadshow", "--format", "csv").stdout.splitlines()))
    assert rows[0] == ["part", "field", "value"]
    told = {(part, field): value for part, field, value in rows[1:]}
    assert told["", "title"] == "National roadshow of scholars"
    assert told["Progress", "3 status"] == "Completed"
    assert {part for part, _, _ in rows[1:]} >= {"Wording", "Answer", "Commitments", "Progress", "Named by"}
