"""What a project says as data: tables, one document, a workbook, and what describes them. Files by name, as bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pet_report.catalogue import Catalogue
from pet_report.data import metadata, written
from pet_report.data.sheets import Workbook
from pet_report.data.tables import Filled, filled
from pet_report.data.workbook import workbook
from pet_report.link import Linked
from pet_report.model import Report

__all__ = ["CSVW", "DATAPACKAGE", "DATASET", "DOCUMENT", "WriteWorkbook", "document", "filled", "package", "tables"]

WriteWorkbook = Callable[[Workbook], bytes]
DOCUMENT = "data.json"
DATAPACKAGE, CSVW, DATASET = "datapackage.json", "csvw-metadata.json", "dataset.jsonld"


def tables(found: Sequence[Filled]) -> dict[str, bytes]:
    """A CSV file for each table."""
    return {f"{each.name}.csv": written.as_csv(each).encode() for each in found}


def document(linked: Linked, report: Report, found: Sequence[Filled]) -> bytes:
    """All tables in one."""
    return written.as_json(report, linked.day, found).encode()


def package(
    linked: Linked, catalogue: Catalogue, write_workbook: WriteWorkbook, *, version: str = ""
) -> dict[str, bytes]:
    """The whole data package. version: of a release, which no project knows of itself; empty where it is none."""
    report = linked.project.report
    if report is None:
        raise ValueError("a project without a report has no data")
    found = filled(linked)
    book = f"{report.publications.report.file}.xlsx"
    contents = {
        **tables(found),
        DOCUMENT: document(linked, report, found),
        written.SCHEMA: written.schema().encode(),
        book: write_workbook(workbook(report, linked.day, found, catalogue)),
    }
    of = metadata.Dataset(
        report=report, catalogue=catalogue, tables=found, contents=contents, version=version,
        others={DOCUMENT: metadata.WHOLE, written.SCHEMA: metadata.SHAPE, book: metadata.WORKBOOK},
    )  # fmt: skip
    contents |= {DATAPACKAGE: metadata.datapackage(of).encode(), CSVW: metadata.csvw(of).encode()}
    contents[DATASET] = metadata.dataset(of).encode()
    return dict(sorted(contents.items()))
