"""Whatever stops a command, and whoever else writes: no half file, no lost byte of a source, and a clear message."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import pikepdf
import pytest

from benchmarks import corpus
from pet_report import files, saving
from pet_report.errors import ToolFailure
from tests.cases.project import FOLDER
from tests.support.builds import COMMAND, ROOT, run
from tests.support.stopped import Job, Run, stop
from tests.test_filesystem import WITHOUT_RIGHTS

DONE, UNUSABLE = 0, 2
UNTIDY = ("groups/01-example.yaml", "groups/02-other.yaml", "report.yaml")
"""What `fmt` changes."""
CHANGING: Mapping[str, tuple[str, ...]] = {
    "build": ("build", "--only", "html", "--site", "--project", "{}"),
    "fmt": ("fmt", "--project", "{}"),
    "accept": ("accept", "--all-in", "example", "--yes", "--reason", "It holds", "--project", "{}"),
    "new theme": ("new", "theme", "--name", "Another", "--id", "another", "--project", "{}"),
    "new group": ("new", "group", "--name", "Another", "--id", "another", "--project", "{}"),
    "schema": ("schema", "--project", "{}"),
    "findings": ("check", "--output", "{}/findings.txt", "--project", "{}"),
    "init": ("init", "{}/new"),
}
"""What writes, each as an editor calls it; `{}` is the project."""
MOST = 12
"""Of the steps of one command that are looked at; `init` and a site have more."""

State = Mapping[str, bytes]


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that was built before, with files beside the outputs that a build did not make."""
    project = shutil.copytree(FOLDER / "base", tmp_path_factory.mktemp("pristine") / "project")
    for name in UNTIDY:
        text = (project / name).read_text("utf-8").replace("  name: ", "  name:    ").replace("value: 2", "value: 3")
        (project / name).write_text(text, "utf-8")
    files.publish({"report.html": b"old", "response.html": b"old", "old.html": b"old"}, project / "build")
    (project / "build/notes.txt").write_text("of somebody else", "utf-8")
    (project / "build/site/own").mkdir(parents=True)
    (project / "build/site/own/page.html").write_text("of somebody else", "utf-8")
    return project


