"""Our own templates are compiled once, and nothing but ours is ever taken for code."""

import sys
from collections.abc import Mapping
from pathlib import Path
from unittest import mock

import pytest

from pet_report import cache, files, owncode, render
from pet_report.catalogue import choose
from pet_report.owncode import OwnCode
from tests.support.builds import run

OURS = files.templates()
NAME = "parts/marks.html"
THEIRS = {**OURS, NAME: "a project's own"}


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where code is kept: Python is told that it be here, and there is none yet, nor in this process."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    monkeypatch.setattr(render._Compiled, "here", {})
    return tmp_path


def _compiles(monkeypatch: pytest.MonkeyPatch, texts: Mapping[str, str] = OURS, *, keep: bool = True) -> bool:
    """Whether a new process has to compile a template."""
    monkeypatch.setattr(render._Compiled, "here", {})
    environment = render.Templates(texts, choose("en-GB", {}), OwnCode(texts, keep=keep)).environment
    with mock.patch.object(environment, "compile", wraps=environment.compile) as compiled:
        environment.get_template(NAME)
    return bool(compiled.call_count)


def _kept(place: Path) -> list[Path]:
    return [path for path in place.rglob("*") if ".html." in path.name]  # Python may keep a module there meanwhile


def test_it_is_compiled_once(monkeypatch: pytest.MonkeyPatch, place: Path) -> None:
    assert [_compiles(monkeypatch) for _ in range(3)] == [True, False, False]
    assert [path.name.partition(".cpython")[0] for path in _kept(place)] == ["parts-marks.html"]


def test_all_can_be_compiled_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    owncode.compile_all()
    assert not _compiles(monkeypatch)


def test_a_projects_own_is_compiled_and_never_kept(monkeypatch: pytest.MonkeyPatch, place: Path) -> None:
    assert [_compiles(monkeypatch, THEIRS) for _ in range(2)] == [True, True]
    assert not _kept(place)
    _compiles(monkeypatch)
    assert _compiles(monkeypatch, THEIRS)
    assert not _compiles(monkeypatch)


def test_ours_by_its_other_name_is_kept_too() -> None:
    texts = {**THEIRS, f"ours/{NAME}": OURS[NAME]}
    OwnCode(texts, keep=True).put(f"ours/{NAME}", b"code")
    assert OwnCode(texts, keep=True).get(f"ours/{NAME}") == b"code"
    assert OwnCode(texts, keep=True).get(NAME) is None


def test_what_is_edited_is_used_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    _compiles(monkeypatch)
    edited = {**OURS, NAME: f"{OURS[NAME]} more"}
    monkeypatch.setattr(files, "own_template", edited.get)
    assert [_compiles(monkeypatch, edited) for _ in range(2)] == [True, False]


@pytest.mark.parametrize("other", ["program", "jinja"])
def test_another_compiler_is_another_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, other: str) -> None:
    _compiles(monkeypatch)
    if other == "program":
        monkeypatch.setattr(cache, "program", lambda: "another")
    else:
        (tmp_path / "jinja2-99.dist-info").mkdir()
        monkeypatch.syspath_prepend(tmp_path)
    assert _compiles(monkeypatch)


@pytest.mark.parametrize("damage", ["short", "other", "none"])
def test_what_is_damaged_is_compiled(monkeypatch: pytest.MonkeyPatch, place: Path, damage: str) -> None:
    _compiles(monkeypatch)
    [path] = _kept(place)
    whole = path.read_bytes()
    path.write_bytes({"short": whole[:-1], "other": whole[:-1] + b"!", "none": b""}[damage])
    assert [_compiles(monkeypatch) for _ in range(2)] == [True, False]


def test_nothing_is_kept_where_python_keeps_nothing(monkeypatch: pytest.MonkeyPatch, place: Path) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    owncode.own_code(OURS).put(NAME, b"code")
    assert not _kept(place)
    monkeypatch.setattr(sys.implementation, "cache_tag", None)
    assert [_compiles(monkeypatch) for _ in range(2)] == [True, True]
    assert not _kept(place)


def test_a_build_keeps_it_in_no_cache_and_no_project(tmp_path: Path, place: Path) -> None:
    """What is in the user's cache is never code; and the pages are those that compiling would have made."""
    project, there = tmp_path / "project", tmp_path / "cache"
    run("init", project, where=tmp_path)
    settings = {
        "PYTHONPYCACHEPREFIX": str(place / "code"),
        "PYTHONDONTWRITEBYTECODE": "",
        "PET_REPORT_CACHE": str(there),
    }
    made = []
    for name in ("first", "second"):
        run("build", "--only", "html", "--project", project, "-o", tmp_path / name, where=tmp_path, **settings)
        made.append((tmp_path / name / "report.html").read_bytes())
    assert made[0] == made[1]
    assert list((place / "code").rglob("publication.html.*.pyc"))
    assert not [path for path in (*there.rglob("*"), *project.rglob("*")) if path.suffix == ".pyc"]
    assert not [path for path in there.rglob("*") if path.is_file() and b"root_render_func" in path.read_bytes()]
