"""Outputs appear all together and complete, or not at all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pet_report.files import publish
from tests.support.builds import ROOT

OLD = {"report.html": b"old report", "response.html": b"old response", "gone.html": b"old"}
NEW = {"report.html": b"new report", "response.html": b"new response"}

KILLED = """
import os, sys
from pathlib import Path
from pet_report import files

calls, limit = 0, int(sys.argv[2])
def counted(name, module):
    real = getattr(module, name)
    def call(*arguments, **options):
        global calls
        calls += 1
        if calls == limit:
            os.kill(os.getpid(), 9)
        return real(*arguments, **options)
    setattr(module, name, call)
for name in ("fsync", "rename", "mkdir", "chmod"):
    counted(name, os)
counted("_exchange", files)
counted("_keep_foreign", files)
counted("rmtree", files.shutil)
files.publish({"report.html": b"new report", "response.html": b"new response"}, Path(sys.argv[1]))
"""


def _held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.startswith(".")}


def test_what_a_build_made_before_goes_and_what_others_put_there_stays(tmp_path: Path) -> None:
    folder = tmp_path / "build"
    publish(OLD, folder)
    (folder / "notes.txt").write_bytes(b"of somebody else")
    (folder / "other").mkdir()
    publish(NEW, folder)
    assert {path.name for path in folder.iterdir()} == {*NEW, ".pet-report.json", "notes.txt", "other"}
    assert _held_files(folder) == {**NEW, "notes.txt": b"of somebody else"}


def _held_files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file() and path.name[0] != "."}


def test_nothing_is_left_beside_the_folder(tmp_path: Path) -> None:
    publish(OLD, tmp_path / "build")
    publish(NEW, tmp_path / "build")
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


@pytest.mark.parametrize("first", [True, False], ids=["the first build", "a later build"])
def test_a_killed_build_leaves_the_old_outputs_or_the_new_ones(tmp_path: Path, *, first: bool) -> None:
    """Killed at the first, second, third … step that touches the disk, until one run comes to its end."""
    script = tmp_path / "killed.py"
    script.write_text(KILLED, encoding="utf-8")
    killed = 0
    for limit in range(1, 60):
        folder = tmp_path / f"run-{limit}" / "build"
        folder.parent.mkdir()
        if not first:
            publish(OLD, folder)
        environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
        done = subprocess.run([sys.executable, script, folder, str(limit)], env=environment, check=False)
        held = _held(folder) if folder.exists() else {}
        if done.returncode == 0:
            assert held == NEW
            break
        killed += 1
        assert held in (({}, NEW) if first else (OLD, NEW)), f"killed at step {limit}"
    assert killed >= 5
    assert done.returncode == 0
