"""`pet-report verify`: finished files of every kind of fault, and some that mean harm."""

from __future__ import annotations

import io
import json
import os
import shutil
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from pet_report import files, pipeline
from pet_report.diagnostics import Diagnostic
from pet_report.errors import ToolFailure
from pet_report.link import Linked
from pet_report.verify import examined, faults, folder, java, paper, pdffile
from pet_report.verify.folder import Validators
from tests.support.builds import ROOT, Built, run
from tests.support.parts import need_file, need_program
from tests.support.tagged import TWIN, coded, good
from tests.support.verapdf import VeraPdf

PROJECT = ROOT / "tests/projects/scripts"
ALONE = Validators(vera_pdf=None, nu=None)


def _names(found: tuple[Diagnostic, ...] | list[Diagnostic]) -> set[str]:
    return {each.rule.name for each in found}


def _linked(root: Path = PROJECT) -> Linked:
    return pipeline.check(*files.read_sources(root)).linked


@pytest.fixture
def outputs(scripts: Built, tmp_path: Path) -> Path:
    """A copy of what was built, to be spoilt."""
    return Path(shutil.copytree(scripts.folder, tmp_path / "build"))


# --- what was built --------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("verapdf")
def test_what_is_built_passes(scripts: Built) -> None:
    done = run("verify", scripts.folder, "--project", PROJECT, "--without", "nu")
    assert (done.returncode, done.stdout) == (0, "No faults found in 4 files.\n"), done.stdout + done.stderr


def _edited(name: str, before: str, after: str) -> Callable[[Path], None]:
    def spoil(outputs: Path) -> None:
        text = (outputs / name).read_text("utf-8")
        assert before in text
        (outputs / name).write_text(text.replace(before, after), "utf-8")

    return spoil


def _with_pdf(name: str, plant: Callable[[pikepdf.Pdf], None]) -> Callable[[Path], None]:
    def spoil(outputs: Path) -> None:
        with pikepdf.open(outputs / name, allow_overwriting_input=True) as pdf:
            plant(pdf)
            pdf.save(outputs / name)

    return spoil


