"""The whole compiler, run as its users run it."""

import shutil
from pathlib import Path

import pytest

from tests.support.builds import COMMAND, OUTPUTS, ROOT, Built, build, run

BASE = ROOT / "tests/projects/scripts"
# Words of the case of 2005 that no other report would share with the code.
OF_THE_CASE = ("muslim", "islam", "mosque", "imam", "extremis", "home office", "clarke", "blears", "64 recomm")


def test_the_case_gives_four_files_and_its_data(real: Built) -> None:
    made = sorted(path.name for path in real.folder.iterdir() if not path.name.startswith("."))
    assert made == ["data", *OUTPUTS]
    assert (real.folder / "data/proposals.csv").is_file()
    assert all((real.folder / name).stat().st_size > 50_000 for name in OUTPUTS)


def test_the_same_sources_give_the_same_bytes(tmp_path: Path) -> None:
    """In another folder, time zone, language and hash seed, and with another date in the environment."""
    made = []
    for name, settings in (
        ("one", {"TZ": "UTC", "PYTHONHASHSEED": "1"}),
        ("another/deeper", {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "2", "LANG": "tr_TR", "SOURCE_DATE_EPOCH": "12345"}),
    ):
        project = shutil.copytree(ROOT / "tests/projects/scripts", tmp_path / name)
        made.append(build(project, tmp_path / name / "out", **settings))
    names = [path.relative_to(made[0]).as_posix() for path in made[0].rglob("*") if path.is_file()]
    assert len(names) > len(OUTPUTS) + 15
    for name in names:
        assert (made[0] / name).read_bytes() == (made[1] / name).read_bytes(), name


def _lay_over(tmp_path: Path, files: dict[str, str | None]) -> Path:
    """A copy of the sound project in which these files are other ones, or none."""
    project = shutil.copytree(BASE, tmp_path / "project")
    for name, text in files.items():
        (project / name).unlink(missing_ok=True)
        if text is not None:
            (project / name).parent.mkdir(parents=True, exist_ok=True)
            (project / name).write_text(text, encoding="utf-8")
    return project


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({}, id="one group"),
        pytest.param({"groups/01-voices.response.yaml": None}, id="no responses at all"),
        pytest.param({"groups/02-empty.yaml": "group: {id: empty, name: Nothing}\n"}, id="a group with nothing in it"),
        pytest.param(
            {"groups/03-unknown.yaml": "group: {id: nobody, kind: unattributed, name: Not known}\n"}, id="unattributed"
        ),
    ],
)
def test_other_projects_build(tmp_path: Path, files: dict[str, str | None]) -> None:
    made = build(_lay_over(tmp_path, files), tmp_path / "out")
    assert sorted(path.name for path in made.iterdir() if path.suffix == ".pdf")


def test_a_draft_is_marked_and_kept_from_search_engines(tmp_path: Path) -> None:
    report = (BASE / "report.yaml").read_text("utf-8")
    changed = "\n".join("edition: draft" if line.startswith("edition:") else line for line in report.splitlines())
    made = build(_lay_over(tmp_path, {"report.yaml": changed}), tmp_path / "out", "--only", "html")
    pages = [path.read_text("utf-8") for path in made.glob("*.html")]
    assert pages
    assert all('content="noindex"' in page for page in pages)
    sound = build(BASE, tmp_path / "sound", "--only", "html")
    assert not any("noindex" in path.read_text("utf-8") for path in sound.glob("*.html"))


def test_a_template_of_the_project_takes_the_place_of_ours(tmp_path: Path) -> None:
    project = _lay_over(tmp_path, {"templates/parts/cover.html": "<h1>Our own cover: {{ book.title }}</h1>\n"})
    made = build(project, tmp_path / "out", "--only", "html")
    pages = [path.read_text("utf-8") for path in made.glob("*.html")]
    assert len(pages) == 2
    assert all("Our own cover: " in page for page in pages)


def test_a_broken_template_is_named_with_its_line(tmp_path: Path) -> None:
    project = _lay_over(tmp_path, {"templates/parts/cover.html": "<h1>{{ book.title }}</h1>\n{% if %}\n"})
    done = run("build", "--only", "html", "--project", project)
    assert done.returncode == 2
    assert "parts/cover.html, line 2" in done.stderr


def test_faults_stop_a_build_and_leave_the_last_one(tmp_path: Path) -> None:
    project = _lay_over(tmp_path, {})
    made = build(project, project / "build", "--only", "html")
    before = {path.name: path.read_bytes() for path in made.iterdir()}
    (project / "groups/02-broken.yaml").write_text("group: [\n", encoding="utf-8")
    done = run("build", "--project", project)
    assert done.returncode == 1
    assert "yaml/syntax" in done.stdout
    assert {path.name: path.read_bytes() for path in made.iterdir()} == before


def test_nothing_of_the_case_is_in_the_code() -> None:
    paths = [
        *(ROOT / "pet_report").rglob("*.py"),
        *(ROOT / "pet_report").rglob("*.yaml"),
        *(ROOT / "templates").rglob("*.*"),
    ]
    assert len(paths) > 40
    texts = {path: path.read_text("utf-8").lower() for path in paths}
    found = [(path.name, word) for path, text in texts.items() for word in OF_THE_CASE if word in text]
    # The examples of rules name an invented organisation, which has this everyday name.
    assert [each for each in found if each[1] != "home office"] == []


def test_the_command_is_this_interpreters() -> None:
    assert run("--version").stdout.startswith("pet-report ")
    assert COMMAND[1:] == ("-m", "pet_report")
