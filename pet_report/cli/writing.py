"""Commands that help to write: new projects, schemas for editors, fingerprints."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from pet_report import files, pipeline
from pet_report.cli.common import ProjectOption, naming, root_of
from pet_report.errors import ToolFailure


def init(
    folder: Annotated[Path, typer.Argument(help="The folder to make; it must be new or empty.")],
) -> None:
    """Make a new project that builds at once."""
    schemas = {f"schemas/{name}": text.encode() for name, text in _schemas(files.SKELETON).items()}
    for name in files.start_project(folder, schemas):
        typer.echo(str(folder / name))
    typer.echo(f"\nNext: cd {folder}, then `pet-report build`.", err=True)


def write_schemas(
    project: ProjectOption = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to write; schemas/ in the project.")
    ] = None,
) -> None:
    """Write JSON Schemas that know this project's ids: editors then complete them, and explain every field."""
    root = root_of(project)
    for name, text in _schemas(root).items():
        typer.echo(str(files.write_text((output or root / "schemas") / name, text)))


def _schemas(root: Path) -> Mapping[str, str]:
    from pet_report import schema

    linked = pipeline.check(*files.read_sources(root)).linked
    ids: dict[str, list[str]] = {}
    for thing in linked.things.values():
        ids.setdefault(thing.kind, []).append(thing.id)
    return schema.schemas(ids)


def fingerprint(
    proposals: Annotated[
        list[str] | None, typer.Argument(help="Ids; all where none is given.", autocompletion=naming("proposal"))
    ] = None,
    project: ProjectOption = None,
) -> None:
    """Print the fingerprint of each proposal's wording, to be recorded as `answers` in its response."""
    from pet_report.fingerprint import fingerprint as compute

    sources, unread = files.read_sources(root_of(project))
    linked = pipeline.check(sources, unread).linked
    known = {each.id: each for each in linked.proposals}
    strangers = [each for each in proposals or () if each not in known]
    if strangers:
        raise ToolFailure(f'no proposal is called "{strangers[0]}"', remedy="`pet-report fingerprint` lists them all")
    for each in proposals or known:
        typer.echo(f"{each}  {compute(known[each])}")
