"""Commands that make the publications, and look whether this machine can."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from msgspec import Struct

from pet_report import files, pipeline, timings, unchanged
from pet_report.cache import Cache
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
from pet_report.store import Store, usual_folder
from pet_report.timings import Clocked
from pet_report.when import Moment, NoSuchDay, NotADate, When

if TYPE_CHECKING:
    from pet_report import live
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
    explain: Annotated[
        bool, typer.Option("--explain", help="Say what changed since the last build, and why each part was made.")
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
        store=None if no_cache else usual_folder(), as_of=as_of, form=form, strict=strict, quiet=quiet, explain=explain,
    )  # fmt: skip
    if watch:
        if show_timings or trace or explain:
            raise ToolFailure("--timings, --trace and --explain tell of one build", remedy="leave out --watch")
        _watch(order)
    clock = Clocked(*progress.listeners(quiet))
    made = _build(order, clock)
    if trace:
        files.write_text(trace, timings.trace(clock.spans, clock.began))
    if show_timings:
        typer.echo(timings.table(clock.spans, clock.seconds()), nl=False, err=True)
    if not made:
        raise typer.Exit(FAULTS)


class _Order(Struct, frozen=True, kw_only=True):
    """What somebody asked to have made, and how to speak of it. store: where to keep what may be made again."""

    root: Path
    folder: Path
    formats: tuple[str, ...]
    store: Path | None
    as_of: str | None
    form: Form | None
    strict: bool
    quiet: bool
    explain: bool

    def standing(self) -> unchanged.Standing:
        options = {"formats": " ".join(self.formats), "as of": self.as_of or "", "strict": str(self.strict)}
        libraries = unchanged.PRINTING if set(pipeline.PRINTED) & set(self.formats) else ()
        cache = Cache(Store(self.store)) if self.store else None
        return unchanged.Standing(cache, self.root, self.folder, options, libraries)

    def cache(self) -> Cache:
        return Cache(Store(self.store), str(self.root.resolve()))


def _order(
    root: Path, output: Path | None, formats: Sequence[Format] | None, *, large_print: bool, site: bool, **asked: Any
) -> _Order:
    folder = output or root / "build"
    if root.resolve().is_relative_to(folder.resolve()):
        raise ToolFailure(f"the project itself lies in {folder}", remedy="name a folder of its own with --output")
    more = [name for name, wanted in (("large-print", large_print), (pipeline.SITE, site)) if wanted]
    return _Order(root=root, folder=folder, formats=(*(each.value for each in formats or Format), *more), **asked)


def _watch(order: _Order) -> NoReturn:
    """Build again whenever something is saved, until Ctrl-C."""
    from pet_report import live  # for those alone who stay

    asked = live.Order(
        formats=order.formats, asked=style.Asked(open_dictionary=dictionary), recall=recalling(order.root),
        strict=order.strict, day=lambda checked: _day(order.as_of, checked) if order.as_of else None,
    )  # fmt: skip
    with Machine(order.root, cache=order.cache(), formats=order.formats) as machine:
        for news in live.Live(machine, asked, lambda: progress.listeners(order.quiet)).rounds():
            if news.first:
                begin_screen()
                _tell_of_findings(news, order)
            if news.made:
                with told_where_it_fails():
                    files.publish(news.outputs, order.folder)
                    _tell_of_outputs(_sizes({name: news.outputs[name] for name in news.made}), order)
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


def _build(order: _Order, clock: Clocked) -> bool:
    """Whether what was asked for is there now."""
    standing = order.standing()
    last = standing.last()
    if last:
        _say_again(last, order)
        return True
    cache = order.cache()
    read = standing.read_picture
    with Machine(order.root, read_picture=read, cache=cache, formats=order.formats) as machine:
        with clock:
            asked = style.Asked(open_dictionary=_noted(standing))
            checked, count = machine.check(asked, _noted_recall(standing, order.root), clock)
        day = _day(order.as_of, checked) if order.as_of else None
        built = pipeline.Built(found=checked.found)
        if not blocks(checked.found, strict=order.strict):
            say(f"building {', '.join(order.formats)} from {count} files", order.quiet)
            with clock:
                built = machine.build(checked, order.formats, strict=order.strict, day=day, journal=clock)
            if order.explain:
                _explain(standing.changed, cache.explained)
    faults = kept(built.found, notes=False)
    if faults:
        tell(faults, order.form, count)
    if not built.outputs:
        say(_AS_IT_WAS, order.quiet)
        return False
    with clock.step("publish"):
        files.publish(built.outputs, order.folder)
        embargo = _embargo(checked)
        standing.keep(built.outputs, faults, files=count, told={"embargo": embargo})
    _tell_of_outputs(_sizes(built.outputs), order)
    _tell_of_embargo(embargo, order.quiet)
    return True


def _say_again(last: unchanged.Last, order: _Order) -> None:
    """What the build said that made what is there."""
    say("nothing changed since the last build", order.quiet)
    if last.found:
        tell(last.found, order.form, last.files)
    _tell_of_outputs(last.sizes, order)
    _tell_of_embargo(last.told["embargo"], order.quiet)


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
        typer.echo(f"made: {reason}", err=True)
    if not reasons:
        typer.echo("made: nothing, for all that it takes was kept", err=True)


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


def _sizes(outputs: Mapping[str, bytes]) -> dict[str, int]:
    return {name: len(content) for name, content in outputs.items()}


def _tell_of_outputs(sizes: Mapping[str, int], order: _Order) -> None:
    folder = order.folder
    shown = folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder
    for name, size in _told(sizes).items():
        typer.echo(f"{shown / name}")
        say(f"  {size / 1e6:.1f} MB", order.quiet)
    if f"{pipeline.SITE}/index.html" in sizes and f"{pipeline.SITE}/sitemap.xml" not in sizes:
        say("report.yaml gives the site no `address`, so there is no sitemap, and no page names its own", order.quiet)


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
