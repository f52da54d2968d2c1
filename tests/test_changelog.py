"""A report's life, release by release: told, recorded in a file of the project, and printed from it alone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from pet_report import changelog, layout
from pet_report.changes import Changes, compare
from pet_report.load import CHANGE_LOG, load
from pet_report.model import ChangeLog
from pet_report.schema import FOLDER
from pet_report.source import Source
from pet_report.view import words
from pet_report.view.changed import release
from tests.support.builds import build, run
from tests.support.hostile import HARMLESS, HOSTILE, TEXTS, shapes
from tests.support.library import CHILDREN, PLANTED, Files, library, linked
from tests.test_diff import SEVERAL, several, write
from tests.test_versions import git


def version(project: Path, number: str, *names: str) -> Files:
    """The project with these edits, committed, and released as this version."""
    files = library()
    for name in names:
        PLANTED[name][0](files)
    write(project, files)
    git(project, "add", ".")
    git(project, "commit", "--allow-empty", "-m", number or "Later")
    if number:
        git(project, "tag", f"report/{number}")
    return files


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Two releases, and what is to be the third."""
    git(tmp_path, "init", "-b", "main")
    version(tmp_path, "1.0")
    version(tmp_path, "1.1", "reworded", "renumbered")
    version(tmp_path, "", *SEVERAL)
    return tmp_path


# --- told ------------------------------------------------------------------------------------------------------------


def test_it_tells_each_release_the_newest_first(project: Path) -> None:
    told = run("changelog", where=project).stdout
    assert told.index("version 1.1") < told.index("renumbered") < told.index("version 1.0")
    assert "the first release" in told.partition("version 1.0")[2]
    assert "moved" not in told
    told = run("changelog", "--next", "1.2", where=project).stdout
    assert "moved" in told.partition("version 1.1")[0]
    assert run("changelog", where=project).stdout == run("changelog", where=project, TZ="Asia/Tokyo").stdout


def test_releases_in_a_folder_are_told_without_a_repository(project: Path) -> None:
    for number in ("1.0", "1.1"):
        git(project, "checkout", "--quiet", f"report/{number}")
        shutil.copytree(project / "groups", project / f"dist/{number}/sources/groups")
        shutil.copy(project / "report.yaml", project / f"dist/{number}/sources")
        (project / f"dist/{number}/manifest.json").write_text("{}", encoding="utf-8")
    tagged = run("changelog", "--format", "json", where=project).stdout
    shutil.rmtree(project / ".git")
    assert run("changelog", "--format", "json", where=project).stdout == tagged


def test_json_holds_changes_after_their_schema(project: Path) -> None:
    validator = Draft202012Validator(json.loads((FOLDER / "changes.schema.json").read_text("utf-8")))
    releases = json.loads(run("changelog", "--next", "1.2", "--format", "json", where=project).stdout)["releases"]
    assert [each["name"] for each in releases] == ["1.2", "1.1", "1.0"]
    assert [each["since"] for each in releases] == ["1.1", "1.0", None]
    assert releases[-1]["changes"] is None
    for each in releases[:-1]:
        assert list(validator.iter_errors(each["changes"])) == []
    assert {one["subject"] for one in releases[0]["counts"]} >= {"proposals", "coverage"}


@pytest.mark.parametrize("form", ["text", "md", "json", "html"])
def test_every_form_tells_of_every_release_and_of_none(project: Path, tmp_path: Path, form: str) -> None:
    told = run("changelog", "--next", "1.2", "--format", form, where=project)
    assert told.returncode == 0, told.stderr
    assert all(number in told.stdout for number in ("1.0", "1.1", "1.2", "Lamps"))
    write(tmp_path / "other", library())
    alone = run("changelog", "--format", form, where=tmp_path / "other")
    assert (alone.returncode, "Lamps" in alone.stdout) == (0, False)


def test_the_next_release_comes_last(project: Path) -> None:
    for number in ("1.1", "1.0", "0.9", "1.1-draft"):
        done = run("changelog", "--next", number, where=project)
        assert (done.returncode, done.stdout) == (2, "")
        assert "cannot come after release 1.1" in done.stderr


