"""Authors' files are untrusted: every attack that is known to have worked on such tools, and what stops it here."""

from __future__ import annotations

import shutil
from html.parser import HTMLParser
from pathlib import Path

import pikepdf
import pytest

from pet_report import files, pandoc, prose, yamltree
from pet_report.catalogue import choose
from pet_report.picture import LARGEST, Refused, data_address
from pet_report.prose import Link, Writer
from pet_report.render import STYLES, Templates, render
from pet_report.source import Source
from tests.support.builds import ROOT, run

BASE = ROOT / "tests/projects/scripts"
HIDDEN = "what no page may hold"


class _Nothing:
    """A publication in which nothing can be referred to."""

    def link(self, target: str, words: str) -> Link:
        return Link(words=words or target)

    def figure(self, query: str) -> str:
        return query

    def image(self, address: str) -> str:
        return f"data:image/png;base64,{address}"

    def note(self, number: int) -> str:
        return f"Note {number}"


def _written(markdown: str) -> str:
    """The HTML of a field as the writer makes it, without the rules that would have stopped it before."""
    writer = Writer(resolver=_Nothing(), language="en", print=False)
    return str(writer.blocks(pandoc.read_markdown([markdown])[0]))


def _project(tmp_path: Path, *, text: str = "", templates: dict[str, str] | None = None) -> Path:
    project = shutil.copytree(BASE, tmp_path / "project")
    for name, content in (templates or {}).items():
        (project / "templates" / name).parent.mkdir(parents=True, exist_ok=True)
        (project / "templates" / name).write_text(content, encoding="utf-8")
    if text:
        group = "group: {id: attack, name: Attack}\nproposals:\n  - id: attacking\n    title: Attack\n    text: |\n"
        indented = "".join(f"      {line}\n" for line in text.splitlines())
        (project / "groups/09-attack.yaml").write_text(group + indented, encoding="utf-8")
    return project


# --- prose -------------------------------------------------------------------------------------------------------

RAW = (
    "<script>alert(1)</script>",
    'Before <b onclick="alert(1)">bold</b> after',
    '<img src="http://example.com/x.png" onerror="alert(1)">',
    '<a rel="attachment" href="file:///etc/passwd">x</a>',
    "`<script>alert(1)</script>`{=html}",
    "```{=html}\n<script>alert(1)</script>\n```",
    "<style>@import url(http://example.com/x.css)</style>",
)
KNOWN = {"p", "pre", "code", "em", "strong", "h3"}


class _Markup(HTMLParser):
    """The elements and attributes of a piece of HTML."""

    def __init__(self, written: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: dict[str, str | None] = {}
        self.feed(written)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= dict(attrs)


@pytest.mark.parametrize("markdown", RAW)
def test_raw_html_never_becomes_markup(markdown: str) -> None:
    written = _written(markdown)
    assert _Markup(written).tags <= KNOWN, written
    assert _Markup(written).attributes == {}


@pytest.mark.parametrize("markdown", RAW)
def test_raw_html_stops_a_build(tmp_path: Path, markdown: str) -> None:
    done = run("check", "--project", _project(tmp_path, text=markdown))
    assert done.returncode == 1
    assert "error[prose/" in done.stdout


@pytest.mark.parametrize("markdown", [RAW[0], RAW[1], RAW[5].replace("{=html}", "{=html}")])
def test_what_the_reader_of_check_missed_the_converter_refuses(markdown: str) -> None:
    tree = pandoc.read_markdown([markdown])[0]
    raw = [each for each in tree if each["t"] == "RawBlock"] or "RawInline" in str(tree)
    assert bool(list(prose.refusals(tree))) == bool(raw)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "vbscript:x",
    ],
)
def test_only_safe_links_are_links(address: str) -> None:
    assert "href" not in _written(f"[words](<{address}>)")
    assert list(prose.refusals(pandoc.read_markdown([f"[words](<{address}>)"])[0]))
    assert "href" in _written("[words](https://example.com/)")


@pytest.mark.parametrize(
    "markdown",
    [
        '[words]{style="font-size:1e9px" onclick="x" colspan=100000000 id=main class=skip}',
        '# Heading {style="font-size:1e9px" onclick="x" id=main}',
        '::: {style="position:fixed" onclick="x"}\nwords\n:::',
        '[words](https://example.com){style="x" onclick="x"}',
    ],
)
def test_attributes_do_not_pass(markdown: str) -> None:
    written = _written(markdown)
    assert not any(word in written for word in ("style", "onclick", "colspan", "id=", "skip")), written


def test_a_language_passes_only_where_it_is_one() -> None:
    assert 'lang="ar" dir="rtl"' in _written("[x]{lang=ar}")
    for wrong in ("ar x", "a&quot;b", "über", "x" * 9):
        assert "lang" not in _Markup(_written(f'[x]{{lang="{wrong}"}}')).attributes


