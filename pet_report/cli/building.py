"""Commands that make the publications, and look whether this machine can."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pet_report import files, machine, pipeline
from pet_report.cache import Cache
from pet_report.cli.common import (
    DONE,
    FAULTS,
    UNUSABLE,
    FormOption,
    ProjectOption,
    QuietOption,
    StrictOption,
    dictionary,
    kept,
    now,
    recalling,
    root_of,
    say,
    tell,
)
from pet_report.diagnostics import blocks
from pet_report.errors import ToolFailure
from pet_report.rules import style
from pet_report.store import Store, usual_folder
from pet_report.when import NoSuchDay, NotADate, When


class Format(StrEnum):
    html = "html"
    pdf = "pdf"
    data = "data"


def build(
    project: ProjectOption = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", envvar="PET_REPORT_OUTPUT", help="Where to write; build/ in the project."),
    ] = None,
    formats: Annotated[
        list[Format] | None, typer.Option("--only", help="Make only this format; may be given twice.")
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(metavar="<date>", help="As it would have stood on that day: 2006-07-04, 2006-07 or 2006."),
    ] = None,
    large_print: Annotated[
        bool, typer.Option("--large-print", help="Make each PDF in letters of 18 points too, as NAME-large-print.pdf.")
    ] = False,
    site: Annotated[
        bool, typer.Option("--site", help="Make a folder of pages for the web too, in site/: index.html comes first.")
    ] = False,
    no_cache: Annotated[
        bool,
        typer.Option("--no-cache", envvar="PET_REPORT_NO_CACHE", help="Make everything anew, and keep nothing of it."),
    ] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say why each part had to be made again.")] = False,
    form: FormOption = None,
    strict: StrictOption = False,
    quiet: QuietOption = False,
) -> None:
    """Check, and write the report and the response as HTML and PDF, and their data as tables in data/."""
    root = root_of(project)
    folder = output or root / "build"
    if root.resolve().is_relative_to(folder.resolve()):
        raise ToolFailure(f"the project itself lies in {folder}", remedy="name a folder of its own with --output")
    sources, unread = files.read_sources(root)
    checked = pipeline.check(sources, unread, style.Asked(open_dictionary=dictionary), recalling(root))
    day = _day(as_of, checked) if as_of else None
    built = pipeline.Built(found=checked.found)
    if not blocks(checked.found, strict=strict):
        more = [name for name, asked in (("large-print", large_print), (pipeline.SITE, site)) if asked]
        chosen = (*(each.value for each in formats or Format), *more)
        say(f"building {', '.join(chosen)} from {len(sources)} files", quiet)
        cache = Cache(Store(None if no_cache else usual_folder()), str(root.resolve()))
        built = machine.build(checked, root, chosen, strict=strict, day=day, cache=cache)
        cache.close()
        if explain:
            _explain(cache.explained)
    faults = kept(built.found, notes=False)
    if faults:
        tell(faults, form, len(sources))
    if not built.outputs:
        say("nothing was written; what was built before is as it was", quiet)
        raise typer.Exit(FAULTS)
    _publish(built, folder, quiet)
    if site and f"{pipeline.SITE}/sitemap.xml" not in built.outputs:
        say("report.yaml gives the site no `address`, so there is no sitemap, and no page names its own", quiet)
    _tell_of_embargo(checked, quiet)


def _explain(reasons: Sequence[str]) -> None:
    for reason in reasons or ("nothing was made again",):
        typer.echo(f"made again: {reason}" if reasons else reason, err=True)


def _day(text: str, checked: pipeline.Checked) -> When:
    """The day from which the publications are seen; none that the edition cannot know."""
    try:
        day = When.parse(text)
    except (NotADate, NoSuchDay):
        raise ToolFailure(f'"{text}" is not a date', remedy="write it as 2006-07-04, 2006-07 or 2006") from None
    report = checked.linked.project.report
    issued = report.issued if report else None
    if issued and day.surely_after(issued):
        remedy = "choose an earlier day, or move `issued` on in report.yaml"
        raise ToolFailure(f'"{text}" is after the date of this edition, "{issued.text}"', remedy=remedy)
    return day


def _publish(built: pipeline.Built, folder: Path, quiet: bool) -> None:
    files.publish(built.outputs, folder)
    shown = folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder
    for name, size in _told(built.outputs).items():
        typer.echo(f"{shown / name}")
        say(f"  {size / 1e6:.1f} MB", quiet)


def _told(outputs: Mapping[str, bytes]) -> dict[str, int]:
    """The sizes of the outputs by name; the tables belong together, and are told as one folder."""
    sizes: dict[str, int] = {}
    for name, content in outputs.items():
        told = pipeline.DATA if name.startswith(f"{pipeline.DATA}/") else name
        sizes[told] = sizes.get(told, 0) + len(content)
    return sizes


def _tell_of_embargo(checked: pipeline.Checked, quiet: bool) -> None:
    """What was made depends on its sources alone, so that whether an embargo has passed is only said."""
    report = checked.linked.project.report
    until = report.embargo.until if report and report.embargo else None
    if until and until.is_past(now().astimezone()):
        say(f'note: the embargo ended at "{until.text}", and every page still asks for it', quiet)
        say('hint: take "embargo" out of report.yaml, and build again', quiet)
    elif until:
        say(f'note: embargoed until "{until.text}": nothing of this may be published before', quiet)


def doctor() -> None:
    """Say what this machine has of what pet-report needs, and how to mend what is missing."""
    from pet_report import health

    findings = health.examine()
    for finding in findings:
        typer.echo(finding.line())
    raise typer.Exit(DONE if all(each.well for each in findings) else UNUSABLE)
