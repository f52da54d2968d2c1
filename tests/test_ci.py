"""What runs in a CI: the action, the workflows and the template are well-formed, and their scripts run without it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pet_report import yamltree
from pet_report.source import Source
from tests.support.builds import ROOT, run
from tests.support.issued import DESPITE, HARD, committed, git

ACTION = ROOT / "action.yml"
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
GITLAB = ROOT / ".gitlab/pet-report.yml"


def _plain(path: Path) -> Any:
    return yamltree.data(yamltree.read(Source(path=path.name, text=path.read_text("utf-8"))).root)


@pytest.mark.parametrize(
    ("kind", "paths"), [("github-actions", [ACTION]), ("github-workflows", WORKFLOWS), ("gitlab-ci", [GITLAB])]
)
def test_the_service_would_take_it(kind: str, paths: list[Path]) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{kind}", *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def _scripts() -> list[tuple[str, str]]:
    """Every script by where it stands."""
    found = [(f"action.yml: {step['name']}", step["run"]) for step in _plain(ACTION)["runs"]["steps"]]
    for path in WORKFLOWS:
        for job in _plain(path)["jobs"].values():
            found += [(f"{path.name}: {step.get('name')}", step["run"]) for step in job["steps"] if "run" in step]
    for name, job in _plain(GITLAB).items():
        lines = [*job.get("before_script", []), *job.get("script", [])] if isinstance(job, dict) else []
        found += [(f"gitlab: {name}", "\n".join(lines))] if lines else []
    return found


@pytest.mark.parametrize(("where", "script"), _scripts())
def test_a_script_is_a_script_and_takes_nothing_from_an_event(where: str, script: str) -> None:
    """What an event says, as the name of a branch, could be a command where it stands in a script."""
    assert "${{" not in script, where
    assert subprocess.run(["bash", "-n"], input=script, text=True, check=False).returncode == 0


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a pull request: a proposal has other words than on `main`."""
    made = committed(HARD, tmp_path / "project")
    git(made, "checkout", "--quiet", "-b", "change")
    path = made / "groups/01-readers.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("title: ", "title: Not only that, but ", 1), encoding="utf-8")
    git(made, "commit", "--quiet", "--all", "--message", "changed")
    return made


def _act(project: Path, command: str, **inputs: str) -> tuple[subprocess.CompletedProcess[str], dict[str, str], str]:
    """The action's own script as the service runs it: what it said, its outputs, the summary of its step."""
    [step] = [each for each in _plain(ACTION)["runs"]["steps"] if each.get("id") == "run"]
    outputs, summary = project.parent / "outputs", project.parent / "summary"
    outputs.touch()
    summary.touch()
    settings = {
        "PATH": "/usr/bin:/bin", "HOME": str(project.parent), "GITHUB_ACTIONS": "true", "GITHUB_REF_NAME": "main",
        "GITHUB_OUTPUT": str(outputs), "GITHUB_STEP_SUMMARY": str(summary), "GITHUB_ACTION_PATH": str(ROOT),
        **dict.fromkeys(step["env"], ""), "COMMAND": command, "PET_REPORT_PROJECT": ".", **inputs,
    }  # fmt: skip
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=project, env=settings, capture_output=True, text=True, check=False,
    )  # fmt: skip
    told = dict(line.split("=", 1) for line in outputs.read_text("utf-8").splitlines())
    return done, told, summary.read_text("utf-8")


def test_the_action_checks(project: Path) -> None:
    done, told, summary = _act(project, "check")
    assert done.returncode == 0, done.stderr
    assert told["errors"] == "0"
    path = project / "groups/01-readers.yaml"
    path.write_text(path.read_text("utf-8").replace("proposals:", "proposal:"), encoding="utf-8")
    done, told, summary = _act(project, "check", OPTIONS="--strict --no-notes")
    assert done.returncode == 1
    assert "::error file=groups/01-readers.yaml,line=" in done.stdout
    assert int(told["errors"]) > 0
    assert "field/unknown" in summary


def test_the_action_builds(project: Path) -> None:
    done, told, _ = _act(project, "build", OPTIONS="--only html")
    assert done.returncode == 0, done.stderr
    assert (project / told["folder"] / "report.html").is_file()


def test_the_action_releases_what_was_tagged(project: Path) -> None:
    git(project, "tag", "report/1.0")
    done, told, summary = _act(project, "release", GITHUB_REF_NAME="report/1.0", OPTIONS=" ".join(DESPITE))
    assert done.returncode == 0, done.stderr
    assert (project / told["folder"] / "SHA256SUMS").is_file()
    assert "version 1.0" in summary
    done, _, _ = _act(project, "release", GITHUB_REF_NAME="main")
    assert done.returncode == 2
    assert '"main" is no version' in done.stderr


def test_the_action_comments(project: Path) -> None:
    done, told, _ = _act(project, "comment", BASE="main", PREVIEW="https://example.org/preview")
    assert done.returncode == 0, done.stderr
    text = (project / told["folder"]).read_text("utf-8")
    assert text.startswith("<!-- pet-report")
    assert "Not only that, but" in text
    assert "https://example.org/preview" in text


def test_the_action_refuses_what_it_does_not_know(project: Path) -> None:
    done, _, _ = _act(project, "destroy; echo it")
    assert done.returncode == 2
    assert "::error::" in done.stdout
    done, _, _ = _act(project, "check", OPTIONS="$(touch owned) `touch owned` ;touch owned")
    assert done.returncode == 2
    assert not (project / "owned").exists()


def test_the_sources_that_an_installer_takes_are_those_of_this_repository() -> None:
    """The template installs a version of ours: it is to be the one that this repository has."""
    assert _plain(GITLAB)["variables"]["PET_REPORT"] == f"pet-report=={run('--version').stdout.split()[1]}"
