"""The door to XlsxWriter: a workbook as a value in, the bytes of an .xlsx file out, the same on every machine."""

from __future__ import annotations

from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import xlsxwriter

from pet_report.announce.rows import is_formula
from pet_report.data.sheets import Link, Sheet, Workbook

_NO_DAY = date(1980, 1, 1)
"""Stands for the day of an edition that has none: a file must name one, and the clock's would differ each time."""
_FIRST_DAY = date(1900, 3, 1)
"""Excel knows no day before 1900, and believes that there was a 29 February in it."""


def write(workbook: Workbook) -> bytes:
    file = BytesIO()
    # Numbers, formulas and links are made where we say so, and nowhere because a text looks like one.
    plain = {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, {"in_memory": True, **plain}) as book:
        _describe(book, workbook)
        formats = {name: book.add_format(look) for name, look in _LOOKS.items()}
        for sheet in workbook.sheets:
            page = book.add_worksheet(sheet.tab)
            if workbook.to_the_left:
                page.right_to_left()
            _write(page, sheet, formats)
    return file.getvalue()


_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "line": {},
    "link": {"hyperlink": True},
    "head": {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1},
    "text": {"text_wrap": True, "valign": "top"},
    # Typed again by who corrects a letter in the cell, it stays a text.
    "formula": {"text_wrap": True, "valign": "top", "quote_prefix": True},
    "number": {"valign": "top", "num_format": "#,##0.##"},
    "whole": {"valign": "top", "num_format": "#,##0"},
    "day": {"valign": "top", "num_format": "yyyy-mm-dd"},
    "to": {"hyperlink": True, "valign": "top"},
}


def _describe(book: Any, workbook: Workbook) -> None:
    day = datetime.combine(workbook.day or _NO_DAY, time())
    book.set_properties({"title": workbook.title, "subject": workbook.about, "author": workbook.author, "created": day})
    book.set_custom_property("Language", workbook.language)
    book.set_size(2400, 1600)


def _write(page: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    for row, line in enumerate(sheet.lines):
        if isinstance(line, Link):
            page.write_url(row, 0, _inside(line), formats["link"], line.words)
        else:
            page.write_string(row, 0, line, formats["line" if row else "title"])
    for column, width in enumerate(sheet.widths):
        page.set_column(column, column, width)
    if sheet.heads:
        _table(page, sheet, formats)


def _table(page: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    top = len(sheet.lines)
    heads = [{"header": each, "header_format": formats["head"]} for each in sheet.heads]
    page.add_table(
        top, 0, top + len(sheet.rows), len(heads) - 1,
        {"name": sheet.table, "columns": heads, "style": "Table Style Light 1", "banded_rows": False},
    )  # fmt: skip
    page.freeze_panes(top + 1, 0)
    page.repeat_rows(top)
    for number, row in enumerate(sheet.rows, start=top + 1):
        for column, cell in enumerate(row):
            _cell(page, number, column, cell, formats)


def _cell(page: Any, row: int, column: int, cell: object, formats: dict[str, Any]) -> None:
    match cell:
        case Link():
            page.write_url(row, column, _inside(cell), formats["to"], cell.words)
        case str():
            page.write_string(row, column, cell, formats["formula" if is_formula(cell) else "text"])
        case int() | float():
            page.write_number(row, column, cell, formats["whole" if isinstance(cell, int) else "number"])
        case date() if cell >= _FIRST_DAY:
            page.write_datetime(row, column, datetime.combine(cell, time()), formats["day"])
        case date():
            page.write_string(row, column, cell.isoformat(), formats["text"])
        case _:
            page.write_blank(row, column, None, formats["text"])


def _inside(link: Link) -> str:
    quoted = link.to.replace("'", "''")
    return f"internal:'{quoted}'!A1"
