"""Whoever uses no mouse and no eyes: the keyboard alone, what a screen reader is told, and text set wider."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.builds import ROOT, Built
from tests.support.chromium import visit

PUBLICATIONS = ("report.html", "response.html")
KEPT = ROOT / "tests/kept/web"

_STOP = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const box = at.getBoundingClientRect(), style = getComputedStyle(at);
  const points = [...at.getClientRects()].map((each) => [each.left + each.width / 2, each.top + each.height / 2]);
  at.dataset.reached = "yes";
  return {
    name: at.outerHTML.slice(0, 120),
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    seen: points.some(([x, y]) => { const top = document.elementFromPoint(x, y); return top && at.contains(top); }),
    size: [box.width, box.height],
  };
}"""
_MISSED = """() => [...document.querySelectorAll("a[href], button, input, summary, [tabindex='0']")]
  .filter((each) => each.checkVisibility() && !each.dataset.reached).map((each) => each.outerHTML.slice(0, 120))"""


def _stops(page: Page) -> list[dict[str, Any]]:
    """Everything at which the tab key stops, from the beginning of the page to its end."""
    stops: list[dict[str, Any]] = []
    for _ in range(2000):
        page.keyboard.press("Tab")
        stop = page.evaluate(_STOP)
        if stop is None:
            return stops
        stops.append(stop)
    pytest.fail("the tab key never comes to an end")


@pytest.mark.parametrize("name", PUBLICATIONS)
@pytest.mark.parametrize("width", [320, 1280])
def test_the_tab_key_reaches_everything_in_sight(scripts: Built, chromium: Browser, name: str, width: int) -> None:
    with visit(chromium, scripts.folder / name, width=width, after="?q=signs") as visited:
        page = visited.page
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        stops = _stops(page)
        assert page.evaluate(_MISSED) == []
    assert "skip" in stops[0]["name"]
    for stop in stops:
        assert stop["outline"] >= 2, stop["name"]
        assert stop["seen"], stop["name"]


def test_all_is_done_by_keys(real: Built, chromium: Browser) -> None:
    with visit(chromium, real.folder / "report.html") as visited:
        page, press = visited.page, visited.page.keyboard.press
        page.focus("#_find-words")
        page.keyboard.type("scholars")
        press("Enter")
        expect(page.locator("#_find-found > li > a").first).to_be_focused()
        press("Enter")
        assert page.url.endswith("#pet-roadshow")
        page.focus(".filters summary")
        press("Enter")
        press("Tab")
        press("Space")
        expect(page.locator("#_find-said")).to_contain_text("1 of 24")
        press("Escape")
        expect(page.locator("#_find-words")).to_be_focused()
        expect(page.locator("#_find-said")).to_contain_text("All 24")
        press("Tab")
        expect(page.locator(".filters summary")).to_be_focused()
        assert visited.errors == []


def test_the_skip_link_is_seen_and_leads_to_the_text(real: Built, chromium: Browser) -> None:
    with visit(chromium, real.folder / "report.html") as visited:
        visited.page.keyboard.press("Tab")
        expect(visited.page.locator(".skip")).to_be_in_viewport()
        visited.page.keyboard.press("Enter")
        assert visited.page.url.endswith("#main")


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_what_a_screen_reader_is_told(scripts: Built, chromium: Browser, name: str, accept: bool) -> None:
    with visit(chromium, scripts.folder / name, after="?q=signs") as visited:
        told = visited.page.locator("body").aria_snapshot() + "\n"
    kept = KEPT / Path(name).with_suffix(".aria.yaml").name
    if accept:
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(told, encoding="utf-8")
    assert told == kept.read_text("utf-8")


