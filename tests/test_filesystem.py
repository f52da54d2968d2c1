"""What the disk may hold in the place of a file: each is told with a way out, and none stops or hangs the command."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pet_report import files
from pet_report.errors import ToolFailure
from tests.cases.project import FOLDER
from tests.support.builds import COMMAND, ROOT, run

GROUP = "groups/04-odd.yaml"
TEXT = "group:\n  id: odd\n  name: Odd\n"
FAULTS, UNUSABLE = 1, 2


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return shutil.copytree(FOLDER / "base", tmp_path / "project")


def _check(project: Path, *before: str) -> subprocess.CompletedProcess[str]:
    """`check` as a process of its own that must end by itself."""
    command = [*before, *COMMAND, "check", "--format", "concise", "--project", str(project)]
    environment = {"PATH": os.environ["PATH"], "HOME": "/nowhere", "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120, check=False)


def _told(done: subprocess.CompletedProcess[str], rule: str) -> str:
    """The one finding of a rule."""
    assert done.returncode == FAULTS, done.stdout + done.stderr
    assert done.stderr == ""
    [line] = [line for line in done.stdout.splitlines() if f"error[{rule}]" in line]
    return line


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


def _link_to_nothing(path: Path) -> None:
    path.symlink_to("nothing.yaml")


def _socket(path: Path) -> None:
    os.mknod(path, stat.S_IFSOCK | 0o600)


ODD: list[tuple[Callable[[Path], object], str]] = [
    (Path.mkdir, "it is a folder"),
    (_loop, "it is a link that leads to itself"),
    (_link_to_nothing, "it is a link to nothing"),
    (os.mkfifo, "it is neither a file nor a folder"),
    (_socket, "No such device or address"),
]


@pytest.mark.parametrize(("make", "why"), ODD, ids=[why for _, why in ODD])
def test_what_is_no_file_is_a_finding(project: Path, make: Callable[[Path], object], why: str) -> None:
    make(project / GROUP)
    said = _told(_check(project), "file/unreadable")
    assert said == f'{GROUP}:1:1: error[file/unreadable] "04-odd.yaml" cannot be read: {why}'


@pytest.mark.parametrize("make", [make for make, _ in ODD], ids=[why for _, why in ODD])
def test_what_writes_leaves_it_alone(project: Path, make: Callable[[Path], object]) -> None:
    make(project / GROUP)
    done = run("fmt", "--project", project)
    assert done.returncode == FAULTS
    assert f"left as it is: {GROUP} cannot be read" in done.stderr
    assert "Traceback" not in done.stderr


FOLLOWED: list[tuple[Callable[[Path], object], Callable[[Path], object]]] = [
    (Path.mkdir, lambda path: path.rename(path.with_name("elsewhere"))),
    (_loop, Path.unlink),
    (lambda path: path.with_suffix(".yml").write_text(TEXT), lambda path: path.with_suffix(".yml").rename(path)),
    (lambda path: path.write_bytes(TEXT.encode("utf-16")), lambda path: path.write_text(TEXT, encoding="utf-8")),
    (lambda path: path.write_text("\ufeff" + TEXT, encoding="utf-8"), lambda path: run("fmt", where=path.parent)),
    (lambda path: path.write_bytes(TEXT.replace("\n", "\r\n").encode()), lambda path: run("fmt", where=path.parent)),
]


@pytest.mark.parametrize(
    ("make", "follow"), FOLLOWED, ids=["a folder", "a link", "a name", "an encoding", "a mark", "line ends"]
)
def test_what_follows_the_hint_is_heard_no_more(
    project: Path, make: Callable[[Path], object], follow: Callable[[Path], object]
) -> None:
    make(project / GROUP)
    found = [each for each in files.read_sources(project)[1] if each.hint]
    assert len(found) == 1
    follow(project / GROUP)
    assert files.read_sources(project)[1] == ()


WITHOUT_RIGHTS = (
    ("setpriv", "--bounding-set=-all", "--inh-caps=-all") if sys.platform == "linux" and os.geteuid() == 0 else ()
)
"""The superuser may read what nobody may, unless it gives that right up."""


@pytest.mark.parametrize("path", [GROUP, "report.yaml"])
def test_a_file_that_may_not_be_read_is_a_finding(project: Path, path: str) -> None:
    (project / GROUP).write_text(TEXT, encoding="utf-8")
    (project / path).chmod(0)
    assert "you have no right to" in _told(_check(project, *WITHOUT_RIGHTS), "file/unreadable")


def test_a_folder_that_may_not_be_looked_into_is_told(project: Path) -> None:
    (project / "groups").chmod(0)
    done = _check(project, *WITHOUT_RIGHTS)
    (project / "groups").chmod(0o755)
    assert done.returncode == UNUSABLE
    assert re.fullmatch(r"pet-report: .*/groups: Permission denied\nhint: .*\n", done.stderr)


def test_a_report_that_is_a_folder_is_no_report(project: Path) -> None:
    (project / "report.yaml").unlink()
    (project / "report.yaml").mkdir()
    done = _check(project)
    assert done.returncode == UNUSABLE
    assert "no report.yaml" in done.stderr


def test_groups_that_are_a_file_are_no_groups(project: Path) -> None:
    shutil.rmtree(project / "groups")
    (project / "groups").write_text(TEXT, encoding="utf-8")
    done = _check(project)
    assert done.returncode == UNUSABLE
    assert "there are no group files" in done.stderr


@pytest.mark.parametrize("name", [b"04-caf\xe9.yaml", b"04-\x1b[31m.yaml", b"04-a\nb.yaml"], ids=repr)
def test_a_name_that_cannot_be_printed_is_a_finding(project: Path, name: bytes) -> None:
    (project / "groups" / os.fsdecode(name)).write_text(TEXT, encoding="utf-8")
    done = _check(project)
    assert "because of what is in its name" in _told(done, "file/name")
    assert "\x1b" not in done.stdout


def test_a_folder_with_any_name_is_told(tmp_path: Path) -> None:
    project = shutil.copytree(FOLDER / "base", tmp_path / os.fsdecode(b"caf\xe9"))
    assert _check(project).returncode == 0
    done = run("init", project)
    assert done.returncode == UNUSABLE
    assert "is not empty" in done.stderr


def test_a_full_disk_is_told(project: Path) -> None:
    done = run("check", "--output", "/dev/full", "--project", project)
    assert done.returncode == UNUSABLE
    assert done.stderr.startswith("pet-report: the disk: No space left on device\nhint: ")


def test_ten_thousand_files_are_read(project: Path) -> None:
    for number in range(10_000):
        text = f"group: {{id: group-{number}, name: Group {number}}}\n"
        (project / f"groups/a{number}.yaml").write_text(text, encoding="utf-8")
    done = _check(project)
    assert done.returncode == FAULTS
    assert "10002 groups are recorded, but only 2 declared" in done.stdout


# --- while it is read ---------------------------------------------------------------------------------------------


def _after_listing(monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], object]) -> None:
    """What somebody else does between the moment when a file is found and the moment when it is opened."""
    content = files._content

    def meanwhile(path: Path) -> bytes:
        if path.name == Path(GROUP).name:
            change(path)
        return content(path)

    monkeypatch.setattr(files, "_content", meanwhile)


def test_a_file_that_vanishes_is_a_finding(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / GROUP).write_text(TEXT, encoding="utf-8")
    _after_listing(monkeypatch, Path.unlink)
    _, found = files.read_sources(project)
    assert [each.message for each in found] == ['"04-odd.yaml" cannot be read: it is gone']


def test_a_file_is_read_as_it_is_when_it_is_opened(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / GROUP).write_text(TEXT, encoding="utf-8")
    new = project / "new"
    new.write_text(TEXT.replace("Odd", "New"), encoding="utf-8")
    _after_listing(monkeypatch, new.replace)
    sources, found = files.read_sources(project)
    assert found == ()
    assert "New" in sources[-1].text


def test_a_file_that_grows_without_end_is_read_so_far(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / GROUP).write_text(TEXT, encoding="utf-8")
    asked: list[int] = []

    class Endless:
        def __enter__(self) -> Endless:
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def fileno(self) -> int:
            return os.open(project / GROUP, os.O_RDONLY)

        def read(self, size: int) -> bytes:
            asked.append(size)
            return b"#" * size

    def endless(path: Path, mode: str, **how: object) -> object:
        return Endless() if path.name == Path(GROUP).name else open(path, mode, **how)  # type: ignore[call-overload]

    monkeypatch.setattr(files, "open", endless, raising=False)
    _, found = files.read_sources(project)
    assert asked == [files.LARGEST + 1]
    assert [each.rule.name for each in found] == ["file/too-large"]


def test_watching_outlives_a_file_that_vanishes(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = list(files._project_files(project))
    monkeypatch.setattr(files, "_project_files", lambda _: iter([*listed, project / GROUP]))
    assert len(files.state(project)) == len(listed)


def test_what_leads_outside_stops_all(project: Path) -> None:
    (project / GROUP).symlink_to("/etc/passwd")
    with pytest.raises(ToolFailure, match="leads outside the project") as failure:
        files.read_sources(project)
    assert failure.value.remedy