def _other_source(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["report.yaml"].obj.EF.F.write(b"title: Another\n")


def _no_source(pdf: pikepdf.Pdf) -> None:
    for name in list(pdf.attachments):
        del pdf.attachments[name]


def _drop_response(outputs: Path) -> None:
    (outputs / "response.pdf").unlink()


SPOILT: tuple[tuple[Callable[[Path], None], set[str]], ...] = (
    (_edited("report.html", "Signs that everybody can read", "Signs for all"), {"output/proposal-differs"}),
    (_edited("report.html", 'id="clocks"', 'id="watches"'),
     {"output/proposal-missing", "output/proposal-unknown", "output/dead-link"}),
    (_edited("response.html", "Yes: ", "Never: "), {"output/proposal-differs"}),
    (_edited("report.html", 'href="report.pdf"', 'href="rapport.pdf"'), {"output/dead-link"}),
    (_edited("report.html", 'href="#_sources"', 'href="#_nowhere"'), {"output/dead-link"}),
    (_drop_response, {"output/publication-missing", "output/dead-link"}),
    (_with_pdf("report.pdf", _other_source), {"output/attachment"}),
    (_with_pdf("report.pdf", _no_source), {"output/attachment"}),
)  # fmt: skip


@pytest.mark.parametrize(("spoil", "expected"), SPOILT)
def test_what_was_changed_afterwards_is_found(outputs: Path, spoil: Callable[[Path], None], expected: set[str]) -> None:
    spoil(outputs)
    assert _names(folder.verify(outputs, ALONE, _linked()).found) == expected


def test_tables_that_are_not_what_the_sources_say_are_found(outputs: Path) -> None:
    assert (outputs / "data/proposals.csv").is_file()
    (outputs / "data/progress.csv").unlink()
    path = outputs / "data/proposals.csv"
    path.write_bytes(path.read_bytes().replace(b",", b";", 1))
    found = folder.verify(outputs, ALONE, _linked()).found
    assert {(each.rule.name, each.place.source.path) for each in found} == {
        ("output/data", "data/progress.csv"), ("output/data", "data/proposals.csv"),
    }  # fmt: skip


def test_outputs_older_than_the_sources_are_found(outputs: Path, tmp_path: Path) -> None:
    project = Path(shutil.copytree(PROJECT, tmp_path / "project"))
    _edited("groups/01-voices.yaml", "Signs that everybody can read", "Signs that all can read")(project)
    found = folder.verify(outputs, ALONE, _linked(project)).found
    assert _names(found) == {"output/proposal-differs", "output/attachment", "output/data"}
    publications = {"report.html", "report.pdf", "response.html", "response.pdf"}
    assert {each.place.source.path for each in found} == {*publications, "data/proposals.csv", "data/data.json"}
    differs = next(each for each in found if each.rule == faults.PROPOSAL_DIFFERS)
    assert str(differs.notes[0].place).startswith("groups/01-voices.yaml:")


# --- files that mean harm, or are broken -----------------------------------------------------------------------------


def _encrypted() -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(good())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    return out.getvalue()


def _bomb() -> bytes:
    """A page whose content unpacks to more than any page has."""
    packed = zlib.compress(b" " * (pdffile.LARGEST_STREAM + 10), 9)
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        page.obj.Contents = pdf.make_indirect(pikepdf.Stream(pdf, b""))
        page.obj.Contents.write(packed, filter=Name.FlateDecode)
        return _saved(pdf)


def _laughs() -> bytes:
    """Streams that draw each other ten times, ten deep."""
    with pikepdf.new() as pdf:
        inner = pdf.make_stream(b"0 0 1 1 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 1, 1]))
        for _ in range(9):
            inner = pdf.make_stream(
                b"/X Do " * 10, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 1, 1]),
                Resources=Dictionary(XObject=Dictionary(X=inner)),
            )  # fmt: skip
        page = pdf.add_blank_page()
        page.obj.Resources = Dictionary(XObject=Dictionary(X=inner))
        page.obj.Contents = pdf.make_stream(b"/X Do")
        return _saved(pdf)


def _deep() -> bytes:
    with pikepdf.open(io.BytesIO(good())) as pdf:
        element = pdf.Root.StructTreeRoot.K[0]
        for _ in range(pdffile.DEEPEST + 10):
            element = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Div, K=Array([element])))
        pdf.Root.StructTreeRoot.K = Array([element])
        return _saved(pdf)


def _circle() -> bytes:
    """An element that holds itself."""
    with pikepdf.open(io.BytesIO(good())) as pdf:
        document = pdf.Root.StructTreeRoot.K[0]
        document.K.append(document)
        return _saved(pdf)


def _wrong_kinds() -> bytes:
    with pikepdf.open(io.BytesIO(good())) as pdf:
        pdf.pages[0].obj.Annots = Array([3, Name.X])
        return _saved(pdf)


def _saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


BROKEN: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "not a whole PDF"),
    "words": (b"just words", "not a whole PDF"),
    "truncated": (good()[: len(good()) // 2], ""),
    "encrypted": (_encrypted(), "password"),
    "laughs": (_laughs(), "draws more"),
    "deep": (_deep(), "deeper than any document"),
    "kinds": (_wrong_kinds(), "not what it must be"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_pdf_that_cannot_be_looked_at_is_a_finding(kind: str) -> None:
    content, why = BROKEN[kind]
    found = examined.examine_paper("bad.pdf", content).found
    if kind == "truncated":  # what is left may still be a PDF, without tags
        assert _names(found) & {"output/unreadable", "pdf/untagged"}
        return
    assert _names(found) == {"output/unreadable"}
    assert why in found[0].message


def test_a_pdf_that_unpacks_to_too_much_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdffile, "LARGEST_STREAM", 100_000)
    (found,) = examined.examine_paper("bad.pdf", _bomb()).found
    assert "unpacks to more" in found.message


def test_an_element_that_holds_itself_is_read_once() -> None:
    assert examined.examine_paper("bad.pdf", _circle()).found == examined.examine_paper("bad.pdf", good()).found


def test_what_kills_the_reader_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bad.pdf").write_bytes(good())
    monkeypatch.setattr(folder, "_bounded", _out_of_memory)
    (found,) = folder.verify(tmp_path, ALONE).found
    assert found.rule == faults.UNREADABLE
    assert "more time or memory" in found.message


def _out_of_memory() -> None:
    raise MemoryError


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", {"output/unreadable"}),
        (b"words alone", {"output/unreadable"}),
        ("<html lang='en'><title>Café</title><main><h1>A".encode("latin-1"), {"output/unreadable"}),
        (b"<body><main><h1>A</h1></main>", {"html/language", "html/title"}),
        (b"<body>" + b"<div>" * 100_000, {"html/language", "html/title", "html/heading", "html/landmark"}),
        (b"<html lang=en><title>A</title><main><h1>A</h1></main><p>" + b"<b" * 1000, set()),
    ],
)
def test_html_that_is_broken_is_a_finding_and_no_crash(content: bytes, expected: set[str]) -> None:
    assert _names(examined.examine_page("bad.html", content).found) == expected


