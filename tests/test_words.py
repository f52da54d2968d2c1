"""All that a publication says to readers is in a catalogue, or is the project's own: nothing else is printed."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel import Locale
from num2words import num2words  # type: ignore[import-untyped]  # it ships no types

from benchmarks import corpus
from benchmarks.printed import published_pages
from pet_report import files
from pet_report.catalogue import ENGLISH
from pet_report.load import load
from pet_report.model import Report
from pet_report.view import words
from tests.cases.project import FOLDER
from tests.support import barewords, messages
from tests.support.builds import ROOT
from tests.support.frames import answered

_OTHERS = ("vendor", "gallery", "robots.txt.html")
"""A library, a project, and what only programs read."""
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if not set(_OTHERS) & set(path.parts))
VIEW = sorted((ROOT / "pet_report/view").glob("*.py"))
STYLES = "".join(path.read_text("utf-8") for path in TEMPLATES if path.suffix == ".css")
CLASSES = frozenset(re.findall(r"\.([a-z][\w-]*)", STYLES))


# --- nothing stands there bare -----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_template_holds_a_word_for_readers(path: Path) -> None:
    source = path.read_text("utf-8") if path.is_file() else ""
    looks = {".html": barewords.in_template, ".svg": barewords.in_template, ".js": barewords.in_script}
    if path.suffix == ".css":
        assert barewords.in_style(source) == []
    elif path.suffix in looks:
        assert looks[path.suffix](source, CLASSES) == []
    else:
        assert path.is_dir(), f"{path} is of no kind that is looked through"


@pytest.mark.parametrize("path", VIEW, ids=lambda path: path.name)
def test_no_module_of_the_view_holds_a_word_for_readers(path: Path) -> None:
    assert barewords.in_code(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "<p>Sources</p>",
        "<p>{{ a }} of {{ b }}</p>",
        '<td data-label="Number">{{ a }}</td>',
        '<img alt="A map" src="x">',
        '{{ "Commitment" if a else "Commitments" }}',
        '{% set second = "one square for each " ~ a %}',
        '{{ part(_("said"), "not said") }}',
        "{% if a %}{% for b in c %}<b>bare</b>{% endfor %}{% endif %}",
        '<a{% if a %} aria-label="bare {{ a }}"{% endif %}>{{ b }}</a>',
    ],
)
def test_the_guard_sees_what_is_bare_in_a_template(source: str) -> None:
    assert barewords.in_template(source, CLASSES)


@pytest.mark.parametrize(
    "source",
    [
        '<p class="long">{{ _("Sources") }}</p>',
        "{% trans %}All of this is said.{% endtrans %}",
        "<b class=\"{{ 'long' if a else ' unknown words' }}\">{{ a }}</b>",
        '<style>a { content: "x" }</style>',
        '{{ ngettext("one dog", "%(count)s dogs", 2, count=2) }}',
        '<p>{{ a }}, {{ b }} – <span data-to="#{{ c }}"></span></p>',
    ],
)
def test_the_guard_lets_the_rest_of_a_template_be(source: str) -> None:
    assert barewords.in_template(source, CLASSES) == []


@pytest.mark.parametrize(
    "source", ['a = Fact(label="Sources")', 'a = f"{b} of {c}"', 'a = "none recorded"', 'some("one dog", "dogs", 2)',
               'a = Markup("Superseded by {}").format(b)', 'a = {"label": "None recorded"}']
)  # fmt: skip
def test_the_guard_sees_what_is_bare_in_code(source: str) -> None:
    assert barewords.in_code(source)


@pytest.mark.parametrize(
    "source", ['a = Fact(label=_("Sources"))', 'b = f"{a}-{c}"', 'raise ValueError("a failure of ours")', 'a == "kind"',
               'a = {"inLanguage": b, "@type": "Report"}',
               'catalogue.ngettext("one dog", "%(count)s dogs", 2)', 'class A:\n    """What it is."""']
)  # fmt: skip
def test_the_guard_lets_the_rest_of_code_be(source: str) -> None:
    assert barewords.in_code(source) == []


def test_the_guard_sees_what_a_style_or_a_script_says() -> None:
    assert barewords.in_style('.a::before { content: ", page\\a0" var(--number); }')
    assert barewords.in_style('.a::before { content: "\\2013" counter(x) ": "; }') == []
    assert barewords.in_script('a.textContent = "Copy link";')
    assert barewords.in_script("b = `${a} of ${c}`")
    assert barewords.in_script('one("main > section"); a("click");\n// A comment "of words"') == []


# --- a language of which one sees where its words end ------------------------------------------------------------

OPEN, CLOSE = "⟦", "⟧"
PSEUDO = "en_IM"
"""A language with English dates, so that all that is no message and no date is the project's own."""


