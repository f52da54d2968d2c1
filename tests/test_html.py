"""The HTML: one file that needs no other, for every width, with or without JavaScript."""

import itertools
import json
import re
from collections import Counter
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
import tinyhtml5  # type: ignore[import-untyped]  # it ships no types
from playwright.sync_api import Browser

from benchmarks import corpus
from tests.support.builds import ROOT, Built, build
from tests.support.chromium import visit

PUBLICATIONS = ("report.html", "response.html")
HEADING = re.compile(r"h([1-6])")


def _tree(path: Path) -> Element:
    tree: Element = tinyhtml5.parse(path.read_text("utf-8"), namespace_html_elements=False)
    return tree


@pytest.mark.parametrize("name", PUBLICATIONS)
@pytest.mark.parametrize("width", [320, 768, 1280])
def test_no_page_scrolls_sideways(real: Built, chromium: Browser, name: str, width: int) -> None:
    with visit(chromium, real.folder / name, width=width) as visited:
        assert visited.page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_a_page_asks_for_nothing_and_complains_of_nothing(real: Built, chromium: Browser, name: str) -> None:
    with visit(chromium, real.folder / name) as visited:
        asked = [each for each in visited.requests[1:] if not each.startswith("data:")]
        assert asked == []
        assert visited.errors == []
        families = visited.page.evaluate("[...document.fonts].filter(f => f.status == 'loaded').map(f => f.family)")
        assert any("Report Text" in family for family in families)


_WORDS = """(() => {
  for (const each of document.querySelectorAll("#_find, .tools")) each.remove();
  return document.querySelector("main").innerText;
})()"""
"""What the page says, but for what only a script can do."""


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_all_words_are_there_without_javascript(real: Built, chromium: Browser, name: str) -> None:
    words = []
    for javascript in (True, False):
        with visit(chromium, real.folder / name, javascript=javascript) as visited:
            words.append(visited.page.evaluate(_WORDS))
    assert len(words[0]) > 10_000
    assert words[0] == words[1]


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_headings_step_down_one_by_one(real: Built, name: str) -> None:
    levels = [int(match[1]) for each in _tree(real.folder / name).iter() if (match := HEADING.fullmatch(str(each.tag)))]
    assert levels.count(1) == 1
    main = levels[levels.index(1) :]
    assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(main))


def _ids(tree: Element) -> Counter[str]:
    return Counter(each.attrib["id"] for each in tree.iter() if "id" in each.attrib)


def test_ids_are_unique_and_every_link_leads_somewhere(real: Built) -> None:
    trees = {name: _tree(real.folder / name) for name in PUBLICATIONS}
    ids = {name: _ids(tree) for name, tree in trees.items()}
    for name, tree in trees.items():
        assert [each for each, count in ids[name].items() if count > 1] == []
        links = [each.attrib["href"] for each in tree.iter("a")]
        assert len(links) > 50
        for link in links:
            page, _, fragment = link.partition("#")
            if page in ("", *PUBLICATIONS) and fragment:
                assert fragment in ids[page or name], link
            elif not link.startswith(("http://", "https://")):
                assert (real.folder / page).is_file(), link


def test_every_proposal_has_the_same_id_in_both(real: Built) -> None:
    report, response = (_ids(_tree(real.folder / name)) for name in PUBLICATIONS)
    proposals = [name for name in report if name.startswith("pet-")]
    assert len(proposals) == 24
    assert all(name in response for name in proposals)


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_a_publication_tells_machines_of_its_parts(real: Built, name: str) -> None:
    tree = _tree(real.folder / name)
    told = next(
        json.loads(each.text or "") for each in tree.iter("script") if each.get("type") == "application/ld+json"
    )
    assert told["@type"] == "Report"
    ids = _ids(tree)
    assert len(told["hasPart"]) == 24
    assert all(ids[each["url"].removeprefix("#")] == 1 for each in told["hasPart"])
    said = {each.get("property"): each.get("content") for each in tree.iter("meta")}
    assert said["og:title"] == "Preventing Extremism Together"


def test_no_words_of_an_author_end_a_block_of_data(tmp_path: Path) -> None:
    made = corpus.project(8, 1)
    first = next(record for name, record in made.items() if record.get("proposals"))
    first["proposals"][0]["title"] = "</script><script>alert(1)</script><!-- <script>"
    corpus.write_files(tmp_path / "project", made)
    page = build(tmp_path / "project", tmp_path / "build", "--only", "html") / "report.html"
    scripts = [each.get("type") for each in _tree(page).iter("script")]
    assert scripts == ["application/ld+json", "application/json", "application/json", None]


def test_a_browser_runs_no_script_but_ours(real: Built, chromium: Browser, tmp_path: Path) -> None:
    text = (real.folder / "report.html").read_text("utf-8")
    page = tmp_path / "report.html"
    page.write_text(text.replace("</main>", "<script>document.title = 'taken'</script></main>"), encoding="utf-8")
    with visit(chromium, page) as visited:
        assert visited.page.title() != "taken"
        assert any("Content Security Policy" in error for error in visited.errors)


def test_quotations_say_their_language_and_direction(scripts: Built) -> None:
    page = (scripts.folder / "report.html").read_text("utf-8")
    for language, direction in (("ar", "rtl"), ("ur", "rtl"), ("bn", "ltr"), ("cy", "ltr")):
        assert f'lang="{language}" dir="{direction}"' in page


def test_notes_lead_back_to_where_they_are_called(scripts: Built) -> None:
    tree = _tree(scripts.folder / "report.html")
    ids = _ids(tree)
    calls = [each for each in tree.iter("a") if each.get("id", "").endswith("call")]
    assert len(calls) == 2
    assert all(ids[each.attrib["href"][1:]] == 1 for each in calls)


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_every_table_has_head_cells(real: Built, name: str) -> None:
    tables = list(_tree(real.folder / name).iter("table"))
    assert tables
    for table in tables:
        heads = list(table.iter("th"))
        assert heads
        assert all(each.get("scope") in ("col", "row", "colgroup") for each in heads)


def _luminance(colour: str) -> float:
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("sheet", ["colours.css", "screen.css"])
def test_colours_of_words_stand_out(sheet: str) -> None:
    """WCAG asks for 4.5 : 1, in the light scheme (colours.css) and in the dark one (screen.css)."""
    tokens = dict(re.findall(r"--(\w[\w-]*): (#[0-9a-f]{6})", (ROOT / "templates/tokens" / sheet).read_text("utf-8")))
    for name in ("ink", "petrol", "muted", "amber"):
        assert _contrast(tokens[name], tokens["paper"]) >= 4.5, name
    assert _contrast(tokens["on-step-3"], tokens["step-3"]) >= 4.5
