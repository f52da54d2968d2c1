"""What the commands share: exit codes, options, and how they speak."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pet_report import announce, files, pipeline
from pet_report.diagnostics import Diagnostic
from pet_report.errors import ToolFailure
from pet_report.model import Kind

if TYPE_CHECKING:
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


def naming(*kinds: Kind) -> Callable[[str], list[tuple[str, str]]]:
    """For the shell's completion: the ids of things of these kinds, each with what it is called."""

    def beginning(incomplete: str) -> list[tuple[str, str]]:
        try:
            things = pipeline.check(*files.read_sources(root_of(None))).linked.things
        except ToolFailure:
            return []  # outside a project there is nothing to complete, and nobody to tell
        return [(id_, each.title) for id_, each in things.items() if each.kind in kinds and id_.startswith(incomplete)]

    return beginning


def root_of(project: Path | None) -> Path:
    if project is None:
        return files.find_project(Path.cwd())
    if not (project / "report.yaml").is_file():
        raise ToolFailure(f"no report.yaml in {project}", remedy="name the folder that holds it")
    return project


def kept(found: tuple[Diagnostic, ...], notes: bool) -> tuple[Diagnostic, ...]:
    return tuple(each for each in found if notes or each.severity != "note")


def tell(found: tuple[Diagnostic, ...], chosen: Form | None, count: int, output: Path | None = None) -> None:
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
        output.write_text(told, encoding="utf-8", errors="backslashreplace")
        typer.echo(closing, err=True)
    if form is Form.github and (summary := os.environ.get("GITHUB_STEP_SUMMARY")):
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(announce.step_summary(found, closing))


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
