"""Projects that nobody tuned for: any size, the same bytes from the same seed, sound, and printed without complaint."""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from benchmarks import corpus, faults
from benchmarks.printed import printed_pages
from pet_report import pipeline
from pet_report.source import Source
from tests.support.builds import OUTPUTS, ROOT, build, run


def _make(folder: Path, count: int, *options: str, hash_seed: str = "0") -> Path:
    command = [sys.executable, "-m", "benchmarks.corpus", str(count), str(folder), *options]
    environment = {"PYTHONHASHSEED": hash_seed, "PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)}
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    return folder


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.yaml")}


def test_a_seed_gives_the_same_project_everywhere(tmp_path: Path) -> None:
    one = _bytes(_make(tmp_path / "one", 64, "--seed", "5", hash_seed="1"))
    assert one == _bytes(_make(tmp_path / "two", 64, "--seed", "5", hash_seed="2"))
    assert one != _bytes(_make(tmp_path / "three", 64, "--seed", "6"))
    assert len(one) > 10


@pytest.mark.parametrize(("count", "options"), [(64, ()), (64, ("--without-responses",)), (640, ()), (6400, ())])
def test_a_corpus_of_any_size_is_sound(tmp_path: Path, count: int, options: tuple[str, ...]) -> None:
    project = _make(tmp_path / "project", count, *options)
    done = run("check", "--strict", "--no-notes", "--format", "concise", "--project", project)
    assert done.returncode == 0, done.stdout[:2000]


def test_a_corpus_is_printed_without_complaint(tmp_path: Path) -> None:
    made = build(_make(tmp_path / "project", 64), tmp_path / "out")
    assert all((made / name).stat().st_size > 200_000 for name in OUTPUTS)


def test_a_list_of_hundreds_is_printed_in_several_and_loses_none(tmp_path: Path) -> None:
    pages = printed_pages(_make(tmp_path / "project", 640))
    for name, kind, rows in (("report.pdf", "summary", 640), ("response.pdf", "table", 640)):
        opening = f'<section class="chapter part-{kind}'
        chapters = [part for part in pages[name].split("<!--part-->") if opening in part]
        continued = [opening + " continued" in chapter for chapter in chapters]
        assert continued == [False, *[True] * (len(chapters) - 1)]
        counts = [chapter.count('class="title"') for chapter in chapters]
        assert sum(counts) == rows
        assert max(counts) <= 250
        assert "".join(chapters).count("<h2 data-run") == 1
    named = [re.findall(r'<tr class="group"><th[^>]*>([^<]*)<', chapter) for chapter in chapters]
    assert all(names and len(names) == len(set(names)) for names in named), "each begins with the name of its group"
    assert any(one[-1] == other[0] for one, other in itertools.pairwise(named)), "a long group goes on in the next"
    assert max(len(re.sub("<[^>]*>", "", chapter)) for chapter in chapters) < 45_000


def test_a_long_chapter_is_printed_in_several_and_loses_none(tmp_path: Path) -> None:
    """Of about one length, with one heading and one opening; each proposal stands where it stood."""
    pages = printed_pages(_make(tmp_path / "project", 64))
    for name, kind in (("report.pdf", "group"), ("response.pdf", "answers")):
        parts = [part for part in pages[name].split("<!--part-->") if f'<section class="chapter part-{kind}' in part]
        begun = [f"part-{kind} continued" not in part for part in parts]
        assert begun.count(False) >= 3
        assert all(("<h2" in part) == first for part, first in zip(parts, begun, strict=True))
        assert all(1 <= part.count("<article") <= 12 for part in parts)
        whole = "".join(parts)
        assert re.findall(r"<h3 data-title=\"(\d+) ", whole) == sorted(
            re.findall(r"<h3 data-title=\"(\d+) ", whole), key=int
        )
        assert whole.count("<article") == 64
        ids = re.findall(r'<section class="chapter [^"]*" id="([^"]*)"', whole)
        assert len(ids) == len(set(ids)) == len(parts)


@pytest.mark.parametrize("options", [("--all-answered",), ("--all-answered", "--seed", "7")])
def test_in_a_final_edition_all_is_answered(tmp_path: Path, options: tuple[str, ...]) -> None:
    project = _make(tmp_path / "project", 64, *options)
    assert run("check", "--strict", "--no-notes", "--project", project).returncode == 0
    done = run("coverage", "--require", "answered", "--format", "csv", "--project", project)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].startswith("All,64,64,0,")


@pytest.mark.parametrize(("count", "seed"), [(640, 2005), (640, 11), (64, 3)])
def test_every_fault_that_was_put_in_is_found_and_nothing_else(count: int, seed: int) -> None:
    made, expected = faults.seeded(count, 0.05, seed)
    sound = corpus.project(count, seed, all_answered=True)
    sound["report.yaml"]["edition"] = "consultation"
    new = Counter(_seen(made)) - Counter(_seen(sound))
    assert sorted(new.elements()) == expected
    assert len(expected) == len(faults.FAULTS) * round(count * 0.05)


def test_a_final_edition_with_faults_says_which_proposals_stand_in_its_way() -> None:
    made, expected = faults.seeded(640, 0.05)
    made["report.yaml"]["edition"] = "final"
    open_ = {"response/missing", "response/stale", "response/duplicate", "response/predated"}
    wanted = {each.entry for each in expected if each.rule in open_}
    assert wanted == {each.entry for each in _seen(made) if each.rule == "edition/unanswered"}


def _seen(made: dict[str, corpus.Record]) -> list[faults.Seeded]:
    """Everything that is found in a project, each with the entry that it is in."""
    order = sorted(made, key=lambda name: (name != "report.yaml", name))
    sources = tuple(Source(path=name, text=corpus.as_yaml(made[name])) for name in order)
    return [
        faults.Seeded(
            rule=each.rule.name,
            path=each.place.source.path,
            entry=faults.entry_at(each.place.source.lines, each.place.start.line),
        )
        for each in pipeline.check(sources).found
        # A suggestion is no fault: which wordings are alike changes with every word.
        if each.rule.name != "proposal/similar"
    ]
