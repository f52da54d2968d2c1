"""Coverage: every proposal has one state, the states add up, and a final edition waits until all are answered."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from benchmarks import corpus, faults
from pet_report import coverage, pipeline
from pet_report.source import Source
from tests.support.builds import run

SPOILT = {
    "response/missing": "missing",
    "response/stale": "stale",
    "response/predated": "predated",
    "response/duplicate": "duplicate",
}


@pytest.fixture(scope="module")
def made() -> tuple[dict[str, corpus.Record], list[faults.Seeded]]:
    """A project of 160 proposals, eight of which are spoilt in each way."""
    return faults.seeded(160, 0.05)


@pytest.fixture
def project(made: tuple[dict[str, corpus.Record], list[faults.Seeded]], tmp_path: Path) -> Path:
    corpus.write_files(tmp_path / "project", made[0])
    return tmp_path / "project"


def test_every_proposal_has_the_state_that_was_put_in(
    made: tuple[dict[str, corpus.Record], list[faults.Seeded]],
) -> None:
    order = sorted(made[0], key=lambda name: (name != "report.yaml", name))
    sources = tuple(Source(path=name, text=corpus.as_yaml(made[0][name])) for name in order)
    linked = pipeline.check(sources).linked
    expected = {each.entry: SPOILT[each.rule] for each in made[1] if each.rule in SPOILT}
    found = {proposal.id: state for proposal, state in coverage.covered(linked)}
    assert {id_: state for id_, state in found.items() if state != "answered"} == expected
    rows = coverage.by_group(linked)
    assert sum(row.orphaned for row in rows) == sum(each.rule == "response/orphaned" for each in made[1])
    assert all(sum(row.counts.values()) == row.proposals for row in rows)


def test_the_table_adds_up_in_every_form(project: Path) -> None:
    rows = json.loads(run("coverage", "--format", "json", where=project).stdout)["rows"]
    *groups, whole = rows
    total = Counter[str]()
    for row in groups:
        total.update({name: count for name, count in row.items() if name != "group"})
    assert {name: count for name, count in whole.items() if name != "group"} == total
    assert whole["answered"] + sum(whole[state] for state in SPOILT.values()) == whole["proposals"] == 160
    csv = run("coverage", "--format", "csv", where=project).stdout.splitlines()
    assert csv[-1] == ",".join(str(value) for value in whole.values())
    assert len(run("coverage", "--format", "md", where=project).stdout.splitlines()) > len(groups)


def test_the_gate_names_what_stands_in_the_way(
    project: Path, made: tuple[dict[str, corpus.Record], list[faults.Seeded]]
) -> None:
    assert run("coverage", where=project).returncode == 0
    gate = run("coverage", "--require", "answered", where=project)
    assert gate.returncode == 1
    named = {line.split()[1] for line in gate.stderr.splitlines() if line.split(":")[0] in SPOILT.values()}
    assert named == {each.entry for each in made[1] if each.rule in SPOILT}


def test_a_final_edition_waits_and_a_draft_marks(tmp_path: Path) -> None:
    files = corpus.project(12, 3, all_answered=True)
    answers = next(file for name, file in files.items() if name.endswith(".response.yaml"))
    gone = answers["responses"].pop(0)["proposal"]
    corpus.write_files(tmp_path / "project", files)
    refused = run("build", "--only", "html", where=tmp_path / "project")
    assert refused.returncode == 1
    assert f'"{gone}" has no answer' in refused.stdout
    assert not (tmp_path / "project/build").exists()
    report = tmp_path / "project/report.yaml"
    report.write_text(report.read_text("utf-8").replace("edition: final", "edition: draft"), encoding="utf-8")
    done = run("build", "--only", "html", where=tmp_path / "project")
    assert done.returncode == 0, done.stdout
    page = (tmp_path / "project/build/response.html").read_text("utf-8")
    assert page.count("<strong>Not yet answered.</strong>") == 1


def test_a_gate_with_nothing_to_guard_is_no_success(tmp_path: Path) -> None:
    files = corpus.project(1, 3, responses=False)
    for name in files.keys() - {"report.yaml"}:
        files[name]["proposals"] = []
    corpus.write_files(tmp_path / "project", files)
    done = run("coverage", "--require", "answered", where=tmp_path / "project")
    assert (done.returncode, "no proposal that could be answered" in done.stderr) == (2, True)
