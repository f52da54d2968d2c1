"""`build --site`: a folder of pages for the web, which works from its files too."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, expect

from benchmarks import corpus
from pet_report import files
from tests.support import axe, nu
from tests.support.builds import ROOT, build, run
from tests.support.chromium import visit
from tests.support.hrefs import broken

ADDRESS = "https://reports.example/library"
LOOKED_AT = ("index.html", "report.html", "response.html", "report/summary.html", "response/table.html")


@pytest.fixture(scope="session")
def real_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The case of 2005, which gives no address."""
    return build(ROOT, tmp_path_factory.mktemp("site") / "build", "--only", "html", "--site") / "site"


@pytest.fixture(scope="session")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with an address, of which every proposal had another id before."""
    folder = tmp_path_factory.mktemp("moved")
    made = corpus.project(64, 1)
    for record in made.values():
        for proposal in record.get("proposals", ()):
            proposal["former_ids"] = [f"{proposal['id']}-of-before"]
    made["report.yaml"]["address"] = ADDRESS
    corpus.write_files(folder, made)
    return build(folder, folder / "build", "--only", "html", "--site") / "site"


def _one_of_each(site: Path) -> list[Path]:
    """A page of each kind."""
    inside = [min(_lasting(site / name)) for name in ("answers", "groups", "proposals", "themes")]
    return [*(each for name in LOOKED_AT if (each := site / name).is_file()), *inside]


def _lasting(folder: Path) -> Iterator[Path]:
    """The pages that do not lead on to another at once."""
    return (path for path in folder.iterdir() if not path.stem.endswith("-of-before"))


def test_there_is_a_page_for_everything(real_site: Path) -> None:
    pages = {path.relative_to(real_site).as_posix() for path in real_site.rglob("*.html")}
    assert {"index.html", "report.html", "response.html", "groups/imams.html", "themes/education.html"} <= pages
    assert {"proposals/pet-roadshow.html", "answers/imams.html", "response/glance.html", "report/sources.html"} <= pages
    assert sum(each.startswith("proposals/") for each in pages) == 24


def test_every_link_leads_to_a_page_and_a_place(real_site: Path, moved: Path) -> None:
    assert broken(real_site.resolve()) == ()
    assert broken(moved.resolve()) == ()


@pytest.mark.parametrize(
    "fault", ['<a href="nowhere.html">x</a>', '<a href="#nowhere">x</a>', '<a href="report.html#nowhere">x</a>']
)
def test_the_checker_of_links_sees_a_broken_one(tmp_path: Path, fault: str) -> None:
    for name, more in (("index.html", fault), ("report.html", '<a href="index.html#here">x</a><p id="here">')):
        (tmp_path / name).write_text(f"<!DOCTYPE html><title>x</title><p id='here'>{more}", encoding="utf-8")
    assert len(broken(tmp_path)) == 1


def test_the_nu_checker_finds_nothing(real_site: Path, moved: Path) -> None:
    assert nu.complaints([*real_site.rglob("*.html"), *_one_of_each(moved), *moved.parent.glob("*.html")]) == ()


STATES: dict[str, dict[str, Any]] = {
    "light": {},
    "narrow": {"width": 320},
    "dark": {"color_scheme": "dark"},
    "dark, narrow": {"color_scheme": "dark", "width": 320},
    "more contrast": {"contrast": "more"},
    "forced colours": {"forced_colors": "active"},
}
FINDING = ("?q=imam", "?q=nothing+of+the+kind", "?theme=education&decision=none-found&decision=noted")


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(real_site: Path, chromium: Browser, state: str) -> None:
    for page in _one_of_each(real_site):
        with visit(chromium, page, **STATES[state]) as visited:
            assert axe.examine(visited.page).found == (), page.name
            assert visited.page.evaluate("document.documentElement.scrollWidth") == STATES[state].get("width", 1280)
            assert visited.errors == []
            assert all(each.startswith(("file:", "data:")) for each in visited.requests)
            levels = visited.page.evaluate("[...document.querySelectorAll('h1')].map((each) => each.innerText)")
            assert len(levels) == 1, page.name


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("asked", FINDING)
def test_axe_finds_nothing_while_somebody_searches(real_site: Path, chromium: Browser, state: str, asked: str) -> None:
    with visit(chromium, real_site / "index.html", after=asked, **STATES[state]) as visited:
        assert visited.page.is_visible("#_find-said")
        assert visited.page.is_visible(".filters fieldset") == ("theme" in asked)
        assert axe.examine(visited.page).found == ()
        assert visited.page.evaluate("document.documentElement.scrollWidth") == STATES[state].get("width", 1280)


def test_axe_finds_nothing_in_print(real_site: Path, chromium: Browser) -> None:
    for page in _one_of_each(real_site):
        with visit(chromium, page) as visited:
            visited.page.emulate_media(media="print")
            assert axe.examine(visited.page).found == (), page.name


@pytest.mark.parametrize("state", ["light", "dark", "narrow"])
def test_axe_finds_nothing_where_every_field_is_in_use(moved: Path, chromium: Browser, state: str) -> None:
    for page in _one_of_each(moved):
        with visit(chromium, page, **STATES[state]) as visited:
            assert axe.examine(visited.page).found == (), page.name


def test_finding_leads_to_the_page_of_a_proposal(real_site: Path, chromium: Browser) -> None:
    with visit(chromium, real_site / "index.html") as visited:
        page = visited.page
        page.fill("#_find-words", "roadsh")
        page.locator("#_find-found a").first.click()
        expect(page.locator("h1")).to_contain_text("National roadshow of scholars")
        assert page.url.endswith("proposals/pet-roadshow.html")
        assert page.get_by_role("button", name="Copy link to National roadshow of scholars").is_visible()
        page.locator(".turn a[rel=next]").click()
        expect(page.locator("h1")).to_contain_text("UK Youth Parliament")
        assert visited.errors == []


def test_a_page_holds_the_wording_and_the_answer(real_site: Path) -> None:
    text = (real_site / "proposals/pet-roadshow.html").read_text("utf-8")
    for said in ("Send respected Islamic scholars", "For communities", "ran as the Radical Middle Way", "Completed"):
        assert said in text


def test_notes_are_numbered_on_each_page(real_site: Path) -> None:
    for page in real_site.rglob("*.html"):
        numbers = [int(each) for each in re.findall(r'id="note-(\d+)-text"', page.read_text("utf-8"))]
        assert numbers == list(range(1, len(numbers) + 1)), page.name


# --- what is for machines ------------------------------------------------------------------------------------------


def _described(page: Path) -> dict[str, object]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page.read_text("utf-8"), re.DOTALL)
    assert found
    told: dict[str, object] = json.loads(found[1])
    return told


def test_the_report_tells_machines_of_its_parts(moved: Path) -> None:
    told = _described(moved / "index.html")
    assert (told["@type"], told["url"]) == ("Report", f"{ADDRESS}/index.html")
    parts = told["hasPart"]
    assert isinstance(parts, list)
    assert len(parts) == 64
    for each in parts:
        assert (moved / each["url"].removeprefix(f"{ADDRESS}/")).is_file()
    page = _described(moved / parts[0]["url"].removeprefix(f"{ADDRESS}/"))
    assert page["isPartOf"] == {"@type": "Report", "name": told["name"], "url": told["url"]}


def test_a_site_with_an_address_has_a_map_of_every_page(moved: Path) -> None:
    tree = ElementTree.parse(moved / "sitemap.xml")
    pages = {str(each.text) for each in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    old = set(moved.rglob("*-of-before.html"))
    assert len(old) == 64
    assert pages == {f"{ADDRESS}/{path.relative_to(moved).as_posix()}" for path in {*moved.rglob("*.html")} - old}
    index = (moved / "index.html").read_text("utf-8")
    assert f'<meta property="og:url" content="{ADDRESS}/index.html">' in index


def test_without_an_address_there_is_no_map_and_the_command_says_so(real_site: Path, tmp_path: Path) -> None:
    assert not (real_site / "sitemap.xml").exists()
    assert "og:url" not in (real_site / "index.html").read_text("utf-8")
    done = run("build", "--project", ROOT, "--output", tmp_path / "build", "--only", "html", "--site")
    assert "no sitemap" in done.stderr


def test_a_draft_is_not_for_search_engines(tmp_path: Path) -> None:
    made = corpus.project(8, 1)
    made["report.yaml"] |= {"edition": "draft", "address": ADDRESS}
    corpus.write_files(tmp_path / "draft", made)
    site = build(tmp_path / "draft", tmp_path / "build", "--only", "html", "--site") / "site"
    assert (site / "robots.txt").read_text("utf-8") == "User-agent: *\nDisallow: /\n"
    pages = list(site.rglob("*.html"))
    assert all('<meta name="robots" content="noindex">' in page.read_text("utf-8") for page in pages)


@pytest.mark.parametrize("javascript", [True, False])
def test_the_page_of_an_id_of_before_leads_on(moved: Path, chromium: Browser, javascript: bool) -> None:
    old = min(moved.rglob("*-of-before.html"))
    with visit(chromium, old, javascript=javascript) as visited:
        visited.page.wait_for_url(f"**/{old.name.replace('-of-before', '')}")


# --- the folder ---------------------------------------------------------------------------------------------------


def test_pages_of_an_earlier_build_go_away_and_what_is_not_ours_stays(tmp_path: Path) -> None:
    folder = tmp_path / "build"
    first = {"report.html": b"1", "site/index.html": b"1", "site/proposals/old.html": b"1", "site/themes/t.html": b"1"}
    files.publish(first, folder)
    (folder / "site/proposals/CNAME").write_text("mine", encoding="utf-8")
    (folder / "site/mine").mkdir()
    (folder / "site/mine/page.html").write_text("mine", encoding="utf-8")
    files.publish({"report.html": b"2", "site/index.html": b"2", "site/proposals/new.html": b"2"}, folder)
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert found == {
        ".pet-report.json", "report.html", "site/index.html", "site/proposals/new.html", "site/proposals/CNAME",
        "site/mine/page.html",
    }  # fmt: skip
    files.publish({"report.html": b"3"}, folder)
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert found == {".pet-report.json", "report.html", "site/proposals/CNAME", "site/mine/page.html"}


def test_two_builds_are_the_same_to_the_byte(real_site: Path, tmp_path: Path) -> None:
    again = build(ROOT, tmp_path / "build", "--only", "html", "--site", PYTHONHASHSEED="7") / "site"
    one, other = ({path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()}
                  for site in (real_site, again))  # fmt: skip
    assert one == other