def test_a_pdf_that_stands_twice_is_looked_at_once(outputs: Path) -> None:
    (outputs / "site").mkdir()
    shutil.copy(outputs / "report.pdf", outputs / "site")
    _with_pdf("report.pdf", _no_source)(outputs)
    (outputs / "site/index.html").write_text(PAGE.replace("#b", "report.pdf#clocks"), "utf-8")
    verified = folder.verify(outputs, ALONE)
    assert (verified.found, verified.files) == ((), 6)
    (outputs / "report.pdf").unlink()
    (outputs / "site/report.html").write_text(PAGE, "utf-8")  # is no twin of the PDF: it has another text
    assert folder.verify(outputs / "site", ALONE).found == ()


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "report.html")
    (tmp_path / "gone.pdf").symlink_to(tmp_path / "nowhere")
    with pytest.raises(ToolFailure, match="no publications"):
        folder.verify(tmp_path, ALONE)


def test_a_large_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "large.html").write_bytes(b" " * 1000)
    monkeypatch.setattr(examined, "LARGEST", 999)
    (found,) = folder.verify(tmp_path, ALONE).found
    assert found.rule == faults.UNREADABLE


def test_nothing_to_look_at_is_no_success(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("words", "utf-8")
    done = run("verify", tmp_path, "--without", "nu", "--without", "verapdf", "--without", "sources")
    assert (done.returncode, done.stdout) == (2, "")
    assert "there are no publications" in done.stderr
    missing = run("verify", tmp_path / "none", "--without", "nu", "--without", "verapdf", "--without", "sources")
    assert missing.returncode == 2


# --- a page ----------------------------------------------------------------------------------------------------------

PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>A page</title></head><body>
<nav aria-label="Contents"><a href="#b">B</a></nav>
<main><h1>A</h1><h2 id="b">B</h2>
<table><caption>C</caption><tr><th scope="col">D</th></tr><tr><td>1</td></tr></table>
<img src="data:image/png;base64," alt="E"><label for="f">F</label><input id="f">
</main></body></html>
"""


POLICY = (
    """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; """
    """script-src 'sha256-AvyuiL0SD1mVY3NNxR+V2uo+lhk6RMFrytWmRt6CrJQ='">"""
)
"""Allows `run()`."""


def test_a_good_page_has_no_fault() -> None:
    assert examined.examine_page("page.html", PAGE.encode()).found == ()
    scripted = PAGE.replace("<head>", f"<head>{POLICY}<script>run()</script><script type='application/json'>1</script>")
    assert examined.examine_page("page.html", scripted.encode()).found == ()
    named = scripted.replace("'sha256-", "'nonce-abc' 'sha256-").replace("<script>run()", '<script nonce="abc">other()')
    assert examined.examine_page("page.html", named.encode()).found == ()


