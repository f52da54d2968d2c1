"""A project as it stood on a day: nothing that came later is counted, and every link still leads somewhere."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pet_report import figures, files, pipeline
from pet_report.figures import delivery_of
from pet_report.moment import as_of, history, stood
from pet_report.when import When
from tests.support.builds import ROOT, build, run

LINKED = pipeline.check(*files.read_sources(ROOT)).linked
DAYS = st.dates(date(2005, 7, 1), date(2010, 1, 1)).map(lambda day: When.parse(day.isoformat()))


@given(DAYS)
def test_nothing_that_came_later_is_left(day: When) -> None:
    then = as_of(LINKED, day)
    for _, response in then.responses:
        assert not (response.decided and response.decided.surely_after(day))
        assert not any(entry.as_of.surely_after(day) for entry in response.progress)
    assert then.project.report is not None
    assert not any(each.date.surely_after(day) for each in then.project.report.announcements)
    assert not any(each.as_of.surely_after(day) for each in then.project.report.reported_counts)
    assert len(then.proposals) == len(LINKED.proposals)


@given(DAYS, st.integers(0, 900))
def test_what_was_there_once_stays(day: When, later: int) -> None:
    next_day = When.parse((day.earliest + timedelta(days=later)).isoformat())
    for _, response in LINKED.responses:
        before, after = stood(response, day), stood(response, next_day)
        reports = [history(each) for each in (before, after)]
        assert all(any(one is other for other in reports[1]) for one in reports[0])
        assert before is None or before.decision in ("none-found", response.decision)


@given(DAYS)
def test_a_count_of_a_day_is_that_of_the_project_as_it_stood(day: When) -> None:
    then = as_of(LINKED, day)
    for state in ("completed", "in-progress", "unknown"):
        filters = {"delivery": state}
        assert len(figures.select({**filters, "as_of": day.text}, LINKED)) == len(figures.select(filters, then))


@pytest.mark.parametrize(
    ("day", "completed"), [("2005-09-30", 0), ("2006-07-03", 1), ("2006-07-04", 3), ("2006-12-12", 4), ("2010", 5)]
)
def test_the_case_of_2005_as_its_speakers_saw_it(day: str, completed: int) -> None:
    assert len(figures.select({"delivery": "completed"}, as_of(LINKED, When.parse(day)))) == completed


def test_without_a_day_everything_stands() -> None:
    for _, response in LINKED.responses:
        assert stood(response, None) is response
        told = [each.status for each in history(response) if each.status]
        assert delivery_of(response) == (told[-1] if told else "unknown")


@pytest.fixture(scope="module", params=["2005-08", "2006-07-04"])
def then(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[When, Path]:
    folder = tmp_path_factory.mktemp("then")
    return When.parse(request.param), build(ROOT, folder / "out", "--as-of", request.param, "--only", "html")


def test_every_link_of_its_pages_leads_somewhere(then: tuple[When, Path]) -> None:
    pages = {path.name: path.read_text("utf-8") for path in then[1].glob("*.html")}
    anchors = {name: set(re.findall(r'\bid="([^"]+)"', text)) for name, text in pages.items()}
    links = [(name, link) for name, text in pages.items() for link in re.findall(r'href="([^":]*#[^"]+)"', text)]
    assert len(links) > 100
    for name, link in links:
        page, _, anchor = link.partition("#")
        assert anchor in anchors[page or name], (name, link)


def test_its_pages_say_of_which_day_they_are(then: tuple[When, Path]) -> None:
    for path in then[1].glob("*.html"):
        assert f"As it stood {then[0]}" in re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", path.read_text("utf-8")))


@pytest.mark.parametrize(("day", "said"), [("2006-31", "is not a date"), ("yesterday", "is not a date")])
def test_a_day_that_is_none_is_refused(day: str, said: str, tmp_path: Path) -> None:
    done = run("build", "--as-of", day, "--output", tmp_path / "out")
    assert (done.returncode, said in done.stderr) == (2, True)


def test_an_edition_does_not_know_what_came_after_it(tmp_path: Path) -> None:
    project = ROOT / "tests/cases/base"
    done = run("build", "--project", project, "--as-of", "2030", "--output", tmp_path / "out")
    assert (done.returncode, "after the date of this edition" in done.stderr) == (2, True)