def _state(folder: Path, *, unfinished: bool = False) -> State:
    """Every file; what a killed command left unfinished only where it is asked for."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and (unfinished or not any(map(_is_litter, (path, *path.relative_to(folder).parents))))
    }


def _is_litter(path: Path) -> bool:
    return saving.is_unfinished(path) or path.name.endswith(".before")


def _litter(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if _is_litter(path)]


def _parts(state: State) -> tuple[State, State]:
    """The outputs, which change all at once, and all else, of which each file does."""
    outputs = {name: content for name, content in state.items() if name.startswith("build/")}
    return outputs, {name: content for name, content in state.items() if name not in outputs}


def _assert_old_or_new(now: State, before: State, after: State) -> None:
    (outputs, rest), (old, old_rest), (new, new_rest) = map(_parts, (now, before, after))
    assert outputs in (old, new), "a mix of two builds"
    for name in {*old_rest, *rest}:
        assert rest.get(name) in (old_rest.get(name), new_rest.get(name)), name


def _again(command: tuple[str, ...], folder: Path) -> subprocess.CompletedProcess[str]:
    return run(*(each.replace("{}", str(folder)) for each in command), SOURCE_DATE_EPOCH="0")


# --- stopped at each step --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CHANGING)
def test_what_is_killed_at_any_step_leaves_old_or_new(name: str, pristine: Path, tmp_path: Path) -> None:
    *killed, done = stop(Job(pristine=str(pristine), work=str(tmp_path), command=CHANGING[name], most=MOST))
    before, after = _state(pristine), _state(done.folder)
    assert before != after
    assert len(killed) >= 4
    assert done.code in (DONE, 1), done.said
    assert not _litter(done.folder)
    for each in killed:
        assert each.code == -signal.SIGKILL
        _assert_old_or_new(_state(each.folder), before, after)
    for each in (killed[len(killed) // 2], killed[-1]):
        _assert_next_run_ends_it(each, CHANGING[name], after)


def _assert_next_run_ends_it(killed: Run, command: tuple[str, ...], after: State) -> None:
    """The same command, once more, brings what it was to bring; what had done its work leaves nothing behind it."""
    if _state(killed.folder) != after:
        assert _again(command, killed.folder).returncode in (DONE, 1)
        assert _state(killed.folder, unfinished=True) == after
    else:
        for folder in {path.parent for path in _litter(killed.folder)}:
            files.write_text(folder / "swept.txt", "any next command that writes here")
    assert not _litter(killed.folder)


@pytest.mark.parametrize("fault", ["ENOSPC", "EACCES", "EROFS", "EDQUOT"])
@pytest.mark.parametrize("name", ["build", "fmt", "accept", "new group"])
def test_what_fails_at_any_step_leaves_old_or_new_and_says_so(
    name: str, fault: str, pristine: Path, tmp_path: Path
) -> None:
    job = Job(pristine=str(pristine), work=str(tmp_path), command=CHANGING[name], fault=fault, most=5)
    *failed, done = stop(job)
    before, after = _state(pristine), _state(done.folder)
    assert sum(each.code == UNUSABLE for each in failed) >= 2
    for each in failed:
        assert each.code in (DONE, UNUSABLE), each.said
        _assert_old_or_new(_state(each.folder), before, after)
        if each.code == DONE:  # nothing but tidying up failed, or what only some systems can do
            assert _state(each.folder) == after
        else:
            _assert_told(each.said)
            assert not _litter(each.folder)


def _assert_told(said: str) -> None:
    assert "Traceback" not in said
    assert "our fault" not in said
    assert "\npet-report: " in f"\n{said}"
    assert "\nhint: " in said
    assert ".pet-report-" not in said, "nobody knows that name"


def test_a_file_that_may_not_grow_is_told(pristine: Path, tmp_path: Path) -> None:
    """The disk fills up while a file is written: the system itself cuts it off."""
    for name in ("build", "fmt", "accept", "schema"):
        project = shutil.copytree(pristine, tmp_path / name)
        done = _limited(CHANGING[name], project, resource.RLIMIT_FSIZE, 64)
        assert done.returncode == UNUSABLE, done.stderr
        _assert_told(done.stderr)
        assert "ulimit -f" in done.stderr
        assert _state(project, unfinished=True) == _state(pristine), name


def test_too_many_open_files_are_told(pristine: Path, tmp_path: Path) -> None:
    project = shutil.copytree(pristine, tmp_path / "project")
    for most in (4, 5):
        done = _limited(CHANGING["fmt"], project, resource.RLIMIT_NOFILE, most, imported=True)
        assert done.returncode in (1, UNUSABLE), done.stderr
        assert "Traceback" not in done.stderr
        assert _state(project, unfinished=True) == _state(pristine)


def _limited(
    command: tuple[str, ...], project: Path, what: int, most: int, *, imported: bool = False
) -> subprocess.CompletedProcess[str]:
    """With a bound on what the process may use; from when all is imported, where that would go beyond it."""
    start = f"import resource; resource.setrlimit({what}, ({most}, {most}))"
    early = "import pet_report.cli.checking, pet_report.layout" if imported else "pass"
    code = f"{early}; {start}; from pet_report.cli import main; main()"
    arguments = [each.replace("{}", str(project)) for each in command]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": "/nowhere", "SOURCE_DATE_EPOCH": "0"}
    return subprocess.run(
        [COMMAND[0], "-B", "-c", code, *arguments], capture_output=True, text=True, env=environment, check=False
    )


# --- killed at any moment --------------------------------------------------------------------------------------------


def _started(command: tuple[str, ...], project: Path) -> subprocess.Popen[bytes]:
    arguments = [each.replace("{}", str(project)) for each in command]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": "/nowhere", "SOURCE_DATE_EPOCH": "0"}
    return subprocess.Popen(
        [*COMMAND, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment,
        start_new_session=True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "command", "times"),
    [
        ("build", CHANGING["build"], 12),
        ("PDFs", ("build", "--project", "{}"), 4),
        ("fmt", CHANGING["fmt"], 12),
        ("accept", CHANGING["accept"], 8),
    ],
)
def test_what_is_killed_at_any_moment_leaves_old_or_new(
    name: str, command: tuple[str, ...], times: int, pristine: Path, tmp_path: Path
) -> None:
    usual = shutil.copytree(pristine, tmp_path / "usual")
    begun = time.monotonic()
    process = _started(command, usual)
    _, said = process.communicate()
    assert process.returncode == DONE, said
    took = time.monotonic() - begun
    before, after = _state(pristine), _state(usual)
    dice = random.Random(name)  # noqa: S311  # the same moments each time, so that a failure comes again
    for number, moment in enumerate(dice.random() for _ in range(times)):
        project = shutil.copytree(pristine, tmp_path / f"{number}")
        process = _started(command, project)
        time.sleep(moment * took)
        process.kill()
        process.communicate()
        _assert_old_or_new(_state(project), before, after)
        _assert_all_end(process.pid)


def _assert_all_end(session: int) -> None:
    """Nothing that a command started outlives it by more than a moment."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            os.killpg(session, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail("a process that the command started is still there", pytrace=False)


