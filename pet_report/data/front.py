"""What stands before the tables of a workbook: a cover, the contents, notes, what columns hold and words mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pet_report import usual
from pet_report.catalogue import Catalogue, Message
from pet_report.data.columns import Column
from pet_report.data.sheets import LONGEST, Link, Sheet, Shown, is_cut
from pet_report.data.tables import ABOUT, TITLE, Filled
from pet_report.data.written import BETWEEN
from pet_report.model import Report
from pet_report.view import words
from pet_report.when import When

TABS = (
    Message("sheet", "Cover"),
    Message("sheet", "Contents"),
    Message("sheet", "Notes"),
    Message("sheet", "Columns"),
    Message("sheet", "Values"),
)
"""What they are called, in this order."""


def cover(tab: str, report: Report, day: When | None, contents: str, catalogue: Catalogue) -> Sheet:
    licence = usual.licence_on(report.licence or "", report.customs, report.issued)
    said = (
        (Message("cover of the data", "Published by: %(value)s"), report.issuer),
        (Message("cover of the data", "Date: %(value)s"), catalogue.date(report.issued) if report.issued else None),
        (Message("cover of the data", "Edition: %(value)s"), catalogue.say(words.EDITIONS[report.edition])),
        (Message("cover of the data", "As it stood: %(value)s"), catalogue.date(day) if day else None),
        (Message("cover of the data", "Contact: %(value)s"), report.contact),
        (Message("cover of the data", "Copyright: %(value)s"), report.copyright),
        (Message("cover of the data", "Licence: %(value)s"), licence.name if licence else report.licence),
    )
    facts = (catalogue.say(message, value=value) for message, value in said if value)
    link = Link(words=catalogue.pgettext("data", "Go to the contents"), to=contents)
    return Sheet(tab=tab, lines=(catalogue.say(TITLE, title=report.title), catalogue.say(ABOUT), *facts, link))


def contents(tab: str, pages: Sequence[Sheet], catalogue: Catalogue) -> Sheet:
    return _page(
        tab,
        "contents",
        catalogue.say(TABS[1]),
        catalogue,
        heads=(
            catalogue.pgettext("column", "Sheet"),
            catalogue.pgettext("column", "What it holds"),
            catalogue.pgettext("column", "Rows"),
        ),
        rows=tuple((Link(words=each.tab, to=each.tab), each.about, len(each.rows)) for each in pages),
    )


def _page(
    tab: str,
    table: str,
    title: str,
    catalogue: Catalogue,
    *,
    heads: tuple[str, ...],
    rows: tuple[tuple[Shown, ...], ...],
) -> Sheet:
    return Sheet(tab=tab, lines=(title, one_table(catalogue)), about=title, table=table, heads=heads, rows=rows)


def one_table(catalogue: Catalogue) -> str:
    return catalogue.pgettext("data", "This sheet holds one table.")


def notes(tab: str, tables: Sequence[Filled], catalogue: Catalogue) -> Sheet:
    told = [
        catalogue.say(each, between=BETWEEN, limit=catalogue.number(LONGEST))
        for each in (*_NOTES, *([_CUT] if any(map(is_cut, tables)) else []))
    ]
    return _page(
        tab,
        "notes",
        catalogue.pgettext("data", "What to know of these tables"),
        catalogue,
        heads=(catalogue.pgettext("column", "Note"), catalogue.pgettext("column", "What it says")),
        rows=tuple(enumerate(told, start=1)),
    )


_NOTES = (
    Message("note on the data", "An empty cell means that it is not known, or that there is none."),
    Message("note on the data", "Where a cell holds several ids, “%(between)s” stands between them."),
    Message(
        "note on the data",
        "A date is as exact as it is known: 2005-09-22, 2005-09, 2005, about 2005-09, before 2005-09, after 2005-09, "
        "2005-09/2005-11. The two columns behind it hold the first and the last day that it may be, and can be sorted.",
    ),
    Message(
        "note on the data",
        "Texts are in Markdown, as their authors wrote them. A name in double square brackets is an id.",
    ),
    Message(
        "note on the data",
        "Decision and delivery are two things: what was accepted in principle may be done, and what was accepted may "
        "not have begun.",
    ),
    Message("note on the data", "Amounts are whole units of the currency, such as pounds."),
)
_CUT = Message(
    "note on the data",
    "A cell can hold %(limit)s characters. A text that is longer ends with […], and stands whole in the CSV files.",
)


def columns(tab: str, tables: Sequence[Filled], tabs: Mapping[str, str], catalogue: Catalogue) -> Sheet:
    """What each column holds, and its name in the CSV files."""
    rows = (
        (tabs[each.name], column.titled(catalogue), _explained(column, tabs, catalogue), f"{each.name}.csv", column.key)
        for each in tables
        for column in each.table.columns
    )
    return _page(
        tab,
        "columns",
        catalogue.pgettext("data", "What each column holds"),
        catalogue,
        heads=(
            catalogue.pgettext("column", "Sheet"),
            catalogue.pgettext("column", "Column"),
            catalogue.pgettext("column", "What it holds"),
            catalogue.pgettext("column", "File"),
            catalogue.pgettext("column", "Its name there"),
        ),
        rows=tuple(rows),
    )


def _explained(column: Column, tabs: Mapping[str, str], catalogue: Catalogue) -> str:
    """Descriptions are Markdown, which no cell shows."""
    return column.explained(catalogue, tabs).replace("`", "")


# --- what the words mean -----------------------------------------------------------------------------------------

_MEANINGS: Mapping[tuple[str, str], words.Meanings] = {
    ("proposals", "decision"): words.DECISIONS,
    ("responses", "decision"): words.DECISIONS,
    ("proposals", "delivery"): words.DELIVERIES,
    ("progress", "status"): words.DELIVERIES,
}
_LABELS: Mapping[tuple[str, str], Mapping[str, Message]] = {
    ("proposals", "text_status"): words.TEXT_STATUSES,
    ("proposals", "lead"): words.LEADS,
    ("proposals", "confidence"): words.CONFIDENCES,
    ("responses", "basis"): words.BASES,
    ("themes", "kind"): words.THEME_KINDS,
    ("organisations", "kind"): words.ORGANISATION_KINDS,
    ("sources", "read"): words.READ,
    ("groups", "kind"): {
        "group": Message("group", "A %(group)s"),
        "unattributed": Message("group", "A place for %(proposals)s of no known %(group)s"),
    },
}


def values(tab: str, tables: Sequence[Filled], tabs: Mapping[str, str], catalogue: Catalogue) -> Sheet:
    """What each word means of those that a column may hold, as the publications say it."""
    rows = (
        (tabs[each.name], column.titled(catalogue), value, *_meaning(each.name, column, value, catalogue))
        for each in tables
        for column in each.table.columns
        for value in column.choices
    )
    return _page(
        tab,
        "values",
        catalogue.pgettext("data", "What the words in some columns mean"),
        catalogue,
        heads=(
            catalogue.pgettext("column", "Sheet"),
            catalogue.pgettext("column", "Column"),
            catalogue.pgettext("column", "Value"),
            catalogue.pgettext("column", "In words"),
            catalogue.pgettext("column", "Meaning"),
        ),
        rows=tuple(rows),
    )


def _meaning(table: str, column: Column, value: str, catalogue: Catalogue) -> Iterator[str | None]:
    meanings, labels = _MEANINGS.get((table, column.key), {}), _LABELS.get((table, column.key), {})
    if value in meanings:
        yield from map(catalogue.say, meanings[value])
    else:
        yield catalogue.say(labels[value]) if value in labels else None
        yield None
