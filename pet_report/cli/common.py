"""What the commands share: exit codes, options, and how they speak."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from pet_report import files, load
from pet_report.authored import Kind
from pet_report.diagnostics import Diagnostic, blocks
from pet_report.errors import ToolFailure
from pet_report.link import Linked, Recall
from pet_report.model import Proposal
from pet_report.source import Source

if TYPE_CHECKING:
    from pet_report.announce.rows import Table
    from pet_report.reading import Read
    from pet_report.repository import Repository
    from pet_report.wording import Dictionary

DONE, FAULTS, UNUSABLE, INTERRUPTED = 0, 1, 2, 130

ProjectOption = Annotated[
    Path | None,
    typer.Option("--project", envvar="PET_REPORT_PROJECT", help="The folder of report.yaml.", show_default=False),
]
StrictOption = Annotated[bool, typer.Option("--strict", envvar="PET_REPORT_STRICT", help="Treat warnings as errors.")]


class Form(StrEnum):
    text = "text"
    concise = "concise"
    json = "json"
    sarif = "sarif"
    github = "github"
    junit = "junit"


FormOption = Annotated[
    Form | None,
    typer.Option(
        "--format", envvar="PET_REPORT_FORMAT", show_default=False,
        help="How findings are printed: text, or github where GitHub Actions runs the command.",
    ),
]  # fmt: skip
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing about progress.")]


CacheOption = Annotated[
    bool,
    typer.Option("--no-cache", envvar="PET_REPORT_NO_CACHE", help="Read all files anew, and remember nothing of them."),
]


class Shape(StrEnum):
    table = "table"
    json = "json"
    csv = "csv"
    md = "md"


ShapeOption = Annotated[
    Shape, typer.Option("--format", help="How the answer is printed: for people, for programs, for a spreadsheet, "
                                         "or for a page.")
]  # fmt: skip


def answers(project: Path | None, no_cache: bool) -> Linked:
    """The project, for a question about it; on standard error a line where something had to be left out."""
    read = _read(project, no_cache=no_cache)
    if read.left_out:
        files_left = ", ".join(read.left_out[:3]) + (", …" if len(read.left_out) > 3 else "")
        typer.echo(f"left out: what cannot be read in {files_left}; `pet-report check` says why", err=True)
    return read.linked


def show(table: Table, shape: Shape) -> None:
    from pet_report.announce.rows import FORMS

    typer.echo(FORMS[shape.value](table, room=width()), nl=False)


def naming(*kinds: Kind) -> Callable[[str], list[tuple[str, str]]]:
    """For the shell's completion: the ids of things of these kinds, each with what it is called."""

    def beginning(incomplete: str) -> list[tuple[str, str]]:
        try:
            things = linked_quietly().things
        except ToolFailure:
            return []  # outside a project there is nothing to complete, and nobody to tell
        return [(id_, each.title) for id_, each in things.items() if each.kind in kinds and id_.startswith(incomplete)]

    return beginning


def filtering(key: str) -> Callable[[str], list[str]]:
    """For the shell's completion: what a filter can ask for in this project."""

    def beginning(incomplete: str) -> list[str]:
        from pet_report import figures

        try:
            return [each for each in figures.values_of(key, linked_quietly()) if each.startswith(incomplete)]
        except ToolFailure:
            return []

    return beginning


def linked_quietly() -> Linked:
    """The project in which the shell's completion is at work. Nothing but words to complete may be printed."""
    return _read(None, no_cache=False).linked


def _read(project: Path | None, *, no_cache: bool) -> Read:
    from pet_report import reading
    from pet_report.store import Store, usual_folder

    return reading.read(root_of(project), Store(None if no_cache else usual_folder()))


def root_of(project: Path | None) -> Path:
    if project is None:
        return files.find_project(Path.cwd())
    if not (project / "report.yaml").is_file():
        raise ToolFailure(f"no report.yaml in {project}", remedy="name the folder that holds it")
    return project


def recalling(root: Path) -> Recall:
    """The memory of a project's repository, which is opened only where somebody asks."""

    def recall(proposal: Proposal, answers: str) -> Proposal | None:
        return _repository(root).recall(proposal, answers)

    return recall


def revision(root: Path, name: str) -> tuple[Source, ...]:
    """The files of the project as they were in a commit, a branch or a tag."""
    return _repository(root).sources(name)


@cache
def _repository(root: Path) -> Repository:
    from pet_report.repository import Repository

    return Repository(root)


def kept(found: tuple[Diagnostic, ...], notes: bool) -> tuple[Diagnostic, ...]:
    return tuple(each for each in found if notes or each.severity != "note")


