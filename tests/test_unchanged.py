"""A build of which nothing changed makes nothing, and says what the last one said; whatever changed is noticed."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pet_report import files, pandoc, unchanged
from pet_report.cache import Cache
from pet_report.store import Store
from pet_report.unchanged import Standing
from tests.support.builds import ROOT, run
from tests.test_versions import git

FORMATS = ("--only", "html", "--only", "data")
OPTIONS = {"formats": "html data", "as of": "", "strict": "False"}
LIBRARIES = ("pango-1.0",)
STALE = "    answers: sha256-0000000000000000\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return _project(tmp_path / "project")


def _project(folder: Path) -> Path:
    """With pictures, a template and words of its own, spelling, and an answer to a wording that is no more."""
    root = shutil.copytree(ROOT / "tests/projects/hard", folder)
    report = (root / "report.yaml").read_text("utf-8").replace("edition: final", "edition: consultation")
    (root / "report.yaml").write_text(report + "style: [style/misspelling]\n", encoding="utf-8")
    answers = root / "groups/01-readers.response.yaml"
    answers.write_text(
        answers.read_text("utf-8").replace("    decision:", STALE + "    decision:", 1), encoding="utf-8"
    )
    (root / "templates").mkdir()
    (root / "templates/theme.css").write_text(":root { --mark: #0a4653 }\n", encoding="utf-8")
    (root / "locale/xx/LC_MESSAGES").mkdir(parents=True, exist_ok=True)
    (root / "locale/xx/LC_MESSAGES/pet_report.po").write_text('msgid ""\nmsgstr ""\n', encoding="utf-8")
    git(root, "init", "-b", "main")
    git(root, "add", ".")
    git(root, "commit", "-m", "All")
    return root


def _build(project: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return run("build", *FORMATS, *options, "--project", project, where=project, PET_REPORT_CACHE=str(_cache(project)))


def _cache(project: Path) -> Path:
    return project.parent / "cache"


def _standing(project: Path) -> Standing:
    return Standing(Cache(Store(_cache(project))), project, project / "build", OPTIONS, LIBRARIES)


@pytest.mark.parametrize("form", ["text", "concise", "json", "sarif", "github", "junit"])
def test_what_was_found_is_said_again(form: str, project: Path) -> None:
    first = _build(project, "--format", form)
    assert first.returncode == 0
    assert "response/stale" in first.stdout
    again = _build(project, "--format", form)
    assert again.returncode == 0
    assert again.stdout == first.stdout
    assert "building" in first.stderr
    assert "nothing changed since the last build" in again.stderr


def test_another_form_says_the_same_as_a_build_would(project: Path) -> None:
    _build(project)
    for form in ("json", "github"):
        assert _build(project, "--format", form).stdout == _build(project, "--no-cache", "--format", form).stdout


def test_neither_pandoc_nor_weasyprint_is_loaded(project: Path, tmp_path: Path) -> None:
    _build(project)
    (tmp_path / "guard").mkdir()
    forbid = (
        "import sys\nclass Forbid:\n    def find_spec(self, name, *_):\n"
        "        if name.split('.')[0] in ('weasyprint', 'pypandoc', 'jinja2', 'ruamel'):\n"
        "            raise SystemExit(f'{name} was loaded')\n"
        "sys.meta_path.insert(0, Forbid())\n"
    )
    (tmp_path / "guard/sitecustomize.py").write_text(forbid, encoding="utf-8")
    path = {"PYTHONPATH": f"{tmp_path / 'guard'}:{ROOT}", "PET_REPORT_CACHE": str(_cache(project))}
    assert "nothing changed" in run("build", *FORMATS, "--project", project, where=project, **path).stderr
    stopped = run("build", *FORMATS, "--no-cache", "--project", project, where=project, **path)
    assert "was loaded" in stopped.stderr, "the guard guards nothing"


# --- every input -------------------------------------------------------------------------------------------------


def _append(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"\n")


def _other_folder(monkeypatch: pytest.MonkeyPatch, name: str, folder: Path, file: str) -> None:
    (folder / file).parent.mkdir(parents=True)
    (folder / file).write_bytes(b"another")
    monkeypatch.setenv(name, str(folder))


def _commit(project: Path) -> None:
    git(project, "commit", "--allow-empty", "-m", "More")


Change = Callable[[Path, Path, pytest.MonkeyPatch], object]
CHANGES: dict[str, Change] = {
    "report.yaml": lambda project, _, __: _append(project / "report.yaml"),
    "groups/01-readers.yaml": lambda project, _, __: _append(project / "groups/01-readers.yaml"),
    "groups/01-readers.response.yaml": lambda project, _, __: _append(project / "groups/01-readers.response.yaml"),
    "templates/theme.css": lambda project, _, __: _append(project / "templates/theme.css"),
    "locale/xx/LC_MESSAGES/pet_report.po": lambda project, _, __: _append(
        project / "locale/xx/LC_MESSAGES/pet_report.po"
    ),
    "picture pictures/plan.png": lambda project, _, __: _append(project / "pictures/plan.png"),
    "picture pictures/path.svg": lambda project, _, __: (project / "pictures/path.svg").unlink(),
    "program": lambda _, __, patch: patch.setattr(files, "own_hashes", lambda: {"print.css": "another"}),
    "packages": lambda _, folder, patch: patch.syspath_prepend(_written(folder / "new/weasyprint-99.dist-info").parent),
    "pandoc": lambda _, __, patch: patch.setattr(pandoc, "identity", lambda: "another"),
    "library pango-1.0": lambda _, folder, patch: _other_folder(
        patch, "LD_LIBRARY_PATH", folder / "lib", "libpango-1.0.so.0"
    ),
    "dictionary en-GB": lambda _, folder, patch: _other_folder(
        patch, "XDG_DATA_DIRS", folder / "share", "hunspell/en_GB.dic"
    ),
    "history": lambda project, _, __: _commit(project),
}
"""How each input is made another; a test looks that none is forgotten."""


def _written(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"another")
    return path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With a record that names a library, as that of a build with PDFs does."""
    project = _project(tmp_path_factory.mktemp("made") / "here/project")
    assert _build(project).returncode == 0
    record = _record(project)
    record["inputs"]["library pango-1.0"] = unchanged._library("pango-1.0") or ""
    Cache(Store(_cache(project))).put(unchanged.LABEL, _standing(project)._key, json.dumps(record).encode())
    shutil.copytree(project.parent, project.parent.with_name("as it was"), symlinks=True)
    return project