def _marked(catalogue: str) -> str:
    """A catalogue in which every message is marked."""
    lines = []
    for line in catalogue.splitlines():
        said = re.fullmatch(r'(msgstr(?:\[\d\])? )"(.+)"', line)
        lines.append(f'{said[1]}"{OPEN}{said[2]}{CLOSE}"' if said else line)
    return "\n".join(lines)


@pytest.fixture(scope="module")
def pseudo() -> str:
    made = messages.read(messages.FOLDER / ENGLISH / "LC_MESSAGES/pet_report.po")
    return _marked(messages.written(made, width=0))


def _projects(folder: Path) -> dict[str, Path]:
    corpus.write(folder / "corpus", 64)
    corpus.write(folder / "unanswered", 8, responses=False)
    made = {path.parent.name: path.parent for path in sorted(ROOT.glob("tests/projects/*/report.yaml"))}
    made |= {"real": ROOT, "base": FOLDER / "base", "gallery": ROOT / "templates/gallery"}
    copied = {name: _copied(path, folder / name) for name, path in made.items()}
    return copied | {"corpus": folder / "corpus", "unanswered": folder / "unanswered"}


def _copied(project: Path, folder: Path) -> Path:
    shutil.copytree(project / "groups", folder / "groups")
    shutil.copyfile(project / "report.yaml", folder / "report.yaml")
    for picture in project.glob("*.svg"):
        shutil.copyfile(picture, folder / picture.name)
    return folder


def _speaking(project: Path, language: str, catalogue: str) -> Path:
    """The project in another language, with a catalogue of its own for it."""
    report = project / "report.yaml"
    kept = [line for line in report.read_text("utf-8").splitlines() if not line.startswith("language:")]
    report.write_text("\n".join([*kept, f"language: {language}", ""]), encoding="utf-8")
    path = project / "locale" / language.replace("-", "_") / "LC_MESSAGES/pet_report.po"
    path.parent.mkdir(parents=True)
    path.write_text(catalogue, encoding="utf-8")
    return project


