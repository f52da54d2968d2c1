"""The guide for editors, followed from its first line to its last by somebody who does just what it says."""

import re
import sys
from pathlib import Path

import pytest

from pet_report import files, pipeline
from pet_report.diagnostics import Diagnostic
from tests.support.builds import ROOT
from tests.support.parts import need_program
from tests.support.walk import Walk, trimmed

GUIDE = ROOT / "docs/editors.md"
GROUP = "groups/01-readers.yaml"


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")
def test_the_guide_for_editors_can_be_followed(tmp_path: Path, *, accept: bool) -> None:
    guide = GUIDE.read_text("utf-8")
    walk = Walk(tmp_path, _settings(tmp_path))
    walk.follow(guide)
    if accept:
        for each in reversed(walk.outputs):
            if not each.agree():
                start, stop = each.span
                guide = guide[:start] + trimmed(each.said) + guide[stop:]
        GUIDE.write_text(guide, encoding="utf-8")
        return
    for each in walk.outputs:
        assert each.agree(), f"stale: run `make accept`\n{each.shown}\nis now\n{each.said}"
    assert len(walk.outputs) > 8
    page = (walk.folder / "build/report.html").read_text("utf-8")
    assert "The readers made 4 proposals." in page
    assert "Keep the reading room open in the evening</a>. The readers" in page
    proposals = (walk.folder / GROUP).read_text("utf-8")
    assert "- id: chess-for-all" in proposals
    assert "- id: music-on-fridays" in proposals


ROW = re.compile(r"^\| `([^`]+)` \| [^|]+ \| `([^`]+)` \|$", re.MULTILINE)
SLIPS = ROW.findall(GUIDE.read_text("utf-8").partition("### Slips")[2].partition("###")[0])


def test_there_are_slips() -> None:
    assert len(SLIPS) > 8


@pytest.mark.parametrize(("slip", "sound"), SLIPS)
def test_a_slip_of_the_guide_is_found_and_what_to_write_instead_is_not(slip: str, sound: str, tmp_path: Path) -> None:
    found = _found(slip, tmp_path / "slip")
    assert {each.place.source.line(each.place.start.line).strip() for each in found} == {slip}
    assert _found(sound, tmp_path / "sound") == []


def test_a_tab_is_found(tmp_path: Path) -> None:
    [found] = _found("\ttitle: Schools", tmp_path)
    assert found.rule.name == "yaml/tab"


STAND_FOR = {
    "issued": ("report.yaml", "issued: null"),
    "title": (GROUP, "title: Open the library on Sundays"),
    "number": (GROUP, "number: 2"),
    "themes": (GROUP, "themes: [opening-hours]"),
    "-": (GROUP, "[opening-hours]"),
    "\t": (GROUP, "    title: Open the library on Sundays"),
}
"""By how a line begins: the file of a new project, and the words in it, in whose place it is tried."""


def _found(line: str, folder: Path) -> list[Diagnostic]:
    files.start_project(folder)
    name, words = next(there for begins, there in STAND_FOR.items() if line.startswith(begins))
    text = (folder / name).read_text("utf-8")
    assert words in text
    changed = text.replace(words, f"\n      {line}" if line.startswith("-") else line, 1)
    (folder / name).write_text(changed, encoding="utf-8")
    for path in (folder / "report.yaml", *folder.glob("groups/*.yaml")):
        path.write_text(path.read_text("utf-8").replace("opening-hours", "education"), encoding="utf-8")
    return list(pipeline.check(*files.read_sources(folder)).found)


def _settings(home: Path) -> dict[str, str]:
    git = need_program("git", "git", package="git")
    person = {"NAME": "An Editor", "EMAIL": "editor@library.example"}
    return {
        "PATH": f"{Path(sys.executable).parent}:{git.parent}:/usr/bin:/bin",
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "TERM": "dumb",
        "NO_COLOR": "1",
        "COLUMNS": "80",
        "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in person.items()},
    }