def test_what_looks_at_a_file_ends_with_the_command_that_asked(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.pages[0].Contents = pdf.make_stream(b"0 0 m 9 9 l S\n" * 900_000)
        pdf.save(tmp_path / "long.pdf")
    process = _started(("verify", "--without", "verapdf", "--without", "nu", "--without", "sources", "{}"), tmp_path)
    time.sleep(3)
    assert process.poll() is None
    process.kill()
    process.wait()  # not for what it says: whoever outlives it holds that open
    _assert_all_end(process.pid)
    process.communicate()


# --- two at once -----------------------------------------------------------------------------------------------------


def test_two_builds_into_one_folder_leave_one_of_them_whole(tmp_path: Path) -> None:
    projects = []
    for name in ("one", "other"):
        project = shutil.copytree(FOLDER / "base", tmp_path / name)
        text = (project / "report.yaml").read_text("utf-8").replace("Example report", f"The {name} report")
        (project / "report.yaml").write_text(text, "utf-8")
        assert run("build", "--only", "html", "--project", project).returncode == DONE
        projects.append(project)
    wanted = [_state(project / "build") for project in projects]
    assert wanted[0] != wanted[1]
    folder = tmp_path / "both/out"
    for _ in range(4):
        both = [_started((*CHANGING["build"][:3], "-o", str(folder), "--project", "{}"), each) for each in projects]
        for process in both:
            _, said = process.communicate()
            assert process.returncode == DONE, said
        assert _state(folder, unfinished=True) in wanted
        assert [path.name for path in folder.parent.iterdir()] == ["out"]


def test_two_that_format_at_once_both_end_well(tmp_path: Path) -> None:
    tidy, untidy = tmp_path / "tidy", tmp_path / "untidy"
    corpus.write(tidy, 40, 3)
    for path in tidy.glob("groups/*.yaml"):
        path.write_text(path.read_text("utf-8").replace(": ", ":   ", 3), "utf-8")
    shutil.copytree(tidy, untidy)
    assert run("fmt", "--project", tidy).returncode == DONE
    assert _state(tidy) != _state(untidy)
    for number in range(3):
        project = shutil.copytree(untidy, tmp_path / f"{number}")
        both = [_started(CHANGING["fmt"], project) for _ in range(2)]
        building = _started(CHANGING["build"], project)
        for process in (*both, building):
            _, said = process.communicate()
            assert process.returncode == DONE, said
        held = {name: content for name, content in _state(project, unfinished=True).items() if "build/" not in name}
        assert held == _state(tidy)


def test_what_somebody_saved_meanwhile_is_not_lost(pristine: Path, tmp_path: Path) -> None:
    project = shutil.copytree(pristine, tmp_path / "project")
    sources, _ = files.read_sources(project)
    ours = {each.path: each.text + "# ours\n" for each in sources}
    theirs = project / sources[-1].path
    theirs.write_text(theirs.read_text("utf-8") + "# theirs\n", "utf-8")
    before = _state(project)
    with pytest.raises(ToolFailure, match="somebody else changed groups/03-not-known") as failure:
        files.rewrite(project, ours, sources)
    assert failure.value.remedy
    assert _state(project, unfinished=True) == before


def test_who_waits_too_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "PATIENCE", 0.1)
    with saving.alone(tmp_path), pytest.raises(ToolFailure, match="another command is still writing") as failure:
        files.write_text(tmp_path / "x.txt", "x")
    assert failure.value.remedy
    files.write_text(tmp_path / "x.txt", "x")


