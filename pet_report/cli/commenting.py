"""What a service of continuous integration is given to say."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pet_report.cli.changing import linked, show
from pet_report.cli.common import ProjectOption, dictionary, recalling, root_of
from pet_report.errors import ToolFailure

ci = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    add_completion=False,
    help="Write what a service of continuous integration is to say.",
)


class Service(StrEnum):
    github = "github"
    gitlab = "gitlab"


@ci.callback()
def _several() -> None:
    """A command of one command would be that one."""


@ci.command()
def comment(
    base: Annotated[str, typer.Option(metavar="<revision>", help="What the change is to be put upon: origin/main.")],
    head: Annotated[
        str | None, typer.Option(metavar="<revision>", help="The change; the project as it is now where none is given.")
    ] = None,
    service: Annotated[
        Service, typer.Option("--format", help="For whose pages: each has its own longest comment.")
    ] = Service.github,
    preview: Annotated[
        str | None, typer.Option(metavar="<url>", help="Where the publications can be seen as they would be.")
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the comment to this file.")] = None,
    project: ProjectOption = None,
) -> None:
    """Write the comment for a pull request: what it changes, old and new words, and how many are answered."""
    from pet_report import changes, pipeline, versions
    from pet_report.announce import comment as written
    from pet_report.repository import Repository
    from pet_report.rules import style
    from pet_report.view.changed import told
    from pet_report.view.words import in_english

    if preview and not _ADDRESS.fullmatch(preview):
        raise ToolFailure(f'"{preview}" is no web address', remedy="begin it with https://")
    root = root_of(project)
    old = versions.read(base, root)
    new = versions.read(head, root) if head else versions.working_tree(root)
    checked = pipeline.check(new.sources, new.found, style.Asked(open_dictionary=dictionary), recalling(root))
    found = changes.compare(linked(old), checked.linked, (base, new.name))
    request = written.Request(
        folder=Repository(root).prefix.rstrip("/"),
        found=checked.found,
        files=len(new.sources),
        changes=found,
        told=told(found, in_english(checked.linked.project.report)),
        preview=preview or "",
    )
    show(written.comment(request, service.value), output)


_ADDRESS = re.compile(r"https?://[\w.~:/?#@!$&'*+,;=%-]+", re.ASCII)
"""What can stand in a link of Markdown as it is."""