def tell(found: tuple[Diagnostic, ...], chosen: Form | None, count: int, output: Path | None = None) -> None:
    from pet_report import announce

    on_github = os.environ.get("GITHUB_ACTIONS") == "true"
    form = chosen or (Form.github if on_github else Form.text)
    closing = announce.summary(found, files=count)
    color = colored() and output is None
    told = announce.FORMS[form.value](found, color=color, width=width())
    if form in (Form.text, Form.github):
        told += closing + "\n"
    if output is None:
        typer.echo(told, nl=False, color=color)
    else:
        files.write_text(output, told)
        typer.echo(closing, err=True)
    if form is Form.github:
        told_to_github("GITHUB_STEP_SUMMARY", announce.step_summary(found, closing))
        counts = (f"{name}s={sum(each.severity == name for each in found)}\n" for name in ("error", "warning"))
        told_to_github("GITHUB_OUTPUT", "".join(counts))


def told_to_github(name: str, text: str) -> None:
    """Add to a file that GitHub Actions names in the environment; elsewhere there is none."""
    if path := os.environ.get(name):
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(text)


@contextmanager
def unpacked(given: Path) -> Iterator[Path]:
    """The folder of a release; where its archive is given, one to which it is unpacked for as long as this lasts."""
    if not given.is_file():
        yield given
        return
    from pet_report.release import archive

    with TemporaryDirectory(prefix="pet-report-") as folder:
        yield archive.unpack(given, Path(folder))


@cache
def dictionary(language: str, *, needed: bool) -> Dictionary | None:
    """For spelling; says once on standard error where it is left out because this machine cannot look words up."""
    from pet_report import spelling

    try:
        return spelling.open_dictionary(language)
    except ToolFailure as failure:
        if needed:
            raise
        typer.echo(f"spelling is not looked at: {failure.message}\n  hint: {failure.remedy}", err=True)
        return None


def colored() -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


def width() -> int:
    return max(40, min(shutil.get_terminal_size().columns, 100))


def say(text: str, quiet: bool) -> None:
    if not quiet:
        typer.echo(text, err=True)


# --- watching ----------------------------------------------------------------------------------------------------


def begin_screen() -> None:
    """Nothing of the round before stays on a terminal."""
    if sys.stdout.isatty():
        typer.echo("\x1b[2J\x1b[3J\x1b[H", nl=False)


@contextmanager
def told_where_it_fails() -> Iterator[None]:
    """In a round of watching: what hinders it may be over in the next."""
    try:
        yield
    except ToolFailure as failure:
        tell_failure(failure)


def tell_failure(failure: ToolFailure) -> None:
    typer.echo(f"pet-report: {failure.message}", err=True)
    if failure.remedy:
        typer.echo(f"hint: {failure.remedy}", err=True)


def say_watching() -> None:
    typer.echo("watching; Ctrl-C ends it", err=True)


# --- time --------------------------------------------------------------------------------------------------------


def now() -> datetime:
    """SOURCE_DATE_EPOCH, where somebody set it, else this moment; in universal time."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch) if epoch.isdecimal() else time.time(), tz=UTC)


def today() -> str:
    """The date that a record is given."""
    return now().date().isoformat()


# --- changing files ----------------------------------------------------------------------------------------------


Edit = Callable[[Source], "str | None"]
"""Takes a file, and gives its text as it is to be; None where that cannot be done."""


def change(root: Path, edits: Mapping[str, Edit]) -> None:
    """Change files of the project, or begin them: all, or none where the project would have an error more by it.

    The files are read again: they may have changed while questions were answered.
    """
    from pet_report import pipeline

    sources, unread = files.read_sources(root, may_be_empty=True)
    before = {each.path: each.text for each in sources}
    texts = {path: _edited(root, path, edit, before) for path, edit in edits.items()}
    changed = tuple(Source(path=path, text=text) for path, text in {**before, **texts}.items())
    found = _more(pipeline.check(changed, unread).found, pipeline.check(sources, unread).found)
    if blocks(found):
        tell(found, None, 1)
        typer.echo("nothing was written", err=True)
        raise typer.Exit(FAULTS)
    _write(root, texts, sources, unread)
    for each in kept(found, notes=False):
        typer.echo(f"{each.severity}: {each.message}", err=True)


def _edited(root: Path, path: str, edit: Edit, before: Mapping[str, str]) -> str:
    text = edit(Source(path=path, text=before.get(path, "")))
    if text is None or (path not in before and (root / path).exists()):
        raise ToolFailure(f"nothing can be put into {path}", remedy="`pet-report check` says what is wrong with it")
    return text


def _write(root: Path, texts: Mapping[str, str], sources: Sequence[Source], unread: Sequence[Diagnostic]) -> None:
    marked = {each.place.source.path for each in unread if each.rule == load.BYTE_ORDER_MARK}
    before = {each.path for each in sources}
    changed = {path: "\ufeff" * (path in marked) + text for path, text in texts.items() if path in before}
    files.rewrite(root, changed, sources)
    for path, text in texts.items():
        if path not in before:
            files.create(root, path, text)


def _more(after: tuple[Diagnostic, ...], before: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """What was not found before. Lines have moved, so that places tell nothing."""
    known = {(each.rule.name, each.message, each.place.source.path) for each in before}
    return tuple(each for each in after if (each.rule.name, each.message, each.place.source.path) not in known)
