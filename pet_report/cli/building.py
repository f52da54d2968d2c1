"""Commands that make the publications, and look whether this machine can."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from pet_report import files, live, pipeline, timings
from pet_report.cli import progress
from pet_report.cli.common import (
    DONE,
    FAULTS,
    UNUSABLE,
    Form,
    FormOption,
    ProjectOption,
    QuietOption,
    StrictOption,
    begin_screen,
    dictionary,
    kept,
    now,
    recalling,
    root_of,
    say,
    say_watching,
    tell,
    tell_failure,
    told_where_it_fails,
)
from pet_report.diagnostics import blocks
from pet_report.errors import ToolFailure
from pet_report.machine import Machine
from pet_report.rules import style
from pet_report.timings import Clocked
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
    form: FormOption = None,
    strict: StrictOption = False,
    watch: Annotated[bool, typer.Option("--watch", help="Build again whenever a file is saved.")] = False,
    show_timings: Annotated[bool, typer.Option("--timings", help="Say how long each step took.")] = False,
    trace: Annotated[
        Path | None,
        typer.Option("--trace", metavar="FILE.json", help="Write when each step took place, for a browser to show."),
    ] = None,
    quiet: QuietOption = False,
) -> None:
    """Check, and write the report and the response as HTML and PDF, and their data as tables in data/."""
    order = _order(
        root_of(project), output, formats, large_print=large_print, site=site,
        as_of=as_of, form=form, strict=strict, quiet=quiet,
    )  # fmt: skip
    if watch and (show_timings or trace):
        raise ToolFailure("--timings and --trace tell of one build", remedy="leave out --watch")
    with Machine(order.root) as machine:
        if watch:
            _watch(order, machine)
        clock = Clocked(*progress.listeners(quiet))
        with clock:
            made = _make(order, machine, clock)
        if trace:
            files.write_text(trace, timings.trace(clock.spans, clock.began))
        if show_timings:
            typer.echo(timings.table(clock.spans, clock.seconds()), nl=False, err=True)
    if not made:
        raise typer.Exit(FAULTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """What somebody asked to have made, and how to speak of it."""

    root: Path
    folder: Path
    formats: tuple[str, ...]
    as_of: str | None
    form: Form | None
    strict: bool
    quiet: bool


def _order(
    root: Path, output: Path | None, formats: Sequence[Format] | None, *, large_print: bool, site: bool, **asked: Any
) -> _Order:
    folder = output or root / "build"
    if root.resolve().is_relative_to(folder.resolve()):
        raise ToolFailure(f"the project itself lies in {folder}", remedy="name a folder of its own with --output")
    more = [name for name, wanted in (("large-print", large_print), (pipeline.SITE, site)) if wanted]
    return _Order(root=root, folder=folder, formats=(*(each.value for each in formats or Format), *more), **asked)


def _watch(order: _Order, machine: Machine) -> NoReturn:
    """Build again whenever something is saved, until Ctrl-C."""
    asked = live.Order(
        formats=order.formats, asked=style.Asked(open_dictionary=dictionary), recall=recalling(order.root),
        strict=order.strict, day=lambda checked: _day(order.as_of, checked) if order.as_of else None,
    )  # fmt: skip
    for news in live.Live(machine, asked, lambda: progress.listeners(order.quiet)).rounds():
        if news.first:
            begin_screen()
            _tell_of_findings(news, order)
        if news.made:
            with told_where_it_fails():
                files.publish(news.outputs, order.folder)
                _tell_of_outputs({name: news.outputs[name] for name in news.made}, order)
            say(f"after {news.seconds:.1f} s", order.quiet)
        if news.last:
            say_watching()
    raise AssertionError("a project is watched for ever")


def _tell_of_findings(news: live.News, order: _Order) -> None:
    if news.failure:
        tell_failure(news.failure)
    if faults := kept(news.found, notes=False):
        tell(faults, order.form, news.files)
    if not news.made:
        say(_AS_IT_WAS, order.quiet)


_AS_IT_WAS = "nothing was written; what was built before is as it was"


def _make(order: _Order, machine: Machine, clock: Clocked) -> bool:
    """Whether anything was made and written."""
    checked, count = machine.check(style.Asked(open_dictionary=dictionary), recalling(order.root), clock)
    day = _day(order.as_of, checked) if order.as_of else None
    built = pipeline.Built(found=checked.found)
    if not blocks(checked.found, strict=order.strict):
        say(f"building {', '.join(order.formats)} from {count} files", order.quiet)
        built = machine.build(checked, order.formats, strict=order.strict, day=day, journal=clock)
    clock.rest()
    faults = kept(built.found, notes=False)
    if faults:
        tell(faults, order.form, count)
    if not built.outputs:
        say(_AS_IT_WAS, order.quiet)
        return False
    with clock.step("publish"):
        files.publish(built.outputs, order.folder)
    _tell_of_outputs(built.outputs, order)
    _tell_of_embargo(checked, order.quiet)
    return True


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


def _tell_of_outputs(outputs: Mapping[str, bytes], order: _Order) -> None:
    folder = order.folder
    shown = folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder
    for name, size in _told(outputs).items():
        typer.echo(f"{shown / name}")
        say(f"  {size / 1e6:.1f} MB", order.quiet)
    if pipeline.SITE in order.formats and f"{pipeline.SITE}/sitemap.xml" not in outputs:
        say("report.yaml gives the site no `address`, so there is no sitemap, and no page names its own", order.quiet)


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
