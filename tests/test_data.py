"""The data package: what went in comes out of every form of it, and no spreadsheet runs anything of it."""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args, get_origin

import frictionless
import openpyxl
import pytest
from csvw import TableGroup
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from msgspec import Meta
from msgspec.structs import replace

from benchmarks import corpus
from pet_report import data, model, validation, xlsx
from pet_report.announce.rows import harmless
from pet_report.authored import Authored, Names, Refers
from pet_report.data import columns
from pet_report.data.tables import TABLES, Filled, filled
from pet_report.link import Linked, link
from pet_report.model import (
    Allocation,
    Commitment,
    Convenor,
    Fund,
    Group,
    LetteredPart,
    Organisation,
    Progress,
    Proposal,
    Reference,
    Response,
    Round,
    Theme,
)
from pet_report.schema import FOLDER as SCHEMAS
from pet_report.when import When
from tests.support import messages
from tests.support.builds import run
from tests.support.packages import (
    COUNTING,
    GUIDE,
    NAMES,
    READING,
    Package,
    catalogue_for,
    head_row,
    linked_in,
    package_of,
    reader,
    report_of,
    written,
)

# --- what went out comes back ------------------------------------------------------------------------------------


def _from_workbook(content: bytes, tables: tuple[Filled, ...]) -> dict[str, list[tuple[object, ...]]]:
    """The rows of each table, in the order of its columns; the sheets of the tables come last."""
    book = openpyxl.load_workbook(BytesIO(content))
    sheets = book.worksheets[-len(tables) :]
    found = {}
    for each, sheet in zip(tables, sheets, strict=True):
        rows = list(sheet.iter_rows(values_only=True))[4:] if each.rows else []
        kinds = [column.kind for column in each.table.columns]
        found[each.name] = [tuple(map(_from_cell, row, kinds)) for row in rows]
    return found


def _from_cell(cell: object, kind: str) -> object:
    if kind == "list":
        return tuple(str(cell).split("|")) if cell else ()
    if kind == "day" and cell:
        return cell.date() if isinstance(cell, datetime) else date.fromisoformat(str(cell))
    return _in_a_sheet(cell)


def _plain(value: object) -> object:
    """As JSON has it."""
    return list(value) if isinstance(value, tuple) else value.isoformat() if isinstance(value, date) else value


@pytest.mark.parametrize("name", NAMES)
def test_loading_the_data_gives_what_went_out(
    name: str, projects: Mapping[str, Linked], packages: Mapping[str, Package], tmp_path: Path
) -> None:
    _assert_loads(projects[name], packages[name], tmp_path)


def _assert_loads(linked: Linked, package: Mapping[str, bytes], folder: Path) -> None:
    tables, report = filled(linked), report_of(linked)
    read_back = reader()(written(package, folder))
    document = json.loads(package["data.json"])
    sheets = _from_workbook(package[f"{report.publications.report.file}.xlsx"], tables)
    assert list(read_back) == [each.name for each in tables] == list(sheets)
    for each in tables:
        keys = [column.key for column in each.table.columns]
        rows = [dict(zip(keys, map(_plain, row), strict=True)) for row in each.rows]
        assert document[each.name] == rows
        assert [{key: _plain(cell) for key, cell in row.items()} for row in read_back[each.name]] == rows
        assert sheets[each.name] == [tuple(map(_in_a_sheet, row)) for row in each.rows]


def _in_a_sheet(cell: object) -> object:
    """Numbers have 15 digits there. And openpyxl leaves what stands in the file for a carriage return."""
    if isinstance(cell, int | float):
        return float(f"{cell:.15g}")
    return cell.replace("\r", "_x000D_") if isinstance(cell, str) else cell


