"""The command that looks at finished publications."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pet_report import files, pipeline
from pet_report.cli.common import (
    FAULTS,
    FormOption,
    ProjectOption,
    QuietOption,
    StrictOption,
    recalling,
    root_of,
    say,
    tell,
)
from pet_report.diagnostics import blocks
from pet_report.errors import ToolFailure
from pet_report.link import Linked

if TYPE_CHECKING:
    from pet_report.verify.folder import Validators


class Part(StrEnum):
    verapdf = "verapdf"
    nu = "nu"
    sources = "sources"


def verify(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="The folder of the publications; build/ in the project.")
    ] = None,
    project: ProjectOption = None,
    without: Annotated[
        list[Part] | None,
        typer.Option(
            help="Leave this out: veraPDF, the Nu checker of HTML, or the comparison with the sources; may be given "
            "several times."
        ),
    ] = None,
    form: FormOption = None,
    strict: StrictOption = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the findings to this file.")] = None,
    quiet: QuietOption = False,
) -> None:
    """Look at finished publications: all that a reader, an archive or the law asks of them."""
    from pet_report.verify import folder as checked

    left_out = without or []
    root = _root(project, folder, sources=Part.sources not in left_out)
    chosen = folder or (root / "build" if root else Path("build"))
    if not chosen.is_dir():
        raise ToolFailure(f"there is no folder {chosen}", remedy="build the publications: pet-report build")
    linked = _linked(root) if root and Part.sources not in left_out else None
    validators = _validators([chosen, *([root] if root else []), Path.cwd()], left_out)
    say(f"looking at {chosen}" + ("" if linked else ", without comparing it with sources"), quiet)
    verified = checked.verify(chosen, validators, linked)
    tell(verified.found, form, verified.files, output)
    if blocks(verified.found, strict=strict):
        raise typer.Exit(FAULTS)


def _root(project: Path | None, folder: Path | None, *, sources: bool) -> Path | None:
    """The project beside the folder; None where there is none and none is needed."""
    if project is not None or folder is None:
        return root_of(project)
    try:
        return files.find_project(folder.resolve())
    except ToolFailure:
        if sources:
            remedy = "name it with --project, or leave the comparison out: --without sources"
            raise ToolFailure(f"there is no project beside {folder}", remedy=remedy) from None
        return None


def _linked(root: Path) -> Linked:
    checked = pipeline.check(*files.read_sources(root), recall=recalling(root))
    if blocks(checked.found):
        remedy = "`pet-report check` says which; or leave the comparison out: --without sources"
        raise ToolFailure("the sources have faults, so that nothing can be compared with them", remedy=remedy)
    return checked.linked


def _validators(places: list[Path], left_out: list[Part]) -> Validators:
    from pet_report.verify import java
    from pet_report.verify.folder import Validators

    return Validators(
        vera_pdf=None if Part.verapdf in left_out else java.vera_pdf(),
        nu=None if Part.nu in left_out else java.nu(places),
    )
