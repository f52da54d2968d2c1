"""The command that looks at finished publications."""

from __future__ import annotations

from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import Struct

from pet_report import files, pipeline
from pet_report.cli.common import (
    FAULTS,
    FormOption,
    ProjectOption,
    QuietOption,
    StrictOption,
    root_of,
    say,
    tell,
    unpacked,
)
from pet_report.diagnostics import blocks, in_reading_order
from pet_report.errors import ToolFailure
from pet_report.link import Linked

if TYPE_CHECKING:
    from pet_report.verify.folder import Validators, Verified


class Part(StrEnum):
    verapdf = "verapdf"
    nu = "nu"
    sources = "sources"


def verify(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="[DIR]", help="Of publications, build/ in the project where none is named; or a release."
        ),
    ] = None,
    project: ProjectOption = None,
    without: Annotated[
        list[Part] | None,
        typer.Option(
            help="Leave this out: veraPDF, the Nu checker of HTML, or the comparison with the sources; may be given "
            "several times."
        ),
    ] = None,
    public_key: Annotated[
        Path | None,
        typer.Option(envvar="PET_REPORT_PUBLIC_KEY", help="Of a release: the key that signed it, a file of minisign."),
    ] = None,
    form: FormOption = None,
    strict: StrictOption = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the findings to this file.")] = None,
    quiet: QuietOption = False,
) -> None:
    """Look at finished publications, or at a release: all that a reader, an archive or the law asks of them.

    Each file of a release, of its folder or its archive, must be the one that was issued.
    """
    asked = _Asked(project=project, left_out=tuple(without or ()), public_key=public_key, quiet=quiet)
    with unpacked(folder) if folder else nullcontext() as given:
        if given and given.is_dir() and issued_in(given):
            verified = _release(given, asked)
        else:
            verified = _publications(given, asked)
    tell(verified.found, form, verified.files, output)
    if blocks(verified.found, strict=strict):
        raise typer.Exit(FAULTS)


class _Asked(Struct, frozen=True, kw_only=True):
    project: Path | None
    left_out: tuple[Part, ...]
    public_key: Path | None
    quiet: bool


def issued_in(folder: Path) -> bool:
    """Whether a folder is that of a release, and not one of publications."""
    from pet_report.verify import issued

    return issued.is_release(folder)


def _publications(given: Path | None, asked: _Asked) -> Verified:
    from pet_report.verify.folder import verify as verify_folder

    if asked.public_key is not None:
        raise ToolFailure("only a release is signed", remedy="name the folder or the archive of a release")
    root = _root(asked.project, given, sources=Part.sources not in asked.left_out)
    chosen = given or (root / "build" if root else Path("build"))
    if not chosen.is_dir():
        raise ToolFailure(f"there is no folder {chosen}", remedy="build the publications: pet-report build")
    linked = _linked(root) if root and Part.sources not in asked.left_out else None
    trusted = [Path.cwd(), *([root] if root and (asked.project or not given) else [])]
    validators = _validators(trusted, chosen, asked.left_out)
    say(f"looking at {chosen}" + ("" if linked else ", without comparing it with sources"), asked.quiet)
    return verify_folder(chosen, validators, linked)


def _release(given: Path, asked: _Asked) -> Verified:
    """A release is compared with the sources that it holds."""
    from pet_report.release.folder import DATA, PUBLICATIONS, SOURCES
    from pet_report.verify import issued
    from pet_report.verify.folder import Verified, tables
    from pet_report.verify.folder import verify as verify_folder

    release = issued.read(given)
    found = [*issued.check(release), *issued.check_signature(release, asked.public_key)]
    if issued.is_signed(release) and not asked.public_key:
        say("it is signed; whose the signature is, tells: --public-key FILE", asked.quiet)
    if not (given / PUBLICATIONS).is_dir():
        return Verified(found=in_reading_order(found), files=len(release.digests))
    validators = _validators([Path.cwd()], given, asked.left_out)
    say(f"looking at release {release.told.version if release.told else given}", asked.quiet)
    linked = _held(given / SOURCES, asked) if Part.sources not in asked.left_out else None
    found += issued.check_told(release, linked) if linked else ()
    verified = verify_folder(given / PUBLICATIONS, validators, linked)
    found += tables(given / DATA, linked) if linked else ()
    found += (issued.moved(each, PUBLICATIONS) for each in verified.found)
    return Verified(found=in_reading_order(found), files=len(release.digests))


def _held(root: Path, asked: _Asked) -> Linked | None:
    """The sources in a release; None where they are damaged, which its sums tell too."""
    try:
        return _linked(root)
    except ToolFailure as failure:
        say(f"its sources are not compared with it: {failure.message}", asked.quiet)
        return None


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
    # Nobody is asked for older wordings: what lies beside a stranger's files may be a repository that runs programs.
    checked = pipeline.check(*files.read_sources(root))
    if blocks(checked.found):
        remedy = "`pet-report check` says which; or leave the comparison out: --without sources"
        raise ToolFailure("the sources have faults, so that nothing can be compared with them", remedy=remedy)
    return checked.linked


def _validators(places: list[Path], given: Path, left_out: tuple[Part, ...]) -> Validators:
    """The programs to ask. None comes out of what is looked at: it may have been put there."""
    from pet_report.verify import java
    from pet_report.verify.folder import Validators

    trusted = (each for each in places if not each.resolve().is_relative_to(given.resolve()))
    return Validators(
        vera_pdf=None if Part.verapdf in left_out else java.vera_pdf(),
        nu=None if Part.nu in left_out else java.nu(trusted),
    )
