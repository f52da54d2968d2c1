"""Tables: every form holds the same cells, whatever stands in them and however narrow the terminal is."""

from __future__ import annotations

import csv
import json
import re
from io import StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pet_report.announce.cells import visible, width
from pet_report.announce.rows import FORMS, Column, Table, as_csv, as_json, as_markdown, as_text, filled, harmless
from pet_report.when import When

TABLE = Table(
    title="Proposals",
    columns=(
        Column(key="id", head="id", whole=True),
        Column(key="title", head="title"),
        Column(key="cost", head="cost", number=True),
    ),
    rows=(
        ("harbour-lights", "Lights for the harbour, | and *more*", 1_200_000.0),
        ("bells", "গান গাওয়ার দল 你好 \u202eturned", None),
        ("minus", "-1+1", -5),
    ),
    note="3 of 7 proposals.",
    asked={"command": "list", "lead": ["government"]},
)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)
CELLS = st.one_of(TEXTS, st.sampled_from(["=1+1", "-5", "+1", "@x", "\t=1", " =1", "a|b", "'", '"', "\r\n"]),
                  st.none(), st.integers(), st.floats(allow_nan=False, allow_infinity=False))  # fmt: skip


@st.composite
def tables(draw: Any) -> Table:
    count = draw(st.integers(1, 5))
    columns = tuple(Column(key=f"k{at}", head=draw(TEXTS), number=draw(st.booleans())) for at in range(count))
    rows = tuple(draw(st.lists(st.tuples(*[CELLS] * count), max_size=4)))
    return Table(title=draw(TEXTS), columns=columns, rows=rows, note=draw(TEXTS))


def test_a_terminal_shows_columns_where_there_is_room() -> None:
    assert as_text(TABLE, room=80).splitlines() == [
        "Proposals",
        "",
        "id              title                                      cost",
        "──────────────  ────────────────────────────────────  ─────────",
        "harbour-lights  Lights for the harbour, | and *more*  1,200,000",
        "bells           গান গাওয়ার দল 你好 �turned",
        "minus           -1+1                                         -5",
        "",
        "3 of 7 proposals.",
    ]


def test_a_narrow_terminal_breaks_the_widest_column_between_words() -> None:
    assert as_text(TABLE, room=44).splitlines()[2:7] == [
        "id              title                   cost",
        "──────────────  ─────────────────  ─────────",
        "harbour-lights  Lights for the     1,200,000",
        "                harbour, | and",
        "                *more*",
    ]


def test_a_very_narrow_one_shows_each_row_by_itself_without_what_is_not_known() -> None:
    assert as_text(TABLE, room=26).splitlines()[2:10] == [
        "id     harbour-lights",
        "title  Lights for the",
        "       harbour, | and",
        "       *more*",
        "cost   1,200,000",
        "",
        "id     bells",
        "title  গান গাওয়ার দল 你好",
    ]


def test_where_there_are_no_rows_only_the_note_is_left() -> None:
    empty = Table(columns=TABLE.columns, rows=(), note="0 of 7 proposals.")
    assert as_text(empty) == "0 of 7 proposals.\n"


@given(tables(), st.integers(40, 120))
def test_no_line_is_wider_than_the_terminal(table: Table, room: int) -> None:
    assert all(
        width(line) <= room for line in as_text(table, room=room).splitlines() if not _heads_too_wide(table, room)
    )


def _heads_too_wide(table: Table, room: int) -> bool:
    return max(width(each.head) for each in table.columns) > room - 20


@given(TEXTS, st.integers(2, 40))
def test_breaking_lines_loses_no_letter(text: str, room: int) -> None:
    def without_space(words: str) -> str:
        return re.sub(r"\s", "", words)

    assert without_space("".join(filled(text, room))) == without_space(visible(" ".join(text.split())))


def test_words_are_broken_after_hyphens() -> None:
    assert filled("accepted-in-principle", 12) == ["accepted-in-", "principle"]
    assert filled("harbour", 4) == ["harb", "our"]


