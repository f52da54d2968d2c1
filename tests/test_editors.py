"""What an editor shows of a project: the real language server reads the schemas and the settings that `init` wrote."""

from pathlib import Path

import pytest
from lsprotocol.types import Diagnostic

from pet_report.model import Proposal
from tests.support.builds import run
from tests.support.yamlserver import ServerEnded, editing, finish

GROUP = "groups/01-readers.yaml"
FILES = ["report.yaml", GROUP, "groups/01-readers.response.yaml"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    assert run("init", tmp_path / "project").returncode == 0
    return tmp_path / "project"


def test_the_ids_of_the_project_are_offered(project: Path) -> None:
    report = project / "report.yaml"
    theme = "themes:\n  - id: quiet-places\n    name: Quiet places\n"
    report.write_text(report.read_text("utf-8").replace("themes:\n", theme), "utf-8")
    assert run("schema", where=project).returncode == 0

    async def offered() -> list[str]:
        async with editing(project) as editor:
            await editor.open(GROUP, _group(project).replace("themes: [opening-hours]", "themes: []", 1))
            return await editor.completions(GROUP, "themes: [")

    assert finish(offered()) == ["opening-hours", "quiet-places"]


def test_a_field_is_explained_where_the_mouse_rests(project: Path) -> None:
    async def shown() -> str:
        async with editing(project) as editor:
            await editor.open(
                GROUP, _group(project).replace("    timescale:", "    text_status: verbatim\n    timescale:")
            )
            return await editor.hover(GROUP, "    text_status")

    field, text = Proposal.stated["text_status"], finish(shown()).replace("\\", "")
    assert field.description
    assert field.description in text
    assert str(field.example) in text
    assert "not-retrieved" in text


@pytest.mark.parametrize("modeline", ["with a modeline", "by the settings"])
@pytest.mark.parametrize("name", FILES)
def test_a_misspelt_field_is_marked_in_every_kind_of_file(project: Path, name: str, modeline: str) -> None:
    """The settings alone are enough, and so is the first line in an editor that knows no settings."""
    first, rest = (project / name).read_text("utf-8").split("\n", 1)
    assert first.startswith("# yaml-language-server: $schema=")
    by_modeline = modeline == "with a modeline"
    text = f"{first}\n{rest}\ntitel: x\n" if by_modeline else f"\n{rest}\ntitel: x\n"
    settings = {"yaml.schemaStore.enable": False} if by_modeline else None

    async def marked() -> list[Diagnostic]:
        async with editing(project, settings) as editor:
            return await editor.open(name, text)

    [found] = finish(marked())
    assert "titel" in found.message
    assert found.range.start.line == text.splitlines().index("titel: x")


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_marked_in_a_sound_file(project: Path, name: str) -> None:
    async def marked() -> list[Diagnostic]:
        async with editing(project) as editor:
            return await editor.open(name)

    assert finish(marked()) == []


def test_an_editor_that_asked_the_network_would_be_noticed(project: Path) -> None:
    async def marked() -> list[Diagnostic]:
        async with editing(project, {"yaml.schemaStore.enable": True}) as editor:
            return await editor.open("groups/other.yaml", "a: 1\n")

    with pytest.raises(ServerEnded):
        finish(marked())


def _group(project: Path) -> str:
    return (project / GROUP).read_text("utf-8")
