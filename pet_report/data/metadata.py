"""What the files of the data are, for programs: as a Data Package, in CSVW, and in the words of schema.org."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from pet_report import usual
from pet_report.catalogue import Catalogue, Message
from pet_report.data.columns import Column
from pet_report.data.tables import ABOUT, TITLE, Filled
from pet_report.data.written import BETWEEN
from pet_report.model import Report
from pet_report.view import described

Described = dict[str, Any]
WHOLE = Message("data", "All tables in one document, each row an object")
SHAPE = Message("data", "What that document may hold")
WORKBOOK = Message("data", "The same tables as a workbook, with notes for readers")

_SPECIFIED = "https://datapackage.org/profiles/2.0"
_MEDIA = {
    "csv": "text/csv",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""By the ending of a name."""


class Dataset(Struct, frozen=True, kw_only=True):
    """The files that are to be described, and in what words. others: what each file that is no table is.

    version: of a release; empty where the files are of none.
    """

    report: Report
    catalogue: Catalogue
    tables: Sequence[Filled]
    contents: Mapping[str, bytes]
    others: Mapping[str, Message]
    version: str = ""

    @property
    def title(self) -> str:
        return self.catalogue.say(TITLE, title=self.report.title)

    @property
    def about(self) -> str:
        return self.catalogue.say(ABOUT)


# --- a Data Package ----------------------------------------------------------------------------------------------


def datapackage(of: Dataset) -> str:
    """https://datapackage.org/standard/data-package/, version 2."""
    report = of.report
    return _as_json({
        "$schema": f"{_SPECIFIED}/datapackage.json",
        "name": report.publications.report.file,
        "title": of.title,
        "description": of.about,
        "version": of.version,
        "licenses": [*_licences(report)],
        "contributors": [{"title": report.issuer, "roles": ["publisher"]}] if report.issuer else [],
        "sources": [_known({"title": each.title, "path": _web(each.address)}) for each in report.sources],
        # Only tables: of a file of another kind this standard could only say that it is a table too.
        "resources": [_resource(of, each) for each in of.tables],
    })  # fmt: skip


def _licences(report: Report) -> Iterator[Described]:
    """The version of the day of issue, where only a licence is named; nothing where the report names none."""
    if report.licence:
        licence = usual.licence_on(report.licence, report.customs, report.issued)
        title = licence.name if licence else report.licence
        # The standard wants a short name, and knows `CC BY 4.0` as CC-BY-4.0; a sentence is no name.
        name = title.replace(" ", "-") if _SHORT.fullmatch(title) else "other"
        yield _known({"name": name, "title": title, "path": _web(licence.address) if licence else ""})


_SHORT = re.compile(r"[A-Za-z0-9.-]+( [A-Za-z0-9.-]+){0,5}(?<!\.)")


def _web(address: str | None) -> str:
    return address if address and re.match(r"https?://", address) else ""


def _file(of: Dataset, name: str) -> Described:
    content = of.contents[name]
    return {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}


def _resource(of: Dataset, filled: Filled) -> Described:
    table, path = filled.table, f"{filled.name}.csv"
    return {
        "$schema": f"{_SPECIFIED}/dataresource.json",
        "name": table.name,
        "type": "table",
        "path": path,
        "title": of.catalogue.say(table.title),
        "description": of.catalogue.say(table.about),
        "format": "csv",
        "mediatype": _MEDIA["csv"],
        "encoding": "utf-8",
        **_file(of, path),
        "schema": _known({
            "$schema": f"{_SPECIFIED}/tableschema.json",
            "fields": [_field(of, each, alone=table.key == (each.key,)) for each in table.columns],
            "missingValues": [""],
            "primaryKey": [*table.key],
            "foreignKeys": [
                {"fields": [each.key], "reference": {"resource": _seen_from(filled, each), "fields": [_id(of, each)]}}
                for each in _leading(filled)
            ],
        }),
    }  # fmt: skip


def _leading(filled: Filled) -> Iterator[Column]:
    """The columns that lead to another table. Of a list no standard can say it; its explanation does."""
    return (each for each in filled.table.columns if each.refers and each.kind != "list")


