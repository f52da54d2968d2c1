"""Projects in a repository, and one of their releases."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.builds import ROOT, run

HARD = ROOT / "tests/projects/hard"
DESPITE = ("--despite", "release/unanswered")


def git(project: Path, *arguments: str) -> str:
    """What git says, with nothing of the settings of whoever runs the tests."""
    own = ("-c", "user.name=Editor", "-c", "user.email=editor@example.org", "-c", "commit.gpgsign=false")
    settings = {
        "PATH": "/usr/bin:/bin", "HOME": "/nowhere", "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_COMMITTER_DATE": "2020-05-14T09:30:00+01:00", "GIT_AUTHOR_DATE": "2020-05-14T09:30:00+01:00",
    }  # fmt: skip
    done = subprocess.run(
        ["git", *own, *arguments], cwd=project, env=settings, capture_output=True, text=True, check=True
    )
    return done.stdout


def committed(source: Path, project: Path) -> Path:
    """A copy of a project, as the one commit of a repository."""
    return in_repository(shutil.copytree(source, project))


def in_repository(project: Path) -> Path:
    """A folder made into a repository with one commit."""
    git(project, "init", "--quiet", "--initial-branch=main")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "--message", "as it is")
    return project


@pytest.fixture(scope="session")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of a project with pictures, notes and other scripts. Not to be changed: tests damage copies."""
    project = committed(HARD, tmp_path_factory.mktemp("issued") / "project")
    done = run("release", "1.0", *DESPITE, "--project", project)
    assert done.returncode == 0, done.stdout + done.stderr
    return project / "dist/1.0"