_NAMELESS = {"button", "link", "searchbox", "checkbox", "search", "navigation", "region", "heading", "table"}


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_everything_that_a_reader_can_use_or_go_to_has_a_name(real: Built, chromium: Browser, name: str) -> None:
    with visit(chromium, real.folder / name, after="?q=young") as visited:
        visited.page.evaluate("document.querySelector('.filters').open = true")
        nodes = _accessible(visited.page)
    roles = {role for role, _ in nodes}
    assert {"banner", "main", "navigation", "search", "contentinfo", "status", "checkbox", "table"} <= roles
    assert [role for role, named in nodes if role in _NAMELESS and not named] == []
    assert any(named.endswith("of 24 recommendations shown.") for role, named in nodes if role == "status")
    assert sum(role == "main" for role, _ in nodes) == 1


def _accessible(page: Page) -> list[tuple[str, str]]:
    """Role and name of all that Chromium's accessibility tree holds; of a status, its words."""
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    words = {each["nodeId"]: each for each in tree}

    def said(node: dict[str, Any]) -> str:
        inner = (words[child] for child in node.get("childIds", ()) if child in words)
        return str(node.get("name", {}).get("value", "")) or " ".join(said(each) for each in inner)

    return [
        (node["role"]["value"], said(node) if node["role"]["value"] == "status" else node["name"]["value"].strip())
        for node in tree
        if not node["ignored"] and node.get("name") is not None
    ]


_WIDER = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }
"""
_CUT = """() => [...document.querySelectorAll("body *")].filter((each) => {
  const style = getComputedStyle(each);
  if (style.clipPath !== "none" || each.closest("svg, [aria-hidden]") || !each.checkVisibility()) return false;
  const hides = (overflow) => overflow === "hidden" || overflow === "clip";
  return (hides(style.overflowX) && each.scrollWidth > each.clientWidth + 1)
    || (hides(style.overflowY) && each.scrollHeight > each.clientHeight + 1);
}).map((each) => each.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("name", PUBLICATIONS)
@pytest.mark.parametrize("width", [320, 1280])
def test_text_may_be_set_wider(real: Built, chromium: Browser, name: str, width: int) -> None:
    """WCAG 1.4.12: no word is cut off, and the page still does not scroll sideways."""
    with visit(chromium, real.folder / name, width=width, after="?q=young") as visited:
        visited.page.evaluate("document.querySelector('.filters').open = true")
        visited.page.add_style_tag(content=_WIDER)
        assert visited.page.evaluate("document.documentElement.scrollWidth") == width
        assert visited.page.evaluate(_CUT) == []
        assert visited.page.evaluate(_OVERLAP) == []


_OVERLAP = """() => {
  const found = [];
  for (const each of document.querySelectorAll("main :is(h1, h2, h3, h4, p, dt, dd, li, label, th, td)")) {
    if (!each.checkVisibility() || each.closest(".heard, thead") || each.closest("[aria-hidden]")) continue;
    const next = each.nextElementSibling;
    if (!next || !next.checkVisibility() || getComputedStyle(next).position !== "static") continue;
    if (getComputedStyle(each).position !== "static") continue;
    const one = each.getBoundingClientRect(), other = next.getBoundingClientRect();
    const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
    const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
    if (across > 2 && down > 2) found.push(each.outerHTML.slice(0, 120));
  }
  return found;
}"""
"""What stands over what comes next."""


# --- the tests themselves ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "sign"),
    [
        ("<style>:focus-visible { outline: 0 }</style>", "outline"),
        ("<style>main a { position: relative; z-index: -1 }</style>", "seen"),
    ],
)
def test_a_stop_that_cannot_be_seen_is_noticed(
    scripts: Built, chromium: Browser, tmp_path: Path, fault: str, sign: str
) -> None:
    text = (scripts.folder / "report.html").read_text("utf-8")
    page = tmp_path / "report.html"
    page.write_text(text.replace("</head>", f"{fault}</head>"), encoding="utf-8")
    with visit(chromium, page) as visited:
        assert any(not stop[sign] for stop in _stops(visited.page))


def test_text_that_is_cut_is_noticed(real: Built, chromium: Browser) -> None:
    with visit(chromium, real.folder / "report.html") as visited:
        visited.page.add_style_tag(content=".item h3 { height: 1em; overflow: hidden } .text p { margin-top: -90px }")
        assert visited.page.evaluate(_CUT)
        assert visited.page.evaluate(_OVERLAP)