def test_programs_get_whole_values_and_what_was_asked() -> None:
    said = json.loads(as_json(TABLE))
    assert said["version"] == 1
    assert said["asked"] == {"command": "list", "lead": ["government"]}
    assert said["rows"][1] == {"id": "bells", "title": "গান গাওয়ার দল 你好 \u202eturned", "cost": None}
    assert said["note"] == "3 of 7 proposals."


@given(tables())
def test_what_was_written_as_csv_is_read_again(table: Table) -> None:
    head, *rows = _read(as_csv(table))
    assert head == [harmless(each.key) for each in table.columns]
    assert rows == [[_text(cell) for cell in row] for row in table.rows]


def _read(text: str) -> list[list[str]]:
    return list(csv.reader(StringIO(text, newline=""), strict=True))


def _text(cell: object) -> str:
    return "" if cell is None else harmless(cell) if isinstance(cell, str) else str(cell)


@given(CELLS)
def test_no_cell_of_text_is_a_formula_and_numbers_stay_numbers(cell: Any) -> None:
    table = Table(columns=(Column(key="x", head="x"), Column(key="y", head="y")), rows=((cell, 1),))
    _, [read, _] = _read(as_csv(table))
    if isinstance(cell, int | float):
        assert float(read) == float(cell)
    else:
        assert not re.match(r"\s*[=+\-@＝＋－＠]|[\t\r\n]", read)


@pytest.mark.parametrize("text", ["=1+1", "+44", "-1", "@a", "\t=1", "\r1", "  =1", "＝1", "'", "'=1"])
def test_what_a_spreadsheet_would_run_is_made_safe(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=b", "well-known", "’tis", "1-1"])
def test_other_text_is_left_alone(text: str) -> None:
    assert harmless(text) == text


@given(TEXTS | st.sampled_from(["'=1", "''", "' ="]))
def test_what_was_made_safe_can_be_undone_without_doubt(text: str) -> None:
    assert harmless(text).removeprefix("'") == text


@given(tables())
def test_a_cell_in_markdown_is_its_text_and_nothing_else(table: Table) -> None:
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(as_markdown(table))
    body = html[html.index("<table") :]
    assert body.count("<tr>") == len(table.rows) + 1
    assert body.count("<td") == len(table.rows) * len(table.columns)
    assert set(re.findall(r"</?(\w+)", html)) <= {"h3", "p", "table", "thead", "tbody", "tr", "th", "td"}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_names_every_row(form: str) -> None:
    told = FORMS[form](TABLE, room=80)
    assert all(str(row[0]) in told for row in TABLE.rows)


COUNTS = Table(
    columns=(
        Column(key="what", head="what", once=True),
        Column(key="which", head="which"),
        Column(key="count", head="count", number=True),
        Column(key="as_of", head="as of"),
    ),
    rows=(
        ("answers by decision", "accepted", 3, When.parse("2005-09-22")),
        ("answers by decision", "accepted-in-principle", 1, None),
        ("sources", "read in full", 12, None),
    ),
)


def test_what_stands_above_is_not_repeated() -> None:
    assert as_text(COUNTS, room=80).splitlines()[2:] == [
        "answers by decision  accepted                   3  22 September 2005",
        "                     accepted-in-principle      1",
        "sources              read in full              12",
    ]


def test_where_there_is_less_room_it_becomes_a_heading() -> None:
    assert as_text(COUNTS, room=34).splitlines() == [
        "answers by decision",
        "which        count  as of",
        "───────────  ─────  ──────────────",
        "accepted         3  22 September",
        "                    2005",
        "accepted-        1",
        "in-",
        "principle",
        "",
        "sources",
        "which        count  as of",
        "───────────  ─────  ──────────────",
        "read in         12",
        "full",
    ]


def test_a_date_is_in_words_for_people_and_in_numbers_for_programs() -> None:
    assert json.loads(as_json(COUNTS))["rows"][0]["as_of"] == "2005-09-22"
    assert _read(as_csv(COUNTS))[1] == ["answers by decision", "accepted", "3", "2005-09-22"]
    assert "| 22 September 2005 |" in as_markdown(COUNTS)