# --- recorded --------------------------------------------------------------------------------------------------------


def read(text: str) -> ChangeLog:
    loaded = load((Source(path=CHANGE_LOG, text=text),))
    assert loaded.found == (), loaded.found
    assert loaded.project.change_log
    return loaded.project.change_log


def test_it_is_written_once_and_for_the_next_release_again(project: Path) -> None:
    assert run("changelog", "--write", "--next", "1.2", where=project).stdout == f"wrote {CHANGE_LOG}\n"
    first = (project / CHANGE_LOG).read_text("utf-8")
    assert [each.version for each in read(first).releases] == ["1.2", "1.1", "1.0"]
    assert run("check", "--strict", "--no-notes", where=project).stdout.count(CHANGE_LOG) == 0
    assert run("changelog", "--write", "--next", "1.2", where=project).returncode == 0
    assert (project / CHANGE_LOG).read_text("utf-8") == first
    # What somebody put right in a release that is made stays; the next one is written anew.
    edited = first.replace("title: Sundays\n", "title: Sundays as they were\n").replace("# yaml", "# Ours.\n# yaml", 1)
    (project / CHANGE_LOG).write_text(edited, encoding="utf-8")
    assert run("changelog", "--write", "--next", "1.2", where=project).returncode == 0
    again = (project / CHANGE_LOG).read_text("utf-8")
    assert again.startswith("# Ours.")
    titles = [[one.title for one in each.changes if one.id == "sunday"] for each in read(again).releases]
    assert titles == [["Sundays"], ["Sundays as they were"], []]


def test_a_record_that_cannot_be_read_is_left_alone(project: Path) -> None:
    for text in ("releases: [", "releases: {}\n", "- a\n", "releases: [{version: '0.1'}]\n"):
        (project / CHANGE_LOG).write_text(text, encoding="utf-8")
        done = run("changelog", "--write", where=project)
        assert done.returncode in (1, 2), text
        assert (project / CHANGE_LOG).read_text("utf-8") == text
        assert "Traceback" not in done.stderr


def test_a_record_that_nobody_could_read_again_is_not_written(project: Path) -> None:
    after = library()
    after[CHILDREN]["proposals"] = [
        {"id": f"p-{at}", "title": f"Nr {at}", "text": f"{at} " + "words " * 3000} for at in range(120)
    ]
    # Two files: one alone would be too large to be read.
    after["groups/03-more.yaml"] = {
        "group": {"id": "more", "name": "More"}, "proposals": after[CHILDREN]["proposals"][60:],
    }  # fmt: skip
    after[CHILDREN]["proposals"] = after[CHILDREN]["proposals"][:60]
    write(project, after)
    done = run("changelog", "--write", "--next", "1.2", where=project)
    assert done.returncode == 2
    assert "could not be read again" in done.stderr
    assert not (project / CHANGE_LOG).exists()


def test_without_a_release_there_is_nothing_to_write(tmp_path: Path) -> None:
    write(tmp_path, library())
    done = run("changelog", "--write", where=tmp_path)
    assert (done.returncode, "no release is made yet" in done.stderr) == (2, True)
    assert run("changelog", "--write", "--next", "1.0", where=tmp_path).returncode == 0
    [only] = read((tmp_path / CHANGE_LOG).read_text("utf-8")).releases
    assert (only.version, only.since, only.changes) == ("1.0", None, [])


def recorded(found: Changes) -> str:
    text = changelog.updated(Source(path=CHANGE_LOG, text=""), [found])
    assert text is not None
    return text


