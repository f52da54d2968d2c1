"""The same sources give the same bytes: everything that a release holds, whoever makes it, where and when."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support.builds import ROOT
from tests.support.issued import DESPITE, HARD, committed

# Another order of files, and one process where there are two: as on another disk, or a machine with one core.
_OTHERWISE = """
import os, random

def _shuffled(function):
    def listed(*given, **named):
        found = list(function(*given, **named))
        random.shuffle(found)
        return found
    return listed

class _Scanned(list):
    def __enter__(self):
        return self
    def __exit__(self, *about):
        pass
    def __next__(self):
        return self.pop() if self else next(iter(()))
    def close(self):
        self.clear()

os.listdir = _shuffled(os.listdir)
_scandir = os.scandir
os.scandir = lambda *given: _Scanned(_shuffled(_scandir)(*given))
"""
_ONE_PROCESS = (
    "from pet_report import printer\n"
    "printer.Printer.__init__.__defaults__ = (1,)\n"
    "from pet_report.cli import main\n"
    "main()\n"
)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as its wheel installs it, far from this repository."""
    place = tmp_path_factory.mktemp("wheel")
    wheel = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*wheel, "--wheel-dir", place, ROOT], check=True, cwd=place, capture_output=True)
    [built] = place.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        archive.extractall(place / "installed")
    return place / "installed"


def test_a_release_is_the_same_everywhere(issued: Path, installed: Path, tmp_path: Path) -> None:
    """In another folder, for another user, in another zone and language, with another order of everything, an hour
    later, in one process, from the wheel."""
    if shutil.which("faketime") is None:
        pytest.skip("faketime is not here")
    other = tmp_path / "another folder, deeper" / "with letters: é"
    other.parent.mkdir()
    shutil.copytree(issued.parent.parent / ".git", other / ".git")
    subprocess.run(["git", "checkout", "--quiet", "."], cwd=other, check=True)
    strange = tmp_path / "strange"
    strange.mkdir()
    (strange / "sitecustomize.py").write_text(_OTHERWISE, encoding="utf-8")
    settings = {
        "PATH": "/usr/bin:/bin", "PYTHONPATH": f"{strange}:{installed}", "PYTHONHASHSEED": "77",
        "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "tr_TR.UTF-8", "HOME": str(tmp_path), "USER": "somebody",
        "LOGNAME": "somebody", "SOURCE_DATE_EPOCH": "86400", "TMPDIR": str(strange), "COLUMNS": "47",
    }  # fmt: skip
    command = ["faketime", "-f", "+1h", sys.executable, "-c", _ONE_PROCESS, "release", "1.0", *DESPITE]
    done = subprocess.run(command, cwd=other, env=settings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert _differing(issued, other / "dist/1.0") == []


def test_the_comparison_sees_a_difference(issued: Path, tmp_path: Path) -> None:
    """Another word in the sources is another release: else the test above would prove nothing."""
    project = committed(HARD, tmp_path / "project")
    page = shutil.copytree(issued, tmp_path / "1.0") / "publications/report.html"
    page.write_bytes(page.read_bytes() + b" ")
    assert project.is_dir()
    assert _differing(issued, tmp_path / "1.0") == ["publications/report.html"]


def _differing(one: Path, other: Path) -> list[str]:
    files = {path.relative_to(root).as_posix() for root in (one, other) for path in root.rglob("*") if path.is_file()}
    return sorted(name for name in files if _content(one / name) != _content(other / name))


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
