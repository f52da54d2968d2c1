"""A new project builds at once, from the repository and from the wheel."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

from pet_report import files
from tests.support.builds import OUTPUTS, ROOT, run


def test_a_new_project_is_sound_and_builds(tmp_path: Path) -> None:
    made = run("init", tmp_path / "new")
    assert made.returncode == 0
    assert (tmp_path / "new/groups/README.md").is_file()
    checked = run("check", where=tmp_path / "new")
    assert checked.stdout == "No faults found in 3 files.\n"
    assert run("build", "--only", "html", where=tmp_path / "new").returncode == 0
    assert "/build/" in (tmp_path / "new/.gitignore").read_text("utf-8").splitlines()


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    done = run("init", tmp_path)
    assert done.returncode == 2
    assert "not empty" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_the_wheel_works_far_from_this_repository(tmp_path: Path) -> None:
    wheel = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*wheel, "--wheel-dir", tmp_path, ROOT], check=True, cwd=tmp_path, capture_output=True)
    [built] = tmp_path.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        archive.extractall(tmp_path / "installed")
    # Our own folder first on the path, so that the editable install of this repository is not what runs.
    away = {"PYTHONPATH": str(tmp_path / "installed")}
    assert run("init", tmp_path / "new", where=tmp_path, **away).returncode == 0
    done = run("build", "--quiet", where=tmp_path / "new", **away)
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (tmp_path / "new/build").glob("r*")) == list(OUTPUTS)
    where = subprocess.run(
        [sys.executable, "-c", "import pet_report; print(pet_report.__file__)"],
        env={"PYTHONPATH": str(tmp_path / "installed")}, cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert str(tmp_path) in where.stdout


def test_the_skeleton_has_no_word_of_ours(tmp_path: Path) -> None:
    names = files.start_project(tmp_path / "new")
    assert len(names) == 6
