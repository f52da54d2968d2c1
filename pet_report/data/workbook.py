"""The data as a workbook for readers: a cover, the contents, notes, what the columns hold, and a sheet for each table.

Laid out as "Releasing statistics in spreadsheets" of the United Kingdom's Analysis Function asks: the title of a sheet
in its first cell, one table a sheet, nothing merged, nothing said by colour alone. `xlsx` writes it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from pet_report.catalogue import Catalogue, Message
from pet_report.data import front
from pet_report.data.sheets import LONGEST_TAB, Link, Sheet, Workbook, distinct, shown
from pet_report.data.tables import ABOUT, TITLE, Filled
from pet_report.model import Report
from pet_report.when import When


def workbook(report: Report, day: When | None, tables: Sequence[Filled], catalogue: Catalogue) -> Workbook:
    """day: as of which the tables stand, if not as they are today."""
    tabs = _tabs([*front.TABS, *(each.table.title for each in tables)], catalogue)
    cover, contents, notes, columns, values = tabs[: len(front.TABS)]
    own = dict(zip([each.name for each in tables], tabs[len(front.TABS) :], strict=True))
    pages = (
        front.notes(notes, tables, catalogue),
        front.columns(columns, tables, own, catalogue),
        front.values(values, tables, own, catalogue),
        *(_data(own[each.name], each, contents, catalogue) for each in tables),
    )
    first = (front.cover(cover, report, day, contents, catalogue), front.contents(contents, pages, catalogue))
    return Workbook(
        title=catalogue.say(TITLE, title=report.title),
        about=catalogue.say(ABOUT),
        author=report.issuer or "",
        language=report.language,
        day=report.issued.earliest if report.issued and report.issued.earliest != date.min else None,
        to_the_left=catalogue.to_the_left,
        sheets=(*first, *pages),
    )


def _tabs(titles: Sequence[Message], catalogue: Catalogue) -> tuple[str, ...]:
    """The names of the sheets: short, and without what Excel refuses there."""
    plain = (re.sub(r"[\[\]:*?/\\]", " ", catalogue.say(each)).strip("' ") for each in titles)
    return distinct(plain, longest=LONGEST_TAB, taken=("", "history"))


def _data(tab: str, filled: Filled, contents: str, catalogue: Catalogue) -> Sheet:
    """A table without a row has no table here, which Excel would not open; a line says so."""
    title, about = catalogue.say(filled.table.title), catalogue.say(filled.table.about)
    told = front.one_table(catalogue) if filled.rows else catalogue.pgettext("data", "There are no rows.")
    link = Link(words=catalogue.pgettext("data", "Back to the contents"), to=contents)
    return Sheet(
        tab=tab,
        lines=(title, f"{about} {told}", link),
        about=about,
        table=filled.name if filled.rows else "",
        heads=distinct(each.titled(catalogue) for each in filled.table.columns) if filled.rows else (),
        rows=tuple(tuple(map(shown, row)) for row in filled.rows),
    )
