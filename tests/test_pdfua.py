"""The tags of our PDFs: what a reader is told, of small pages and of whole publications."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import tinyhtml5  # type: ignore[import-untyped]  # it ships no types
from weasyprint import draw
from weasyprint import pdf as weasyprint_pdf
from weasyprint.formatting_structure import boxes as weasyprint_boxes
from weasyprint.layout import inline

from pet_report import files, fonts, pdf
from pet_report.errors import ToolFailure
from pet_report.printer import Printer
from tests.support.builds import Built

PUBLICATIONS = ("report.pdf", "response.pdf")


@dataclass(slots=True, kw_only=True)
class Told:
    """An element as a reader meets it: what it is, what it says, and what it holds."""

    role: str
    element: Any
    text: str = ""
    kids: list[Told] = field(default_factory=list)
    pages: set[int] = field(default_factory=set)

    def all(self, *roles: str) -> list[Told]:
        return [each for each in self.walk() if each.role in roles]

    def walk(self) -> Iterator[Told]:
        yield self
        for kid in self.kids:
            yield from kid.walk()


def read(path: Path) -> Told:
    """The tree of a PDF, with the words that its content says, letter by letter or by another text in their place."""
    with pikepdf.open(path) as document:
        pages = [_said(page) for page in document.pages]
        numbers = {page.obj.objgen: number for number, page in enumerate(document.pages)}
        told = _told(document.Root.StructTreeRoot.K[0], pages, numbers)
        document.Root.StructTreeRoot.K[0] = pikepdf.Dictionary()  # what was read must not be read again by mistake
        return told


def _told(element: Any, pages: list[dict[int, str]], numbers: dict[tuple[int, int], int]) -> Told:
    told = Told(role=str(element.S).lstrip("/"), element=_facts(element))
    for kid in element.K:
        if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/OBJR":
            told.element.setdefault("areas", []).append((str(kid.Obj.Contents), str(kid.Obj.get("/Dest", ""))))
        elif isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            told.kids.append(_told(kid, pages, numbers))
            told.text += told.kids[-1].text
            told.pages |= told.kids[-1].pages
        else:
            page = numbers[(element.Pg if isinstance(kid, int) else kid.Pg).objgen]
            told.text += pages[page][int(kid if isinstance(kid, int) else kid.MCID)]
            told.pages.add(page)
    told.text = str(element.get("/ActualText", told.text))
    return told


def _facts(element: Any) -> dict[str, Any]:
    found: dict[str, Any] = {key: str(element[f"/{key}"]) for key in ("Lang", "Alt", "ID") if f"/{key}" in element}
    attributes = element.get("/A", pikepdf.Array())
    for each in attributes if isinstance(attributes, pikepdf.Array) else [attributes]:
        found |= {key.lstrip("/"): _plain(value) for key, value in each.items()}
    return found


def _plain(value: Any) -> Any:
    return [_plain(each) for each in value] if isinstance(value, pikepdf.Array) else _number(value)


def _number(value: Any) -> Any:
    return value if isinstance(value, int) else str(value) if isinstance(value, pikepdf.Object) else float(value)


def _said(page: pikepdf.Page) -> dict[int, str]:
    """What each piece of marked content of a page says, by its number."""
    letters = {name: _letters(font) for name, font in page.Resources.Font.items()}
    said: dict[int, str] = {}
    instead: set[int] = set()
    inside: list[int | None] = []
    font: dict[int, str] = {}
    for operands, operator in _instructions(page):
        match operator:
            case "BDC":
                number = int(operands[1].MCID) if "/MCID" in operands[1] else None
                inside.append(number)
                if number is not None:
                    said[number] = str(operands[1].get("/ActualText", ""))
                    instead |= {number} if said[number] else set()
            case "BMC":
                inside.append(None)
            case "EMC":
                inside.pop()
            case "Tf":
                font = letters[str(operands[0])]
            case "TJ" if inside and inside[-1] is not None and inside[-1] not in instead:
                glyphs = (bytes(each) for each in operands[0] if isinstance(each, pikepdf.String))
                said[inside[-1]] += "".join(font[int.from_bytes(pair)] for each in glyphs for pair in _pairs(each))
    return said


def _instructions(page: pikepdf.Page) -> Iterator[tuple[Any, str]]:
    for each in pikepdf.parse_content_stream(page):
        yield each.operands, str(each.operator)


def _pairs(glyphs: bytes) -> list[bytes]:
    return [glyphs[at : at + 2] for at in range(0, len(glyphs), 2)]


def _letters(font: Any) -> dict[int, str]:
    table = font.ToUnicode.read_bytes().decode("latin-1")
    pairs = re.findall(r"^<([0-9a-f]+)> <([0-9a-f]*)>$", table, re.MULTILINE)
    return {int(glyph, 16): bytes.fromhex(letter).decode("utf-16-be") for glyph, letter in pairs}


def _areas(told: Told) -> list[tuple[str, str]]:
    """Where it can be clicked: what is said of each place, and where it leads."""
    areas: list[tuple[str, str]] = told.element.get("areas", [])
    return areas


def _words(text: str) -> str:
    return " ".join(text.replace("\u00ad", "").split())


# --- whole publications ----------------------------------------------------------------------------------------------


def _leaf_texts(html: str) -> list[str]:
    """The words of each paragraph in the page that was sent to print; without page numbers, which print adds."""
    tree = tinyhtml5.parse(html.replace("<br>", " "), namespace_html_elements=False)
    return [_words("".join(each.itertext())) for each in tree.iter("p") if not _counts_pages(each)]


def _counts_pages(element: Any) -> bool:
    return any({"page", "folio", "footnote"} & set(each.get("class", "").split()) for each in element.iter())


@pytest.mark.parametrize("name", PUBLICATIONS)
@pytest.mark.parametrize("project", ["real", "scripts", "hard"])
def test_every_paragraph_is_one_and_says_its_words(request: pytest.FixtureRequest, project: str, name: str) -> None:
    """Also over line ends and page ends, in whatever direction it is written."""
    built: Built = request.getfixturevalue(project)
    told = [_words(each.text) for each in read(built.folder / name).all("P")]
    wanted = _leaf_texts(built.printed[name])
    assert len(wanted) > 5
    assert [words for words in wanted if words not in told] == []


def test_what_crosses_a_page_is_one_element(hard: Built) -> None:
    told = read(hard.folder / "report.pdf")
    over = [each for each in told.walk() if len(each.pages) > 1]
    assert {"P", "BlockQuote", "L", "Table", "TBody"} <= {each.role for each in over}
    [table] = [each for each in over if each.role == "Table"]
    assert len(table.pages) >= 3
    assert [each.text.strip() for each in table.all("TH")] == ["shelf", "what it holds", "books"]
    assert len(table.all("TR")) == 91


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_every_link_is_one_and_says_its_words(hard: Built, name: str) -> None:
    links = [each for each in read(hard.folder / name).all("Link") if each.text.strip() not in "123456789"]
    assert name == "response.pdf" or any(len(_areas(each)) > 1 for each in links), "none goes over the end of a line"
    for link in links:
        assert {words for words, _ in _areas(link)} == {_words(link.text)}
        assert not link.all("Link")[1:]


@pytest.mark.parametrize("project", ["real", "hard"])
def test_notes_and_their_calls_lead_to_each_other(request: pytest.FixtureRequest, project: str) -> None:
    told = read(request.getfixturevalue(project).folder / "report.pdf")
    notes = told.all("Note")
    assert len(notes) >= 3
    calls = {area[1]: each for each in told.all("Reference") for link in each.kids for area in _areas(link)}
    for number, note in enumerate(notes, start=1):
        _, name = note.element["ID"].split("-", 1)  # behind what all ids of its part begin with
        assert calls[name].text.strip() == str(number)
        [back] = note.kids[0].kids
        assert note.kids[0].role == "Lbl"
        assert _areas(back) == [(f"Back to note {number} in the text", f"{name}-call")]


def test_languages_of_parts_are_told(scripts: Built, hard: Built) -> None:
    told = read(scripts.folder / "report.pdf")
    languages = {each.element["Lang"]: each for each in told.walk() if "Lang" in each.element}
    assert set(languages) == {"cy", "ar", "ur", "bn"}
    said = {_words(each.text) for each in told.walk() if each.element.get("Lang") == "ar"}
    assert {"المكتبة مفتوحة للجميع", "أهلا وسهلا", "كتاب"} <= said
    welsh = [each for each in read(hard.folder / "report.pdf").walk() if each.element.get("Lang") == "cy"]
    assert [_words(each.text) for each in welsh] == [
        "mae’r llyfrgell ar agor i bawb hyd yn hwyr yn y nos, a phob dydd o’r wythnos hefyd"
    ]


def test_pictures_have_their_words_and_their_place(hard: Built) -> None:
    plan, way = read(hard.folder / "report.pdf").all("Figure")
    assert plan.element["Alt"].startswith("A plan of the library")
    assert way.element["Alt"].startswith("The way from the station")
    for each in (plan, way):
        left, lower, right, upper = each.element["BBox"]
        assert 0 < left < right < 596
        assert 0 < lower < upper < 842
    assert plan.element["BBox"][1] > way.element["BBox"][3], "the first stands above the second"


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_the_contents_are_told_as_such(real: Built, name: str) -> None:
    told = read(real.folder / name)
    items = told.all("TOCI")
    assert len(items) > 10
    assert all([each.role for each in item.kids] == ["Reference"] and item.all("Link") for item in items)
    assert not any("." * 3 in each.text for each in items)


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_cells_know_their_heads(real: Built, name: str) -> None:
    told = read(real.folder / name)
    heads = {each.element["ID"]: each for each in told.all("TH")}
    assert len(heads) == len(told.all("TH")) > 10
    assert {each.element["Scope"] for each in heads.values()} == {"/Column", "/Row"}
    cells = told.all("TD")
    assert len(cells) > 20
    assert all(name in heads for cell in cells for name in cell.element.get("Headers", ()))
    with pikepdf.open(real.folder / name) as document:
        named = [name for name, _ in pikepdf.NameTree(document.Root.StructTreeRoot.IDTree).items()]
    assert named == sorted([*heads, *(each.element["ID"] for each in told.all("Note"))])


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_every_page_and_link_leads_back_to_the_tags_in_few_steps(real: Built, name: str) -> None:
    with pikepdf.open(real.folder / name) as document:
        tree = document.Root.StructTreeRoot.ParentTree
        owners = dict(pikepdf.NumberTree(tree).items())
        annotations = [each for page in document.pages for each in page.get("/Annots", ())]
        assert all(owners[int(each.StructParent)].S in ("/Link", "/Reference", "/Note") for each in annotations)
        assert all(isinstance(owners[int(page.StructParents)], pikepdf.Array) for page in document.pages)
        assert len(owners) == document.Root.StructTreeRoot.ParentTreeNextKey > 200
        assert max(_lengths(tree)) <= 64


def _lengths(node: Any) -> Iterator[int]:
    """Of every list that is searched on the way to an entry."""
    yield max(len(node.get("/Nums", ())), len(node.get("/Kids", ())))
    for below in node.get("/Kids", ()):
        yield from _lengths(below)


@pytest.mark.parametrize("name", PUBLICATIONS)
def test_heads_and_numbers_of_pages_are_no_part_of_the_text(real: Built, name: str) -> None:
    with pikepdf.open(real.folder / name) as document:
        kinds = [
            (str(operands[1].get("/Type")), str(operands[1].get("/Subtype")))
            for page in document.pages[5:]
            for operands, operator in _instructions(page)
            if operator == "BDC" and operands[0] == "/Artifact"
        ]
    assert kinds.count(("/Pagination", "/Header")) > 10
    assert kinds.count(("/Pagination", "/Footer")) > 10
    assert not any("Draft, not for publication" in each.text for each in read(real.folder / name).walk())


# --- small pages -----------------------------------------------------------------------------------------------------

DOT = "data:image/svg+xml,<svg xmlns=%22http://www.w3.org/2000/svg%22 width=%229%22 height=%229%22/>"
PHOTO = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGPgcgsGAAEBAKTp/wenAAAAAElFTkSuQmCC"
)


def _printed(folder: Path, body: str, style: str = "", language: str = "lang=en") -> Told:
    faces = fonts.style("آ", lambda face: f"{pdf.FONTS}{face.file}.ttf")
    own = f'html {{ font: 16px "Report Text", "Report Arabic" }} @page {{ size: 300px }} {style}'
    html = f"<html {language}><title>Example</title><style>{faces}{own}</style><body>{body}</body></html>"
    with Printer(files.fonts_folder(), 1) as printer:
        (folder / "small.pdf").write_bytes(printer.print_pages([("small.pdf", html)])()["small.pdf"])
    return read(folder / "small.pdf")


def test_a_space_is_said_wherever_layout_takes_one_away(tmp_path: Path) -> None:
    told = _printed(
        tmp_path,
        "<p>One <b>two</b> <i>three</i> four<br>five six seven eight nine ten eleven <b>twelve</b> thirteen <b>fourteen"
        "</b> fifteen well-known/unknown&shy;words and <span style='display: inline-block'>a box </span>after it. "
        "<span style='display: inline-block'>1 </span>Open</p>",
        "p { width: 60px; hyphens: manual }",
    )
    assert _words(told.all("P")[0].text) == (
        "One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "well-known/unknownwords and a box after it. 1 Open"
    )


def test_a_hyphen_of_the_line_end_is_in_no_word(tmp_path: Path) -> None:
    told = _printed(tmp_path, "<p>incomprehensibilities</p>", "p { width: 80px; hyphens: auto }")
    assert "\u00ad" in told.all("P")[0].text
    assert _words(told.all("P")[0].text) == "incomprehensibilities"


def test_what_is_for_the_eye_alone_is_not_told(tmp_path: Path) -> None:
    told = _printed(
        tmp_path,
        f"<p>Seen <span aria-hidden=true>hidden</span> <a href='#x'>link</a><i data-to='#x'></i></p>"
        f"<p id=x><img src='{DOT}' alt=''>After</p>",
        "i::after { content: leader('.') target-counter(attr(data-to), page) } img { image-rendering: crisp-edges }",
    )
    assert [_words(each.text) for each in told.all("P")] == ["Seen link1", "After"]
    assert not told.all("Figure")


def test_no_picture_is_smoothed_whatever_the_style_says(tmp_path: Path) -> None:
    _printed(tmp_path, f"<p><img src='{PHOTO}' alt='A point'></p>", "img { width: 40px; image-rendering: auto }")
    with pikepdf.open(tmp_path / "small.pdf") as document:
        [picture] = [each for each in document.pages[0].Resources.XObject.values() if each.Subtype == "/Image"]
        assert not picture.get("/Interpolate", False)


def test_a_note_that_is_printed_nowhere_is_missed(tmp_path: Path) -> None:
    """WeasyPrint prints none that is called in words that a style places, and says nothing; its link leads nowhere."""
    body = "<p style='position: absolute'>Placed<span class=footnote id=n>Note</span></p>"
    with pytest.raises(ToolFailure, match="#n"):
        _printed(tmp_path, body, ".footnote { float: footnote }")


def test_terms_and_meanings_are_items(tmp_path: Path) -> None:
    told = _printed(tmp_path, "<dl><dt>A<dd>one<dt>B<dd>two<dd>three</dl><dl><div><dt>C<dd>four</div></dl>")
    items = [[(kid.role, kid.text) for kid in each.kids] for each in told.all("LI")]
    assert items == [
        [("Lbl", "A"), ("LBody", "one")],
        [("Lbl", "B"), ("LBody", "two"), ("LBody", "three")],
        [("Lbl", "C"), ("LBody", "four")],
    ]


def test_heads_of_a_part_of_a_table_count_for_that_part(tmp_path: Path) -> None:
    told = _printed(
        tmp_path,
        "<table><thead><tr><th scope=col>a<th scope=col>b</thead>"
        "<tbody><tr><th scope=colgroup colspan=2>first<tr><th scope=row>r1<td>1</tbody>"
        "<tbody><tr><th scope=colgroup colspan=2>second<tr><th scope=row rowspan=2>r2<td>2<tr><td>3</tbody></table>",
    )
    names = {each.element["ID"]: each.text for each in told.all("TH")}
    heads = {each.text: [names[name] for name in each.element["Headers"]] for each in told.all("TD")}
    assert heads == {"1": ["r1", "b", "first"], "2": ["r2", "b", "second"], "3": ["r2", "b", "second"]}


@pytest.mark.parametrize(
    ("body", "language", "complaint"),
    [
        (f"<p><img src='{DOT}'></p>", "lang=en", "no alternative"),
        ("<p style='opacity: 0.5'>Words</p>", "lang=en", "opacity"),
        ("<p>Words</p>", "", "language"),
    ],
)  # fmt: skip
def test_what_nobody_can_be_told_is_refused(tmp_path: Path, body: str, language: str, complaint: str) -> None:
    with pytest.raises(ToolFailure, match=complaint):
        _printed(tmp_path, body, language=language)


# --- names that WeasyPrint keeps to itself ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("holder", "name", "parameters"),
    [
        (inline, "split_text_box", ["context", "box", "available_width", "skip", "is_line_start"]),
        (inline, "remove_last_whitespace", ["context", "line"]),
        (draw, "draw_text", ["stream", "textbox", "offset_x", "text_overflow", "block_ellipsis"]),
        (weasyprint_pdf, "add_tags", ["pdf", "document", "pdf_version", "page_streams"]),
    ],
)
def test_what_is_replaced_is_where_it_was(holder: Any, name: str, parameters: list[str]) -> None:
    """A new WeasyPrint that calls something else by these names must be looked at before it is used."""
    assert list(inspect.signature(getattr(holder, name)).parameters) == parameters
    assert f"{name}(" in inspect.getsource(holder), "it is no longer called from there"


def test_what_is_read_is_there() -> None:
    for kind in ("MarginBox", "TextBox", "LineBox", "PageBox"):
        assert hasattr(weasyprint_boxes, kind)
    assert weasyprint_boxes.Box.is_leader is False
    assert weasyprint_boxes.Box.link_annotation is None
