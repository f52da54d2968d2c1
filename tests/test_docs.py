"""What the documentation says is true: its examples run, its links lead somewhere, its references are fresh."""

import re
import shlex
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner

from pet_report import cli, files, reference
from pet_report.errors import ToolFailure
from tests.support.issued import in_repository

ROOT = Path(__file__).parent.parent
GUIDES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), ROOT / "groups/README.md"])
FENCE = re.compile(r"^ {0,3}```(\w+)[^\n]*\n(.*?)^ {0,3}```", re.MULTILINE | re.DOTALL)
FOLLOWED = ("docs/editors.md", "docs/verify.md")
"""Their commands belong together, and have tests of their own."""
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def _examples(language: str) -> list[tuple[str, str]]:
    return [
        (path.relative_to(ROOT).as_posix(), text)
        for path in GUIDES
        for kind, text in FENCE.findall(path.read_text("utf-8"))
        if kind == language
    ]


def _commands() -> list[tuple[str, str]]:
    """Each command of ours in a guide; `make …`, `cd …` and the like are not ours to run here."""
    lines = [(path, line.partition("#")[0].strip()) for path, text in _examples("sh") for line in text.splitlines()]
    return [(path, line) for path, line in lines if line.startswith("pet-report ") and path not in FOLLOWED]


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_local_link_leads_somewhere(path: Path) -> None:
    words = FENCE.sub("", path.read_text("utf-8"))  # an example may call what it took out of a list
    links = [link for link in LINK.findall(words) if "://" not in link]
    missing = [link for link in links if not (path.parent / link).exists()]
    assert missing == []


def test_there_are_examples() -> None:
    assert len(_commands()) > 8
    assert len(_examples("yaml")) > 3


@pytest.mark.parametrize(("path", "command"), _commands())
def test_every_command_runs(path: str, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert path
    project = tmp_path / "project"
    files.start_project(project)
    monkeypatch.chdir(tmp_path if "init" in command else project)
    arguments = shlex.split(command)[1:]
    if arguments[0] == "build" and "--only" not in arguments:
        arguments += ["--only", "html"]  # PDFs are made in tests of their own
    if arguments[0] == "release":
        in_repository(project)
    if arguments[0] == "verify":
        assert CliRunner().invoke(cli.app, ["build", "--quiet"]).exit_code == 0
    result = CliRunner().invoke(cli.app, arguments)
    if isinstance(result.exception, ToolFailure):
        pytest.fail(result.exception.message)
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(("path", "text"), _examples("yaml"))
def test_every_piece_of_yaml_can_be_read(path: str, text: str) -> None:
    assert YAML(typ="safe", pure=True).load(text) is not None, path


@pytest.mark.parametrize("name", ["rules.md", "fields.md", "commands.md", "templates.md"])
def test_the_references_are_fresh(name: str, *, accept: bool) -> None:
    kept, made = ROOT / "docs/reference" / name, reference.pages()[name]
    if accept:
        kept.write_text(made, encoding="utf-8")
    assert kept.read_text("utf-8") == made, "stale: run `make accept`"


def test_every_shape_of_the_templates_has_a_name_of_its_own() -> None:
    """Else a link in the reference would lead to another one."""
    page = reference.pages()["templates.md"]
    names = re.findall(r"^### (\w+)$", page, re.MULTILINE)
    assert len(names) == len(set(names)) > 40
    assert set(re.findall(r"\]\(#(\w+)\)", page)) <= {name.lower() for name in names}
