"""Projects built as their users build them, and what was sent to print."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.printed import printed_pages

ROOT = Path(__file__).parent.parent.parent
COMMAND = (sys.executable, "-m", "pet_report")
OUTPUTS = ("report.html", "report.pdf", "response.html", "response.pdf")


def run(*arguments: str | Path, where: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own; in its environment only what tests agree on, and what is given."""
    settings = {
        "PATH": "/usr/bin:/bin",
        "HOME": "/nowhere",
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        **environment,
    }
    return subprocess.run([*COMMAND, *arguments], cwd=where, capture_output=True, text=True, env=settings, check=False)


def build(project: Path, output: Path, *options: str, **environment: str) -> Path:
    """The folder of the outputs; the test fails where there are none."""
    done = run("build", "--quiet", "--project", project, "--output", output, *options, where=ROOT, **environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return output


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A project's outputs in a folder, and the HTML that its PDFs were printed from, by the PDFs' names."""

    folder: Path
    printed: Mapping[str, str]


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The case of 2005 that this repository holds."""
    folder = build(ROOT, tmp_path_factory.mktemp("real") / "build")
    return Built(folder=folder, printed=printed_pages(ROOT))


@pytest.fixture(scope="session")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A project with quotations in Arabic, Urdu, Bengali and Welsh."""
    project = ROOT / "tests/projects/scripts"
    return Built(folder=build(project, tmp_path_factory.mktemp("scripts") / "build"), printed=printed_pages(project))


@pytest.fixture(scope="session")
def hard(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Tables, lists and paragraphs over several pages, notes in them, links over lines, pictures, text to the left."""
    project = ROOT / "tests/projects/hard"
    return Built(folder=build(project, tmp_path_factory.mktemp("hard") / "build"), printed=printed_pages(project))