@pytest.mark.parametrize(
    ("allowed", "rules"), [("data:", []), ("'self'", ["html/policy"]), ("'none'", ["html/policy"])]
)
def test_a_picture_inside_a_page_needs_a_policy_that_lets_it(allowed: str, rules: list[str]) -> None:
    policy = f"""<meta http-equiv="Content-Security-Policy" content="img-src {allowed}">"""
    page = PAGE.replace("<head>", f"<head>{policy}")
    assert [each.rule.name for each in examined.examine_page("page.html", page.encode()).found] == rules


@pytest.mark.parametrize(("nonce", "rules"), [("word", []), ("other", ["html/policy"]), ("", ["html/policy"])])
def test_a_script_may_carry_the_word_that_the_policy_names(nonce: str, rules: list[str]) -> None:
    policy = """<meta http-equiv="Content-Security-Policy" content="script-src 'nonce-word'">"""
    page = PAGE.replace("<head>", f"<head>{policy}<script nonce='{nonce}'>go()</script>")
    assert [each.rule.name for each in examined.examine_page("page.html", page.encode()).found] == rules


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ('lang="en"', "", faults.HTML_LANGUAGE),
        ('lang="en"', 'lang="english"', faults.HTML_LANGUAGE),
        ('<h2 id="b">B', '<h2 id="b">B <b lang="-">x</b>', faults.HTML_LANGUAGE),
        ("<title>A page</title>", "<title> </title>", faults.HTML_TITLE),
        ("<h1>A</h1>", "<h1>A</h1><h1>B</h1>", faults.HTML_HEADING),
        ("h2", "h3", faults.HTML_HEADING),
        (">B</h2>", "></h2>", faults.HTML_HEADING),
        (' alt="E"', "", faults.HTML_ALTERNATIVE),
        ("<h1>", "<svg></svg><h1>", faults.HTML_ALTERNATIVE),
        ("main>", "div>", faults.HTML_LANDMARK),
        ("<main>", "<nav></nav><nav></nav><main>", faults.HTML_LANDMARK),
        ("th", "td", faults.HTML_TABLE),
        (' scope="col"', "", faults.HTML_TABLE),
        ("<h1>", '<h1 id="b">', faults.HTML_ID),
        ('for="f"', 'for="g"', faults.HTML_ID),
        (">B</a>", "></a>", faults.HTML_NAME),
        ("<h1>", "<button></button><h1>", faults.HTML_NAME),
        ("<head>", '<head><meta name="viewport" content="user-scalable=no">', faults.HTML_ZOOM),
        ("<head>", '<head><link rel="stylesheet" href="https://example.org/a.css">', faults.HTML_REQUEST),
        ("<head>", "<head><style>@font-face { src: url(//example.org/a.woff2) }</style>", faults.HTML_REQUEST),
        ("data:image/png;base64,", "http://example.org/a.png", faults.HTML_REQUEST),
        ("<head>", f"<head>{POLICY}<script>other()</script>", faults.HTML_POLICY),
        ("<head>", f"<head>{POLICY}<script nonce='abc'>run(1)</script>", faults.HTML_POLICY),
    ],
)
def test_a_fault_of_a_page_is_found(before: str, after: str, expected: Any) -> None:
    assert before in PAGE
    found = examined.examine_page("page.html", PAGE.replace(before, after).encode()).found
    assert expected.name in _names(found)
    assert _names(found) <= {expected.name, "html/name" if expected is faults.HTML_ID else expected.name}


def test_a_finding_in_a_page_stands_at_its_line_and_column() -> None:
    (found,) = examined.examine_page("page.html", PAGE.replace(' alt="E"', "").encode()).found
    assert str(found.place) == "page.html:6:1"
    assert found.place.source.line(6).startswith("<img")


STYLES = """
:root { --ink: #222222; --paper: #ffffff; --quiet: #767676; color-scheme: light dark }
html { color: var(--ink); background: var(--paper) }
.quiet { color: var(--quiet) }
@media (prefers-color-scheme: dark) { :root { --ink: #eeeeee; --paper: #111111; --quiet: #999999 } }
@media print { .quiet { color: #ffffff } }
@media screen and (max-width: 300px) { .quiet { color: #ffffff } }
.quiet:hover { color: #ffffff }
"""


