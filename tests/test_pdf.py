"""The PDFs: conforming, complete, with page numbers that are right."""

import itertools
import re
from collections import Counter
from pathlib import Path
from xml.etree.ElementTree import Element

import pikepdf
import pytest
import tinyhtml5  # type: ignore[import-untyped]  # it ships no types

from pet_report.pieces import PART
from tests.support.builds import Built
from tests.support.faults import faults
from tests.support.pdftext import destinations, page_texts
from tests.support.verapdf import VeraPdf

PUBLICATIONS = ("report.pdf", "response.pdf")
WORD = re.compile(r"[^\W\d_]{2,}")
OUR_FONTS = ("SourceSans3", "SourceSerif4", "Source-Sans", "Source-Serif", "Report", "Noto")


def _squashed(text: str) -> str:
    return re.sub("[\ufffe\x02]", "-", re.sub(r"\s+", "", text))  # so pdfium marks a hyphen at the end of a line


def _parsed(html: str) -> Element:
    # A mark for the printer is no text, though a parser keeps it in the tree.
    tree: Element = tinyhtml5.parse(html.replace(PART, ""), namespace_html_elements=False)
    return tree


def _text(element: Element) -> str:
    return "".join(element.itertext())


def _words(element: Element) -> list[str]:
    """The words of an element; what stands side by side on a page does not run together."""
    return WORD.findall(" ".join(element.itertext()))


def _classes(element: Element) -> list[str]:
    return element.get("class", "").split()


@pytest.mark.parametrize("flavour", ["ua1", "3a"])
@pytest.mark.parametrize("name", PUBLICATIONS)
def test_the_case_conforms(real: Built, verapdf: VeraPdf, name: str, flavour: str) -> None:
    assert verapdf.failures(real.folder / name, flavour) == ()


@pytest.mark.parametrize("flavour", ["ua1", "3a"])
@pytest.mark.parametrize("name", PUBLICATIONS)
def test_many_scripts_conform(scripts: Built, verapdf: VeraPdf, name: str, flavour: str) -> None:
    assert verapdf.failures(scripts.folder / name, flavour) == ()


@pytest.mark.parametrize("flavour", ["ua1", "3a"])
@pytest.mark.parametrize("name", PUBLICATIONS)
def test_what_is_hard_to_print_conforms(hard: Built, verapdf: VeraPdf, name: str, flavour: str) -> None:
    assert verapdf.failures(hard.folder / name, flavour) == ()


@pytest.mark.parametrize("name", PUBLICATIONS)
@pytest.mark.parametrize("project", ["real", "scripts", "hard"])
def test_the_tags_have_no_fault(request: pytest.FixtureRequest, project: str, name: str) -> None:
    pdf = request.getfixturevalue(project).folder / name
    assert faults(pdf, pdf.with_suffix(".html")) == []


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_every_page_number_is_that_of_its_target(real: Built, name: str) -> None:
    """`words, page N`: every reference in the page as it was sent to print, compared with what was printed."""
    pages = destinations(real.folder / name)
    printed = _squashed(" ".join(page_texts(real.folder / name)))
    expected: Counter[str] = Counter()
    for parent in _parsed(real.printed[name]).iter():
        children = list(parent)
        for before, after in itertools.pairwise(children):
            if "page" in _classes(after):
                target = after.attrib["data-to"].removeprefix("#")
                expected[_squashed(f"{_text(before)}, page {pages[target]}")] += 1
    assert sum(expected.values()) > 20
    wrong = [words for words, count in expected.items() if printed.count(words) < count]
    assert wrong == []


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_every_number_in_the_contents_and_lists_is_right(real: Built, name: str) -> None:
    pages = destinations(real.folder / name)
    printed = _squashed(" ".join(page_texts(real.folder / name)))
    tree = _parsed(real.printed[name])
    lines = [line for line in tree.iter("li") if any("folio" in _classes(each) for each in line)]
    rows = [row for row in tree.iter("tr") if any("folio" in _classes(each) for each in row.iter())]
    assert len(lines) > 10
    for line in lines:
        folio, words = next(each for each in line if "folio" in _classes(each)), next(line.iter("a"))
        assert _squashed(f"{pages[folio.attrib['data-to'][1:]]} {_text(words)}") in printed
    for row in rows:
        folio = next(each for each in row.iter() if "folio" in _classes(each))
        assert _squashed(f"{_text(row)} {pages[folio.attrib['data-to'][1:]]}") in printed


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_nothing_is_lost_and_nothing_is_printed_twice(real: Built, name: str) -> None:
    """Every word is in the PDF as often as in the page that was sent to print; heads and feet apart."""
    tree = _parsed(real.printed[name])
    body = next(tree.iter("body"))
    sent = Counter(_words(body))
    printed = Counter(WORD.findall(" ".join(page_texts(real.folder / name)).replace("\ufffe", "")))
    lost = {word: (count, printed[word]) for word, count in sent.items() if printed[word] < count}
    assert lost == {}
    repeated = {"page"}
    for element in body.iter():
        for attribute in ("data-running", "data-foot", "data-run"):
            repeated |= set(WORD.findall(element.get(attribute, "")))
        if element.tag == "thead":
            repeated |= set(_words(element))
    twice = {
        word: (sent[word], count) for word, count in printed.items() if count > sent[word] and word not in repeated
    }
    assert twice == {}


