"""Pictures: they show what is recorded, their headlines read well for any number, and words stand beside them."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
import tinyhtml5  # type: ignore[import-untyped]  # it ships no types

from pet_report import figures, files, pipeline
from pet_report.link import Linked
from pet_report.view import pictures, tables, words
from pet_report.view.frame import SMALLEST_PITCH, scaled, units
from tests.support.builds import ROOT, Built
from tests.support.frames import answered, frame

YES, NO, NONE = "decision: accepted", "decision: not-accepted, reason: No.", "decision: none-found"


# --- headlines ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "headline"),
    [
        ([], "No proposal is recorded"),
        ([NONE], "No proposal has an answer on record"),
        ([NONE, NONE], "None of the 2 proposals has an answer on record"),
        ([YES], "The only proposal is accepted, in full, in part or in principle"),
        ([NO], "No proposal is accepted, in full, in part or in principle"),
        ([YES, YES], "All 2 proposals are accepted, in full, in part or in principle"),
        ([YES, NO], "1 of 2 proposals is accepted, in full, in part or in principle"),
        ([YES, NONE], "1 of 2 proposals has no answer on record"),
        ([YES, NONE, NONE], "2 of 3 proposals have no answer on record"),
        ([YES, NO, NONE], "1 of 3 proposals is accepted, in full, in part or in principle; 1 has no answer on record"),
        ([NO, NO, NO, NONE], ("None of the 4 proposals is accepted, in full, in part or in principle; 1 has no answer "
         "on record")),
        ([YES, YES, NO, NO, NONE, NONE], ("2 of 6 proposals are accepted, in full, in part or in principle; 2 have no "
         "answer on record")),
    ],
)  # fmt: skip
def test_the_headline_of_decisions_says_the_main_thing(answers: list[str], headline: str) -> None:
    assert pictures.by_group(frame(answered(*answers))).headline == headline


def _told(*entries: tuple[str, str]) -> str:
    """The fields of an answer with reports: (date, status)."""
    said = ", ".join(f"{{as_of: {day}, status: {status}, by: A}}" for day, status in entries)
    return f"{YES}, progress: [{said}]"


@pytest.mark.parametrize(
    ("answers", "headline"),
    [
        ([YES], "No progress is on record of any proposal"),
        ([_told(("2006-07", "completed"))], "The only proposal was reported as completed by July 2006"),
        ([_told(("2006-07", "stalled"))], "No proposal was reported as completed by July 2006"),
        ([_told(("2006-07", "completed")), YES],
         "1 of 2 proposals was reported as completed by July 2006; of 1 no progress is on record"),
        ([_told(("2006-07", "completed")), _told(("2006-08-01", "completed")), _told(("2006", "stalled"))],
         "2 of 3 proposals were reported as completed by 2006"),
    ],
)  # fmt: skip
def test_the_headline_of_delivery_says_the_main_thing(answers: list[str], headline: str) -> None:
    assert pictures.over_time(frame(answered(*answers))).headline == headline


@pytest.mark.parametrize(
    ("themes", "headline"),
    [
        ([[]], "No proposal carries a theme"),
        ([["one"]], "One is the commonest theme: the only proposal carries it"),
        ([["one"], []], "One is the commonest theme: 1 of 2 proposals carries it"),
        ([["one"], ["one"], ["two"]], "One is the commonest theme: 2 of 3 proposals carry it"),
        ([["one"], ["two"]], "One and Two share the first place: 1 of 2 proposals carries each"),
        ([["one", "two", "three"]], "3 themes share the first place: the only proposal carries each"),
    ],
)
def test_the_headline_of_the_grid_names_the_commonest_theme(themes: list[list[str]], headline: str) -> None:
    texts = dict(answered(proposals=len(themes)))
    for number, own in enumerate(themes, start=1):
        line = f"title: Number {number}"
        texts["groups/01-example.yaml"] = texts["groups/01-example.yaml"].replace(line, f"{line}, themes: {own}")
    declared = "".join(f"  - {{id: {each}, name: {each.capitalize()}}}\n" for each in ("one", "two", "three"))
    texts["report.yaml"] = texts["report.yaml"].replace("themes:\n  - id: example-theme\n    name: Example theme\n",
                                                        f"themes:\n{declared}")  # fmt: skip
    assert tables.grids(frame(texts))[0].headline == headline


@pytest.mark.parametrize(
    ("groups", "widths"), [(1, [1]), (10, [10]), (11, [11]), (20, [20]), (21, [10, 11]), (60, [20] * 3)]
)
def test_the_grid_of_many_groups_is_several_tables(groups: int, widths: list[int]) -> None:
    texts = dict(answered(proposals=1))
    for number in range(2, groups + 1):
        texts[f"groups/{number:02}.yaml"] = f"group: {{id: g-{number}, name: Group {number}}}\nproposals: []\n"
    made = tables.grids(frame(texts))
    assert [len(each.heads) for each in made] == [len(each.totals) for each in made] == widths
    assert all(len(cells) == len(each.heads) for each in made for _, cells, _ in each.rows)
    named = [head for each in made for head in (each.key or [head[:2] for head in each.heads])]
    assert len({name for _, name in named}) == groups
    assert groups <= 10 or len({sign for sign, _ in named}) == groups
    assert [each.headline.endswith(", continued") for each in made] == [False, *[True] * (len(made) - 1)]


@pytest.mark.parametrize(
    ("most", "steps"), [(6, [0, 1, 2, 2, 3, 3, 3]), (9, [0, 1, 1, 1, 2, 2, 2, 3, 3, 3]), (1, [0, 1])]
)
def test_tints_tell_few_from_many(most: int, steps: list[int]) -> None:
    assert [tables._step(count, most) for count in range(most + 1)] == steps


# --- bars ---------------------------------------------------------------------------------------------------------


def test_states_are_those_that_had_been_reported_by_each_date() -> None:
    answers = [_told(("2005-09", "not-started"), ("2006-02-01", "in-progress"), ("2007", "completed")),
               _told(("2006-01/2006-06", "stalled")), YES]  # fmt: skip
    made = pictures.over_time(frame(answered(*answers)))
    assert [(row.label, dict(row.counted), row.count) for row in made.rows] == [
        ("September 2005", {"not-started": 1, "unknown": 2}, 1),
        ("1 February 2006", {"in-progress": 1, "unknown": 2}, 1),
        ("January to June 2006", {"in-progress": 1, "stalled": 1, "unknown": 1}, 2),
        ("2007", {"completed": 1, "stalled": 1, "unknown": 1}, 2),
    ]


def test_a_date_without_an_end_stands_where_it_begins() -> None:
    answers = [_told(("after 2005", "stalled")), _told(("2006-07-01", "completed"))]
    made = pictures.over_time(frame(answered(*answers)))
    assert [row.label for row in made.rows] == ["After 2005", "1 July 2006"]


@pytest.mark.parametrize(
    ("dates", "labels"),
    [
        ([f"2006-0{month}-{day:02}" for month in (1, 2) for day in range(1, 9)], ["January 2006", "February 2006"]),
        ([f"200{year}-{month:02}" for year in (5, 6) for month in range(1, 13)],
         [f"{months} {year}" for year in (2005, 2006)
          for months in ("January to March", "April to June", "July to September", "October to December")]),
        ([f"20{year:02}-0{month}" for year in range(5, 10) for month in (1, 4, 7, 9)],
         ["2005", "2006", "2007", "2008", "2009"]),
        ([str(year) for year in range(1990, 2010)],
         [f"{year} to {year + 1}" for year in range(1990, 2010, 2)]),
        (["9999", *map(str, range(1900, 2000))], None),
    ],
)  # fmt: skip
def test_many_dates_are_told_by_longer_stretches(dates: list[str], labels: list[str] | None) -> None:
    made = pictures.over_time(frame(answered(*(_told((day, "in-progress")) for day in dates))))
    assert len(made.rows) <= pictures.MOST_ROWS
    assert labels is None or [row.label for row in made.rows] == labels
    assert made.rows[-1].count == len(dates)


def test_squares_make_room_for_the_next_of_another_kind() -> None:
    first, last = units(("known", 3), ("unknown", 2), most=5, room=100)
    assert first.width + first.after == pytest.approx(3 * first.pitch)
    assert last.after == 0


def test_bars_fit_into_their_room_whatever_they_count() -> None:
    for most in (1, 24, 64, 640, 6400):
        for smallest in (SMALLEST_PITCH, pictures.SMALLEST):
            made = units(("known", most // 2), ("unknown", most - most // 2), most=most, room=300, smallest=smallest)
            assert sum(each.width + each.after for each in made) <= 300.5
            assert all(each.pitch == 0 or each.pitch >= smallest for each in made)
    assert [round(each.width) for each in scaled(("known", 50), ("empty", 50), most=200, room=100)] == [25, 25]
    assert scaled(("known", 1e-6), most=1e9, room=100)[0].width > 1


def test_every_state_has_its_own_shape() -> None:
    """Told apart in grey: no two states of one table have the same mark, as squares, beside words or as a bar."""
    sheet = (ROOT / "templates/base.css").read_text("utf-8")
    for form in (".units.{}", ".status.{}", ".units.solid.{}"):
        for states in (words.DECISIONS, words.DELIVERIES):
            marks = Counter(_declared(sheet, form.format(state)) for state in states)
            assert [mark for mark, count in marks.items() if count > 1] == [], form
            # An empty outline is one of the marks: what begins as nothing is drawn as nothing.
            assert marks[""] <= (1 if "solid" in form else 0)


def _declared(sheet: str, selector: str) -> str:
    found = [match[2] for match in re.finditer(r"^(\.[^{}]+) \{([^{}]*)\}$", sheet, re.MULTILINE)
             if selector in match[1].split(", ")]  # fmt: skip
    return "".join(found)


# --- on the page --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def linked() -> Linked:
    return pipeline.check(*files.read_sources(ROOT)).linked


def _part(path: Path, kind: str) -> Element:
    tree: Element = tinyhtml5.parse(path.read_text("utf-8"), namespace_html_elements=False)
    return next(each for each in tree.iter("section") if f"part-{kind}" in each.get("class", "").split())


def _words(element: Element) -> str:
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


def _rows(part: Element) -> list[Element]:
    table = next(each for each in part.iter("table") if "bars" in each.get("class", ""))
    return [row for body in table.iter("tbody") for row in body.iter("tr") if row.get("class") != "total"]


def _squares(row: Element) -> Counter[str]:
    """How many squares of each kind are drawn: their width by their pitch."""
    counted: Counter[str] = Counter()
    for each in row.iter("span"):
        if (kinds := each.get("class", "").split())[:1] == ["units"]:
            assert each.get("aria-hidden") == "true"
            width, pitch = (float(number) for number in re.findall(r"(?:width|size):([\d.]+)em", each.get("style", "")))
            counted[kinds[1]] += round(width / pitch + 0.25)
    return counted


def _said(row: Element, labels: words.Meanings) -> Counter[str]:
    said = _words(next(each for each in row.iter("span") if each.get("class", "").startswith("said")))
    if said == "None recorded":
        return Counter()
    keys = {label.text[:1].lower() + label.text[1:]: key for key, (label, _) in labels.items()}
    parts = (part.split(" ", maxsplit=1) for part in said.split(", "))
    return Counter({keys[label]: int(count) for count, label in parts})


def test_decisions_by_group_are_those_of_the_data(real: Built, linked: Linked) -> None:
    rows = _rows(_part(real.folder / "response.html", "by-group"))
    for row, file in zip(rows, linked.project.groups, strict=True):
        expected = Counter(figures.decision_of(each, linked) for each in file.proposals)
        assert _squares(row) == expected == _said(row, words.DECISIONS)
        assert int(_words(row.findall("td")[0])) == expected.total()
    part = _part(real.folder / "response.html", "by-group")
    assert "17 of 24 recommendations have no answer on record" in _words(part)


def test_delivery_over_time_ends_with_what_is_known_now(real: Built, linked: Linked) -> None:
    rows = _rows(_part(real.folder / "response.html", "over-time"))
    assert 3 < len(rows) <= pictures.MOST_ROWS
    for row in rows:
        assert _squares(row) == _said(row, words.DELIVERIES)
        assert _squares(row).total() == 24
    now = Counter(figures.delivery_of(linked.response_to.get(each.id)) for each in linked.proposals)
    assert _squares(rows[-1]) == now


def test_every_mark_is_explained_where_it_is_used(real: Built) -> None:
    for kind in ("by-group", "over-time"):
        part = _part(real.folder / "response.html", kind)
        legend = next(each for each in part.iter("span") if each.get("class") == "legend")
        told = {each.get("class", "").split()[1]: _words(each) for each in legend.iter("span") if each is not legend}
        used = set().union(*(_squares(row) for row in _rows(part)))
        assert set(told) == used
        assert all(told.values())


def test_counts_of_others_stand_beside_the_delivery_and_not_twice(real: Built) -> None:
    page = (real.folder / "response.html").read_text("utf-8")
    assert page.count("counted in other ways") == 1
    assert "counted in other ways" in _words(_part(real.folder / "response.html", "over-time"))


def test_themes_of_the_response_tell_the_answers(real: Built, linked: Linked) -> None:
    report, response = (_words(_part(real.folder / f"{name}.html", "themes")) for name in ("report", "response"))
    assert "Answer, last report" not in report
    carried = [proposal for theme in linked.things.values() if theme.kind == "theme"
               for proposal in linked.proposals if theme.id in proposal.themes]  # fmt: skip
    for state, (label, _) in words.DECISIONS.items():
        expected = sum(figures.decision_of(each, linked) == state for each in carried)
        assert response.count(label.text) == expected, label


def test_related_proposals_are_named_from_both_sides(real: Built, linked: Linked) -> None:
    named = [(one.id, other) for one in linked.proposals for other in one.related]
    assert named
    for name in ("report", "response"):
        tree: Element = tinyhtml5.parse(
            (real.folder / f"{name}.html").read_text("utf-8"), namespace_html_elements=False
        )
        items = {each.get("id"): each for each in tree.iter("article")}
        for one, other in named:
            for here, there in ((one, other), (other, one)):
                assert f"#{there}" in {link.get("href") for link in items[here].iter("a")}
