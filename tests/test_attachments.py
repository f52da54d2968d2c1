"""What a PDF carries with it: its sources and its data, described, dated, and the same bytes everywhere."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pytest

from pet_report import data, files, pipeline, xlsx
from pet_report.attachments import attachments
from pet_report.moment import as_of
from pet_report.view.words import catalogue_of
from pet_report.when import When
from tests.support.builds import ROOT, Built, build

PUBLICATIONS = ("report.pdf", "response.pdf")
TABLES = ("proposals", "responses", "progress", "commitments")
DATA = {**{f"{name}.csv": "text/csv" for name in TABLES}, "data.json": "application/json"}
LINKED = pipeline.check(*files.read_sources(ROOT)).linked
assert LINKED.project.report is not None
CATALOGUE = catalogue_of(LINKED.project.report, files.catalogues())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    content: bytes
    media: str
    relationship: str
    description: str
    dates: tuple[str, ...]


def _attached(pdf: Path) -> Mapping[str, _Found]:
    """What a reader finds by name; it must be named as belonging to the document as well."""
    with pikepdf.open(pdf) as document:
        named = dict(pikepdf.NameTree(document.Root.Names.EmbeddedFiles).items())
        assert {each.objgen for each in document.Root.AF} == {each.objgen for each in named.values()}
        assert all(str(file.UF) == str(file.F) == name for name, file in named.items())
        return {name: _found(file) for name, file in named.items()}


def _found(file: pikepdf.Object) -> _Found:
    stream = file.EF.F
    return _Found(
        content=stream.read_bytes(),
        media=str(stream.Subtype).lstrip("/"),
        relationship=str(file.AFRelationship).lstrip("/"),
        description=str(file.Desc),
        dates=tuple(str(stream.Params[key]) for key in ("/CreationDate", "/ModDate") if key in stream.Params),
    )


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_each_publication_holds_what_it_was_made_from(scripts: Built, name: str) -> None:
    project = ROOT / "tests/projects/scripts"
    found = _attached(scripts.folder / name)
    sources = ["report.yaml", "groups/01-voices.yaml", "groups/01-voices.response.yaml"]
    assert sorted(found) == sorted([*sources, *DATA])
    for path in sources:
        assert found[path].content == (project / path).read_bytes()
        assert (found[path].media, found[path].relationship) == ("application/yaml", "Source")
    for path, media in DATA.items():
        assert (found[path].media, found[path].relationship) == (media, "Data")
    assert all(each.description for each in found.values())


def test_dates_are_those_of_the_edition(scripts: Built, real: Built) -> None:
    assert {each.dates for each in _attached(scripts.folder / "report.pdf").values()} == {("D:20200302", "D:20200302")}
    # This edition has no date, and a clock's would be a lie that changes with every build.
    assert {each.dates for each in _attached(real.folder / "report.pdf").values()} == {()}


@pytest.mark.parametrize(("issued", "written"), [("2020", "2020"), ("2020-05", "2020-05"), ("about 2020-05", "")])
def test_a_date_that_is_not_exact_is_written_as_far_as_it_is_known(tmp_path: Path, issued: str, written: str) -> None:
    project = shutil.copytree(ROOT / "tests/projects/scripts", tmp_path / "project")
    report = project / "report.yaml"
    report.write_text(report.read_text("utf-8").replace("issued: 2020-03-02", f"issued: {issued}"), "utf-8")
    linked = pipeline.check(*files.read_sources(project)).linked
    dates = {each.date for each in attachments(data.Said(linked), CATALOGUE)}
    assert dates == {written}


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_nothing_tells_of_the_machine(scripts: Built, name: str) -> None:
    with pikepdf.open(scripts.folder / name) as document:
        plain = io.BytesIO()
        document.save(plain, qdf=True, static_id=True)
    for word in (str(ROOT), str(scripts.folder), "bundle.invalid", "elsewhere.invalid"):
        assert word.encode() not in plain.getvalue()


def test_the_data_is_that_of_the_data_package() -> None:
    package = data.package(data.Said(LINKED), CATALOGUE, xlsx.write)
    found = {
        each.name: each.content for each in attachments(data.Said(LINKED), CATALOGUE) if each.relationship == "Data"
    }
    assert sorted(found) == sorted(DATA)
    assert all(package[name] == content for name, content in found.items())


def test_an_edition_of_an_earlier_day_holds_nothing_that_came_later(tmp_path: Path) -> None:
    """Its sources would: they are left out, and the data is as it stood."""
    made = build(ROOT, tmp_path / "build", "--only", "pdf", "--as-of", "2006-07-04")
    found = _attached(made / "response.pdf")
    assert sorted(found) == sorted(DATA)
    day = When.parse("2006-07-04")
    content = json.loads(found["data.json"].content)
    assert content["as_of"] == "2006-07-04"
    assert not any(When.parse(row["as_of"]).surely_after(day) for row in content["progress"])
    assert len(content["progress"]) == sum(len(each.progress) for _, each in as_of(LINKED, day).responses)
    assert len(content["progress"]) < sum(len(each.progress) for _, each in LINKED.responses)


def test_a_spreadsheet_runs_nothing(tmp_path: Path) -> None:
    project = shutil.copytree(ROOT / "tests/projects/scripts", tmp_path / "project")
    group = project / "groups/01-voices.yaml"
    group.write_text(group.read_text("utf-8").replace("title: Clocks", "title: '=1+1'"), "utf-8")
    linked = pipeline.check(*files.read_sources(project)).linked
    [content] = [
        each.content.decode() for each in attachments(data.Said(linked), CATALOGUE) if each.name == "proposals.csv"
    ]
    assert "'=1+1" in content
    assert ",=1+1" not in content