AWKWARD = (
    "=1+1", "+44 20", "-1", "@x", "'", "''=1", "'tis", "\t=1", "\r", "\r\n", "a\nb\n", "  x ", "＝1", "\ufeff", '"',
    "|", "a|b", ",", ";", "_x000D_", "<script>", "](javascript:x)", "=cmd|' /C calc'!A0", "নমুনা", "\u200fكتاب", "1.10",
    "2005-09", "null", "TRUE", "1e5", "\u2028", "\x85", "👩‍👩", "",
)  # fmt: skip
# What a YAML file can hold: no control characters but these, and no half of a pair.
LETTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), include_characters="\t\n\r\x85")
TEXTS = st.sampled_from(AWKWARD) | st.text(LETTERS, max_size=20)
WHENS = st.sampled_from(
    [
        "2005",
        "2005-09",
        "2005-09-22",
        "about 2005-08",
        "before 2006-07",
        "after 2006",
        "2005/2006",
        "1899-12-31",
        "0001",
    ]
).map(When.parse)
AMOUNTS = st.floats(0, 1e15) | st.integers(0, 10**9).map(float) | st.sampled_from([0.0, 0.1, 1e22, 1e-7])


# A project is made and read for each example: to look for a smaller one at fault would take minutes.
_WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Linked]:
    """A function, for what is given to a test is printed where it fails, and a project would be very long."""
    folder = tmp_path_factory.mktemp("small") / "project"
    corpus.write(folder, 3, 7, all_answered=True)
    linked = linked_in(folder)
    return lambda: linked


@settings(deadline=None, max_examples=15, suppress_health_check=list(HealthCheck), phases=_WITHOUT_SHRINKING)
@example(texts=list(AWKWARD), whens=[When.parse("before 2006-07")], amounts=[0.1])
@given(
    texts=st.lists(TEXTS, min_size=1, max_size=12),
    whens=st.lists(WHENS, min_size=1),
    amounts=st.lists(AMOUNTS, min_size=1),
)
def test_whatever_authors_write_is_loaded_again(
    texts: list[str], whens: list[When], amounts: list[float], small: Callable[[], Linked], tmp_path: Path
) -> None:
    supply = _Supply(texts, whens, amounts)
    project = small().project
    lists = {name: [supply.laid_over(each) for each in getattr(project.report, name)]
             for name in ("themes", "organisations", "funds", "sources")}  # fmt: skip
    assert all(lists.values())
    told = replace(
        project,
        report=report_of(small()).but(**lists),
        groups=tuple(supply.laid_over(each) for each in project.groups),
        responses=tuple(supply.laid_over(each) for each in project.responses),
    )
    linked = link(told)
    assert supply.used > 100
    _assert_loads(linked, package_of(linked), tmp_path)


_Model = TypeVar("_Model", bound=Authored)


class _Supply:
    """Lays what was drawn over every text, date and amount that may be any; `used`: over how many."""

    def __init__(self, texts: list[str], whens: list[When], amounts: list[float]) -> None:
        self.used = 0
        self._of: dict[type, Iterator[object]] = {
            str: itertools.cycle(texts),
            When: itertools.cycle(whens),
            float: itertools.cycle(amounts),
        }

    def laid_over(self, model: _Model) -> _Model:
        """A copy of the model."""
        return model.but(**{
            name: self._value(getattr(model, name))
            for name, annotation in type(model).__annotations__.items()
            if not _is_bound(annotation)
        })  # fmt: skip

    def _value(self, value: object) -> object:
        if isinstance(value, Authored):
            return self.laid_over(value)
        if isinstance(value, list):
            return [self._value(each) for each in value]
        if type(value) in self._of:
            self.used += 1
            return next(self._of[type(value)])
        return value


def _is_bound(annotation: Any) -> bool:
    """Whether not every text may stand there."""
    for mark in getattr(annotation, "__metadata__", ()):
        if isinstance(mark, Names | Refers) or (isinstance(mark, Meta) and mark.pattern):
            return True
    return get_origin(annotation) is Literal or any(map(_is_bound, get_args(annotation)))


