"""Outputs appear all together and complete, or not at all."""

from __future__ import annotations

from pathlib import Path

from pet_report.files import publish

OLD = {"report.html": b"old report", "response.html": b"old response", "gone.html": b"old"}
NEW = {"report.html": b"new report", "response.html": b"new response"}


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