def _coloured(styles: str, words: str = '<p class="quiet">Quiet</p>') -> list[Diagnostic]:
    page = PAGE.replace("</head>", f"<style>{styles}</style></head>").replace("<h1>A</h1>", f"<h1>A</h1>{words}")
    page = page.replace('<a href="#b">', '<a href="#b" style="color: inherit">')
    return [
        each for each in examined.examine_page("page.html", page.encode()).found if each.rule.name == "html/contrast"
    ]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("#767676", "#787878", "light"),  # 4.42 to 1
        ("#999999", "#6f6f6f", "dark"),
        ("var(--quiet) }", "var(--none, #777) }", "light"),
        (".quiet { color: var(--quiet) }", ".quiet { color: var(--quiet); opacity: 0.9 }", "light"),
        (".quiet { color: var(--quiet) }", "p { color: #aaa !important } .quiet { color: #000 }", "light"),
        (".quiet { color: var(--quiet) }", ".quiet { background: #808080 }", "light"),
        (".quiet { color: var(--quiet) }", ".quiet { color: rgba(0, 0, 0, 0.3) }", "light"),
        (".quiet { color: var(--quiet) }", ".quiet { color: color-mix(in srgb, red, blue) }", "cannot be computed"),
    ],
)
def test_words_that_do_not_stand_out_are_found(before: str, after: str, words: str) -> None:
    assert _coloured(STYLES) == []
    assert before in STYLES
    found = _coloured(STYLES.replace(before, after))
    assert found
    assert words in found[0].message


def test_variables_that_name_each_other_come_to_an_end() -> None:
    laughs = "".join(f"--v{at}: {f'var(--v{at + 1}) ' * 10};" for at in range(30))
    circle = "--me: var(--me); color: var(--me)"
    assert _coloured(f"{STYLES} :root {{ {laughs} }} p {{ {circle} }} .quiet {{ color: var(--v0) }}") == []


def test_large_words_need_less_and_hidden_ones_nothing() -> None:
    faint = STYLES.replace("#767676", "#8c8c8c")  # 3.4 to 1
    assert _coloured(faint)
    assert _coloured(faint, '<p class="quiet" style="font-size: 18pt">Large</p>') == []
    assert _coloured(faint, '<p class="quiet" style="font: bold 14pt serif">Bold</p>') == []
    assert _coloured(faint, '<p class="quiet" style="font: 14pt serif">Not bold</p>')
    assert _coloured(faint, '<p class="quiet" hidden>Hidden</p>') == []
    assert _coloured(faint, '<div style="display: none"><p class="quiet">Hidden</p></div>') == []


# --- a PDF apart from its tags ---------------------------------------------------------------------------------------


def _planted(plant: Callable[[pikepdf.Pdf], None]) -> set[str]:
    with pikepdf.open(io.BytesIO(good())) as pdf:
        plant(pdf)
        content = _saved(pdf)
    return _names(examined.examine_paper("tried.pdf", content, TWIN.encode()).found)


def _say(page: int, before: str, after: str) -> Callable[[pikepdf.Pdf], None]:
    def plant(pdf: pikepdf.Pdf) -> None:
        content = pdf.pages[page].Contents.read_bytes().decode()
        assert f"<{before}>" in content
        pdf.pages[page].Contents = pdf.make_stream(content.replace(f"<{before}>", f"<{after}>").encode())

    return plant