def test_all_rows_of_the_project_are_there(projects: Mapping[str, Linked]) -> None:
    linked = projects["corpus"]
    counts = {each.name: len(each.rows) for each in filled(linked)}
    responses = [each for _, each in linked.responses]
    report = report_of(linked)
    assert counts == {
        "proposals": 64,
        "parts": sum(len(each.parts) for each in linked.proposals),
        "former_ids": sum(len(each.former_ids) for each in linked.proposals),
        "responses": len(responses),
        "commitments": sum(len(each.commitments) for each in responses),
        "progress": sum(len(each.progress) for each in responses),
        "groups": len(linked.project.groups),
        "convenors": sum(len(each.group.convenors) for each in linked.project.groups),
        "themes": len(report.themes),
        "organisations": len(report.organisations),
        "funds": len(report.funds),
        "communities": sum(len(each.communities) for each in report.funds),
        "rounds": sum(len(each.rounds) for each in report.funds),
        "allocations": sum(len(each.allocations) for each in report.funds),
        "sources": len(report.sources),
    }
    assert all(counts.values())


_ELSEWHERE = {
    "proposals": {"parts", "former_ids"},
    "responses": {"commitments", "progress", "funding"},
    "groups": {"convenors"},
    "funds": {"communities", "rounds", "allocations"},
}
"""Fields that are tables of their own, or several columns."""
_LEFT_OUT = {"responses": {"accepted"}, "groups": {"lead"}}
"""Records of the tool's own; the words under a heading."""


@pytest.mark.parametrize(
    ("table", "model"),
    [
        ("proposals", Proposal), ("parts", LetteredPart), ("responses", Response), ("commitments", Commitment),
        ("progress", Progress), ("groups", Group), ("convenors", Convenor), ("themes", Theme), ("rounds", Round),
        ("organisations", Organisation), ("funds", Fund), ("allocations", Allocation), ("sources", Reference),
    ],
)  # fmt: skip
def test_no_field_is_forgotten(table: str, model: type[Authored]) -> None:
    [columns] = [{column.key for column in each.columns} for each in TABLES if each.name == table]
    assert set(model.__struct_fields__) - columns == _ELSEWHERE.get(table, set()) | _LEFT_OUT.get(table, set())


def test_an_answer_is_found_with_its_proposal(projects: Mapping[str, Linked]) -> None:
    tables = {each.name: each for each in filled(projects["real"])}
    decided = {row["id"]: row["decision"] for row in tables["proposals"].records}
    answered = {row["proposal"]: row["decision"] for row in tables["responses"].records}
    assert answered
    assert all(decided[proposal] == decision for proposal, decision in answered.items())
    without = {each.name: each for each in filled(projects["unanswered"])}["proposals"].records
    assert {(row["decision"], row["delivery"]) for row in without} == {("none-found", "unknown")}


# --- what others say of it ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_frictionless_accepts_it(name: str, packages: Mapping[str, Package], tmp_path: Path) -> None:
    """Types, limits, keys between tables, bytes and hashes."""
    found = frictionless.validate(written(packages[name], tmp_path) / "datapackage.json")
    assert found.valid, found.flatten(["name", "type", "note"])
    assert len(found.tasks) == len(TABLES)


@pytest.mark.parametrize(
    ("table", "old", "new", "fault"),
    [
        ("commitments", b"org-home-department", b"org-nowhere", "foreign-key"),
        ("proposals", b"accepted-in-part", b"accepted-in-prat", "constraint-error"),
        ("funds", b"fund-hollin-bridge", b"fund-eastmere", "unique-error"),
        ("progress", b",1,20", b",first,20", "type-error"),
        ("sources", b"src-001,", b"src-001,", ""),
    ],
)
def test_frictionless_sees_damage(
    table: str, old: bytes, new: bytes, fault: str, packages: Mapping[str, Package], tmp_path: Path
) -> None:
    """Else its silence would say nothing. Bytes and hashes are made to agree, which are looked at below."""
    damaged = dict(packages["corpus"])
    name = f"{table}.csv"
    damaged[name] = damaged[name].replace(old, new)
    before, after = (_told_of(each[name]) for each in (packages["corpus"], damaged))
    assert before != after or not fault
    for one, other in zip(before, after, strict=True):
        damaged["datapackage.json"] = damaged["datapackage.json"].replace(one, other)
    found = frictionless.validate(written(damaged, tmp_path) / "datapackage.json")
    told = {each for [each] in found.flatten(["type"])}
    assert fault in told if fault else not told


