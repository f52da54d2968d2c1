"""The validators themselves: a good file passes and a bad one does not, else their silence says nothing."""

from pathlib import Path

import pytest
import weasyprint
from playwright.sync_api import Browser

import pet_report
from pet_report.verify import java
from tests.support.chromium import screenshot, visit
from tests.support.pdftext import Link, destinations, links, page_texts
from tests.support.verapdf import VeraPdf

_FONT = Path(pet_report.__file__).parent / "fonts" / "SourceSans3-Regular.ttf"
_PAGE = """
<html lang="en">
  <head>
    <title>Two pages</title>
    <style>
      @font-face { font-family: Tested; src: url(FONT) }
      html { font-family: Tested }
      section { break-before: page }
    </style>
  </head>
  <body>
    <h1>First page</h1>
    <p><a href="#second">Go on</a> or <a href="https://example.org/">elsewhere</a>.</p>
    <section><h2 id="second">Second page</h2></section>
  </body>
</html>
""".replace("FONT", _FONT.as_uri())


@pytest.fixture(autouse=True)
def _no_system_fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    configuration = tmp_path / "fonts.conf"
    configuration.write_text("<fontconfig></fontconfig>", encoding="utf-8")
    monkeypatch.setenv("FONTCONFIG_FILE", str(configuration))


def _pdf(folder: Path, page: str = _PAGE, variant: str | None = "pdf/ua-1") -> Path:
    path = folder / "tried.pdf"
    weasyprint.HTML(string=page).write_pdf(path, pdf_variant=variant)
    return path


def _rules(verapdf: VeraPdf, pdf: Path, flavour: str) -> set[str]:
    return {failure.rule for failure in verapdf.failures(pdf, flavour)}


@pytest.mark.parametrize(("variant", "flavour"), [("pdf/ua-1", "ua1"), ("pdf/a-3a", "3a")])
def test_a_good_pdf_passes(verapdf: VeraPdf, tmp_path: Path, variant: str, flavour: str) -> None:
    assert verapdf.failures(_pdf(tmp_path, variant=variant), flavour) == ()


def test_a_pdf_without_tags_breaks_both_standards(verapdf: VeraPdf, tmp_path: Path) -> None:
    untagged = _pdf(tmp_path, variant=None)
    assert _rules(verapdf, untagged, "ua1") >= {"7.1-3", "7.1-11"}
    assert "6.7.3.3-1" in _rules(verapdf, untagged, "3a")


@pytest.mark.parametrize(
    ("left_out", "broken"),
    [
        ("<title>Two pages</title>", "7.1-9"),
        (' lang="en"', "7.2-29"),
    ],
)
def test_a_pdf_that_leaves_out_what_a_reader_needs_fails(
    verapdf: VeraPdf, tmp_path: Path, left_out: str, broken: str
) -> None:
    assert left_out in _PAGE
    assert _rules(verapdf, _pdf(tmp_path, _PAGE.replace(left_out, "")), "ua1") == {broken}


def test_a_skipped_heading_level_fails(verapdf: VeraPdf, tmp_path: Path) -> None:
    page = _PAGE.replace("h2", "h4")
    assert "7.4.2-1" in _rules(verapdf, _pdf(tmp_path, page), "ua1")


def test_what_is_no_pdf_or_no_flavour_is_never_a_pass(verapdf: VeraPdf, tmp_path: Path) -> None:
    not_a_pdf = tmp_path / "not-a.pdf"
    not_a_pdf.write_text("words", encoding="utf-8")
    with pytest.raises(pytest.fail.Exception, match="did not validate"):
        verapdf.failures(not_a_pdf, "ua1")
    with pytest.raises(pytest.fail.Exception, match="did not validate"):
        verapdf.failures(_pdf(tmp_path), "no such flavour")


def test_without_jaxb_nothing_passes(verapdf: VeraPdf, tmp_path: Path) -> None:
    engine_only = verapdf.engine.class_path.split(":")[0]
    crippled = VeraPdf(java.VeraPdf(java=verapdf.engine.java, class_path=engine_only))
    with pytest.raises(pytest.fail.Exception, match="JAXB"):
        crippled.failures(_pdf(tmp_path), "ua1")


def test_a_pdf_is_read_as_text_and_links(tmp_path: Path) -> None:
    pdf = _pdf(tmp_path)
    first, second = page_texts(pdf)
    assert first.splitlines() == ["First page", "Go on or elsewhere."]
    assert second == "Second page"
    assert destinations(pdf)["second"] == 2
    inside, outside = links(pdf)
    assert (inside.page, inside.destination, inside.to_page) == (1, "second", 2)
    assert outside == Link(page=1, description=outside.description, address="https://example.org/")


def test_the_browser_tells_what_a_page_asks_for_and_complains_of(chromium: Browser, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<title>Tried</title><h1>Seen</h1><img src='https://example.org/x.png'><script>nothing()</script>",
        encoding="utf-8",
    )
    with visit(chromium, page, width=320) as visited:
        assert visited.page.evaluate("innerWidth") == 320
        assert visited.page.inner_text("h1") == "Seen"
    assert visited.requests == [page.as_uri(), "https://example.org/x.png"]
    assert any("nothing is not defined" in error for error in visited.errors)


def test_the_browser_takes_a_picture(chromium: Browser, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<title>Tried</title><p style='height: 2000px'>Tall", encoding="utf-8")
    picture = tmp_path / "page.png"
    visited = screenshot(chromium, page, picture, width=320)
    header = picture.read_bytes()[:24]
    assert header.startswith(b"\x89PNG")
    assert int.from_bytes(header[16:20]) == 320
    assert int.from_bytes(header[20:24]) > 2000
    assert visited.errors == []
