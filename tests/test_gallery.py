"""The gallery of every component, as pictures: what a change of templates or styles does is seen at once."""

import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator

from pet_report.model import PartKind
from pet_report.view import words
from tests.support.builds import ROOT, build
from tests.support.chromium import visit
from tests.support.pictures import FEW, compare, different, judge, pages, small

GALLERY = ROOT / "templates/gallery"
KEPT = ROOT / "tests/kept/gallery"
PUBLICATIONS = ("report", "response")
WIDTHS = (1280, 320)
TALLEST = 1500
"""CSS pixels of a component that are looked at."""


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(GALLERY, tmp_path_factory.mktemp("gallery") / "build")


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_every_page_looks_as_it_did(gallery: Path, name: str, *, accept: bool) -> None:
    made = list(pages(gallery / f"{name}.pdf"))
    kept = sorted(KEPT.glob(f"{name}-page-*.png"))
    if accept:
        for old in kept:
            old.unlink()
    complaints = [
        compare(page, KEPT / f"{name}-page-{number:02}.png", accept=accept) for number, page in enumerate(made, start=1)
    ]
    if not accept and len(kept) > len(made):
        complaints.append(f"{name}.pdf had {len(kept)} pages, and has {len(made)}")
    judge([each for each in complaints if each])


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PUBLICATIONS)
def test_every_component_looks_as_it_did(
    gallery: Path, chromium: Browser, name: str, width: int, *, accept: bool
) -> None:
    """The first of each kind; what both publications have is looked at in the report."""
    with visit(chromium, gallery / f"{name}.html", width=width) as visited:
        visited.page.evaluate("document.fonts.ready")
        complaints = [
            compare(_picture(part), KEPT / f"{name}-{kind}-{width}.png", accept=accept)
            for kind, part in _components(visited.page.locator("main > *, .masthead, nav.contents"))
            if name == "report" or kind not in _IN_BOTH
        ]
    judge([each for each in complaints if each])


_IN_BOTH = {"masthead", "contents", "heard", "verso", "themes", "grid", "unknown", "sources", "text"}


def _components(parts: Locator) -> Iterator[tuple[str, Locator]]:
    seen = set()
    for part in parts.all():
        kind = re.sub(r"^chapter part-", "", part.get_attribute("class") or "").split(" ")[0]
        if kind and kind not in seen and part.is_visible():
            seen.add(kind)
            yield kind, part


def _picture(part: Locator) -> Image.Image:
    part.scroll_into_view_if_needed()
    with Image.open(io.BytesIO(part.screenshot(animations="disabled"))) as whole:
        shown = whole.crop((0, 0, whole.width, min(whole.height, TALLEST)))
        return small(shown.convert("L").reduce(2 if whole.width > 640 else 1))


def test_a_change_of_style_is_seen(tmp_path: Path, gallery: Path) -> None:
    project = tmp_path / "gallery"
    shutil.copytree(GALLERY, project)
    (project / "templates").mkdir()
    (project / "templates/theme.css").write_text(".print { --h2: 27pt; }", encoding="utf-8")
    before, after = (
        list(pages(folder / "report.pdf")) for folder in (gallery, build(project, tmp_path / "build", "--only", "pdf"))
    )
    assert different(before[3].convert("L"), after[3].convert("L")) > FEW
    assert different(before[0].convert("L"), after[0].convert("L")) == 0


def test_the_gallery_holds_everything_that_a_publication_can_say(gallery: Path) -> None:
    """Every kind of part, decision and status; and of every model that authors write, every field."""
    text = "".join(path.read_text("utf-8") for path in sorted(GALLERY.rglob("*.yaml")))
    kinds = set(re.findall(r"kind: ([a-z-]+)$", text, re.MULTILINE))
    assert set(PartKind.__args__) - kinds == set()  # type: ignore[attr-defined]  # a Literal has its values there
    pages_ = (gallery / "response.html").read_text("utf-8")
    for state in (*words.DECISIONS, *words.DELIVERIES):
        assert f'"units {state}"' in pages_ or f'"status {state}"' in pages_ or f"units {state} " in pages_, state
