"""The comment under a pull request: what changes in it, in a form in which nothing that an author wrote acts."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pet_report.announce.comment import LONGEST, Request, comment, mark
from pet_report.changes import compare
from pet_report.view import words
from pet_report.view.changed import told
from tests.support.builds import run
from tests.support.hostile import CALLS, HARMLESS, HOSTILE, TEXTS, shapes, shown
from tests.support.library import CHILDREN, PLANTED, Files, library, linked
from tests.test_diff import SEVERAL, write
from tests.test_versions import git

KEPT = Path(__file__).parent / "kept/changes"


def request(after: Files, folder: str = "", before: Files | None = None, preview: str = "") -> Request:
    found = compare(linked(before or library()), linked(after), ("main", "the working tree"))
    said = told(found, words.in_english(None))
    return Request(folder=folder, found=(), files=4, changes=found, told=said, preview=preview)


def changed(*names: str) -> Files:
    after = library()
    for name in names:
        PLANTED[name][0](after)
    return after


@pytest.mark.parametrize("service", LONGEST)
def test_a_comment_reads_as_it_was_agreed(service: str, *, accept: bool) -> None:
    made = comment(request(changed(*SEVERAL), "reports/library", preview="https://library.example/preview"), service)
    kept = KEPT / f"comment-{service}.md"
    if accept:
        kept.write_text(made, encoding="utf-8")
    assert made == kept.read_text("utf-8"), "changed: read it, then run `make accept`"


def test_a_change_of_nothing_is_said_to_be_one() -> None:
    made = comment(request(library()), "github")
    assert "no faults found in 4 files" in made
    assert "No proposal and no answer changes." in made
    assert "| Recorded | 3 | 3 |" in made


# --- its mark --------------------------------------------------------------------------------------------------------


def test_two_projects_of_a_repository_have_two_marks() -> None:
    marks = {mark(folder) for folder in ("", "a", "b", "a/b", "A", "ä", "a b", "a--b", "a-b")}
    assert len(marks) == 9


@settings(max_examples=200)
@given(folder=st.text(max_size=20))
@example(folder="a--b")
@example(folder="a--->b")
def test_a_mark_is_one_line_that_nobody_sees(folder: str) -> None:
    made = mark(folder)
    assert made.count("\n") == 0
    assert made.index("-->") == len(made) - 3
    assert "--" not in made[4:-3]


# --- its length ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["words " * 80, "كلمات " * 80, "শব্দ " * 80, "ah", "short"])
def test_a_long_comment_is_cut_between_two_things_and_says_what_is_left_out(text: str) -> None:
    after = library()
    after[CHILDREN]["proposals"] += [{"id": f"p-{at}", "title": f"Nr {at}", "text": text} for at in range(1200)]
    made = comment(request(after), "github")
    assert LONGEST["github"] - 2500 < len(made.encode()) <= LONGEST["github"]
    told_ = made.count("- **Nr ")
    assert f"… and {1200 - told_:,} more, which `pet-report diff` shows." in made
    kinds = {shape.split()[0].rpartition("_")[0] for shape in shapes(made) if "_" in shape}
    assert kinds <= HARMLESS | {"html", "code"}
    assert made.count("\n- **Nr ") == made.count("  - text: **")


def test_where_nothing_fits_it_says_so() -> None:
    after = library()
    after[CHILDREN]["proposals"][0]["title"] = "words " * 40_000
    made = comment(request(after), "github")
    assert len(made) < 2000
    assert "… and 1 more" in made


# --- words of authors ------------------------------------------------------------------------------------------------


@settings(max_examples=100, deadline=None)
@given(texts=st.lists(TEXTS.filter(str.strip), min_size=3, max_size=3))
def test_no_words_of_an_author_act_in_it(texts: list[str]) -> None:
    def with_words(*said: str) -> Files:
        project = library()
        project[CHILDREN]["group"]["name"] = said[0]
        project[CHILDREN]["proposals"][0] |= {"title": said[1], "text": said[2], "number": said[0]}
        return project

    try:
        after = with_words(*texts)
        made = comment(request(after, before=with_words("One", "Two", "Three")), "github")
    except AssertionError:  # what is no YAML at all, such as a character that it forbids
        return
    plain = comment(request(with_words("1", "2", "3"), before=with_words("One", "Two", "Three")), "github")
    assert {*shapes(made)} <= {*shapes(plain), *shapes("- ~~a~~ **b**\n")}


@pytest.mark.parametrize("text", HOSTILE)
def test_nobody_is_called(text: str) -> None:
    after = library()
    after[CHILDREN]["proposals"][0] |= {"title": text, "text": f"{text} and {text}"}
    assert CALLS.search(shown(comment(request(after), "gitlab")).replace("$ ", "$")) is None


# --- the command -----------------------------------------------------------------------------------------------------


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Two projects in one; something changed in the first since `main`."""
    git(tmp_path, "init", "-b", "main")
    for name in ("one", "two"):
        write(tmp_path / "reports" / name, library())
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "Begun")
    write(tmp_path / "reports/one", changed("reworded", "added"))
    return tmp_path / "reports"


def test_it_compares_the_working_tree_or_a_commit(repository: Path) -> None:
    done = run("ci", "comment", "--base", "main", where=repository / "one")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("<!-- pet-report: reports/one -->\n")
    assert "~~the library on \\*\\*Sundays\\*\\* too.~~ **it on Sundays.**" in done.stdout
    assert "| Recorded | 3 | 4 |" in done.stdout
    other = run("ci", "comment", "--base", "main", where=repository / "two").stdout
    assert other.startswith("<!-- pet-report: reports/two -->\n")
    assert "No proposal and no answer changes." in other
    same = run("ci", "comment", "--base", "main", "--head", "main", where=repository / "one").stdout
    assert "No proposal and no answer changes." in same


def test_its_verdict_is_that_of_check(repository: Path) -> None:
    (repository / "one/groups/02-children.yaml").write_text("group: {id: children}\nproposals: []\n", encoding="utf-8")
    done = run("ci", "comment", "--base", "main", where=repository / "one")
    closing = run("check", where=repository / "one").stdout.splitlines()[-1]
    assert done.returncode == 0
    assert closing.rstrip(".") in done.stdout
    assert "error" in closing


@pytest.mark.parametrize("preview", ["javascript:alert(1)", "https://a b", "https://x/)[y](z", "https://x/\n# a", "x"])
def test_a_preview_is_a_web_address(repository: Path, preview: str) -> None:
    done = run("ci", "comment", "--base", "main", "--preview", preview, where=repository / "one")
    assert (done.returncode, done.stdout) == (2, "")
    assert "is no web address" in done.stderr


def test_a_base_that_is_not_there_is_refused(repository: Path) -> None:
    done = run("ci", "comment", "--base", "origin/main", where=repository / "one")
    assert (done.returncode, done.stdout) == (2, "")
    assert "hint:" in done.stderr