@pytest.fixture
def built(made: Path) -> Iterator[Path]:
    """It, as it was."""
    yield made
    shutil.rmtree(made.parent)
    shutil.copytree(made.parent.with_name("as it was"), made.parent, symlinks=True)


def _record(project: Path) -> dict[str, dict[str, str]]:
    kept = Cache(Store(_cache(project))).get(unchanged.LABEL, _standing(project)._key)
    assert kept
    record: dict[str, dict[str, str]] = json.loads(kept)
    return record


def test_no_input_is_forgotten(built: Path) -> None:
    assert set(_record(built)["inputs"]) == set(CHANGES)
    last = _standing(built).last()
    assert last
    assert [each.rule.name for each in last.found] == ["response/stale"]


@pytest.mark.parametrize("name", CHANGES)
def test_each_input_is_noticed(name: str, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    CHANGES[name](built, tmp_path, monkeypatch)
    standing = _standing(built)
    assert standing.last() is None
    assert standing.changed == (name,)


@pytest.mark.parametrize("path", ["groups/02-more.yaml", "templates/parts/cover.html", "changelog.yaml"])
def test_a_file_that_came_is_noticed(path: str, built: Path) -> None:
    (built / path).parent.mkdir(exist_ok=True)
    (built / path).write_text("", encoding="utf-8")
    standing = _standing(built)
    assert standing.last() is None
    assert standing.changed == (path,)


@pytest.mark.parametrize("option", OPTIONS)
def test_another_wish_is_another_build(option: str, built: Path) -> None:
    other = {**OPTIONS, option: "another"}
    assert Standing(Cache(Store(_cache(built))), built, built / "build", other, LIBRARIES).last() is None


def test_another_folder_has_nothing(built: Path, tmp_path: Path) -> None:
    shutil.copytree(built / "build", tmp_path / "other")
    assert Standing(Cache(Store(_cache(built))), built, tmp_path / "other", OPTIONS, LIBRARIES).last() is None


def test_what_cannot_be_looked_at_is_taken_to_have_changed(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_dictionary", "_library"):
        with monkeypatch.context() as patch:
            patch.setattr(unchanged, name, lambda _: None)
            assert _standing(built).last() is None


@pytest.mark.parametrize("name", ["report.html", "data/proposals.csv", ".pet-report.json"])
@pytest.mark.parametrize("what", ["touched", "gone"])
def test_each_output_is_looked_at(name: str, what: str, built: Path) -> None:
    if what == "gone":
        (built / "build" / name).unlink()
    else:
        (built / "build" / name).write_bytes(b"x")
    standing = _standing(built)
    assert standing.last() is None
    assert standing.changed == ("the files that the last build made",)


def test_a_build_of_more_between_is_noticed(built: Path) -> None:
    """What it made must go again."""
    assert run("build", *FORMATS, "--site", "--project", built, where=built).returncode == 0
    assert (built / "build/site").is_dir()
    assert _standing(built).last() is None
    assert "building" in _build(built).stderr
    assert not (built / "build/site").exists()


def test_what_changed_while_it_was_built_is_not_taken_for_built(built: Path) -> None:
    standing = _standing(built)
    _append(built / "report.yaml")
    standing.keep({}, (), files=3, told={})
    assert "building" in _build(built).stderr


def test_it_is_told_what_changed(built: Path) -> None:
    _append(built / "groups/01-readers.yaml")
    told = _build(built, "--explain").stderr
    assert "changed since the last build: groups/01-readers.yaml\n" in told
    assert "nothing changed" not in told


def test_without_the_cache_everything_is_made(project: Path) -> None:
    assert "building" in _build(project).stderr
    assert "building" in _build(project, "--no-cache").stderr
    assert "nothing changed" in _build(project).stderr


def test_the_program_is_all_that_lies_in_it() -> None:
    endings = {path.suffix for path in files.own_files()}
    assert endings >= {".py", ".lua", ".html", ".css", ".js", ".ttf", ".woff2", ".po", ".json", ".yaml"}