class _Said(HTMLParser):
    """Everything in a page that is shown or read out."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.silent = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent = tag in ("style", "script")
        self.texts += [value or "" for name, value in attrs if name in barewords.SPOKEN or name in _SAID_BY_STYLES]

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the parser gives it
        self.silent = False

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.texts.append(data)


_SAID_BY_STYLES = ("data-label", "data-running", "data-foot", "data-run", "data-note", "data-back")


def _unmarked(texts: Iterable[str]) -> Iterator[str]:
    """What stands outside of messages, in pieces without a mark or a number: what is counted stands in no source."""
    text, before = "\0".join(texts), ""
    while before != text:
        before, text = text, re.sub(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}", "\0", text)
    for piece in re.split(rf"\0|[\d.,;:()–]+|\b(?:{NUMBERS})\b", text, flags=re.IGNORECASE):
        if re.search(r"[^\W\d_]{2,}", piece):
            yield _plain(piece)


def _plain(text: str) -> str:
    """Without the marks of Markdown and of YAML, which no page shows."""
    return " ".join(re.sub(r"[*_`\"'‘’“”\\|#~>]|\[\^\w+\]", "", text).split())


def _files(project: Path) -> list[Path]:
    """All that the authors of a project wrote."""
    return [*project.glob("*.yaml"), *sorted(project.rglob("groups/*.yaml"))]


def _own_words(project: Path) -> str:
    sources = [path.read_text("utf-8") for path in _files(project)]
    text = re.sub(r"\[\[[^|\]]*\|([^\]]*)\]\]", r"\1", "\n".join(sources))
    wording = " ".join(words.of_report(_report(project)).values())
    return f"{_plain(re.sub(r'^ *(#|- )', '', text, flags=re.MULTILINE))} {wording}".casefold()


def _report(project: Path) -> Report:
    report = load(files.read_sources(project)[0]).project.report
    assert report is not None
    return report


NUMBERS = "|".join(sorted((num2words(each, lang="en_GB") for each in range(100)), key=len, reverse=True))
MONTHS = frozenset(Locale.parse("en").months["format"]["wide"].values())


@pytest.mark.parametrize("name", ["base", "corpus", "gallery", "laid", "real", "scripts", "unanswered"])
def test_all_that_is_said_is_a_message_or_the_projects_own(name: str, pseudo: str, tmp_path: Path) -> None:
    project = _speaking(_projects(tmp_path)[name], PSEUDO.replace("_", "-"), pseudo)
    own = _own_words(project)
    pages = published_pages(project, ("html", "pdf", "site"))
    assert len(pages) > 10
    for file, page in pages.items():
        texts = _Said(page).texts
        assert sum(text.count(OPEN) for text in texts) > (0 if file.startswith("site/") else 40), file
        bare = [each for each in _unmarked(texts) if each.casefold() not in own and each not in MONTHS]
        assert sorted(set(bare)) == [], file


@pytest.mark.parametrize("name", ["real", "laid"])
def test_all_that_a_script_says_is_a_message(name: str, pseudo: str, tmp_path: Path) -> None:
    project = _speaking(_projects(tmp_path)[name], PSEUDO.replace("_", "-"), pseudo)
    pages = published_pages(project, ("html",))
    assert len(pages) == 2
    for page in pages.values():
        data = re.search(r'<script[^>]* type="application/json" id="_data">(.*?)</script>', page)
        assert data
        strings = json.loads(data[1])["strings"]
        assert strings
        assert [each for each in strings.values() if not re.fullmatch(f"{OPEN}.*{CLOSE}", each)] == []


# --- a language with other plurals, other dates ------------------------------------------------------------------

WELSH = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=6; plural=(n == 0) ? 0 : (n == 1) ? 1 : (n == 2) ? 2 : (n == 3) ? 3 : (n == 6) ? 4 : 5;\n"

msgid "%(count)s %(proposal)s, one square each, %(stand)s"
msgid_plural "%(count)s %(proposals)s, one square each, %(stand)s"
msgstr[0] "%(count)s argymhellion, sgwâr yr un, %(stand)s"
msgstr[1] "%(count)s argymhelliad, sgwâr yr un, %(stand)s"
msgstr[2] "%(count)s argymhelliad (dau), sgwâr yr un, %(stand)s"
msgstr[3] "%(count)s argymhelliad (tri), sgwâr yr un, %(stand)s"
msgstr[4] "%(count)s argymhelliad (chwech), sgwâr yr un, %(stand)s"
msgstr[5] "%(count)s o argymhellion, sgwâr yr un, %(stand)s"

msgctxt "end of a sentence"
msgid "as of %(date)s"
msgstr "ar %(date)s"

msgid ", page %(number)s"
msgstr " (tudalen %(number)s)"
"""


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "1 argymhelliad, sgwâr yr un"),
        (2, "2 argymhelliad (dau), sgwâr yr un"),
        (3, "3 argymhelliad (tri), sgwâr yr un"),
        (5, "5 o argymhellion, sgwâr yr un"),
        (6, "6 argymhelliad (chwech), sgwâr yr un"),
    ],
)
def test_a_publication_speaks_the_language_of_its_report(count: int, said: str, tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / "groups").mkdir(parents=True)
    for path, text in answered(proposals=count).items():
        undeclared = re.sub(r"^declared:\n(?:  .*\n)+", "", text, flags=re.MULTILINE)
        (project / path).write_text(undeclared, encoding="utf-8")
    pages = published_pages(_speaking(project, "cy", WELSH.replace(", page ", ", page\N{NO-BREAK SPACE}")))
    assert len(pages) == 4
    for name, page in pages.items():
        assert '<html lang="cy"' in page, name
        assert f"{said}, ar 10 Tachwedd 2005" in page, name
        assert ("tudalen" in page) == name.endswith(".pdf")


POLISH = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
"""Nothing is translated: but no month is called as in English, and no figures are grouped by commas."""
_ENGLISH_DATE = re.compile(rf"(?:\d{{1,2}} )?(?:{'|'.join(sorted(MONTHS))})(?: \d{{4}})?")
_ENGLISH_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+")


@pytest.mark.parametrize("name", ["corpus", "gallery", "laid", "real"])
def test_every_date_and_number_follows_the_language(name: str, tmp_path: Path) -> None:
    project = _speaking(_projects(tmp_path)[name], "pl", POLISH)
    own = "".join(path.read_text("utf-8") for path in _files(project))
    for file, page in published_pages(project, ("html", "pdf", "site")).items():
        text = "\0".join(_Said(page).texts)
        found = {*_ENGLISH_DATE.findall(text), *_ENGLISH_NUMBER.findall(text)}
        assert {each for each in found if each not in own} == set(), file