# --- what may not be written -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "protected"),
    [("build", "."), ("fmt", "groups"), ("fmt", UNTIDY[0]), ("accept", "groups"), ("new group", "groups"),
     ("new theme", "report.yaml"), ("schema", "."), ("findings", ".")],
)  # fmt: skip
def test_what_is_protected_stays_and_is_named(name: str, protected: str, pristine: Path, tmp_path: Path) -> None:
    project = shutil.copytree(pristine, tmp_path / "project")
    path = project / protected
    path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        arguments = [each.replace("{}", str(project)) for each in CHANGING[name]]
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": "/nowhere"}
        command = [*WITHOUT_RIGHTS, *COMMAND, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    finally:
        path.chmod(0o755)
    assert done.returncode == UNUSABLE, done.stdout
    _assert_told(done.stderr)
    assert "Permission denied" in done.stderr
    assert str(project) in done.stderr
    assert _state(project, unfinished=True) == _state(pristine)


def test_permissions_and_links_are_kept(pristine: Path, tmp_path: Path) -> None:
    project = shutil.copytree(pristine, tmp_path / "project")
    real = project / "real.yaml"
    (project / UNTIDY[0]).rename(real)
    before = real.read_bytes()
    real.chmod(0o640)
    (project / UNTIDY[0]).symlink_to("../real.yaml")
    assert run("fmt", "--project", project).returncode == DONE
    assert (project / UNTIDY[0]).is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert real.read_bytes() != before


# --- the folder of the outputs ---------------------------------------------------------------------------------------

OLD, NEW = {"report.html": b"old"}, {"report.html": b"new"}


def test_a_file_in_the_place_of_the_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "build").write_text("mine", "utf-8")
    with pytest.raises(ToolFailure, match="is no folder"):
        files.publish(NEW, tmp_path / "build")
    assert _state(tmp_path, unfinished=True) == {"build": b"mine"}


def test_a_link_to_a_folder_leads_there_still(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real/notes.txt").write_text("mine", "utf-8")
    (tmp_path / "build").symlink_to("real")
    files.publish(NEW, tmp_path / "build")
    assert (tmp_path / "build").is_symlink()
    assert {path.name for path in tmp_path.iterdir()} == {"build", "real"}
    assert set(_state(tmp_path / "real")) == {"report.html", ".pet-report.json", "notes.txt"}


def test_the_project_is_no_place_for_its_outputs(pristine: Path, tmp_path: Path) -> None:
    project = shutil.copytree(pristine, tmp_path / "project")
    for folder in (project, tmp_path):
        done = run("build", "--only", "html", "--output", folder, "--project", project)
        assert done.returncode == UNUSABLE
        assert "the project itself lies in" in done.stderr
    assert _state(project, unfinished=True) == _state(pristine)


def _in_two_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pet_report.saving.sys.platform", "another")


@pytest.mark.parametrize("renamed", [1, 2, 3])
def test_where_folders_change_places_in_two_steps_the_next_build_mends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, renamed: int
) -> None:
    files.publish(OLD, tmp_path / "build")
    (tmp_path / "build/notes.txt").write_text("mine", "utf-8")
    left = iter(range(renamed - 1))
    rename = Path.rename

    def once_too_often(one: Path, other: Path) -> Path:
        if next(left, None) is None:
            raise KeyboardInterrupt
        return rename(one, other)

    with monkeypatch.context() as patched:
        _in_two_steps(patched)
        patched.setattr(saving, "_take_away", lambda _: None)  # as where the process is killed
        patched.setattr(Path, "rename", once_too_often)
        with pytest.raises(KeyboardInterrupt):
            files.publish(NEW, tmp_path / "build")
    with monkeypatch.context() as patched:
        _in_two_steps(patched)
        files.publish({"report.html": b"newest"}, tmp_path / "build")
    assert [path.name for path in tmp_path.iterdir()] == ["build"]
    assert _state(tmp_path / "build").items() >= {"report.html": b"newest", "notes.txt": b"mine"}.items()


def test_what_somebody_else_calls_alike_is_not_swept(tmp_path: Path) -> None:
    for name in (".build-cache", ".pet-report-notes", ".pet-report.json"):
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (0, 0))
    (tmp_path / f".pet-report-{16 * '0'}").mkdir()
    files.publish(NEW, tmp_path / "build")
    assert {path.name for path in tmp_path.iterdir()} == {
        ".build-cache",
        ".pet-report-notes",
        ".pet-report.json",
        "build",
    }


def test_a_folder_for_few_stays_one(tmp_path: Path) -> None:
    files.publish(OLD, tmp_path / "build")
    (tmp_path / "build").chmod(0o700)
    files.publish(NEW, tmp_path / "build")
    assert (tmp_path / "build").stat().st_mode & 0o777 == 0o700


def test_a_release_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    contents = {"manifest.json": b"{}", "publications/report.html": b"x"}
    files.issue(contents, tmp_path / "1.0")
    with pytest.raises(ToolFailure, match="there already"):
        files.issue({"manifest.json": b"other"}, tmp_path / "1.0")
    assert _state(tmp_path, unfinished=True) == {f"1.0/{name}": content for name, content in contents.items()}
