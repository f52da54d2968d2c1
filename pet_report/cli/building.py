"""Commands that make the publications, and look whether this machine can."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pet_report import files, machine, pipeline, unchanged
from pet_report.cache import Cache
from pet_report.cli.common import (
    DONE,
    FAULTS,
    UNUSABLE,
    Form,
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
from pet_report.when import Moment, NoSuchDay, NotADate, When

if TYPE_CHECKING:
    from pet_report.link import Recall
    from pet_report.model import AnsweredWording, Proposal
    from pet_report.wording import Dictionary


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
    more = [name for name, asked in (("large-print", large_print), (pipeline.SITE, site)) if asked]
    chosen = (*(each.value for each in formats or Format), *more)
    store = Store(None if no_cache else usual_folder())
    options = {"formats": " ".join(chosen), "as of": as_of or "", "strict": str(strict)}
    prints = bool({"pdf", "large-print"} & set(chosen))
    standing = unchanged.Standing(
        None if no_cache else Cache(store), root, folder, options, unchanged.PRINTING if prints else ()
    )
    last = standing.last()
    if last:
        _say_again(last, folder, form, quiet, site=site)
        return
    sources, unread = files.read_sources(root)
    checked = pipeline.check(
        sources, unread, style.Asked(open_dictionary=_noted(standing)), _noted_recall(standing, root)
    )
    day = _day(as_of, checked) if as_of else None
    built = pipeline.Built(found=checked.found)
    if not blocks(checked.found, strict=strict):
        say(f"building {', '.join(chosen)} from {len(sources)} files", quiet)
        cache = Cache(store, str(root.resolve()))
        built = machine.build(
            checked, root, chosen, strict=strict, day=day, cache=cache, read_picture=standing.read_picture
        )
        cache.close()
        if explain:
            _explain(standing.changed, cache.explained)
    faults = kept(built.found, notes=False)
    if faults:
        tell(faults, form, len(sources))
    if not built.outputs:
        say("nothing was written; what was built before is as it was", quiet)
        raise typer.Exit(FAULTS)
    files.publish(built.outputs, folder)
    embargo = _embargo(checked)
    standing.keep(built.outputs, faults, files=len(sources), told={"embargo": embargo})
    _tell_of_outputs({name: len(content) for name, content in built.outputs.items()}, folder, quiet, site=site)
    _tell_of_embargo(embargo, quiet)


def _say_again(last: unchanged.Last, folder: Path, form: Form | None, quiet: bool, *, site: bool) -> None:
    """What the build said that made what is there."""
    say("nothing changed since the last build", quiet)
    if last.found:
        tell(last.found, form, last.files)
    _tell_of_outputs(last.sizes, folder, quiet, site=site)
    _tell_of_embargo(last.told["embargo"], quiet)


def _noted(standing: unchanged.Standing) -> style.OpenDictionary:
    def opened(language: str, *, needed: bool) -> Dictionary | None:
        found = dictionary(language, needed=needed)
        standing.asked_for_words(language, known=found is not None)
        return found

    return opened


def _noted_recall(standing: unchanged.Standing, root: Path) -> Recall:
    recall = recalling(root)

    def recalled(proposal: Proposal, answers: str) -> Proposal | AnsweredWording | None:
        standing.asked_for_history()
        return recall(proposal, answers)

    return recalled


def _explain(changed: Sequence[str], reasons: Sequence[str]) -> None:
    for name in changed:
        typer.echo(f"changed since the last build: {name}", err=True)
    for reason in reasons:
        typer.echo(f"made again: {reason}", err=True)
    if not reasons:
        typer.echo("of what is kept from one build to the next nothing was made again", err=True)


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


def _tell_of_outputs(sizes: Mapping[str, int], folder: Path, quiet: bool, *, site: bool) -> None:
    shown = folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder
    for name, size in _told(sizes).items():
        typer.echo(f"{shown / name}")
        say(f"  {size / 1e6:.1f} MB", quiet)
    if site and f"{pipeline.SITE}/sitemap.xml" not in sizes:
        say("report.yaml gives the site no `address`, so there is no sitemap, and no page names its own", quiet)


def _told(outputs: Mapping[str, int]) -> dict[str, int]:
    """The sizes of the outputs by name; the tables belong together, and are told as one folder."""
    sizes: dict[str, int] = {}
    for name, size in outputs.items():
        told = pipeline.DATA if name.startswith(f"{pipeline.DATA}/") else name
        sizes[told] = sizes.get(told, 0) + size
    return sizes


def _embargo(checked: pipeline.Checked) -> str:
    """Until when the project says that nothing may be published; empty where it does not."""
    report = checked.linked.project.report
    return report.embargo.until.text if report and report.embargo else ""


def _tell_of_embargo(until: str, quiet: bool) -> None:
    """What was made depends on its sources alone, so that whether an embargo has passed is only said."""
    if until and Moment.parse(until).is_past(now().astimezone()):
        say(f'note: the embargo ended at "{until}", and every page still asks for it', quiet)
        say('hint: take "embargo" out of report.yaml, and build again', quiet)
    elif until:
        say(f'note: embargoed until "{until}": nothing of this may be published before', quiet)


def doctor() -> None:
    """Say what this machine has of what pet-report needs, and how to mend what is missing."""
    from pet_report import health

    findings = health.examine()
    for finding in findings:
        typer.echo(finding.line())
    raise typer.Exit(DONE if all(each.well for each in findings) else UNUSABLE)