def test_a_field_cannot_reach_into_the_next() -> None:
    trees = pandoc.read_markdown(["```\nan open fence", "**the next**", "[^1]: x", "y[^1]"])
    assert len(trees) == 4
    assert trees[1][0]["c"][0]["t"] == "Strong"
    assert "Note" not in str(trees[3])


def test_pandoc_reads_no_files(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text(HIDDEN, encoding="utf-8")
    for markdown in (f"![x]({tmp_path}/secret.md)", f"\\include{{{tmp_path}/secret.md}}", f"<{tmp_path}/secret.md>"):
        assert HIDDEN not in _written(markdown)


# --- pages -------------------------------------------------------------------------------------------------------


def test_a_title_is_text(tmp_path: Path) -> None:
    project = _project(tmp_path)
    report = (project / "report.yaml").read_text("utf-8")
    attack = "title: '<script>alert(1)</script>\"&'"
    lines = [attack if line.startswith("title:") else line for line in report.splitlines()]
    (project / "report.yaml").write_text(
        "\n".join(lines).replace("    title: ", "    title: <i>x</i> "), encoding="utf-8"
    )
    done = run("build", "--only", "html", "--project", project)
    assert done.returncode == 0, done.stdout + done.stderr
    for page in (project / "build").glob("*.html"):
        text = page.read_text("utf-8")
        assert "<script>alert" not in text
        assert "<i>x" not in text
        assert "&lt;i&gt;x" in text


def test_templates_escape_whatever_they_are_called() -> None:
    """`select_autoescape()` looks at endings, and lets `page.html.j2` pass; ours escapes always."""

    class Book:
        medium = "screen"
        print = False
        title = "<script>"

    texts = {"publication.html": "{{ book.title }}", **dict.fromkeys(STYLES["screen"], "")}
    page = render(Book(), Templates(texts, choose("en-GB", {})), "")  # type: ignore[arg-type]
    assert page == "&lt;script&gt;"


REACHING = {
    "a file by a link": '<a rel="attachment" href="file:///etc/passwd">x</a>',
    "a picture on the network": '<img alt="x" src="http://192.0.2.1/x.png">',
    "a file as a picture": '<img alt="x" src="file:///etc/passwd">',
    "a style sheet on the network": "<style>@import url(http://192.0.2.1/x.css);</style>",
    "a picture by a style": '<p style="background-image: url(http://192.0.2.1/x.png)">x</p>',
    "a path outside the bundle": '<img alt="x" src="https://bundle.invalid/../../etc/passwd">',
}


@pytest.mark.parametrize("template", REACHING.values(), ids=REACHING)
def test_print_reaches_for_nothing(tmp_path: Path, template: str) -> None:
    """Even a template of the project's own cannot bring in what is not the project's."""
    project = _project(tmp_path, templates={"parts/verso.html": f"<section><h2>x</h2>{template}</section>\n"})
    done = run("build", "--only", "pdf", "--project", project)
    if done.returncode == 0:
        for page in (project / "build").glob("*.pdf"):
            with pikepdf.open(page) as document:
                assert len(document.attachments) == 0
            assert b"root:x:" not in page.read_bytes()
        assert "attachment" in template, "what print may not have must stop it"
    else:
        assert done.returncode == 2
        assert "not a part of the publication" in done.stderr
        assert not (project / "build").exists()


def test_a_style_of_the_project_cannot_leave_its_element(tmp_path: Path) -> None:
    sheet = "</style><script>alert(1)</script>"
    project = _project(tmp_path, templates={"screen.css": sheet})
    assert run("build", "--only", "html", "--project", project).returncode == 0
    for page in (project / "build").glob("*.html"):
        assert "<script>alert" not in page.read_text("utf-8").replace("<\\/style><script>", "")


# --- pictures ----------------------------------------------------------------------------------------------------

SVG = '<svg xmlns="http://www.w3.org/2000/svg"{attributes}>{content}</svg>'
BAD_SVG = {
    "entities": '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + SVG.format(attributes="", content="&b;"),
    "a script": SVG.format(attributes="", content="<script>alert(1)</script>"),
    "an event": SVG.format(attributes=' onload="alert(1)"', content=""),
    "another world": SVG.format(attributes="", content="<foreignObject/>"),
    "a file": SVG.format(attributes="", content='<image href="file:///etc/passwd"/>'),
    "a use of a file": SVG.format(attributes="", content='<use href="file:///etc/passwd#x"/>'),
    "a style": SVG.format(attributes="", content='<rect style="fill: url(http://192.0.2.1/x)"/>'),
    "no picture": "words",
}


@pytest.mark.parametrize("svg", BAD_SVG.values(), ids=BAD_SVG)
def test_only_harmless_pictures_pass(svg: str) -> None:
    with pytest.raises(Refused):
        data_address(svg.encode())


def test_harmless_pictures_pass() -> None:
    good = SVG.format(attributes="", content='<rect id="a" width="1" height="1"/><use href="#a"/>')
    assert data_address(good.encode()).startswith("data:image/svg+xml;base64,")
    assert data_address(b"\x89PNG\r\n\x1a\n...").startswith("data:image/png;base64,")
    with pytest.raises(Refused):
        data_address(b"\x89PNG\r\n\x1a\n" + b"0" * LARGEST)


@pytest.mark.parametrize("address", ["../secret.png", "pictures/link.png", "/etc/hostname", "pictures/none.png"])
def test_pictures_come_from_the_project_alone(tmp_path: Path, address: str) -> None:
    project = _project(tmp_path, text=f"![A picture]({address})")
    (tmp_path / "secret.png").write_bytes(b"\x89PNG\r\n\x1a\n" + HIDDEN.encode())
    (project / "pictures").mkdir()
    (project / "pictures/link.png").symlink_to(tmp_path / "secret.png")
    done = run("build", "--only", "html", "--project", project)
    assert done.returncode == 1
    assert "prose/" in done.stdout


# --- YAML --------------------------------------------------------------------------------------------------------

BOMBS = {
    "aliases": "a: &a [x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(50)),
    "nesting": "group: " + "[" * 3000 + "]" * 3000,
    "a tag": "group: !!python/object/apply:os.system ['true']\n",
    "a repeated key": "group: {id: a, name: A}\ngroup: {id: b, name: B}\n",
    "two documents": "group: {id: a, name: A}\n---\ngroup: {id: b, name: B}\n",
    "a long number": "group: {id: a, name: A, members: " + "9" * 5000 + "}\n",
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_hostile_yaml_is_a_finding(tmp_path: Path, text: str) -> None:
    project = _project(tmp_path)
    (project / "groups/09-attack.yaml").write_text(text, encoding="utf-8")
    done = run("check", "--format", "concise", "--project", project)
    assert done.returncode == 1, done.stderr
    assert "groups/09-attack.yaml:" in done.stdout


@pytest.mark.parametrize("text", [BOMBS["aliases"], "group: {id: a, name: A}\nproposals: [*nobody]\n"])
def test_aliases_and_what_they_stand_for_are_refused(text: str) -> None:
    found = yamltree.read(Source(path="x.yaml", text=text)).found
    assert [each.rule.name for each in found] == ["yaml/alias"]


def test_a_group_file_cannot_lead_outside(tmp_path: Path) -> None:
    project = _project(tmp_path)
    (tmp_path / "outside.yaml").write_text(f"group: {{id: a, name: {HIDDEN}}}\n", encoding="utf-8")
    (project / "groups/09-link.yaml").symlink_to(tmp_path / "outside.yaml")
    done = run("check", "--project", project)
    assert done.returncode == 2
    assert HIDDEN not in done.stdout + done.stderr


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    project = _project(tmp_path)
    (project / "groups/09-huge.yaml").write_text("# " + "x" * files.LARGEST, encoding="utf-8")
    done = run("check", "--format", "concise", "--project", project)
    assert done.returncode == 1
    assert "file/too-large" in done.stdout


def test_what_an_editor_holds_may_be_no_larger() -> None:
    assert files.decode(b"x" * files.LARGEST, "x.yaml")[0] is not None
    source, found = files.decode(b"x" * (files.LARGEST + 1), "x.yaml")
    assert source is None
    assert [each.rule.name for each in found] == ["file/too-large"]


def test_a_file_of_very_many_values_is_not_read() -> None:
    text = "a: [" + "x, " * (yamltree.MOST + 1) + "]\n"
    assert len(text) < files.LARGEST
    found = yamltree.read(Source(path="x.yaml", text=text)).found
    assert [each.rule.name for each in found] == ["file/too-large"]


# --- network -----------------------------------------------------------------------------------------------------

NO_SOCKETS = """
import socket
def refuse(*_, **__):
    raise SystemExit("somebody asked for the network")
def connect(own, address, anew=socket.socket.connect):
    # What those that print are forked from is asked by a file of this machine, which is no network.
    return anew(own, address) if own.family == getattr(socket, "AF_UNIX", None) else refuse()
socket.socket.connect = connect
socket.create_connection = socket.getaddrinfo = refuse
"""


def test_a_build_needs_no_network(tmp_path: Path) -> None:
    """The guard stands in every process of the build: Python runs `sitecustomize` wherever it starts."""
    guard = tmp_path / "guard"
    guard.mkdir()
    (guard / "sitecustomize.py").write_text(NO_SOCKETS, encoding="utf-8")
    done = run("build", "--project", _project(tmp_path), PYTHONPATH=f"{guard}:{ROOT}")
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "project/build").glob("*.pdf"))) == 2
