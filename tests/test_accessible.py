"""Nobody is kept out: axe-core in a real browser, in every state of a page, and the Nu checker of the standard."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.support import axe, nu
from tests.support.builds import Built
from tests.support.chromium import visit

PUBLICATIONS = ("report.html", "response.html")
FOUND, NOTHING, SET = "?q=imam", "?q=nothing+of+the+kind", "?theme=education&decision=none-found&decision=noted"
STATES: dict[str, dict[str, Any]] = {
    "light": {},
    "found": {"after": FOUND},
    "found in the dark": {"after": FOUND, "color_scheme": "dark"},
    "found, narrow": {"after": FOUND, "width": 320},
    "nothing found": {"after": NOTHING},
    "filters set": {"after": SET},
    "filters set, forced colours": {"after": SET, "forced_colors": "active"},
    "filters set, in print": {"after": SET, "media": "print"},
    "dark": {"color_scheme": "dark"},
    "more contrast": {"contrast": "more"},
    "forced colours": {"forced_colors": "active"},
    "narrow": {"width": 320},
    "print": {"media": "print"},
}


@contextmanager
def _in_state(chromium: Browser, page: Path, *, media: Any = None, **wishes: Any) -> Iterator[Page]:
    with visit(chromium, page, **wishes) as visited:
        if media:
            visited.page.emulate_media(media=media)
        yield visited.page


@pytest.mark.parametrize("name", PUBLICATIONS)
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(real: Built, chromium: Browser, name: str, state: str) -> None:
    with _in_state(chromium, real.folder / name, **STATES[state]) as page:
        assert axe.examine(page).found == ()


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_axe_finds_nothing_where_other_scripts_are_quoted(scripts: Built, chromium: Browser, name: str) -> None:
    with _in_state(chromium, scripts.folder / name) as page:
        assert axe.examine(page).found == ()


def test_the_nu_checker_finds_nothing(real: Built, scripts: Built) -> None:
    pages = [built.folder / name for built in (real, scripts) for name in PUBLICATIONS]
    assert nu.complaints(pages) == ()


# --- the validators themselves: they see a fault, else their silence says nothing -----------------------------------

_SMALL_BUTTON = '<button style="all: unset; font-size: 9px; line-height: 9px">a</button>'
FAULTS = {
    "color-contrast": ("</main>", '<p style="color: #999; background: #fff">Hardly seen</p></main>'),
    "button-name": ("</main>", "<button></button></main>"),
    "html-has-lang": ('<html lang="en-GB"', "<html"),
    "heading-order": ("</main>", "<h5>Too deep</h5></main>"),
    "target-size": ("</main>", f"<p>{2 * _SMALL_BUTTON}</p></main>"),
}  # fmt: skip


@pytest.mark.parametrize("rule", FAULTS)
def test_axe_sees_a_planted_fault(real: Built, chromium: Browser, tmp_path: Path, rule: str) -> None:
    page = _planted(real.folder / "report.html", tmp_path, *FAULTS[rule])
    with visit(chromium, page) as visited:
        found = axe.examine(visited.page).found
    assert found
    assert all(each.startswith(f"{rule}: ") for each in found)


def test_the_nu_checker_sees_a_planted_fault(real: Built, tmp_path: Path) -> None:
    page = _planted(real.folder / "report.html", tmp_path, "</main>", "<p><div id='main'></div></p></main>")
    said = nu.complaints([page])
    assert any("Duplicate ID" in each for each in said)
    assert any("No “p” element in scope" in each or "stray" in each.lower() for each in said)


def _planted(page: Path, folder: Path, there: str, instead: str) -> Path:
    text = page.read_text("utf-8")
    assert there in text
    planted = folder / page.name
    planted.write_text(text.replace(there, instead, 1), encoding="utf-8")
    return planted
