"""What a project says as data: tables, one document, a workbook, and what describes them. Files by name, as bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

from pet_report.catalogue import Catalogue
from pet_report.data import metadata, written
from pet_report.data.sheets import Workbook
from pet_report.data.tables import Filled, filled
from pet_report.data.workbook import workbook
from pet_report.link import Linked
from pet_report.model import Report

__all__ = ["CSVW", "DATAPACKAGE", "DATASET", "DOCUMENT", "Said", "WriteWorkbook", "package"]

WriteWorkbook = Callable[[Workbook], bytes]
DOCUMENT = "data.json"
DATAPACKAGE, CSVW, DATASET = "datapackage.json", "csvw-metadata.json", "dataset.jsonld"


class Said:
    """What a project says, worked out once, when somebody first asks: PDFs carry it, and it has a folder of its own."""

    def __init__(self, linked: Linked) -> None:
        self.linked = linked

    @property
    def report(self) -> Report:
        """Raises ValueError where there is none: then there is no data."""
        if self.linked.project.report is None:
            raise ValueError("a project without a report has no data")
        return self.linked.project.report

    @cached_property
    def filled(self) -> tuple[Filled, ...]:
        return tuple(filled(self.linked))

    @cached_property
    def tables(self) -> Mapping[str, bytes]:
        """A CSV file for each table."""
        return {f"{each.name}.csv": written.as_csv(each).encode() for each in self.filled}

    @cached_property
    def document(self) -> bytes:
        """All tables in one."""
        return written.as_json(self.report, self.linked.day, self.filled).encode()


def package(said: Said, catalogue: Catalogue, write_workbook: WriteWorkbook, *, version: str = "") -> dict[str, bytes]:
    """The whole data package. version: of a release, which no project knows of itself; empty where it is none."""
    report, found = said.report, said.filled
    book = f"{report.publications.report.file}.xlsx"
    contents = {
        **said.tables,
        DOCUMENT: said.document,
        written.SCHEMA: written.schema().encode(),
        book: write_workbook(workbook(report, said.linked.day, found, catalogue)),
    }
    of = metadata.Dataset(
        report=report, catalogue=catalogue, tables=found, contents=contents, version=version,
        others={DOCUMENT: metadata.WHOLE, written.SCHEMA: metadata.SHAPE, book: metadata.WORKBOOK},
    )  # fmt: skip
    contents |= {DATAPACKAGE: metadata.datapackage(of).encode(), CSVW: metadata.csvw(of).encode()}
    contents[DATASET] = metadata.dataset(of).encode()
    return dict(sorted(contents.items()))
