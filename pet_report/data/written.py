"""Tables as text: a CSV file each, and one JSON document of all, from which the same values are read again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import json

from pet_report.announce import rows
from pet_report.catalogue import Catalogue, Message
from pet_report.data.columns import Cell, Column, told
from pet_report.data.tables import TABLES, Filled, Table
from pet_report.model import Report
from pet_report.view.words import in_english
from pet_report.when import When

BETWEEN = "|"
"""Between the ids of a list in one cell. No id holds it, so that nothing need be escaped, and no spreadsheet splits a
line there, as some do at a comma, and others at a semicolon."""
VERSION = 1
SCHEMA = "data.schema.json"


def as_csv(filled: Filled) -> str:
    """The header holds the names of the columns; what is not known is an empty cell."""
    columns = tuple(rows.Column(key=each.key, head=each.key) for each in filled.table.columns)
    cells = tuple(tuple(map(in_one_cell, row)) for row in filled.rows)
    return rows.as_csv(rows.Table(columns=columns, rows=cells))


def in_one_cell(cell: Cell) -> str | int | float | None:
    if isinstance(cell, tuple):
        return BETWEEN.join(cell) or None
    return cell.isoformat() if isinstance(cell, date) else cell


def as_json(report: Report, day: When | None, tables: Sequence[Filled]) -> str:
    """What edition it is, then each table as a list of its rows, each an object. Lists stay lists."""
    content: dict[str, object] = {
        "$schema": SCHEMA,
        "version": VERSION,
        "title": report.title,
        "language": report.language,
        "edition": report.edition,
        "issued": report.issued.text if report.issued else None,
        "as_of": day.text if day else None,
    }
    for each in tables:
        content[each.name] = [_row(record) for record in each.records]
    return _indented(content)


def _indented(content: object) -> str:
    """A tenth of the time that Python takes to indent, and the same."""
    return json.format(json.encode(content, enc_hook=str), indent=1).decode() + "\n"


def _row(record: Mapping[str, Cell]) -> dict[str, object]:
    return {key: cell.isoformat() if isinstance(cell, date) else cell for key, cell in record.items()}


# --- the schema --------------------------------------------------------------------------------------------------


def schema() -> str:
    """The JSON Schema of the document: the same for every project, in English."""
    plain = in_english(None)
    head = {
        "$schema": {"const": SCHEMA, "description": "Where this schema lies, seen from the document."},
        "version": {"const": VERSION, "description": "The version of this shape."},
        **{name: _property(told(Report, name, _HEAD), plain) for name in ("title", "language", "edition", "issued")},
        "as_of": {"type": ["string", "null"], "description": "As of which day the tables stand; null: as they are."},
    }
    tables = {
        each.name: {"type": "array", "description": plain.say(each.about), "items": _object(each, plain)}
        for each in TABLES
    }
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The data of a report, in one document",
        "description": f"Version {VERSION}. Keys are only ever added; a change of meaning is a new version. "
        "What is not known is null; a list without an item is empty.",
        "type": "object",
        "required": [*head, *tables],
        "properties": {**head, **tables},
    }
    return _indented(whole)


_HEAD = Message("", "")
"""A key of the document has no title."""


def _object(table: Table, catalogue: Catalogue) -> dict[str, object]:
    properties = {each.key: _property(each, catalogue) for each in table.columns}
    return {"type": "object", "required": [*properties], "properties": properties}


def _property(column: Column, catalogue: Catalogue) -> dict[str, object]:
    said: dict[str, object] = {"description": column.explained(catalogue)}
    if column.kind == "list":
        return {"type": "array", "items": {"type": "string"}, **said}
    if column.choices:
        return {"enum": [*column.choices, *([] if column.needed else [None])], **said}
    if column.kind == "day":
        said["format"] = "date"
    if column.pattern:
        said["pattern"] = column.pattern
    kind = _TYPES[column.kind]
    return {"type": kind if column.needed else [kind, "null"], **said}


_TYPES = {"text": "string", "whole": "integer", "number": "number", "day": "string"}
