"""Parts are laid out apart and joined: only what changed is laid out again, and the file is as if all had been."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageChops

from pet_report import files, fonts, pdf
from pet_report.cache import Cache
from pet_report.pdf import Needs
from pet_report.pieces import PART, cut
from pet_report.printer import Printer
from pet_report.store import Store
from tests.support.pdftext import destinations, page_texts

STYLE = """
html { font-family: "Report Text" }
@page { size: A6; margin: 14mm 8mm 14mm 20mm; @bottom-right { content: counter(page); } }
@page :left { margin: 14mm 20mm 14mm 8mm; @bottom-left { content: counter(page); } @bottom-right { content: none } }
.page::before { content: ", page " var(--number) }
.folio { display: inline-block; width: 3em; text-align: right } .folio::before { content: var(--number) }
section { break-before: page } p { margin: 0 0 9mm; font-variant-numeric: tabular-nums; font-kerning: none }
.box { width: 8mm; height: 8mm; background: url("data:image/svg+xml,SQUARE") }
""".replace("SQUARE", "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><rect width='5' height='9'/></svg>")


PICTURE = """<img alt="A square" src="data:image/svg+xml,SQUARE">""".replace(
    "SQUARE", "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9' width='30' height='30'></svg>"
)


def page(parts: list[str], style: str = "") -> str:
    faces = fonts.style("".join(parts), lambda face: f"{pdf.FONTS}{face.file}.ttf")
    head = f"<html lang=en><title>Example</title><style>{faces}{STYLE}{style}</style><body>"
    return f"{head}{PART.join(parts)}</body></html>"


def part(name: str, lines: int, *shown: str) -> str:
    """A section of so many paragraphs, that shows the pages of some places, and has a picture drawn by a pattern."""
    references = "".join(
        f'<p>See <a href="#{to}">{to}</a><span class="page" data-to="#{to}"></span>.</p>' for to in shown
    )
    columns = "".join(f'<p><span class="folio" data-to="#{to}"></span> {to}</p>' for to in shown)
    words = "".join(f"<p>{name} says {number}.</p>" for number in range(lines))
    return f'<section id="{name}"><h2>Part {name}</h2><div class="box"></div>{references}{columns}{words}</section>'


@pytest.fixture(scope="module")
def anew() -> Iterator[Printer]:
    """Remembers nothing."""
    with Printer(files.fonts_folder()) as printer:
        yield printer


class Kept:
    """Prints with what it printed before; `again` says how many parts and pages were laid out since the last time."""

    def __init__(self, printer: Printer) -> None:
        self._printer = printer

    def __call__(self, html: str) -> bytes:
        self._printer.counted.clear()
        return printed(self._printer, html)

    @property
    def again(self) -> Counter[str]:
        return Counter(self._printer.counted)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    with Printer(files.fonts_folder(), cache=Cache(Store(tmp_path / "cache"))) as printer:
        yield Kept(printer)


def printed(printer: Printer, html: str) -> bytes:
    return printer.print_pages([("example.pdf", html)])()["example.pdf"]


def texts(content: bytes, tmp_path: Path) -> tuple[str, ...]:
    (tmp_path / "example.pdf").write_bytes(content)
    return page_texts(tmp_path / "example.pdf")


def test_what_is_unchanged_is_not_laid_out_again(kept: Kept, anew: Printer) -> None:
    parts = [part(name, 4, "a", "d") for name in "abcd"]
    first = kept(page(parts))
    assert kept.again["parts"] == 4
    assert kept(page(parts)) == first
    assert kept.again == Counter()
    parts[1] = parts[1].replace("b says 3.", "b says something else.")
    assert kept(page(parts)) == printed(anew, page(parts)) != first
    assert kept.again["parts"] == 1


def test_a_page_more_moves_the_others_without_laying_them_out(kept: Kept, anew: Printer, tmp_path: Path) -> None:
    """Left pages become right ones; what is drawn by a pattern, is clicked, or is shown by a bookmark, moves along."""
    parts = [part(name, 4, "c") for name in "abc"]
    kept(page(parts))
    longer = [part("a", 16, "c"), *parts[1:]]
    assert kept(page(longer)) == printed(anew, page(longer))
    assert kept.again["parts"] == 1
    seen = texts(kept(page(longer)), tmp_path)
    assert [_folio(text, number) for number, text in enumerate(seen, 1)] == list(map(str, range(1, len(seen) + 1)))


def _folio(text: str, number: int) -> str:
    """The last word that is drawn, wherever the text says it."""
    return next((word for word in text.split() if word == str(number)), "")


def test_both_sides_are_laid_out_as_weasyprint_does(anew: Printer) -> None:
    """Texts, margins, pictures and places to click lie on each page where they lie in one document."""
    parts = [part("a", 16, "a"), part("b", 3, "b") + PICTURE, part("c", 16, "c") + PICTURE]
    apart = printed(anew, page(parts))
    together = printed(anew, page(["".join(parts)]))
    assert _places(apart) == _places(together)
    assert sorted(_pictures(apart)) == sorted(_pictures(together))
    assert len({left for left, *_ in _pictures(apart)}) == 2, "one lies on each side of a sheet"
    with pypdfium2.PdfDocument(apart) as one, pypdfium2.PdfDocument(together) as other:
        assert len(one) == len(other) > 5
        for left, right in zip(one, other, strict=True):
            images = [each.render(scale=2).to_pil().convert("L") for each in (left, right)]
            assert max(ImageChops.difference(*images).getextrema()) == 0


RUNNING = "h2 { string-set: title content() } @page { @top-left { content: string(title KEYWORD) ' of all' } }"


@pytest.mark.parametrize(
    ("style", "shared"),
    [
        ("", True),
        (RUNNING.replace("KEYWORD", ""), True),
        (RUNNING.replace("KEYWORD", ", last"), True),
        (RUNNING.replace("KEYWORD", ", first-except"), True),
        ("@page :nth(3) { @top-left { content: 'third'; background: #eee } }", True),
        (RUNNING.replace("KEYWORD", ", start"), False),
        ("h2 { position: running(head) } @page { @top-left { content: element(head) } }", False),
        ("@page { @top-left { content: counter(page, upper-roman) } }", False),
        ("@page { @top-left { content: '-' counter(page) '-' } }", False),
    ],
)
def test_pages_share_the_margins_that_say_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, style: str, *, shared: bool
) -> None:
    """Each looks as if it had its own."""
    parts = [part("a", 16, "a") + part("b", 4) + "<h2>Within</h2>" * 2 + part("c", 40), part("d", 30)]
    one, boxes = printed_here(page(parts, style), tmp_path)
    monkeypatch.setattr("pet_report.pdf.sides._look", lambda *_: None)
    other, all_boxes = printed_here(page(parts, style), tmp_path)
    with pypdfium2.PdfDocument(one) as ours, pypdfium2.PdfDocument(other) as wanted:
        assert len(ours) == len(wanted) > 9
        for left, right in zip(ours, wanted, strict=True):
            assert left.get_textpage().get_text_range() == right.get_textpage().get_text_range()
            images = [each.render(scale=2).to_pil().convert("L") for each in (left, right)]
            assert max(ImageChops.difference(*images).getextrema()) == 0
    assert (boxes < all_boxes) == shared


def printed_here(html: str, folder: Path) -> tuple[bytes, int]:
    """In this process, which a test can change; and of how many boxes."""
    pdf.prepare(str(files.fonts_folder()))
    parts, extents = [], []
    for number, piece in enumerate(cut(html)):
        parts.append(folder / str(number))
        needs = Needs(side="right", notes=0, digits=2, called=f"p{number}")
        extents.append(pdf.print_packed("example.pdf", (piece.head, piece.body, piece.foot), needs, parts[-1]))
    pdf.clear()
    pdf.publish(parts, extents, (), folder / "whole")
    return (folder / "whole").read_bytes(), sum(each.boxes for each in extents)


def _places(content: bytes) -> list[tuple[int, list[float]]]:
    with pikepdf.open(_opened(content)) as document:
        return [(number, [round(float(side), 1) for side in each.Rect])
                for number, sheet in enumerate(document.pages) for each in sheet.get("/Annots", ())]  # fmt: skip


def _pictures(content: bytes) -> list[list[float]]:
    """Where the tags say that pictures stand."""
    with pikepdf.open(_opened(content)) as document:
        elements = [each for each in document.objects if isinstance(each, pikepdf.Dictionary)]
        return [[round(float(side), 1) for side in each.A.BBox] for each in elements if each.get("/S") == "/Figure"]


def _opened(content: bytes) -> io.BytesIO:
    return io.BytesIO(content)


def test_numbers_have_the_room_that_they_need(kept: Kept, anew: Printer, tmp_path: Path) -> None:
    for lines in (4, 50, 4):
        parts = [part("a", lines, "b", "c"), part("b", 40), part("c", 4, "a")]
        content = kept(page(parts))
        assert content == printed(anew, page(parts))
        seen = re.sub(r"\s+", " ", " ".join(texts(content, tmp_path)))
        where = destinations(tmp_path / "example.pdf")
        for name in "abc":
            assert f"See {name}, page {where[name]}." in seen
            assert f"{where[name]} {name}" in seen


LINE = (
    '<p>See <a href="#b">b</a><span class="page" data-to="#b"></span> and <a href="#c">c</a>'
    '<span class="page" data-to="#c"></span>; <em>so</em> <a href="#a">here</a>.</p>'
)


@pytest.mark.parametrize(
    ("style", "closes"),
    [
        ("", True),
        ("em { text-decoration: underline }", True),
        ("p { text-align: justify }", False),
        ("p { text-align: center }", False),
        ("em { background: #eee }", False),
        ("a { border-bottom: 1px solid }", False),
    ],
)
def test_what_stands_behind_a_short_number_closes_up(
    anew: Printer, monkeypatch: pytest.MonkeyPatch, style: str, *, closes: bool
) -> None:
    """The line looks as if no room had been kept for a longer one, and places to click are where they would be.

    Where it cannot, the number stands at the end of its room.
    """
    html = page([f'<section id="a">{LINE}</section>', part("b", 4), part("c", 4)], style)
    snug = printed(anew, html)
    monkeypatch.setattr("pet_report.printer.digits_expected", lambda _: 3)
    roomy = printed(anew, html)
    assert (_places(snug) == _places(roomy)) == closes
    with pypdfium2.PdfDocument(snug) as one, pypdfium2.PdfDocument(roomy) as other:
        assert [each[0].get_textpage().get_text_range() for each in (one, other)] == [
            one[0].get_textpage().get_text_range()
        ] * 2
        images = [each[0].render(scale=2).to_pil().convert("L") for each in (one, other)]
    plain = ImageChops.difference(*images).point(lambda level: level if level >= 64 else 0)
    assert (plain.getbbox() is None) == closes


def test_a_longer_number_alone_has_nothing_laid_out_again(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pet_report.printer.digits_expected", lambda _: 2)
    for lines in (4, 72):
        kept(page([part("a", lines), part("b", 4), part("c", 4, "a", "b")]))
    assert kept.again["parts"] == 1


@pytest.mark.parametrize(
    "style",
    [
        "@page { @top-left { content: 'of ' counter(pages) } }",
        "@page :first { margin: 40mm }",
        "body { counter-reset: own } h2 { counter-increment: own } h2::before { content: counter(own) ' of ' }",
    ],
)
def test_styles_that_look_at_the_whole_have_it_laid_out_as_one(kept: Kept, tmp_path: Path, style: str) -> None:
    parts = [part("a", 12, "b"), part("b", 12)]
    seen = texts(kept(page(parts, style)), tmp_path)
    assert kept.again["parts"] == 1
    if "pages" in style:
        assert all(f"of {len(seen)}" in text for text in seen)
    if "own" in style:
        assert "2 of Part b" in " ".join(" ".join(seen).split())


def test_a_part_that_wants_a_side_gets_it(kept: Kept, anew: Printer, tmp_path: Path) -> None:
    parts = [part("a", 4), part("b", 4) + "<section id=x style='break-before: right'>Right</section>", part("c", 4)]
    for first in (part("a", 4), part("a", 16)):
        content = kept(page([first, *parts[1:]]))
        assert content == printed(anew, page([first, *parts[1:]]))
        texts(content, tmp_path)
        assert destinations(tmp_path / "example.pdf")["x"] % 2 == 1


def test_each_font_is_there_once(anew: Printer) -> None:
    parts = [
        part(name, 4, "a") + f"<p>{letters}</p>" for name, letters in zip("abc", ("xyz", "äöü", "قلم"), strict=True)
    ]
    with pikepdf.open(_opened(printed(anew, page(parts)))) as document:
        dictionaries = [each for each in document.objects if isinstance(each, pikepdf.Dictionary)]
        named = [str(each.FontName) for each in dictionaries if "/FontFile2" in each]
        colours = [
            each
            for each in document.objects
            if isinstance(each, pikepdf.Stream) and "/N" in each and "/Type" not in each
        ]
    assert len(named) == len(set(named)) >= 2
    assert len(colours) == 1


HOURS = "<section><table><tr><th scope=row>Monday</th><td>nine</td></tr></table></section>"


def test_the_same_text_twice_has_ids_of_its_own_each_time(kept: Kept, anew: Printer) -> None:
    """They do not follow from what stands before: that may change without a change of theirs."""
    first = _heads(kept(page([HOURS, part("a", 4), HOURS])))
    assert len(set(first)) == 2
    html = page([part("b", 4), HOURS, part("a", 4), HOURS])
    assert kept(html) == printed(anew, html)
    assert kept.again["parts"] == 1
    assert _heads(kept(html)) == first


def _heads(content: bytes) -> list[str]:
    """Of each cell, the id of its head; the tree of ids leads to it, and it stands in the same row."""
    with pikepdf.open(_opened(content)) as document:
        ids = pikepdf.NameTree(document.Root.StructTreeRoot.IDTree)
        cells = [each for each in document.objects if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/TD"]
        names = [str(each.A.Headers[0]) for each in cells]
        assert all(ids[name].P == cell.P for name, cell in zip(names, cells, strict=True))
        assert len(list(ids)) == len(names)
        return sorted(names)


def test_a_change_of_style_lays_all_out_again(kept: Kept) -> None:
    parts = [part(name, 4) for name in "abc"]
    kept(page(parts))
    first = kept.again
    kept(page(parts, "p { color: #111 }"))
    assert kept.again == first
    assert first["parts"] >= 3


def test_one_that_is_broken_off_ends_no_other(anew: Printer) -> None:
    """Two print in one process: the second is broken off, and the first goes on."""
    html = page([part("a", 3)])
    before = printed(anew, html)
    with pytest.raises(KeyboardInterrupt):
        _break_off(html)
    assert printed(anew, html) == before


def _break_off(html: str) -> None:
    with Printer(files.fonts_folder(), processes=1) as printer:
        printed(printer, html)
        raise KeyboardInterrupt


_NAMES = "abcdef"
_PARTS = st.lists(st.sampled_from(_NAMES), min_size=1, max_size=5, unique=True)


@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_whatever_is_edited_it_is_as_if_printed_anew(
    data: st.DataObject, anew: Printer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Parts that come, go, grow, shrink and change places, and refer to one another."""
    with Printer(files.fonts_folder(), processes=1, cache=Cache(Store(tmp_path_factory.mktemp("cache")))) as printer:
        for _ in range(data.draw(st.integers(2, 4))):
            names = data.draw(_PARTS)
            lines = st.integers(0, 40)
            shown = st.lists(st.sampled_from(names), max_size=3)
            note = st.sampled_from(("", "<p>Noted<span class='footnote' id='note-x'>below</span></p>"))
            parts = [
                part(name, data.draw(lines), *data.draw(shown)) + data.draw(note).replace("x", name) for name in names
            ]
            html = page(parts, ".footnote { float: footnote }")
            assert printed(printer, html) == printed(anew, html)
