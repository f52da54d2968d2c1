"""Large print: nothing is smaller than 18 points, nothing is lost, nothing leaves the page."""

import ctypes
import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pypdfium2.raw
import pytest

from tests.support.builds import ROOT, build, run
from tests.support.pdftext import page_texts
from tests.support.verapdf import VeraPdf

WORD = re.compile(r"[^\W\d_]{2,}")
NAMES = ("report-large-print.pdf", "response-large-print.pdf")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, tmp_path_factory.mktemp("large") / "build", "--only", "pdf", "--large-print")


def _letters(pdf: Path) -> Iterator[tuple[int, str, float, bool]]:
    """Page, letter, size in points, and whether it lies on the page with a margin of a centimetre."""
    with pypdfium2.PdfDocument(pdf) as document:
        for number, page in enumerate(document, start=1):
            text = page.get_textpage()
            width, edge = page.get_width(), 72 / 2.54
            for index in range(text.count_chars()):
                letter = chr(pypdfium2.raw.FPDFText_GetUnicode(text, index))
                if letter.strip():
                    left, _, right, _ = text.get_charbox(index)
                    yield number, letter, _size(text, index), edge <= left and right <= width - edge


def _size(text: pypdfium2.PdfTextPage, index: int) -> float:
    """As it is seen: the font's size times how much the page's matrix enlarges it."""
    matrix = pypdfium2.raw.FS_MATRIX()
    pypdfium2.raw.FPDFText_GetMatrix(text, index, ctypes.byref(matrix))
    size: float = pypdfium2.raw.FPDFText_GetFontSize(text, index) * (matrix.b**2 + matrix.d**2) ** 0.5
    return size


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_smaller_than_18_points_and_nothing_leaves_the_page(large: Path, name: str) -> None:
    letters = list(_letters(large / name))
    assert len(letters) > 10_000
    assert [each for each in letters if each[2] < 17.9][:20] == []
    assert [each for each in letters if not each[3]][:20] == []


def test_the_measure_sees_small_letters(large: Path) -> None:
    assert any(size < 17.9 for _, _, size, _ in _letters(large / "report.pdf"))


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_the_ordinary_print_says(large: Path, name: str) -> None:
    usual, found = (
        set(WORD.findall(" ".join(page_texts(large / each)).replace("\ufffe", "")))
        for each in (name.replace("-large-print", ""), name)
    )
    assert len(usual) > 500
    assert usual - found == set()


@pytest.mark.parametrize("name", NAMES)
def test_it_conforms_as_the_ordinary_print_does(large: Path, verapdf: VeraPdf, name: str) -> None:
    assert verapdf.failures(large / name, "ua1") == ()


def test_it_is_made_only_when_asked_for(tmp_path: Path) -> None:
    done = run(
        "build",
        "--project",
        ROOT / "tests/projects/scripts",
        "--only",
        "html",
        "--large-print",
        "-o",
        tmp_path / "build",
    )
    assert done.returncode == 0
    assert sorted(each.suffix for each in (tmp_path / "build").iterdir() if not each.name.startswith(".")) == [
        ".html", ".html", ".pdf", ".pdf",
    ]  # fmt: skip
