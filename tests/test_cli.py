"""The command: exit codes, streams, forms, and what it starts."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.builds import COMMAND, ROOT, run

SOUND = ROOT / "tests/projects/scripts"
GOOD, FAULTS, UNUSABLE = 0, 1, 2


def _copy(tmp_path: Path, *, fault: str = "") -> Path:
    project = shutil.copytree(SOUND, tmp_path / "project")
    if fault:
        (project / "groups/09-fault.yaml").write_text(fault, encoding="utf-8")
    return project


WARNING = "group: {id: w, name: W}\nproposals:\n  - {id: p, title: T, text: X, sources: [the-notes, the-notes]}\n"
ERROR = "group: {id: e, name: E}\nproposals:\n  - {id: p, title: T, text: X, themes: [nowhere]}\n"


@pytest.mark.parametrize(
    ("arguments", "fault", "code"),
    [
        pytest.param(["check"], "", GOOD, id="sound"),
        pytest.param(["check"], ERROR, FAULTS, id="an error"),
        pytest.param(["check"], WARNING, GOOD, id="a warning"),
        pytest.param(["check", "--strict"], WARNING, FAULTS, id="a warning that counts"),
        pytest.param(["build", "--only", "html"], ERROR, FAULTS, id="a build of faults"),
        pytest.param(["check", "--format", "pie"], "", UNUSABLE, id="an unknown form"),
        pytest.param(["check", "--nonsense"], "", UNUSABLE, id="an unknown option"),
        pytest.param(["explain", "no/rule"], "", UNUSABLE, id="an unknown rule"),
        pytest.param(["fingerprint", "nobody"], "", UNUSABLE, id="an unknown proposal"),
        pytest.param(["rules"], "", GOOD, id="the rules"),
        pytest.param(["explain", "theme/unknown"], "", GOOD, id="a rule"),
        pytest.param(["doctor"], "", GOOD, id="the machine"),
    ],
)
def test_exit_codes(tmp_path: Path, arguments: list[str], fault: str, code: int) -> None:
    assert run(*arguments, where=_copy(tmp_path, fault=fault)).returncode == code


@pytest.mark.parametrize("form", ["text", "concise", "json", "sarif", "github", "junit"])
def test_the_code_does_not_depend_on_the_form(tmp_path: Path, form: str) -> None:
    assert run("check", "--format", form, where=_copy(tmp_path, fault=ERROR)).returncode == FAULTS


def test_nothing_to_do_is_not_a_success(tmp_path: Path) -> None:
    nowhere = run("check", where=tmp_path)
    assert nowhere.returncode == UNUSABLE
    assert "no report.yaml" in nowhere.stderr
    shutil.copy(SOUND / "report.yaml", tmp_path)
    alone = run("check", where=tmp_path)
    assert alone.returncode == UNUSABLE
    assert "no group files" in alone.stderr


def test_the_project_is_found_from_inside_it(tmp_path: Path) -> None:
    assert run("check", where=_copy(tmp_path) / "groups").returncode == GOOD


def test_results_go_out_and_progress_goes_aside(tmp_path: Path) -> None:
    done = run("build", "--only", "html", where=_copy(tmp_path))
    assert done.stdout.splitlines() == ["build/report.html", "build/response.html"]
    assert "building" in done.stderr
    assert run("build", "--quiet", "--only", "html", where=tmp_path / "project").stderr == ""


def test_colour_only_where_it_is_wanted(tmp_path: Path) -> None:
    project = _copy(tmp_path, fault=ERROR)
    assert "\x1b[" not in run("check", where=project).stdout
    assert "\x1b[" in run("check", where=project, FORCE_COLOR="1").stdout
    assert "\x1b[" not in run("check", where=project, FORCE_COLOR="1", NO_COLOR="1").stdout


def test_json_counts_what_it_holds(tmp_path: Path) -> None:
    said = json.loads(run("check", "--format", "json", where=_copy(tmp_path, fault=ERROR)).stdout)
    assert said["version"] == 1
    assert "theme/unknown" in [each["rule"] for each in said["diagnostics"]]


FORBID = """
import sys
class Forbid:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("weasyprint", "pypandoc"):
            raise SystemExit(f"{name} was loaded")
sys.meta_path.insert(0, Forbid())
import subprocess
def refuse(*_, **__):
    raise SystemExit("a program was started")
