"""The workbook of the data: laid out for every reader, with nothing in it that runs."""

from __future__ import annotations

import csv
import dataclasses
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl
from msgspec.structs import replace

from pet_report import data, xlsx
from pet_report.catalogue import read
from pet_report.data.sheets import LONGEST
from pet_report.data.tables import TABLES
from pet_report.link import Linked, link
from tests.support.packages import GUIDE, Package, catalogue_for, head_row, package_of, reader, report_of, written


def _books(packages: Mapping[str, Package]) -> Iterator[tuple[str, Any, bytes]]:
    for name, package in packages.items():
        [content] = [content for file, content in package.items() if file.endswith(".xlsx")]
        yield name, openpyxl.load_workbook(BytesIO(content)), content


def test_a_workbook_is_laid_out_for_every_reader(packages: Mapping[str, Package]) -> None:
    for name, book, _ in _books(packages):
        assert book.sheetnames[:3] == ["Cover", "Contents", "Notes"]
        assert len(book.sheetnames) == 5 + len(TABLES)
        for sheet in book:
            assert sheet["A1"].value, (name, sheet.title)
            assert sheet["A1"].font.b
            assert not sheet.merged_cells.ranges
            assert sheet.sheet_state == "visible"
            assert len(sheet.tables) <= 1
            for table in sheet.tables.values():
                assert table.ref.endswith(f"{openpyxl.utils.get_column_letter(sheet.max_column)}{sheet.max_row}")
                assert sheet.freeze_panes == f"A{head_row(sheet) + 1}"
                heads = [cell.value for cell in sheet[head_row(sheet)]]
                assert heads == [each.name for each in table.tableColumns]
                assert len({head.lower() for head in heads}) == len(heads)
            rows = list(sheet.iter_rows(values_only=True))
            assert all(any(cell is not None for cell in row) for row in rows), (name, sheet.title)
            assert all(sheet.column_dimensions[letter].width >= 8 for letter in "A")


def test_every_link_of_a_workbook_leads_to_a_sheet(packages: Mapping[str, Package]) -> None:
    for name, book, _ in _books(packages):
        links = [
            cell.hyperlink.location for sheet in book for row in sheet.iter_rows() for cell in row if cell.hyperlink
        ]
        ends = {re.fullmatch(r"'(.+)'!A1", each)[1].replace("''", "'") for each in links}  # type: ignore[index]
        assert ends == set(book.sheetnames) - {"Cover"}, name


def test_a_workbook_says_what_it_is(packages: Mapping[str, Package], projects: Mapping[str, Linked]) -> None:
    for name, book, _ in _books(packages):
        report = report_of(projects[name])
        assert book.properties.title == f"{report.title}: data"
        assert book.custom_doc_props["Language"].value == report.language
        day = report.issued.earliest if report.issued else date(1980, 1, 1)
        assert book.properties.created.date() == day, name


def test_no_spreadsheet_runs_anything(packages: Mapping[str, Package]) -> None:
    for name, _, content in _books(packages):
        with zipfile.ZipFile(BytesIO(content)) as parts:
            for part in parts.namelist():
                assert not re.search(rb"<f[ >]|<calculatedColumnFormula|macro|externalLink", parts.read(part)), (
                    name,
                    part,
                )
    hostile = packages["hostile"]
    for file in (each for each in hostile if each.endswith(".csv")):
        rows = csv.reader(StringIO(hostile[file].decode(), newline=""), strict=True)
        cells = [cell for row in rows for cell in row]
        assert not [each for each in cells if re.match(r"\s*[=+@＝＋－＠-]|[\t\r\n]", each)], file
    assert b"'=cmd|" in hostile["groups.csv"]
    assert b"''begins" in hostile["proposals.csv"]


def test_a_formula_stays_a_text_when_its_cell_is_typed_again(packages: Mapping[str, Package]) -> None:
    [(_, book, _)] = [each for each in _books(packages) if each[0] == "hostile"]
    cells = [cell for row in book["Proposals"].iter_rows() for cell in row if str(cell.value).startswith("=HYPER")]
    assert [cell.data_type for cell in cells] == ["s"]
    assert all(cell.quotePrefix for cell in cells)


def test_a_text_that_no_cell_can_hold_is_cut_with_a_word(projects: Mapping[str, Linked], tmp_path: Path) -> None:
    linked = projects["sound"]
    long = "𝕏 and more, " * 5_000
    [first, *others] = linked.project.groups
    proposals = [first.proposals[0].but(text=long), *first.proposals[1:]]
    groups = (first.but(proposals=proposals), *others)
    package = package_of(link(replace(linked.project, groups=groups)))
    assert reader()(written(package, tmp_path))["proposals"][0]["text"] == long
    [(_, book, _)] = _books({"long": package})
    cells = [str(cell) for row in book["Proposals"].iter_rows(values_only=True) for cell in row]
    [cut] = [each for each in cells if each.startswith("𝕏")]
    assert cut.endswith(" […]")
    assert LONGEST - 2 <= len(cut.encode("utf-16-le")) // 2 <= LONGEST
    notes = [str(cell) for row in book["Notes"].iter_rows(values_only=True) for cell in row]
    assert any("[…]" in each for each in notes)


def test_translations_that_are_alike_are_told_apart(projects: Mapping[str, Linked]) -> None:
    linked = projects["corpus"]
    said = dict.fromkeys(_titles(), ("Nodyn",))
    package = data.package(data.Said(linked), dataclasses.replace(catalogue_for(linked), texts=said), xlsx.write)
    [(_, book, _)] = _books({"alike": package})
    assert len({each.lower() for each in book.sheetnames}) == 5 + len(TABLES)
    heads = [cell.value for cell in book.worksheets[5][4]]
    assert heads[:3] == ["Nodyn", "Nodyn 2", "Nodyn 3"]


def _titles() -> Iterator[tuple[str, str]]:
    yield from (table.title for table in TABLES)
    yield from (column.title for table in TABLES for column in table.columns if not column.bound)


def test_what_is_written_to_the_left_is_laid_out_so(projects: Mapping[str, Linked]) -> None:
    linked = projects["real"]
    urdu = dataclasses.replace(read("ur", ""), words=catalogue_for(linked).words)
    [(_, book, _)] = _books({"urdu": data.package(data.Said(linked), urdu, xlsx.write)})
    assert all(sheet.sheet_view.rightToLeft for sheet in book)


def test_the_formula_of_the_guide_names_what_is_there(packages: Mapping[str, Package]) -> None:
    [formula] = re.findall(r"^=COUNTIFS.*", GUIDE, re.MULTILINE)
    [(_, book, _)] = [each for each in _books(packages) if each[0] == "corpus"]
    heads = {
        table.name: {each.name for each in table.tableColumns} for sheet in book for table in sheet.tables.values()
    }
    used = re.findall(r"(\w+)\[(\w+)\]", formula)
    assert used
    assert all(head in heads[table] for table, head in used)
