"""New groups, proposals, answers and themes: by options and by questions, into files as they are found."""

from __future__ import annotations

import codecs
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.builds import COMMAND, ROOT, run

PROPOSAL = ("proposal", "--group", "young-people", "--title", "Teach it well", "--text", "Teach it.\n\nWell.")
ANSWER = ("response", "--decision", "noted", "--reason", "It is for others: see below.")
GROUP = ("group", "--name", "Children’s services", "--number", "9")
THEME = ("theme", "--name", "Über alles", "--description", "All of it.")
GROUP_FILE = "groups/01-young-people.yaml"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The real case, with room for a group more."""
    shutil.copytree(ROOT / "groups", tmp_path / "groups")
    report = (ROOT / "report.yaml").read_text("utf-8")
    (tmp_path / "report.yaml").write_text(report.replace("\n    value: 7\n", "\n    value: 8\n", 1), encoding="utf-8")
    return tmp_path


def _new(project: Path, *arguments: str) -> str:
    """The id of what was made, and the file that it is in."""
    done = run("new", *arguments, where=project)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.removeprefix("wrote ").strip()


def _files(project: Path) -> dict[str, bytes]:
    return {path.relative_to(project).as_posix(): path.read_bytes() for path in project.rglob("*.yaml")}


def _sound(project: Path) -> None:
    assert run("check", "--no-notes", where=project).returncode == 0


def _put_in(before: bytes, after: bytes) -> bytes:
    """What was put into a file; the test fails where anything else of it changed."""
    same = next((at for at, (one, other) in enumerate(zip(before, after, strict=False)) if one != other), len(before))
    rest = before[same:]
    assert after.endswith(rest)
    return after[same : len(after) - len(rest)]


@pytest.mark.parametrize("arguments", [PROPOSAL, GROUP, THEME], ids=lambda arguments: arguments[0] if arguments else "")
def test_what_is_made_passes_the_check_and_disturbs_nothing(project: Path, arguments: tuple[str, ...]) -> None:
    before = _files(project)
    made, path = _new(project, *arguments).split(" into ")
    after = _files(project)
    assert made.encode() in _put_in(before.get(path, b""), after.pop(path))
    assert after == {name: content for name, content in before.items() if name != path}
    _sound(project)


def test_an_answer_stands_where_its_proposal_does_with_the_wording_that_it_answers(project: Path) -> None:
    proposal, _ = _new(project, *PROPOSAL).split(" into ")
    assert _new(project, *ANSWER, proposal) == f"{proposal} into groups/01-young-people.response.yaml"
    _sound(project)
    path = project / GROUP_FILE
    path.write_text(path.read_text("utf-8").replace("Teach it.", "Teach it all."), encoding="utf-8")
    assert "response/stale" in run("check", where=project).stdout


def test_a_first_answer_gets_a_file_and_a_group_its_first_proposal(project: Path) -> None:
    group, path = _new(project, *GROUP).split(" into ")
    assert (group, path) == ("childrens-services-group", "groups/09-childrens-services.yaml")
    proposal, _ = _new(project, "proposal", "--group", group, "--title", "Begin", "--text", "Begin.").split(" into ")
    assert _new(project, *ANSWER, proposal).endswith(" into groups/09-childrens-services.response.yaml")
    _sound(project)


def test_a_project_gets_its_first_group(project: Path) -> None:
    shutil.rmtree(project / "groups")
    report = "report:\n  title: Report\n  subtitle: First\nsources: []\n"
    (project / "report.yaml").write_text(report, encoding="utf-8")
    done = run("new", *GROUP, where=project)
    assert (project / "groups/01-childrens-services.yaml").exists(), done.stdout + done.stderr


def test_marks_and_line_ends_of_a_file_stay(project: Path) -> None:
    path = project / GROUP_FILE
    path.write_bytes(codecs.BOM_UTF8 + path.read_bytes().replace(b"\n", b"\r\n"))
    before = path.read_bytes()
    _new(project, *PROPOSAL)
    added = _put_in(before, path.read_bytes())
    assert added.count(b"\r\n") == added.count(b"\n") > 3


def test_an_id_that_is_taken_is_refused_and_nothing_written(project: Path) -> None:
    before = _files(project)
    done = run("new", *PROPOSAL, "--id", "education", where=project)
    assert (done.returncode, _files(project)) == (1, before)
    assert "education" in done.stdout
    assert "nothing was written" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("proposal", "--title", "Begin"), "missing: --group, --text"),
        (("response", "--decision", "superseded"), "missing: PROPOSAL, --reason, --superseded-by"),
        (("theme",), "missing: --name"),
        (("group",), "missing: --name"),
        (("proposal", "--group", "educatoin-group"), 'did you mean "education-group"?'),
        ((*PROPOSAL, "--theme", "educaton"), 'did you mean "education"?'),
        ((*PROPOSAL, "--lead", "nobody"), '"nobody" cannot be chosen here'),
    ],
)
def test_what_is_missing_or_unknown_is_named(project: Path, arguments: tuple[str, ...], said: str) -> None:
    proposal = _new(project, *PROPOSAL)
    before = _files(project)
    done = run("new", *arguments, where=project)
    assert (done.returncode, _files(project)) == (2, before), proposal
    assert said in done.stderr


def test_a_proposal_is_answered_once(project: Path) -> None:
    proposal, _ = _new(project, *PROPOSAL).split(" into ")
    _new(project, *ANSWER, proposal)
    done = run("new", *ANSWER, proposal, where=project)
    assert done.returncode == 2
    assert "answered already" in done.stderr
    assert "01-young-people.response.yaml, line " in done.stderr


def test_a_file_that_cannot_be_read_is_left_alone(project: Path) -> None:
    path = project / "groups/01-young-people.response.yaml"
    proposal, _ = _new(project, *PROPOSAL).split(" into ")
    path.write_text('group: "education', encoding="utf-8")
    done = run("new", *ANSWER, proposal, where=project)
    assert done.returncode == 2
    assert "pet-report check" in done.stderr
    assert path.read_text("utf-8") == 'group: "education'


def _git(project: Path, *arguments: str) -> None:
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "PATH": os.environ["PATH"]}
    who = ("-c", "user.name=E", "-c", "user.email=e@example.org", "-c", "merge.conflictStyle=merge")
    subprocess.run(["git", *who, *arguments], cwd=project, env=settings, check=True, capture_output=True)


def test_ids_of_two_editors_do_not_meet_when_their_branches_do(project: Path) -> None:
    """Both add a proposal of the same title; where git asks which, both are wanted."""
    _git(project, "init", "--initial-branch=main")
    (project / ".gitattributes").write_text("*.yaml merge=union\n", encoding="utf-8")
    _git(project, "add", "--all")
    _git(project, "commit", "--message=Before")
    made: list[str] = []
    for branch in ("one", "other"):
        _git(project, "switch", "--create", branch, "main")
        made.append(_new(project, *PROPOSAL, "--text", f"As {branch} has it.").split(" into ")[0])
        _git(project, "commit", "--all", f"--message={branch}")
    _git(project, "merge", "one")
    text = (project / GROUP_FILE).read_text("utf-8")
    assert all(text.count(id_) == 1 for id_ in made), text


def _typed(project: Path, answers: str, *arguments: str) -> tuple[int, str]:
    """The exit code, and what stood on the terminal, where `answers` were typed."""
    ours, theirs = pty.openpty()
    os.write(ours, answers.encode())
    settings = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT), "TERM": "dumb"}
    done = subprocess.run(
        [*COMMAND, "new", *arguments], cwd=project, stdin=theirs, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, env=settings, check=False,
    )  # fmt: skip
    os.close(theirs)
    os.close(ours)
    return done.returncode, done.stdout.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")
def test_on_a_terminal_it_asks(project: Path) -> None:
    code, said = _typed(
        project, "nobody\nyoung-people\n\nTeach it well\nTeach it.\nAnd more.\n\n12a\n\n1 education\n\n", "proposal"
    )
    assert code == 0, said
    assert "Which group makes it" in said
    assert '"nobody" is none of these' in said
    text = (project / GROUP_FILE).read_text("utf-8")
    assert "\n    title: Teach it well\n    text: |\n      Teach it.\n      And more.\n" in text
    assert '    number: "12a"\n' in text or "    number: 12a\n" in text
    _sound(project)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")
def test_who_stops_answering_has_written_nothing(project: Path) -> None:
    before = _files(project)
    code, _ = _typed(project, "young-people\n\x04", "proposal")
    assert code in (1, 130)
    assert _files(project) == before


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")
def test_a_whole_command_is_not_interrupted(project: Path) -> None:
    code, said = _typed(project, "", *PROPOSAL)
    assert code == 0
    assert "?" not in said


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")
def test_a_number_is_asked_for_until_it_is_one(project: Path) -> None:
    code, said = _typed(project, "Children’s services\nnine\n9\n", "group")
    assert code == 0, said
    assert '"nine" is no whole number' in said
    assert "number: 9" in (project / "groups/09-childrens-services.yaml").read_text("utf-8")
