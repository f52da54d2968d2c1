"""`check --fix`: hints followed by a machine, and nothing else touched."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_report import yamltree
from pet_report.repair import edit_for, repair
from pet_report.source import Source
from pet_report.when import in_numbers
from tests.cases.project import CASES_THAT_CAN_BE_READ, FOLDER, Case, found_in, read_texts
from tests.support.builds import run

BASE = read_texts(FOLDER / "base")
GROUP = "groups/01-example.yaml"
SLIPS = {
    "name: Example group": "name: 1.10  # kept",
    "themes: [example-theme]": "themes: exmaple-theme",
    "confidence: documented": "confidence: documnted",
    "    title: More youth workers": "    titel: More youth workers",
    "text: See also [[first-proposal]].": "text: See also [[first-propsal]].",
    "timescale: By 2006": "timescale: NO",
}


def _comments(text: str) -> list[str]:
    return re.findall(r"#.*", text)


def _keys(text: str) -> list[str]:
    """The keys of a file in their order."""
    root = yamltree.read(Source(path=GROUP, text=text)).root
    assert root is not None
    return [key.text for node in yamltree.nodes(root) if isinstance(node, yamltree.Mapping) for key, _ in node.entries]


@settings(max_examples=60, deadline=None)
@given(
    slips=st.sets(st.sampled_from(sorted(SLIPS)), min_size=1),
    above=st.sets(st.integers(1, 24)),
    gaps=st.sets(st.integers(1, 24)),
)
def test_every_comment_gap_and_key_survives(slips: set[str], above: set[int], gaps: set[int]) -> None:
    lines = BASE[GROUP].split("\n")
    for number in sorted(above | gaps, reverse=True):
        lines.insert(number, f"# remark {number}" if number in above else "")
    sound = text = "\n".join(lines)
    for slip in slips:
        text = text.replace(slip, SLIPS[slip])
    made = repair({**BASE, GROUP: text}, found_in, unsafe=True)[GROUP]
    assert [line.split("#")[1:] for line in made.split("\n")] == [line.split("#")[1:] for line in text.split("\n")]
    assert _keys(made) == _keys(sound)
    assert [each for each in found_in({**BASE, GROUP: made}) if edit_for(each)] == []
    assert repair({**BASE, GROUP: made}, found_in, unsafe=True) == {}


@pytest.mark.parametrize("case", CASES_THAT_CAN_BE_READ, ids=lambda case: case.name)
def test_safe_repairs_add_no_fault_and_lose_no_comment(case: Case) -> None:
    made: Mapping[str, str] = {**case.texts, **repair(case.texts, found_in)}
    before, after = found_in(case.texts), found_in(made)
    heard = {each.rule.name for each in before}
    # A value of the wrong kind is not looked into: once it is mended, what it names may be unknown.
    assert {each.rule.name for each in after} <= heard | ({"source/unknown"} if "field/type" in heard else set())
    assert [each for each in after if (edit := edit_for(each)) and edit.safe] == []
    for path, text in made.items():
        kept = [each for each in _comments(case.texts[path]) if "pet: ignore[" not in each]
        assert set(kept) <= set(_comments(text)) | set(_comments(text.replace('"', "'")))


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("10 November 2005", "2005-11-10"),
        ("1st Feb. 2006", "2006-02-01"),
        ("November 2005", "2005-11"),
        ("before July 2006", "before 2006-07"),
        ("31 November 2005", None),
        ("3/4/2005", None),
        ("Ju 2005", None),
        ("soon", None),
    ],
)
def test_dates_in_words_are_read_where_they_can_mean_one_day(words: str, numbers: str | None) -> None:
    assert in_numbers(words) == numbers


# --- the command -----------------------------------------------------------------------------------


def _project(tmp_path: Path, *slips: str) -> Path:
    project = shutil.copytree(FOLDER / "base", tmp_path / "project")
    text = BASE[GROUP]
    for slip in slips:
        text = text.replace(slip, SLIPS[slip])
    (project / GROUP).write_text(text, encoding="utf-8")
    return project


def test_fix_follows_safe_hints_and_tells_the_rest(tmp_path: Path) -> None:
    project = _project(tmp_path, "name: Example group", "confidence: documented")
    done = run("check", "--fix", "--format", "concise", where=project)
    assert done.returncode == 1
    assert f"wrote {GROUP}" in done.stdout
    assert "documnted" in done.stdout
    assert "field/type" not in done.stdout
    assert '  name: "1.10"  # kept\n' in (project / GROUP).read_text("utf-8")
    done = run("check", "--unsafe-fixes", where=project)
    assert done.returncode == 0
    assert "    confidence: documented\n" in (project / GROUP).read_text("utf-8")


def test_what_a_fix_would_change_is_shown_first(tmp_path: Path) -> None:
    project = _project(tmp_path, "timescale: By 2006")
    before = (project / GROUP).read_bytes()
    done = run("check", "--fix", "--diff", where=project)
    assert '-    timescale: NO\n+    timescale: "NO"\n' in done.stdout
    assert (project / GROUP).read_bytes() == before


def test_that_nothing_can_be_mended_is_said(tmp_path: Path) -> None:
    done = run("check", "--fix", "--diff", where=_project(tmp_path, "confidence: documented"))
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "nothing to mend; --unsafe-fixes would guess\n"
    done = run("check", "--fix", "--diff", where=_project(tmp_path / "sound"))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "nothing to mend\n")


def test_a_file_that_cannot_be_read_is_left_alone(tmp_path: Path) -> None:
    project = _project(tmp_path)
    broken = "group:\n  id: example\n  name: 'open\nproposals: []\n"
    (project / GROUP).write_text(broken, encoding="utf-8")
    assert run("check", "--fix", "--unsafe-fixes", where=project).returncode == 1
    assert (project / GROUP).read_text("utf-8") == broken