subprocess.Popen.__init__ = refuse
"""


def test_check_starts_neither_pandoc_nor_weasyprint(tmp_path: Path) -> None:
    (tmp_path / "guard").mkdir()
    (tmp_path / "guard/sitecustomize.py").write_text(FORBID, encoding="utf-8")
    path = f"{tmp_path / 'guard'}:{ROOT}"
    assert run("check", where=_copy(tmp_path), PYTHONPATH=path).returncode == GOOD
    stopped = run("build", where=tmp_path / "project", PYTHONPATH=path)
    assert stopped.returncode != GOOD, "the guard guards nothing"


def test_a_closed_pipe_is_quiet(tmp_path: Path) -> None:
    command = [*COMMAND, "rules"]
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, cwd=tmp_path)
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    assert process.stderr.read() == b""
    process.wait()
    process.stderr.close()


def test_our_own_fault_is_said_to_be_ours(tmp_path: Path) -> None:
    (tmp_path / "guard").mkdir()
    code = "from pet_report import rules\nrules.check = lambda *_: 1 / 0\n"
    (tmp_path / "guard/broken.py").write_text(f"{code}from pet_report.cli import main\nmain()\n", encoding="utf-8")
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, tmp_path / "guard/broken.py", "check", "--project", _copy(tmp_path)],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == UNUSABLE
    assert "our fault" in done.stderr
    assert "Traceback" not in done.stderr
    [report] = tmp_path.glob("pet-report-fault-*.txt")
    assert "ZeroDivisionError" in report.read_text("utf-8")


def test_github_is_recognised_and_its_summary_filled(tmp_path: Path) -> None:
    project, summary = _copy(tmp_path, fault=ERROR), tmp_path / "summary.md"
    done = run("check", where=project, GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(summary))
    assert done.stdout.startswith("::error file=groups/09-fault.yaml,line=3,")
    assert "theme/unknown" in summary.read_text("utf-8")
    chosen = run("check", "--format", "concise", where=project, GITHUB_ACTIONS="true")
    assert chosen.stdout.startswith("groups/09-fault.yaml:3:")


def test_findings_go_to_a_file(tmp_path: Path) -> None:
    done = run("check", "--format", "json", "--output", tmp_path / "found.json", where=_copy(tmp_path, fault=ERROR))
    assert done.returncode == FAULTS
    assert done.stdout == ""
    assert json.loads((tmp_path / "found.json").read_text("utf-8"))["summary"]["errors"] == 1


def _check_buffer(project: Path, name: str, text: str) -> subprocess.CompletedProcess[str]:
    arguments = ["check", "-", "--stdin-filename", name, "--format", "concise", "--no-notes"]
    return subprocess.run([*COMMAND, *arguments], cwd=project, input=text, capture_output=True, text=True, check=False,
                          env={"PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"})  # fmt: skip


def test_a_buffer_is_checked_in_the_place_of_its_file(tmp_path: Path) -> None:
    project = _copy(tmp_path, fault=WARNING)
    before = (project / "groups/09-fault.yaml").read_bytes()
    done = _check_buffer(project, "groups/09-fault.yaml", ERROR)
    assert done.returncode == FAULTS
    assert "theme/unknown" in done.stdout
    assert "reference/repeated" not in done.stdout
    assert (project / "groups/09-fault.yaml").read_bytes() == before


def test_a_buffer_that_was_never_saved_is_checked_too(tmp_path: Path) -> None:
    done = _check_buffer(_copy(tmp_path), "groups/10-new.yaml", ERROR)
    assert done.stdout.startswith("groups/10-new.yaml:3:")


@pytest.mark.parametrize("name", ["../elsewhere.yaml", "/etc/passwd"])
def test_a_buffer_belongs_to_the_project(tmp_path: Path, name: str) -> None:
    done = _check_buffer(_copy(tmp_path), name, ERROR)
    assert done.returncode == UNUSABLE
    assert "is not in the project" in done.stderr


def test_only_the_findings_in_named_files_are_shown(tmp_path: Path) -> None:
    project = _copy(tmp_path, fault=ERROR)
    assert run("check", "report.yaml", where=project).returncode == GOOD
    assert run("check", "groups/09-fault.yaml", where=project).returncode == FAULTS
    assert run("check", "nothing.yaml", where=project).returncode == UNUSABLE


def test_watching_checks_again_after_each_save_and_ends_quietly(tmp_path: Path) -> None:
    project = _copy(tmp_path)
    environment = {"PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
    watching = subprocess.Popen([*COMMAND, "check", "--watch", "--no-notes"], cwd=project, env=environment, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
    assert watching.stdout is not None
    assert watching.stderr is not None
    try:
        assert watching.stdout.readline().startswith("No faults found")
        (project / "groups/09-fault.yaml").write_text(ERROR, encoding="utf-8")
        assert any("error[theme/unknown]" in watching.stdout.readline() for _ in range(12))
        (project / "groups/09-fault.yaml").unlink()
        assert any("No faults found" in watching.stdout.readline() for _ in range(20))
    finally:
        watching.send_signal(signal.SIGINT)
        _, left = watching.communicate(timeout=20)
    assert watching.returncode == 130
    assert set(left.splitlines()) == {"watching; Ctrl-C ends it"}


@pytest.mark.parametrize(
    ("shell", "environment"),
    [
        ("bash", {"COMP_WORDS": "pet-report {}", "COMP_CWORD": "2"}),
        ("zsh", {"_TYPER_COMPLETE_ARGS": "pet-report {}"}),
        ("fish", {"_TYPER_COMPLETE_ARGS": "pet-report {}", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}),
    ],
)
def test_a_shell_completes_rules_and_ids(shell: str, environment: dict[str, str]) -> None:
    def completed(words: str) -> str:
        settings = {name: value.format(words) for name, value in environment.items()}
        settings |= {"_PET_REPORT_COMPLETE": f"complete_{shell}", "LC_ALL": "C.UTF-8", "HOME": "/nowhere"}
        command = Path(sys.executable).with_name("pet-report")  # the variable is named for the command
        return subprocess.run([command], cwd=SOUND, env=settings, capture_output=True, text=True, check=False).stdout

    assert "theme/unknown" in completed("explain theme/")
    proposals = run("fingerprint", where=SOUND).stdout.split()[::2]
    assert proposals[0] in completed(f"fingerprint {proposals[0][:3]}")
    assert "theme/" not in completed("explain date/")