def _told_of(content: bytes) -> tuple[bytes, bytes]:
    return f'"bytes": {len(content)}'.encode(), hashlib.sha256(content).hexdigest().encode()


def test_frictionless_sees_another_file(packages: Mapping[str, Package], tmp_path: Path) -> None:
    damaged = dict(packages["corpus"])
    damaged["themes.csv"] = damaged["themes.csv"].replace(b"young", b"Young", 1)
    found = frictionless.validate(written(damaged, tmp_path) / "datapackage.json")
    assert {each for [each] in found.flatten(["type"])} == {"hash-count"}


@pytest.mark.parametrize("name", NAMES)
def test_a_reader_of_csvw_reads_the_same(
    name: str, projects: Mapping[str, Linked], packages: Mapping[str, Package], tmp_path: Path
) -> None:
    group = TableGroup.from_file(written(packages[name], tmp_path) / "csvw-metadata.json")
    assert group.check_referential_integrity()
    for each, table in zip(filled(projects[name]), group.tables, strict=True):
        rows = [dict(row) for row in table.iterdicts(strict=True)]
        assert [{key: _of_csvw(cell) for key, cell in row.items()} for row in rows] == [
            {key: _for_csvw(cell) for key, cell in row.items()} for row in each.records
        ]


def _of_csvw(cell: object) -> object:
    return cell.date() if isinstance(cell, datetime) else cell


def _for_csvw(cell: object) -> object:
    """It cannot take back what was put before a formula."""
    return harmless(cell) if isinstance(cell, str) else list(cell) if isinstance(cell, tuple) else cell


def test_a_reader_of_csvw_sees_damage(packages: Mapping[str, Package], tmp_path: Path) -> None:
    damaged = dict(packages["corpus"])
    damaged["funds.csv"] = damaged["funds.csv"].replace(b"fund-eastmere", b"fund-nowhere")
    group = TableGroup.from_file(written(damaged, tmp_path) / "csvw-metadata.json")
    with pytest.raises(ValueError, match="fund"):
        group.check_referential_integrity(strict=True)


@pytest.mark.parametrize("name", NAMES)
def test_the_document_keeps_to_its_schema(name: str, packages: Mapping[str, Package]) -> None:
    package = packages[name]
    assert package["data.schema.json"] == (SCHEMAS / "data.schema.json").read_bytes()
    schema, document = json.loads(package["data.schema.json"]), json.loads(package["data.json"])
    Draft202012Validator.check_schema(schema)
    assert [each.message for each in _validator(schema).iter_errors(document)] == []
    assert list(document) == list(schema["properties"])


def _validator(schema: Any) -> Any:
    return Draft202012Validator(schema, format_checker=FormatChecker())


@pytest.mark.parametrize("change", [{"proposals": [{}]}, {"version": 2}, {"edition": "last"}])
def test_the_schema_sees_damage(change: dict[str, object], packages: Mapping[str, Package]) -> None:
    schema = json.loads(packages["real"]["data.schema.json"])
    assert list(_validator(schema).iter_errors({**json.loads(packages["real"]["data.json"]), **change}))


# --- what it says of itself --------------------------------------------------------------------------------------


def _columns(package: Mapping[str, bytes]) -> Iterator[tuple[str, dict[str, Any]]]:
    for table in json.loads(package["datapackage.json"])["resources"]:
        for field in table["schema"]["fields"]:
            yield table["name"], field


def test_every_column_is_explained(packages: Mapping[str, Package]) -> None:
    fields = list(_columns(packages["real"]))
    assert len(fields) > 100
    assert all(field["title"] and field["description"].endswith(".") for _, field in fields)


