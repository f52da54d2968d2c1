"""How much is done for how small a change: counted, for counts are the same on every machine, however slow it is."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest

from benchmarks import corpus
from pet_report.cache import Cache
from pet_report.link import forget
from pet_report.machine import Machine
from pet_report.rules import style
from pet_report.store import Store

ROOT = Path(__file__).parent.parent
SMALL = 3
"""Proposals: the parts of a publication are nearly as many as with sixty-four."""
PAGES_TWICE = 1.05
"""How many pages may be laid out for one that is printed; a few could be twice, for the digits of their numbers."""

BOXES = 200
"""How many a page has at most, on average: what is laid out costs time for each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What a build did anew. pages: of the PDFs that it made. yaml: the bytes of all files."""

    did: Counter[str]
    pages: int
    yaml: int


def _build(project: Path) -> Count:
    """As a process builds that has just been started: it knows what lies in the cache, and nothing else."""
    with Machine(project, cache=Cache(Store(project.parent / "cache"), str(project))) as machine:
        checked, _ = machine.check(style.Asked(), forget)
        built = machine.build(checked, ("html", "pdf"))
    printed = [content for name, content in built.outputs.items() if name.endswith(".pdf")]
    assert len(printed) == 2, [each.message for each in built.found]
    pages = sum(len(pypdfium2.PdfDocument(content)) for content in printed)
    return Count(did=machine.counted, pages=pages, yaml=sum(path.stat().st_size for path in project.rglob("*.yaml")))


Counts = dict[str, Count]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Counts:
    """What builds of a small project did, one after the other, each after another change."""
    project = tmp_path_factory.mktemp("counted") / "project"
    records = corpus.project(SMALL, 7)
    corpus.write_files(project, records)
    name, file = next((name, each) for name, each in records.items() if each.get("proposals"))
    first, *others = file["proposals"]

    def say(**changed: str) -> None:
        text = corpus.as_yaml({**file, "proposals": [{**first, **changed}, *others]})
        (project / name).write_text(text, encoding="utf-8")

    def dress() -> None:
        (project / "templates").mkdir()
        (project / "templates/theme.css").write_text("h2 { letter-spacing: 0.01em }\n", encoding="utf-8")

    changes: dict[str, Callable[[], object]] = {
        "first": lambda: None,
        "nothing": lambda: None,
        "wording": lambda: say(text=f"Above all: {first['text']}"),
        "wording back": say,
        "title": lambda: say(title="Another title"),
        "style": dress,
    }
    return {change: (make(), _build(project))[1] for change, make in changes.items()}


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Counts:
    """The case of 2005: for the first time, again, and after one word more."""
    project = tmp_path_factory.mktemp("counted") / "project"
    project.mkdir()
    shutil.copy(ROOT / "report.yaml", project)
    shutil.copytree(ROOT / "groups", project / "groups")
    counts = {"first": _build(project), "nothing": _build(project)}
    path = project / "groups/01-young-people.yaml"
    before = path.read_text("utf-8")
    after = before.replace(
        "      Send respected Islamic scholars", "      Above all, send respected Islamic scholars", 1
    )
    assert after != before
    path.write_text(after, encoding="utf-8")
    return {**counts, "wording": _build(project)}


def test_every_part_is_printed_the_first_time(small: Counts) -> None:
    first = small["first"]
    assert first.did["fields"] == 65
    assert first.did["runs"] == 2
    assert 25 < first.did["parts"] < 40
    assert first.did["yaml"] == first.yaml
    assert first.did["boxes"] < first.pages * BOXES
    assert first.pages <= first.did["pages"] <= first.pages * PAGES_TWICE


def test_nothing_is_done_where_nothing_changed(small: Counts, real: Counts) -> None:
    assert small["nothing"].did == real["nothing"].did == {}


def test_another_wording_costs_the_parts_in_which_it_stands(small: Counts) -> None:
    change, first = small["wording"].did, small["first"].did
    assert change["fields"] == change["runs"] == 1
    assert 0 < change["parts"] <= 4
    assert 0 < change["pages"] < first["pages"] / 2
    assert 0 < change["boxes"] < first["boxes"] / 2
    assert 0 < change["yaml"] < first["yaml"] / 2


def test_what_was_taken_back_is_still_known(small: Counts) -> None:
    assert small["wording back"].did == {}


def test_another_title_costs_the_parts_that_name_it_and_no_run_of_pandoc(small: Counts) -> None:
    change, first = small["title"].did, small["first"].did
    assert change["runs"] == change["fields"] == 0
    assert small["wording"].did["parts"] < change["parts"] <= first["parts"] / 2


def test_another_style_costs_every_part_and_no_run_of_pandoc(small: Counts) -> None:
    change = small["style"]
    assert change.did["runs"] == change.did["fields"] == 0
    assert change.pages <= change.did["pages"] <= change.pages * PAGES_TWICE


def test_the_real_case_is_laid_out_little_more_than_once(real: Counts) -> None:
    first = real["first"]
    assert first.pages <= first.did["pages"] <= first.pages * PAGES_TWICE
    assert first.did["runs"] <= 3


def test_another_wording_in_the_real_case_costs_a_few_parts(real: Counts) -> None:
    change, first = real["wording"].did, real["first"].did
    assert change["fields"] == change["runs"] == 1
    assert 0 < change["parts"] <= 8
    assert 0 < change["pages"] < first["pages"] / 3


def test_a_file_that_did_not_change_is_not_read_again(tmp_path: Path) -> None:
    project = tmp_path / "project"
    corpus.write(project, SMALL, 7)
    with Machine(project) as machine:
        before, _ = machine.check(style.Asked(), forget)
        changed = next(project.glob("groups/*.response.yaml"))
        changed.write_text(changed.read_text("utf-8") + "# looked through\n", encoding="utf-8")
        after, _ = machine.check(style.Asked(), forget)
    known = {id(each) for each in before.linked.project.files}
    again = {each.at().source.path for each in after.linked.project.files if id(each) not in known}
    # A file in which something was found is read again, so that it is found again.
    assert again - {each.place.source.path for each in before.found} == {changed.relative_to(project).as_posix()}
