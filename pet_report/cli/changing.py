"""Commands that tell what changed: between two versions, and from release to release."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pet_report import files
from pet_report.cli.common import FAULTS, ProjectOption, colored, root_of, width
from pet_report.diagnostics import Diagnostic, blocks
from pet_report.errors import ToolFailure
from pet_report.link import Linked, link
from pet_report.load import load

if TYPE_CHECKING:
    from pet_report.changes import Changes
    from pet_report.versions import Version

MOST_FAULTS = 5
"""Faults of a version that are told; `check` tells them all."""


class Shape(StrEnum):
    text = "text"
    json = "json"
    md = "md"
    html = "html"


def diff(
    before: Annotated[
        str,
        typer.Argument(
            metavar="OLD", help="A folder, a release, the ZIP file of one, or a commit, a branch or a tag."
        ),
    ],
    after: Annotated[
        str | None, typer.Argument(metavar="NEW", help="The same; the project as it is now where none is given.")
    ] = None,
    shape: Annotated[Shape, typer.Option("--format", help="For people, for programs, or for a page.")] = Shape.text,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the changes to this file.")] = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 where something changed.")] = False,
    project: ProjectOption = None,
) -> None:  # fmt: skip
    """Say what changed from one version of a project to another: proposals, answers, promises and figures."""
    from pet_report import changes, versions

    root = _root(project, needed=after is None)
    old = versions.read(before, root)
    new = versions.read(after, root) if after is not None else versions.working_tree(root_of(root))
    now = linked(new)
    found = changes.compare(linked(old), now, (old.name, new.name))
    show(_shown(found, shape, now, root, plain=output is not None), output)
    if exit_code and found:
        raise typer.Exit(FAULTS)


def _root(project: Path | None, *, needed: bool) -> Path | None:
    """The project from which versions are named; None where there is none and none is needed."""
    if project is not None or needed:
        return root_of(project)
    try:
        return files.find_project(Path.cwd())
    except ToolFailure:
        return None


def linked(version: Version) -> Linked:
    """A version as far as it can be read; what cannot is told on standard error."""
    loaded = load(version.sources, whole=not blocks(version.found))
    faults = [each for each in (*version.found, *loaded.found) if blocks([each])]
    for each in faults[:MOST_FAULTS]:
        typer.echo(f"{version.name}: {_in_a_line(each)}", err=True)
    if len(faults) > MOST_FAULTS:
        typer.echo(f"{version.name}: … and {len(faults) - MOST_FAULTS:,} more faults", err=True)
    if faults:
        typer.echo(f"left out: what cannot be read in {version.name}", err=True)
    return link(loaded.project)


def _in_a_line(each: Diagnostic) -> str:
    from pet_report.announce.cells import visible

    return visible(f"{each.place}: {each.severity}[{each.rule.name}] {each.message}")


def _shown(found: Changes, shape: Shape, now: Linked, root: Path | None, *, plain: bool) -> str:
    from pet_report.announce import changed
    from pet_report.view.changed import told
    from pet_report.view.words import in_english

    if shape is Shape.json:
        return changed.as_json(found)
    if shape is Shape.html:
        return _page(found, now, root)
    said = told(found, in_english(now.project.report))
    if shape is Shape.md:
        return changed.as_markdown(said)
    return changed.as_text(said, color=colored() and not plain, room=width())


def _page(found: Changes, now: Linked, root: Path | None) -> str:
    """In the language of the report, and with the project's own templates."""
    from pet_report import fonts, render
    from pet_report.view import words
    from pet_report.view.changed import told

    report = now.project.report
    known = files.catalogues(root)
    catalogue = words.catalogue_of(report, known) if report else words.in_english(report)
    said = told(found, catalogue)
    title = found.after.title or found.before.title or found.after.name
    style = fonts.style(
        f"{said}{title}", lambda face: f"data:font/woff2;base64,{files.font_content(f'{face.file}.woff2')}"
    )
    templates = render.Templates(files.templates(root), catalogue)
    return render.render_changes(said, title, report.language if report else "en-GB", templates, style)


def show(text: str, output: Path | None) -> None:
    if output is None:
        typer.echo(text, nl=False, color=colored())
    else:
        files.write_text(output, text)