def test_a_column_says_what_the_format_says(packages: Mapping[str, Package]) -> None:
    columns = {(table, field["name"]): field for table, field in _columns(packages["real"])}
    assert columns["proposals", "timescale"]["description"] == "By when, in the group's words."
    assert columns["proposals", "themes"]["description"].startswith("The themes that it belongs to. Each is the id")
    assert columns["proposals", "text_status"]["constraints"]["enum"] == ["verbatim", "paraphrase", "not-retrieved"]
    assert columns["proposals", "id"]["constraints"] == {"required": True, "unique": True}
    assert columns["commitments", "currency"]["constraints"] == {"pattern": "^[A-Z]{3}$"}
    assert columns["groups", "members"]["type"] == "integer"


def test_every_id_in_a_list_is_a_row_of_its_table(projects: Mapping[str, Linked]) -> None:
    """No standard for keys can say it of a list."""
    for name, linked in projects.items():
        tables = {each.name: each for each in filled(linked)}
        for each in tables.values():
            for column in each.table.columns:
                if column.kind == "list":
                    known = {row["id"] for row in tables[column.refers].records}
                    listed = {one for row in each.records for one in row[column.key]}  # type: ignore[union-attr]
                    assert listed <= known, (name, each.name, column.key)


def test_the_day_is_that_of_the_data(packages: Mapping[str, Package]) -> None:
    document = json.loads(packages["earlier"]["data.json"])
    assert document["as_of"] == "2006-07-04"
    assert document["progress"]
    assert not any((row["as_of_earliest"] or "") > "2006-07-04" for row in document["progress"])
    assert json.loads(packages["real"]["data.json"])["as_of"] is None


def test_what_came_later_is_referred_to_by_nothing(projects: Mapping[str, Linked]) -> None:
    linked = projects["corpus"]
    tables = {each.name: each for each in filled(linked)}
    gone = frozenset(row["id"] for row in tables["funds"].records)
    assert any(row["fund"] in gone for row in tables["commitments"].records)
    earlier = {each.name: each for each in filled(dataclasses.replace(linked, gone=gone))}  # type: ignore[arg-type]  # they are texts
    assert all(row["fund"] is None for name in ("commitments", "responses") for row in earlier[name].records)


def test_each_file_is_told_with_its_hash(packages: Mapping[str, Package]) -> None:
    package = packages["corpus"]
    told = {each["name"]: each for each in json.loads(package["dataset.jsonld"])["distribution"]}
    describing = {"datapackage.json", "csvw-metadata.json", "dataset.jsonld"}
    assert set(told) == set(package) - describing
    assert all(told[name]["sha256"] == hashlib.sha256(package[name]).hexdigest() for name in told)
    assert all(each["description"] and each["encodingFormat"] for each in told.values())


def test_a_date_that_is_only_bounded_is_no_day(projects: Mapping[str, Linked]) -> None:
    linked = projects["sound"]
    report = report_of(linked).but(issued=When.parse("before 2006-07"))
    package = package_of(dataclasses.replace(linked, project=replace(linked.project, report=report)))
    assert "datePublished" not in json.loads(package["dataset.jsonld"])
    assert json.loads(package["data.json"])["issued"] == "before 2006-07"


@pytest.mark.parametrize(
    ("licence", "told"),
    [
        (None, None),
        ("CC BY 4.0", [{"name": "CC-BY-4.0", "title": "CC BY 4.0"}]),
        ("You may copy it.", [{"name": "other", "title": "You may copy it."}]),
    ],
)
def test_a_licence_is_given_only_where_the_report_gives_one(
    licence: str | None, told: object, projects: Mapping[str, Linked]
) -> None:
    linked = projects["sound"]
    report = report_of(linked).but(licence=licence)
    package = package_of(dataclasses.replace(linked, project=replace(linked.project, report=report)))
    assert json.loads(package["datapackage.json"]).get("licenses") == told