def _seen_from(filled: Filled, column: Column) -> str:
    """The standard names a table's own rows by an empty word."""
    return "" if column.refers == filled.name else column.refers


def _id(of: Dataset, column: Column) -> str:
    [found] = [each.table for each in of.tables if each.name == column.refers]
    [key] = found.key
    return key


def _field(of: Dataset, column: Column, *, alone: bool) -> Described:
    kind = {"text": "string", "whole": "integer", "number": "number", "day": "date", "list": "list"}[column.kind]
    least = {"minimum": 0} if column.kind in ("whole", "number") else {}
    return _known({
        "name": column.key,
        "title": column.titled(of.catalogue),
        "description": column.explained(of.catalogue),
        "type": kind,
        **({"itemType": "string", "delimiter": BETWEEN} if column.kind == "list" else {}),
        "constraints": {
            **({"required": True} if column.needed else {}),
            **({"unique": True} if alone else {}),
            **({"enum": [*column.choices]} if column.choices else {}),
            **({"pattern": column.pattern} if column.pattern else {}),
            **least,
        },
    })  # fmt: skip


# --- CSVW --------------------------------------------------------------------------------------------------------


def csvw(of: Dataset) -> str:
    """https://www.w3.org/TR/tabular-metadata/."""
    report = of.report
    licence = next((each.get("path", each["title"]) for each in _licences(report)), "")
    return _as_json({
        "@context": ["http://www.w3.org/ns/csvw", {"@language": report.language}],
        "dc:title": of.title,
        "dc:description": of.about,
        "dc:publisher": report.issuer,
        "dc:issued": report.issued.text if report.issued else "",
        "dc:license": licence,
        "schema:version": of.version,
        "tables": [_table(of, each) for each in of.tables],
    })  # fmt: skip


def _table(of: Dataset, filled: Filled) -> Described:
    table = filled.table
    return {
        "url": f"{table.name}.csv",
        "dc:title": of.catalogue.say(table.title),
        "dc:description": of.catalogue.say(table.about),
        "tableSchema": _known({
            "columns": [_column(of, each) for each in table.columns],
            "primaryKey": [*table.key],
            "foreignKeys": [
                {
                    "columnReference": [each.key],
                    "reference": {"resource": f"{each.refers}.csv", "columnReference": [_id(of, each)]},
                }
                for each in _leading(filled)
            ],
        }),
    }  # fmt: skip


def _column(of: Dataset, column: Column) -> Described:
    base = {"text": "string", "whole": "nonNegativeInteger", "number": "number", "day": "date", "list": "string"}
    # A choice is one of the words, a pattern is one already: both are what CSVW calls the format of a string.
    shape = "|".join(map(re.escape, column.choices)) or column.pattern
    return _known({
        "name": column.key,
        # The first is the name in the file: a reader of the file compares it with these.
        "titles": [column.key, column.titled(of.catalogue)],
        "dc:description": column.explained(of.catalogue),
        "datatype": {"base": base[column.kind], "format": shape} if shape else base[column.kind],
        "separator": BETWEEN if column.kind == "list" else "",
        "required": column.needed,
    })  # fmt: skip


# --- schema.org --------------------------------------------------------------------------------------------------


def dataset(of: Dataset) -> str:
    """https://schema.org/Dataset, with each file as something to download."""
    tables = {f"{each.name}.csv": each.table.about for each in of.tables}
    files = [
        described.File(
            name=name,
            about=of.catalogue.say(about),
            media=_MEDIA[name.rpartition(".")[2]],
            size=f"{len(of.contents[name])} B",
            sha256=hashlib.sha256(of.contents[name]).hexdigest(),
        )
        for name, about in {**tables, **of.others}.items()
    ]
    return _as_json(described.dataset(of.report, of.title, of.about, of.version, files))


def _known(record: Described) -> Described:
    return {name: value for name, value in record.items() if value not in ("", [], {}, None, False)}


def _as_json(record: Mapping[str, Any]) -> str:
    return json.dumps(_known(dict(record)), ensure_ascii=False, indent=1) + "\n"