def test_what_is_recorded_is_what_is_read() -> None:
    found = several()
    again = changelog.read(read(recorded(found)).releases[0])
    expected = tuple(replace(each, group="") for each in found.things if each.act == "changed")
    assert tuple(each for each in again.things if each.act == "changed") == expected
    assert release(again, words.in_english(None)).rows == release(found, words.in_english(None)).rows
    told = [count for count in found.counts if count.before or count.after]
    assert list(again.counts) == told


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(TEXTS.filter(lambda text: text.isprintable() and text.strip()), min_size=3, max_size=3))
def test_any_words_are_read_as_they_were_recorded(texts: list[str]) -> None:
    before, after = library(), library()
    after[CHILDREN]["proposals"][0] |= {"title": texts[0], "text": texts[1] * 20}
    after[CHILDREN]["group"]["name"] = texts[2]
    found = compare(linked(before), linked(after), ("1.0", texts[0]))
    text = recorded(found)
    again = changelog.read(read(text).releases[0])
    assert again.after.name == texts[0]
    assert [each.edits for each in again.things] == [each.edits for each in found.things]
    assert layout.laid_out(Source(path=CHANGE_LOG, text=text)) == text


def test_hostile_words_are_words_in_every_form(tmp_path: Path) -> None:
    git(tmp_path, "init", "-b", "main")
    version(tmp_path, "1.0")
    after = library()
    after[CHILDREN]["proposals"] += [{"id": f"p-{at}", "title": each, "text": each} for at, each in enumerate(HOSTILE)]
    write(tmp_path, after)
    page = run("changelog", "--next", "1.1", "--format", "md", where=tmp_path).stdout
    assert {shape.split()[0].removesuffix("_open").removesuffix("_close") for shape in shapes(page)} <= HARMLESS
    assert "<script>" not in run("changelog", "--next", "1.1", "--format", "html", where=tmp_path).stdout


def test_releases_are_in_the_order_of_their_numbers() -> None:
    ordered = ["0.9", "1", "1.0-draft", "1.0", "1.0.1", "1.2", "1.10", "2005-11", "2006"]
    assert sorted({*ordered}, key=changelog.order) == ordered


# --- printed ---------------------------------------------------------------------------------------------------------


def _with_annex(project: Path) -> None:
    data = json.loads((project / "report.yaml").read_text("utf-8"))
    data["publications"]["response"]["parts"].append({"kind": "changes"})
    (project / "report.yaml").write_text(json.dumps(data), encoding="utf-8")


def test_the_annex_prints_the_record_and_needs_no_repository(project: Path, tmp_path: Path) -> None:
    _with_annex(project)
    assert run("changelog", "--write", "--next", "1.2", where=project).returncode == 0
    page = (build(project, tmp_path / "one", "--only", "html") / "response.html").read_text("utf-8")
    for words_ in (
        "Version 1.2",
        "Version 1.1",
        "Version 1.0",
        "The first release.",
        "<del",
        'href="#sunday"',
    ):
        assert words_ in page
    shutil.rmtree(project / ".git")
    assert (build(project, tmp_path / "two", "--only", "html") / "response.html").read_text("utf-8") == page


def test_the_annex_of_an_earlier_day_tells_nothing_of_later(project: Path, tmp_path: Path) -> None:
    _with_annex(project)
    assert run("changelog", "--write", "--next", "1.2", where=project).returncode == 0
    page = build(project, tmp_path / "made", "--only", "html", "--as-of", "2020-07") / "response.html"
    assert "Version 1.1" in page.read_text("utf-8")
    assert "Version 1.2" not in page.read_text("utf-8")


def test_without_a_record_the_annex_says_so(tmp_path: Path) -> None:
    write(tmp_path, library())
    _with_annex(tmp_path)
    page = (build(tmp_path, tmp_path / "made", "--only", "html") / "response.html").read_text("utf-8")
    assert "This is the first edition, or no changes are recorded." in page


def test_readers_of_the_annex_read_words_and_not_references() -> None:
    before, after = library(), library()
    after[CHILDREN]["proposals"][0]["text"] = "Read [[sunday]] to [[lamps|children]]."
    found = changelog.read(read(recorded(compare(linked(before), linked(after), ("1.0", "1.1")))).releases[0])
    [entry] = release(found, words.in_english(None)).rows
    assert "Sundays to children." in " ".join(run.text for line in entry.lines for run in line.runs)
