"""Projects of every kind with the data package of each, for those who read it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from benchmarks import corpus
from pet_report import data, files, pipeline, xlsx
from pet_report.catalogue import Catalogue
from pet_report.link import Linked
from pet_report.model import Report
from pet_report.moment import as_of
from pet_report.view.words import catalogue_of
from pet_report.when import When
from tests.cases.project import FOLDER as CASES
from tests.support.builds import ROOT

GUIDE = (ROOT / "docs/data.md").read_text("utf-8")
COUNTING, READING = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
"""The examples of the guide."""
Package = Mapping[str, bytes]
NAMES = ("corpus", "unanswered", "new", "hostile", "empty", "real", "earlier", "sound")
"""Large; without any response; as `init` makes it; with texts that mean harm; with a group that proposes nothing; the
case of this repository, now and as of a day; the sound one of the cases."""


def linked_in(folder: Path) -> Linked:
    return pipeline.check(*files.read_sources(folder)).linked


def report_of(linked: Linked) -> Report:
    assert linked.project.report is not None
    return linked.project.report


def catalogue_for(linked: Linked) -> Catalogue:
    return catalogue_of(report_of(linked), files.catalogues())


def package_of(linked: Linked) -> dict[str, bytes]:
    return data.package(data.Said(linked), catalogue_for(linked), xlsx.write)


def written(package: Package, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in package.items():
        (folder / name).write_bytes(content)
    return folder


@cache
def reader() -> Callable[[Path], Mapping[str, list[dict[str, object]]]]:
    """The reader of the guide, which is all that anybody needs: the rows of each table in a folder."""
    names: dict[str, Any] = {}
    exec(READING.partition("\n\ndata = ")[0], names)  # noqa: S102 - it is our own guide
    return lambda folder: dict(names["tables"](folder))


def head_row(sheet: Any) -> int:
    """The number of the row with the heads of a sheet's only table."""
    [table] = sheet.tables.values()
    return int(re.sub(r"^[A-Z]+|:.*", "", table.ref))


HOSTILE = """
group: {id: hostile, number: 2, name: "=cmd|' /C calc'!A0"}
proposals:
  - id: first
    number: "1.10"
    title: "=HYPERLINK(\\"javascript:alert(1)\\", \\"x\\")"
    text: "'begins with an apostrophe, \\"quoted\\", | and ; and , \\n\\n- over lines\\n- <script>"
    timescale: "\\t@SUM(1)"
    notes: "＝1+1 ](javascript:)"
    former_ids: [before]
  - id: second
    title: "-1"
    text: "ʿĀʾisha, كتاب, পড়তে"
"""


@pytest.fixture(scope="session")
def projects(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Linked]:
    """By NAMES."""
    folder = tmp_path_factory.mktemp("projects")
    corpus.write(folder / "corpus", 64, 7)
    corpus.write(folder / "unanswered", 8, responses=False)
    files.start_project(folder / "new")
    for name in ("hostile", "empty"):
        shutil.copytree(ROOT / "tests/projects/scripts", folder / name)
    (folder / "hostile/groups/02-hostile.yaml").write_text(HOSTILE, encoding="utf-8")
    (folder / "empty/groups/02-empty.yaml").write_text("group: {id: none, name: None}\n", encoding="utf-8")
    made = {path.name: linked_in(path) for path in folder.iterdir()}
    made |= {"real": linked_in(ROOT), "sound": linked_in(CASES / "base")}
    made["earlier"] = as_of(made["real"], When.parse("2006-07-04"))
    assert sorted(made) == sorted(NAMES)
    return made


@pytest.fixture(scope="session")
def packages(projects: Mapping[str, Linked]) -> Mapping[str, Package]:
    return {name: package_of(linked) for name, linked in projects.items()}