def _not_embedded(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[0].Resources.Font.F.DescendantFonts[0].FontDescriptor.FontFile2


def _speechless(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Resources.Font.F.ToUnicode.write(b"1 beginbfrange <0000> <0060> <0000> endbfrange")


def _no_title(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata() as metadata:
        del metadata["dc:title"]


def _no_language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Lang


def _dead(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].Annots[0].Dest = pikepdf.String("nowhere")


@pytest.mark.parametrize(
    ("plant", "expected"),
    [
        (_say(0, coded("Opening hours"), "0000" + coded("Opening hours")), "pdf/missing-glyph"),
        (_speechless, "pdf/unread-glyph"),
        (_not_embedded, "pdf/font-not-embedded"),
        (_no_title, "pdf/no-title"),
        (_no_language, "pdf/no-title"),
        (_dead, "output/dead-link"),
        (_say(0, coded(" 2"), coded(" 3")), "pdf/page-number"),
    ],
)
def test_a_fault_of_a_pdf_is_found(plant: Callable[[pikepdf.Pdf], None], expected: str) -> None:
    assert expected in _planted(plant)


def test_a_page_number_counts_as_the_page_has_it_printed() -> None:
    def plant(pdf: pikepdf.Pdf) -> None:
        for page in range(4):
            _say(page, coded(str(page + 1)), coded(str(page + 11)))(pdf)

    assert "pdf/page-number" in _planted(plant)


def test_a_long_pdf_needs_bookmarks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "LONG", 4)
    assert "pdf/no-bookmarks" in _planted(lambda _: None)


# --- validators ------------------------------------------------------------------------------------------------------


def test_what_verapdf_says_is_told(tmp_path: Path, verapdf: VeraPdf) -> None:
    (tmp_path / "tried.pdf").write_bytes(good())
    found = folder.verify(tmp_path, Validators(vera_pdf=verapdf.engine, nu=None)).found
    assert {"pdf/ua", "pdf/a"} <= _names(found)


def test_verapdf_that_finds_nothing_is_no_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tried.pdf").write_bytes(good())

    def silent(_: object, pdfs: list[Path]) -> dict[Path, tuple[java.Verdict, ...]]:
        return {pdf: tuple(java.Verdict(flavour=each) for each in java.FLAVOURS) for pdf in pdfs}

    monkeypatch.setattr(java.VeraPdf, "verdicts", silent)
    with pytest.raises(ToolFailure, match="at fault"):
        folder.verify(tmp_path, Validators(vera_pdf=java.VeraPdf(java=Path("java"), class_path=""), nu=None))


def test_what_the_nu_checker_says_is_told_where_it_stands(tmp_path: Path) -> None:
    java_program = need_program("Java", "java", package="default-jdk-headless")
    jar = need_file(
        "the Nu checker", ROOT / "tests/node_modules/vnu-jar/build/dist/vnu.jar", package="it with `make test-packages`"
    )
    (tmp_path / "page.html").write_text(PAGE.replace("<h1>A", "<h1><p>A"), "utf-8")
    found = folder.verify(tmp_path, Validators(vera_pdf=None, nu=java.Nu(java=java_program, jar=jar))).found
    assert _names(found) == {"html/conformance"}
    assert found[0].place.start.line == 4


def test_a_validator_that_is_absent_is_no_pass(tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text(PAGE, "utf-8")
    for without, lacking in (("nu", "--without verapdf"), ("verapdf", "--without nu")):
        done = run("verify", tmp_path, "--without", without, "--without", "sources", PATH=str(tmp_path))
        assert (done.returncode, done.stdout) == (2, "")
        assert lacking in done.stderr
    done = run(
        "verify", tmp_path, "--without", "nu", "--without", "verapdf", "--without", "sources", PATH=str(tmp_path)
    )
    assert done.returncode == 0, done.stdout


def test_without_a_project_the_comparison_must_be_left_out(tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text(PAGE, "utf-8")
    done = run("verify", tmp_path, "--without", "nu", "--without", "verapdf")
    assert done.returncode == 2
    assert "--without sources" in done.stderr


def test_findings_come_in_every_form(tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text(PAGE.replace(' lang="en"', ""), "utf-8")
    leaving = ("--without", "nu", "--without", "verapdf", "--without", "sources")
    done = run("verify", tmp_path, *leaving, "--format", "json")
    assert done.returncode == 1
    (found,) = json.loads(done.stdout)["diagnostics"]
    assert (found["rule"], found["path"], found["start"]) == ("html/language", "report.html", {"line": 2, "column": 1})
    assert "::error file=report.html" in run("verify", tmp_path, *leaving, "--format", "github").stdout
    assert run("explain", "html/language").returncode == 0
