"""Commands that tell what changed: between two versions, and from release to release."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pet_report import files
from pet_report.cli.common import FAULTS, ProjectOption, change, colored, root_of, width
from pet_report.diagnostics import Diagnostic, blocks
from pet_report.errors import ToolFailure
from pet_report.link import Linked, link
from pet_report.load import CHANGE_LOG, load
from pet_report.source import Source

if TYPE_CHECKING:
    from pet_report.catalogue import Catalogue
    from pet_report.changes import Changes
    from pet_report.fonts import Face
    from pet_report.versions import Version
    from pet_report.view.changed import Release, Told

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

    said = told(found, in_english(now.project.report))
    match shape:
        case Shape.json:
            return changed.as_json(found)
        case Shape.md:
            return changed.as_markdown(said)
        case Shape.html:
            title = found.after.title or found.before.title or found.after.name
            return _page(now, root, title, lambda catalogue: told(found, catalogue))
    return changed.as_text(said, color=colored() and not plain, room=width())


def _page(now: Linked, root: Path | None, title: str, say: Callable[[Catalogue], Told | tuple[Release, ...]]) -> str:
    """In the language of the report, and with the project's own templates."""
    from pet_report import fonts, render
    from pet_report.view import words

    report = now.project.report
    catalogue = words.catalogue_of(report, files.catalogues(root)) if report else words.in_english(report)
    said = say(catalogue)
    style = fonts.style(f"{said}{title}", _font)
    templates = render.Templates(files.templates(root), catalogue)
    language = report.language if report else "en-GB"
    if isinstance(said, tuple):
        return render.render_change_log(said, title, language, templates, style)
    return render.render_changes(said, title, language, templates, style)


def _font(face: Face) -> str:
    return f"data:font/woff2;base64,{files.font_content(f'{face.file}.woff2')}"


def show(text: str, output: Path | None) -> None:
    if output is None:
        typer.echo(text, nl=False, color=colored())
    else:
        files.write_text(output, text)


# --- a report's life -------------------------------------------------------------------------------------------------


def changelog(
    following: Annotated[
        str | None,
        typer.Option("--next", metavar="<version>", help="Tell also of the release that is in preparation."),
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Write it into changelog.yaml, which publications can print.")
    ] = False,
    shape: Annotated[Shape, typer.Option("--format", help="For people, for programs, or for a page.")] = Shape.text,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the change log to this file.")] = None,
    project: ProjectOption = None,
) -> None:
    """Say what changed from release to release, the newest first."""
    from pet_report import versions

    root = root_of(project)
    known = versions.releases(root)
    if following is not None and known and versions.order(following) <= versions.order(known[-1]):
        raise ToolFailure(f'"{following}" cannot come after release {known[-1]}', remedy="choose a higher number")
    issues = _issues(root, known, following)
    if write:
        _record(root, issues, following)
        return
    show(_told(issues, shape, root, plain=output is not None), output)


def _issues(root: Path, known: Sequence[str], following: str | None) -> list[Changes]:
    """What changed in each release, the newest first; the first is compared with itself."""
    from pet_report import changes, versions

    read = [(name, linked(versions.release(name, root))) for name in known]
    if following is not None:
        read.append((following, linked(versions.working_tree(root))))
    pairs = zip([*read[:1], *read], read, strict=False)
    return [changes.compare(old, new, (before, after)) for (before, old), (after, new) in pairs][::-1]


def _told(issues: Sequence[Changes], shape: Shape, root: Path, *, plain: bool) -> str:
    from pet_report import versions
    from pet_report.announce import changed
    from pet_report.view.changed import release
    from pet_report.view.words import in_english

    if shape is Shape.json:
        return changed.releases_as_json(issues)
    now = linked(versions.working_tree(root))
    report = now.project.report
    if shape is Shape.html:
        title = report.title if report else root.name
        return _page(now, root, title, lambda catalogue: tuple(release(each, catalogue) for each in issues))
    releases = [release(each, in_english(report)) for each in issues]
    if shape is Shape.md:
        return changed.releases_as_markdown(releases)
    return changed.releases_as_text(releases, color=colored() and not plain, room=width())


def _record(root: Path, issues: Sequence[Changes], following: str | None) -> None:
    """Put into the record each release that it does not hold, and that in preparation anew."""
    from pet_report import changelog as record

    if not issues:
        raise ToolFailure("no release is made yet", remedy="name the first: pet-report changelog --write --next 1.0")

    def edit(source: Source) -> str | None:
        text = record.updated(source, issues, following)
        if text is not None and len(text.encode()) > files.LARGEST:
            message = f"{CHANGE_LOG} would have more than {files.LARGEST:,} bytes, and could not be read again"
            raise ToolFailure(message, remedy="release more often, or take the oldest releases out of it")
        return text

    change(root, {CHANGE_LOG: edit})
    typer.echo(f"wrote {CHANGE_LOG}")