def test_every_word_of_the_sources_is_printed(real: Built) -> None:
    """What authors wrote of each proposal and answer stands in the publications, in the HTML as in the PDF."""
    from pet_report import files, pipeline
    from tests.support.builds import ROOT

    linked = pipeline.check(*files.read_sources(ROOT)).linked
    in_pdf = {
        name: set(WORD.findall(" ".join(page_texts(real.folder / f"{name}.pdf")))) for name in ("report", "response")
    }
    in_html = {
        name: set(_words(_parsed((real.folder / f"{name}.html").read_text("utf-8")))) for name in ("report", "response")
    }
    assert len(linked.proposals) == 24
    for proposal in linked.proposals:
        said = f"{proposal.title} {proposal.text} {proposal.notes or ''} {proposal.group_basis or ''}"
        _assert_said(said, in_pdf["report"], in_html["report"])
        _assert_said(f"{proposal.title} {proposal.text}", in_pdf["response"], in_html["response"])
    for _, response in linked.responses:
        progress = " ".join(f"{entry.text or ''} {entry.by}" for entry in response.progress)
        said = f"{response.text or ''} {response.reason or ''} {response.notes or ''} {progress}"
        _assert_said(said, in_pdf["response"], in_html["response"])


def _assert_said(text: str, *places: set[str]) -> None:
    words = set(WORD.findall(re.sub(r"\[\[[^\]]*\]\]|\[\^[^\]]*\]", " ", text)))
    for place in places:
        assert words - place == set()


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_bookmarks_name_every_chapter(real: Built, name: str) -> None:
    headings = [_squashed(_text(each)) for each in _parsed(real.printed[name]).iter("h2")]
    with pikepdf.open(real.folder / name) as document, document.open_outline() as outline:
        titles = [_squashed(each.title) for each in outline.root]
    assert len(titles) > 8
    assert titles == headings


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_the_document_says_its_title_and_language(real: Built, name: str) -> None:
    with pikepdf.open(real.folder / name) as document:
        assert document.Root.Lang == "en-GB"
        assert "Preventing Extremism Together" in str(document.docinfo["/Title"])
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert "/StructTreeRoot" in document.Root


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_every_page_has_its_head_and_number(real: Built, name: str) -> None:
    pages = page_texts(real.folder / name)
    for number, text in enumerate(pages[2:], start=3):
        assert "Preventing Extremism Together" in text
        assert re.search(rf"^{number}\b|\b{number}$", text, re.MULTILINE), f"page {number} does not say so"


def _fonts(pdf: Path) -> set[tuple[str, bool]]:
    """The fonts of a PDF, and whether each is inside it."""
    found = set()
    with pikepdf.open(pdf) as document:
        for thing in document.objects:
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor":
                embedded = any(key in thing for key in ("/FontFile", "/FontFile2", "/FontFile3"))
                found.add((str(thing.FontName).lstrip("/").rpartition("+")[2], embedded))
    return found


def test_all_fonts_are_ours_and_embedded(real: Built, scripts: Built) -> None:
    found = _fonts(real.folder / "report.pdf") | _fonts(scripts.folder / "report.pdf")
    assert len(found) >= 5
    assert all(embedded for _, embedded in found)
    assert all(name.startswith(OUR_FONTS) for name, _ in found), found


def test_the_dates_are_the_reports_own(scripts: Built, real: Built) -> None:
    with pikepdf.open(scripts.folder / "report.pdf") as document:
        assert str(document.docinfo["/CreationDate"]).startswith("D:20200302")
    with pikepdf.open(real.folder / "report.pdf") as document:
        assert "/CreationDate" not in document.docinfo  # none was given, and today is nobody's date of issue


def test_other_scripts_can_be_read_out(scripts: Built) -> None:
    text = _squashed(" ".join(page_texts(scripts.folder / "report.pdf")))
    for words in ("llyfrgell", "Ṣāliḥ", "Łukasz", "Ngũgĩ", "Đặng"):
        assert words in text
    for letters in ("\u0643", "\u06d2", "\u0986"):  # Arabic kaf, Urdu yeh barree, Bengali aa
        assert letters in text
