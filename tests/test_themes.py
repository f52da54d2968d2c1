"""What the guides to templates and to languages say is so: each example is put into a project, which is then built."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po

from benchmarks.printed import published_pages
from pet_report import files
from pet_report.errors import ToolFailure
from tests.support import messages
from tests.support.builds import ROOT, run

TEMPLATES = (ROOT / "docs/templates.md").read_text("utf-8")
LANGUAGES = (ROOT / "docs/languages.md").read_text("utf-8")
_EXAMPLE = re.compile(
    r"^## (?P<title>[^\n]+)$|^```\w+ (?P<order>in|wrong in) (?P<path>\S+)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


def _examples(order: str) -> dict[str, tuple[str, str]]:
    """By the heading above: the file of an example, and its text."""
    made, title = {}, ""
    for match in _EXAMPLE.finditer(TEMPLATES):
        title = match["title"] or title
        if match["order"] == order:
            made[title] = (match["path"], match["text"])
    return made


def _project(folder: Path, path: str, text: str) -> Path:
    project = folder / "project"
    files.start_project(project)
    (project / path).parent.mkdir(parents=True, exist_ok=True)
    (project / path).write_text(text, encoding="utf-8")
    return project


EXAMPLES = _examples("in")
SHOWS: Mapping[str, Mapping[str, str]] = {
    "Colours": {"all": "--petrol: #5b1a5e"},
    "A style of its own": {"all": ".print.response .cover h1 { font-size: 46pt"},
    "Another cover": {"all": '<p class="caption">'},
    "A line more in the colophon": {"all": '<p class="colophon">Set in Source Sans'},
    "What a template may say": {"response": '<ul class="text">\n<li>'},
}
"""What each page then holds, of both publications or of one."""


def test_every_example_of_the_guide_is_tried() -> None:
    assert set(EXAMPLES) == set(SHOWS)


@pytest.mark.parametrize("title", SHOWS)
def test_an_example_of_the_guide_does_what_it_says(title: str, tmp_path: Path) -> None:
    project = _project(tmp_path, *EXAMPLES[title])
    _with_part(project / "report.yaml", "unanswered")
    pages = published_pages(project)
    assert len(pages) == 4
    for name, page in pages.items():
        shown = SHOWS[title].get("all") or SHOWS[title].get(name.partition(".")[0])
        assert shown is None or shown in page, name
        assert page.count("<h1") == 1
    if "colophon" in title:
        assert all('id="_edition"' in page for page in pages.values()), "ours stands in it"


def test_marks_and_squares_take_the_colours_of_a_theme(tmp_path: Path) -> None:
    """Also where this process made a page in other colours before."""
    files.start_project(tmp_path / "ordinary")
    assert all("%230a4653" in page for page in published_pages(tmp_path / "ordinary").values())
    for page in published_pages(_project(tmp_path, *EXAMPLES["Colours"])).values():
        assert "%235b1a5e" in page
        assert "%230a4653" not in page
        assert "%23(" not in page


def _with_part(report: Path, kind: str) -> None:
    """The response of a new project with one part more."""
    text = report.read_text("utf-8")
    if f"kind: {kind}" not in text:
        assert "      - kind: answers\n" in text
        more = f"      - kind: answers\n      - kind: {kind}\n"
        report.write_text(text.replace("      - kind: answers\n", more), encoding="utf-8")


def test_the_colours_of_the_guide_can_be_read() -> None:
    """As it says itself: 4.5 to 1 for text, in both schemes, against the paper of each."""
    _, text = EXAMPLES["Colours"]
    light, dark = text.split("@media")
    for style, name in ((light, "colours.css"), (dark, "screen.css")):
        ours = (ROOT / "templates/tokens" / name).read_text("utf-8")
        own, paper = re.search(r"--petrol: (#\w{6})", style), re.search(r"--paper: (#\w{6})", ours)
        assert own
        assert paper
        assert _contrast(own[1], paper[1]) >= 4.5


def _contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts]
        return float(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])

    darker, lighter = sorted((light(one), light(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_a_wrong_name_stops_the_build_as_the_guide_shows(tmp_path: Path) -> None:
    [(path, text)] = _examples("wrong in").values()
    done = run("build", "--only", "html", "--project", _project(tmp_path, path, text))
    assert done.returncode == 2
    [shown] = re.findall(r"^```text\n(pet-report: a template.*?)\n```$", TEMPLATES, re.MULTILINE)
    assert shown in done.stderr
    assert not (tmp_path / "project/build").exists()


REACHING = {
    "Python": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "modules": "{{ cycler.__init__.__globals__['os'].popen('id').read() }}",
    "what is shown": "{{ book.chapters.__class__ }}",
    "a file": '{% include "/etc/passwd" %}',
    "a file above": '{% include "../report.yaml" %}',
}


@pytest.mark.parametrize("template", REACHING.values(), ids=REACHING)
def test_a_template_reaches_nothing_of_the_machine(template: str, tmp_path: Path) -> None:
    with pytest.raises(ToolFailure, match=r"a template is at fault in parts/verso\.html, line 1"):
        published_pages(_project(tmp_path, "templates/parts/verso.html", template), ("html",))


# --- languages ---------------------------------------------------------------------------------------------------

PYBABEL = Path(sys.executable).parent / "pybabel"


def _pybabel(project: Path, verb: str) -> None:
    [command] = re.findall(rf"^pybabel {verb} .*$", LANGUAGES, re.MULTILINE)
    subprocess.run([PYBABEL, *command.split()[1:]], cwd=project, check=True, capture_output=True)


def _catalogue(project: Path) -> Path:
    return project / "locale/cy/LC_MESSAGES/pet_report.po"


def _translate(project: Path) -> None:
    """Put the translations of the guide into the catalogue."""
    [example] = re.findall(r"^```po\n(.*?)^```$", LANGUAGES, re.MULTILINE | re.DOTALL)
    given = read_po(example.splitlines(keepends=True), locale="cy")
    with _catalogue(project).open("rb") as file:
        catalog = read_po(file, locale="cy")
    for message in given:
        if message.id:
            there = catalog.get(message.id, message.context)
            assert there, f"{message.id} is no message"
            there.string = message.string
    with _catalogue(project).open("wb") as file:
        write_po(file, catalog)


@pytest.fixture
def welsh(tmp_path: Path) -> Path:
    """A project whose catalogue was begun and filled as the guide says."""
    project = _project(tmp_path, "pet_report.pot", messages.TEMPLATE.read_text("utf-8"))
    _pybabel(project, "init")
    _translate(project)
    report = project / "report.yaml"
    said = re.sub(r"^language: .*$", "language: cy", report.read_text("utf-8"), flags=re.MULTILINE)
    assert "language: cy" in said
    assert "issued: null" in said
    report.write_text(said.replace("issued: null", "issued: 2021-03-04"), encoding="utf-8")
    return project


def test_a_language_is_added_as_the_guide_says(welsh: Path) -> None:
    pages = published_pages(welsh, ("html",))
    assert len(pages) == 2
    for page in pages.values():
        assert '<html lang="cy"' in page
        assert "sgwâr yr un, ar 4 Mawrth 2021" in page
        assert "Skip to the main text" in page, "what is not translated is English"


def test_a_catalogue_follows_a_new_version(welsh: Path) -> None:
    template = welsh / "pet_report.pot"
    text = template.read_text("utf-8").replace('msgid "Skip to the main text"', 'msgid "Leave out what comes first"')
    template.write_text(text, encoding="utf-8")
    _pybabel(welsh, "update")
    updated = _catalogue(welsh).read_text("utf-8")
    assert 'msgid "Leave out what comes first"\nmsgstr ""' in updated
    assert '#~ msgid "Skip to the main text"' in updated
    assert "sgwâr yr un" in updated
    assert published_pages(welsh, ("html",))


def test_a_placeholder_that_means_nothing_stops_the_build(welsh: Path) -> None:
    path = _catalogue(welsh)
    path.write_text(path.read_text("utf-8").replace('msgstr "ar %(date)s"', 'msgstr "ar %(dydd)s"'), encoding="utf-8")
    done = run("build", "--only", "html", "--project", welsh)
    assert done.returncode == 2
    assert 'the catalogue cy.po is at fault: "%(dydd)s" has no meaning' in done.stderr
    assert "docs/languages.md" in done.stderr


def test_a_message_is_text(welsh: Path) -> None:
    """A translation cannot bring markup into a page, wherever it is said."""
    path = _catalogue(welsh)
    head, _, rest = path.read_text("utf-8").partition("\n\n")
    body = re.sub(r'^msgstr ""\n(?!")', lambda _: 'msgstr "\\"><script>alert(1)</script>"\n', rest, flags=re.MULTILINE)
    path.write_text(f"{head}\n\n{body}", encoding="utf-8")
    for page in published_pages(welsh).values():
        assert "alert(1)" in page
        assert "<script>alert" not in page
