"""`pet-report fmt`: one form, and nothing lost."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pet_report import yamltree
from pet_report.layout import laid_out
from pet_report.source import Source
from tests.cases.project import FOLDER, cases
from tests.support.builds import ROOT, run
from tests.support.untidy import TREES, Untidy

GROUP = "groups/01-example.yaml"
UNTIDY = """\

# About this file.


proposals:
    # The first.
    -   title: 'More youth workers'   # short
        id: first-proposal
        text: |
            One.

              Two, further in.
        # Why these themes.
        themes: [one,
          two]    # and no more


    -
        # Under its dash.
        id: second-proposal
        title: Ten
          words that run
          on
group:
  name: "Example"  # the name
  id: example
# The end.
"""
TIDY = """\
# About this file.

group:
  id: example
  name: "Example"  # the name
proposals:
  # The first.
  - id: first-proposal
    title: "More youth workers"  # short
    text: |
      One.

        Two, further in.
    # Why these themes.
    themes: [one,
      two]  # and no more

  # Under its dash.
  - id: second-proposal
    title: >-
      Ten words that run on
# The end.
"""


def _laid_out(text: str, path: str = GROUP) -> str:
    made: str | None = laid_out(Source(path=path, text=text))
    assert made is not None
    return made


def _data(text: str) -> Any:
    return yamltree.data(yamltree.read(Source(path=GROUP, text=text)).root)


def test_a_file_is_written_in_one_form() -> None:
    assert _laid_out(UNTIDY) == TIDY
    assert _laid_out(TIDY) == TIDY


@pytest.mark.parametrize("folder", [ROOT, ROOT / "tests/projects/scripts", ROOT / "pet_report/skeleton"], ids=str)
def test_our_own_files_are_in_that_form(folder: Path) -> None:
    for path in (folder / "report.yaml", *folder.glob("groups/*.yaml")):
        text = path.read_text("utf-8")
        assert _laid_out(text, path.relative_to(folder).as_posix()) == text, path.name


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_a_case_keeps_its_values(case: Any) -> None:
    for path, text in case.texts.items():
        made = laid_out(Source(path=path, text=text))
        if made is not None:
            assert _data(made) == _data(text)
            assert laid_out(Source(path=path, text=made)) == made
            assert _remarks(made) == _remarks(text)


def _remarks(text: str) -> list[str]:
    """What stands behind a `#`; which quotation marks stand around it is not its business."""
    return sorted(line.rstrip() for line in re.findall(r"#.*", text.replace("'", '"')))


# --- any file --------------------------------------------------------------------------------------


@settings(max_examples=300, deadline=None)
@given(tree=TREES, data=st.data())
def test_no_value_and_no_comment_is_lost(tree: dict[str, Any], data: st.DataObject) -> None:
    writer = Untidy(data.draw)
    text = writer.tree(tree, 0) + (f"{writer.comment()}\n" if writer.chance() else "")
    made = _laid_out(text)
    assert _data(made) == _data(text) == tree
    assert all(len(re.findall(rf"{comment}$", made, re.MULTILINE)) == 1 for comment in writer.comments)
    assert _laid_out(made) == made


def test_a_last_line_without_an_end_gets_one() -> None:
    """What a text is must not depend on whether an editor ends the last line."""
    text = "group:\n  id: example\n  introduction: |\n    Words and\n    words"
    assert _data(text) == _data(_laid_out(text))
    assert _laid_out(text) == text.replace("|", "|-") + "\n"


def test_a_comment_behind_a_text_of_several_lines_is_kept() -> None:
    text = "group:\n  id: example\n  name: The\n    example  # the name\n"
    assert _laid_out(text) == "group:\n  id: example\n  name: >-  # the name\n    The example\n"


def test_one_gap_is_left_where_another_key_comes_first() -> None:
    text = "# About this file.\n\nproposals: []\n\ngroup:\n  id: example\n"
    assert _laid_out(text) == "# About this file.\n\ngroup:\n  id: example\nproposals: []\n"


def test_a_file_between_braces_stays_as_it_stands() -> None:
    text = '{"group": {"id": "example",\n "name": "Example"}}'
    assert _laid_out("\n" + text.replace("\n", "\r\n")) == text + "\n"


# --- the command -----------------------------------------------------------------------------------


def _project(tmp_path: Path) -> Path:
    project = shutil.copytree(FOLDER / "base", tmp_path / "project")
    (project / GROUP).write_text(UNTIDY, encoding="utf-8")
    return project


def test_fmt_writes_and_then_has_nothing_to_do(tmp_path: Path) -> None:
    project = _project(tmp_path)
    assert run("fmt", "--check", where=project).returncode == 1
    assert "+  - id: first-proposal" in run("fmt", "--diff", where=project).stdout
    assert (project / GROUP).read_text("utf-8") == UNTIDY
    done = run("fmt", where=project)
    assert (done.returncode, done.stdout) == (0, f"wrote {GROUP}\n")
    assert (project / GROUP).read_text("utf-8") == TIDY
    assert run("fmt", "--check", where=project).returncode == 0
    assert not list((project / "groups").glob(".*"))


def test_fmt_takes_out_what_windows_put_in(tmp_path: Path) -> None:
    project = _project(tmp_path)
    (project / GROUP).write_bytes(TIDY.replace("\n", "\r\n").encode("utf-8-sig"))
    assert "line ends" in run("fmt", "--diff", where=project).stdout
    assert run("fmt", where=project).returncode == 0
    assert (project / GROUP).read_bytes() == TIDY.encode()


def test_fmt_leaves_what_cannot_be_read(tmp_path: Path) -> None:
    project = _project(tmp_path)
    (project / GROUP).write_text("group:\n  name: 'open\n", encoding="utf-8")
    done = run("fmt", where=project)
    assert done.returncode == 1
    assert "left as it is: groups/01-example.yaml" in done.stderr
    assert (project / GROUP).read_text("utf-8") == "group:\n  name: 'open\n"


def test_fmt_takes_only_the_files_of_the_project(tmp_path: Path) -> None:
    project = _project(tmp_path)
    done = run("fmt", "report.yaml", where=project)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "nothing to change\n")
    assert run("fmt", "/etc/passwd", where=project).returncode == 2