def test_a_licence_that_is_known_has_its_version_and_address(projects: Mapping[str, Linked]) -> None:
    linked = projects["sound"]
    report = report_of(linked).but(licence="OGL", issued=When.parse("2020-01-01"))
    package = package_of(dataclasses.replace(linked, project=replace(linked.project, report=report)))
    [licence] = json.loads(package["datapackage.json"])["licenses"]
    assert licence["title"] == "Open Government Licence v3.0"
    assert licence["path"].startswith("http")


def test_a_version_is_that_of_a_release_and_never_made_up(projects: Mapping[str, Linked]) -> None:
    linked = projects["sound"]
    assert "version" not in json.loads(package_of(linked)["datapackage.json"])
    released = data.package(data.Said(linked), catalogue_for(linked), xlsx.write, version="1.2.0")
    assert json.loads(released["datapackage.json"])["version"] == "1.2.0"
    assert json.loads(released["dataset.jsonld"])["version"] == "1.2.0"
    assert released["data.json"] == package_of(linked)["data.json"]


OPEN, CLOSE = "⟦", "⟧"


def test_all_that_readers_see_is_in_the_catalogue(projects: Mapping[str, Linked]) -> None:
    linked = projects["corpus"]
    said = {
        (each.context or "", id_): tuple(f"{OPEN}{one}{CLOSE}" for one in ids)
        for each in messages.template()
        if each.id
        for ids in [[each.id] if isinstance(each.id, str) else list(each.id)]
        for id_ in [ids[0]]
    }
    marked = dataclasses.replace(catalogue_for(linked), texts=said)
    package = data.package(data.Said(linked), marked, xlsx.write)
    fields = list(_columns(package))
    assert all(OPEN in field["title"] and OPEN in field["description"] for _, field in fields)
    book = openpyxl.load_workbook(BytesIO(package["report.xlsx"]))
    above = [str(sheet.cell(row, 1).value) for sheet in book for row in (1, 2)]
    heads = [str(cell.value) for sheet in book.worksheets[1:] if sheet.tables for cell in sheet[head_row(sheet)]]
    assert len(heads) > 100
    assert [each for each in (*above, *heads) if OPEN not in each] == []


# --- the command, and the guide ----------------------------------------------------------------------------------


def test_the_command_writes_a_folder(tmp_path: Path, packages: Mapping[str, Package]) -> None:
    done = run("build", "--only", "data", "--output", tmp_path / "out", PYTHONHASHSEED="7", TZ="Asia/Tokyo")
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{tmp_path / 'out/data'}\n"
    assert [path.name for path in (tmp_path / "out").iterdir() if not path.name.startswith(".")] == ["data"]
    assert {path.name: path.read_bytes() for path in (tmp_path / "out/data").iterdir()} == packages["real"]


def test_the_examples_of_the_guide_run(
    packages: Mapping[str, Package],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    written(packages["corpus"], tmp_path / "build/data")
    monkeypatch.chdir(tmp_path)
    exec(COUNTING, {})  # noqa: S102 - it is our own guide
    assert re.fullmatch(r"(theme-[\w-]+: \d+ of \d+\n){3}", capsys.readouterr().out)
    names: dict[str, Any] = {}
    exec(READING, names)  # noqa: S102 - it is our own guide
    assert len(names["data"]) == len(TABLES)


def test_the_guide_names_every_table_and_file(packages: Mapping[str, Package]) -> None:
    named = set(re.findall(r"`([\w.-]+)`", GUIDE))
    assert {each.name for each in TABLES} <= named
    assert {each for each in packages["real"] if not each.endswith(".csv")} <= named
    assert {f"{name}.csv" for name in ("proposals", "responses", "commitments", "progress")} <= named


def test_what_is_told_of_a_model_is_its_own_schema() -> None:
    """They are made for whole files at once, and a name must stand for one model."""
    told = columns._schemas()
    assert {"Report", "Proposal", "Commitment", "Fund"} <= set(told)
    for name, said in told.items():
        own = getattr(model, name)
        if isinstance(own, type) and issubclass(own, Authored):
            assert said["properties"] == validation.schema(own)["properties"], name
