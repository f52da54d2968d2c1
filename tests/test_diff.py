"""What changed is told to people, to programs and on pages; no words of an author do anything there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from playwright.sync_api import Browser

from pet_report.announce import changed
from pet_report.announce.cells import JOINER, width, words_in_markdown
from pet_report.changes import Changes, compare
from pet_report.facts import subjects
from pet_report.schema import FOLDER
from pet_report.view import fields, words
from pet_report.view.changed import Told, told
from tests.support import axe, nu
from tests.support.builds import ROOT, run
from tests.support.chromium import visit
from tests.support.hostile import CALLS, HARMLESS, HOSTILE, TEXTS, shapes, shown
from tests.support.library import PLANTED, Files, as_json, library, linked

KEPT = Path(__file__).parent / "kept/changes"
SEVERAL = (
    "reworded",
    "renumbered",
    "moved",
    "added",
    "decided",
    "progress",
    "later",
    "figure",
    "theme renamed",
    "edition",
)
LONG = " ".join(f"word{number}" for number in range(200))


def several() -> Changes:
    """Two versions between which most things happened."""
    before, after = library(), library()
    for name in SEVERAL:
        PLANTED[name][0](after)
    after["groups/02-children.yaml"]["proposals"][0]["text"] = f"Read to children. {LONG}"
    before["report.yaml"]["publications"]["report"]["parts"][0]["text"] = f"{LONG} old {LONG}"
    after["report.yaml"]["publications"]["report"]["parts"][0]["text"] = f"{LONG} new {LONG}"
    return compare(linked(before), linked(after), ("1.0", "1.1"))


def said(found: Changes) -> Told:
    return told(found, words.in_english(None))


def write(folder: Path, project: Files) -> Path:
    (folder / "groups").mkdir(parents=True, exist_ok=True)
    for path, data in project.items():
        (folder / path).write_text(as_json(data), encoding="utf-8")
    return folder


# --- forms -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["text-60.txt", "text-100.txt", "changes.md"])
def test_a_form_reads_as_it_was_agreed(name: str, *, accept: bool) -> None:
    told_ = said(several())
    made = changed.as_markdown(told_) if name.endswith(".md") else changed.as_text(told_, room=int(name[5:-4]))
    if accept:
        KEPT.mkdir(parents=True, exist_ok=True)
        (KEPT / name).write_text(made, encoding="utf-8")
    assert made == (KEPT / name).read_text("utf-8"), "changed: read it, then run `make accept`"


@pytest.mark.parametrize("room", [40, 60, 100])
def test_a_terminal_is_wide_enough(room: int) -> None:
    for color in (False, True):
        lines = re.sub("\x1b\\[[0-9]*m", "", changed.as_text(said(several()), color=color, room=room)).splitlines()
        assert max(map(width, lines)) <= room
    assert "\x1b" not in changed.as_text(said(several()), room=room)


def test_colours_add_nothing_that_is_not_said() -> None:
    found = said(several())
    colored = changed.as_text(found, color=True)
    assert "\x1b[31m" in colored
    assert "\x1b[32m" in colored
    assert re.sub("\x1b\\[[0-9]*m", "", colored) == changed.as_text(found)


@pytest.mark.parametrize("name", PLANTED)
def test_json_keeps_to_its_schema(name: str) -> None:
    validator = Draft202012Validator(json.loads((FOLDER / "changes.schema.json").read_text("utf-8")))
    after = library()
    PLANTED[name][0](after)
    document = json.loads(changed.as_json(compare(linked(library()), linked(after))))
    assert [each.message for each in validator.iter_errors(document)] == []
    assert document["changed"]
    del document["things"][0]["kind"]
    assert list(validator.iter_errors(document))


def test_every_field_of_the_schema_is_explained_or_plain() -> None:
    schema = json.loads((FOLDER / "changes.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    document = json.loads(changed.as_json(several()))
    assert set(document) == set(schema["properties"])
    assert {key for each in document["things"] for key in each} == set(schema["$defs"]["thing"]["properties"])
    edits = (edit for each in document["things"] for edit in each["edits"])
    assert {key for each in edits for key in each} == set(schema["$defs"]["edit"]["properties"])


def test_a_long_text_is_told_around_its_changes_and_whole_in_json() -> None:
    text = changed.as_text(said(several()))
    assert "word199 [-old-]" in " ".join(text.split())
    assert "word10" not in text.partition("Parts of")[2].partition("Proposals")[0]
    assert changed.as_json(several()).count("word100") > 3


def test_of_very_many_things_it_says_how_many_more() -> None:
    after = library()
    many = [{"id": f"p-{number}", "title": "More", "text": "More."} for number in range(changed.MOST + 20)]
    after["groups/02-children.yaml"]["proposals"] += many
    found = compare(linked(library()), linked(after))
    assert "… and 20 more" in changed.as_text(said(found))
    assert "… and 20 more" in changed.as_markdown(said(found))
    assert len(json.loads(changed.as_json(found))["things"]) == len(many)


def test_every_field_has_a_word_and_every_value_is_said() -> None:
    from pet_report import files
    from pet_report.link import link
    from pet_report.load import load

    projects = [
        linked(library()),
        *(link(load(files.read_sources(ROOT / each)[0]).project) for each in ("", "templates/gallery")),
    ]
    names = {field.name for each in projects for subject in subjects(each) for field in subject.said}
    assert len(names) > 60
    assert names - set(fields.FIELDS) == set()
    assert "for communities" not in changed.as_text(said(several()))
    assert "[-Accepted-] {+Noted+}" in changed.as_text(said(several()))


# --- words of authors ------------------------------------------------------------------------------------------------


@settings(max_examples=300, deadline=None)
@given(text=TEXTS)
def test_no_words_of_an_author_are_markup(text: str) -> None:
    page = f"- **{words_in_markdown(text) or 'x'}** (a): ~~{words_in_markdown(text) or 'x'}~~ **new**\n"
    assert shapes(page) == shapes("- **x** (a): ~~x~~ **new**\n"), page


@pytest.mark.parametrize("text", HOSTILE)
def test_no_words_of_an_author_call_anybody(text: str) -> None:
    page = f"{words_in_markdown(text)}\n\nx {words_in_markdown(text)} y\n"
    assert CALLS.search(shown(page).replace("$ ", "$")) is None, shown(page)


def test_words_stay_what_they_are() -> None:
    text = "50 % of R&D, at £3 – “so” (a #1 idea) for @all: see a/b"
    assert shown(words_in_markdown(text) + "\n").replace(JOINER, "") == text


def hostile() -> Changes:
    before, after = library(), library()
    for number, text in enumerate(HOSTILE):
        old = {"id": f"p-{number}", "title": text, "text": f"{text} before {text}"}
        before["groups/02-children.yaml"]["proposals"].append(old)
        after["groups/02-children.yaml"]["proposals"].append(
            {**old, "title": f"New {text}", "text": f"{text} after {text}"}
        )
    return compare(linked(before), linked(after), ("@everyone", "<b>"))


def test_a_page_of_hostile_words_has_the_markup_of_a_harmless_one() -> None:
    page = changed.as_markdown(said(hostile()))
    assert {shape.split()[0].removesuffix("_open").removesuffix("_close") for shape in shapes(page)} <= HARMLESS


# --- the command -----------------------------------------------------------------------------------------------------


@pytest.fixture
def versions(tmp_path: Path) -> tuple[Path, Path]:
    after = library()
    for name in SEVERAL:
        PLANTED[name][0](after)
    return write(tmp_path / "old", library()), write(tmp_path / "new", after)


def test_two_folders_are_compared_from_anywhere(versions: tuple[Path, Path], tmp_path: Path) -> None:
    done = run("diff", *versions, where=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("from old")
    assert "sunday" in done.stdout
    assert done.stderr == ""


def test_without_a_second_version_it_is_the_project_itself(versions: tuple[Path, Path]) -> None:
    done = run("diff", "../old", "--exit-code", where=versions[1])
    assert done.returncode == 1
    assert "the working tree" in done.stdout
    assert run("diff", "../old", where=versions[0]).stdout.endswith("nothing changed\n")
    assert run("diff", "../old", "--exit-code", where=versions[0]).returncode == 0


@pytest.mark.parametrize("form", ["text", "json", "md", "html"])
def test_it_is_written_to_a_file(versions: tuple[Path, Path], tmp_path: Path, form: str) -> None:
    printed = run("diff", *versions, "--format", form, FORCE_COLOR="").stdout
    done = run("diff", *versions, "--format", form, "--output", tmp_path / "made/changes", FORCE_COLOR="1")
    assert (done.stdout, done.stderr) == ("", "")
    assert (tmp_path / "made/changes").read_text("utf-8") == printed


def test_a_version_with_faults_is_compared_as_far_as_it_can_be_read(versions: tuple[Path, Path]) -> None:
    (versions[1] / "groups/02-children.yaml").write_text("group: [", encoding="utf-8")
    (versions[1] / "groups/03-more.yaml").write_bytes(b"\xff\xfe")
    done = run("diff", *versions, "--format", "json")
    assert done.returncode == 0
    assert "groups/02-children.yaml:1:" in done.stderr
    assert "groups/03-more.yaml" in done.stderr
    assert "left out" in done.stderr
    assert not json.loads(done.stdout)["after"]["whole"]
    for text in ("", "[]", "x: *y", "format: 2\n"):
        (versions[1] / "report.yaml").write_text(text, encoding="utf-8")
        for form in ("text", "json", "md", "html"):
            done = run("diff", *versions, "--format", form)
            assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr


def test_what_is_no_version_is_refused(versions: tuple[Path, Path], tmp_path: Path) -> None:
    done = run("diff", "nothing", where=versions[0])
    assert (done.returncode, done.stdout) == (2, "")
    assert '"nothing" is no folder' in done.stderr
    assert run("diff", versions[0], where=tmp_path).returncode == 2


# --- the page --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Of changes, of hostile words, of none, and in other scripts."""
    folder = tmp_path_factory.mktemp("pages")
    before, after, odd, foreign = library(), library(), library(), library()
    for name in SEVERAL:
        PLANTED[name][0](after)
    for number, text in enumerate(HOSTILE):
        odd["groups/02-children.yaml"]["proposals"].append({"id": f"p-{number}", "title": text, "text": text})
    foreign["groups/01-readers.yaml"]["proposals"][0] |= {"title": "المكتبة مفتوحة", "text": "গ্রন্থাগার সবার জন্য খোলা"}
    names = {"before": before, "after": after, "odd": odd, "foreign": foreign}
    for name, project in names.items():
        write(folder / name, project)
        done = run("diff", folder / "before", folder / name, "--format", "html", "-o", folder / f"{name}.html")
        assert done.returncode == 0, done.stderr
    return [folder / f"{name}.html" for name in names]


def test_the_page_is_valid(pages: list[Path]) -> None:
    assert nu.complaints(pages) == ()


@pytest.mark.parametrize("wishes", [{}, {"color_scheme": "dark"}, {"width": 320}, {"forced_colors": "active"}], ids=str)
def test_the_page_keeps_nobody_out(chromium: Browser, pages: list[Path], wishes: dict[str, object]) -> None:
    for page in pages:
        with visit(chromium, page, **wishes) as visited:  # type: ignore[arg-type]  # as the reader wishes
            assert axe.examine(visited.page).found == ()
            assert visited.errors == []
            assert len(visited.requests) == 1
            room = visited.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert room <= 0


def test_old_and_new_are_told_apart_without_colours_and_without_eyes(chromium: Browser, pages: list[Path]) -> None:
    with visit(chromium, pages[1]) as visited:
        heard = visited.page.locator("main").evaluate("it => it.textContent.replace(/\\s+/g, ' ')")
        assert "old: the library on **Sundays** too. new: it on Sundays." in heard
        drawn = "it => getComputedStyle(it).textDecorationLine"
        assert visited.page.locator("del").first.evaluate(drawn) == "line-through"
        assert visited.page.locator("ins").first.evaluate(drawn) == "underline"
