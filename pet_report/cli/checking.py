"""Commands that find what is wrong with the files, explain it, and mend it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from pet_report import announce, files, layout, load, pipeline, repair, rules, silence
from pet_report.cli.common import (
    DONE,
    FAULTS,
    FormOption,
    ProjectOption,
    StrictOption,
    begin_screen,
    colored,
    dictionary,
    kept,
    recalling,
    revision,
    root_of,
    say_watching,
    tell,
    told_where_it_fails,
)
from pet_report.diagnostics import Diagnostic, blocks
from pet_report.errors import ToolFailure
from pet_report.machine import Round
from pet_report.release import gates
from pet_report.rules import style
from pet_report.source import Source
from pet_report.verify import faults
from pet_report.watching import Watch


def check(
    only: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE]...", help="Show the findings in these files alone; `-` is what stands on standard input."
        ),
    ] = None,
    project: ProjectOption = None, form: FormOption = None, strict: StrictOption = False,
    house_style: Annotated[
        bool,
        typer.Option("--style", envvar="PET_REPORT_STYLE", help="Look at house style too, with all its rules."),
    ] = False,
    notes: Annotated[bool, typer.Option("--notes/--no-notes", help="Show notes as well as faults.")] = True,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the findings to this file.")] = None,
    stdin_filename: Annotated[
        Path | None, typer.Option(help="The file of the project in whose place standard input is read.")
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(metavar="REVISION", help="Look also whether anything is gone that this commit or branch had."),
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Check again whenever a file is saved.")] = False,
    fix: Annotated[bool, typer.Option("--fix", help="Follow the hints that lose and guess nothing.")] = False,
    unsafe_fixes: Annotated[
        bool, typer.Option("--unsafe-fixes", help="Follow also those that guess what was meant.")
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show what --fix would change, and change nothing.")] = False,
    add_ignores: Annotated[
        str | None,
        typer.Option(metavar="REASON", help="Silence what is found now, with this reason: to adopt the tool."),
    ] = None,
) -> None:  # fmt: skip
    """Say everything that is wrong with the files."""
    root = root_of(project)
    unsaved = _buffer(only, stdin_filename, root)
    asked = style.Asked(also=(style.ALL,) if house_style else (), open_dictionary=dictionary)
    named = _named([name for name in only or () if name != "-"], root) | set(unsaved)

    before = revision(root, against) if against else ()
    last = Round()

    def look() -> bool:
        sources, unread = files.read_sources(root, unsaved)
        known = last.known(sources) if watch else {}
        checked = pipeline.check(sources, unread, asked, recalling(root), before, known)
        last.keep(sources, checked)
        found = kept(checked.found, notes)
        shown = tuple(each for each in found if not named or each.place.source.path in named)
        tell(shown, form, len(named) or len(sources) + sum(blocks([each]) for each in unread), output)
        return blocks(shown, strict=strict)

    if fix or unsafe_fixes or diff:
        changed = _fix(root, asked, unsafe=unsafe_fixes, show=diff)
        if diff:
            raise typer.Exit(FAULTS if changed else DONE)
    if add_ignores is not None:
        _add_ignores(root, add_ignores, asked, notes=notes)
    if watch:
        _watch(root, look)
    if look():
        raise typer.Exit(FAULTS)


def _watch(root: Path, look: Callable[[], object]) -> None:
    """Look again whenever a file of the project is saved, until Ctrl-C; what stood on the screen goes."""
    watch = Watch(lambda: files.state(root))
    while True:
        watch.begin()
        begin_screen()
        with told_where_it_fails():
            look()
        say_watching()
        watch.wait()


def _named(names: Sequence[str | Path], root: Path) -> set[str]:
    """Files as the command line names them, by their paths in the project."""
    return {_in_project(Path(name), root) for name in names}


def _in_project(name: Path, root: Path) -> str:
    path = (Path.cwd() / name).resolve()
    if not path.is_relative_to(root.resolve()):
        raise ToolFailure(f"{name} is not in the project {root}", remedy="name one of its files")
    inside = path.relative_to(root.resolve())
    if inside.as_posix() not in (load.REPORT, load.CHANGE_LOG) and inside.parent.as_posix() != "groups":
        raise ToolFailure(f"{name} is not a file of the project", remedy="name report.yaml, or a file in groups")
    return inside.as_posix()


def _buffer(only: Sequence[str] | None, name: Path | None, root: Path) -> dict[str, bytes]:
    """What an editor holds and has not saved, by its path in the project."""
    if ("-" in (only or ())) is not (name is not None):
        raise ToolFailure(
            "`-` and --stdin-filename belong together", remedy="pet-report check - --stdin-filename groups/01-name.yaml"
        )
    return {_in_project(name, root): sys.stdin.buffer.read()} if name is not None else {}


def _fix(root: Path, asked: style.Asked, *, unsafe: bool, show: bool) -> bool:
    sources, unread = files.read_sources(root)

    def find(texts: Mapping[str, str]) -> tuple[Diagnostic, ...]:
        sources = tuple(Source(path=path, text=text) for path, text in texts.items())
        return pipeline.check(sources, unread, asked).found

    texts = {each.path: each.text.replace("\r\n", "\n") for each in sources}
    changed = repair.repair(texts, find, unsafe=unsafe)
    if not changed:
        guesses = not unsafe and repair.repair(texts, find, unsafe=True)
        typer.echo(f"nothing to mend{'; --unsafe-fixes would guess' if guesses else ''}", err=True)
    _rewrite(root, sources, changed, show=show, write=not show)
    return bool(changed)


def _add_ignores(root: Path, reason: str, asked: style.Asked, *, notes: bool) -> None:
    if not reason.strip():
        raise ToolFailure("a silencer needs a reason", remedy='say why: --add-ignores "written before 2024"')
    sources, unread = files.read_sources(root)
    found = kept(pipeline.check(sources, unread, asked, recalling(root)).found, notes)
    texts = silence.add(found, sources, reason.strip())
    for path in texts:
        typer.echo(f"silenced in {path}", err=True)
    files.rewrite(root, texts, sources)


def format_files(
    project: ProjectOption = None,
    only: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE]...", help="Files; all where none is named.")
    ] = None,
    check_only: Annotated[bool, typer.Option("--check", help="Change nothing; exit 1 where there is work.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show what would change, and change nothing.")] = False,
) -> None:
    """Write files in the one form that the format documents; comments and values stay as they are."""
    root = root_of(project)
    sources, unread = files.read_sources(root)
    named = _named(only or (), root)
    chosen = [each for each in sources if not named or each.path in named]
    texts = {each.path: layout.laid_out(each) for each in chosen}
    unreadable = [path for path, text in texts.items() if text is None] + [
        each.place.source.path for each in unread if blocks([each])
    ]
    odd = {each.place.source.path for each in unread}
    changed = {
        each.path: text
        for each in chosen
        if (text := texts[each.path]) is not None and (text != each.text or each.path in odd)
    }
    for path in unreadable:
        typer.echo(f"left as it is: {path} cannot be read; `pet-report check` says why", err=True)
    if not changed and not unreadable:
        typer.echo("nothing to change", err=True)
    _rewrite(root, sources, changed, show=diff, write=not (check_only or diff))
    raise typer.Exit(FAULTS if unreadable or (changed and (check_only or diff)) else DONE)


def _rewrite(root: Path, sources: tuple[Source, ...], texts: dict[str, str], *, show: bool, write: bool) -> None:
    """Show what changes in files, or write it; a line for each file either way."""
    if write:
        files.rewrite(root, texts, sources)  # before anything is said to be written
    before = {each.path: each.text for each in sources}
    for path, text in texts.items():
        if show:
            typer.echo(announce.difference(path, before[path], text, color=colored()), nl=False)
        else:
            typer.echo(f"{'wrote' if write else 'would change'} {path}")


EVERY_RULE = {**rules.CATALOGUE, **gates.CATALOGUE, **faults.CATALOGUE}
"""Those of sources, those that stop a release, and those of finished files."""


def _rules_beginning(incomplete: str) -> list[tuple[str, str]]:
    """For the shell's completion: names, each with what it is about."""
    return [(name, rule.summary) for name, rule in sorted(EVERY_RULE.items()) if name.startswith(incomplete)]


def explain(
    rule: Annotated[
        str,
        typer.Argument(help="A rule's name, as findings show it: theme/unknown", autocompletion=_rules_beginning),
    ],
) -> None:
    """Tell why a rule exists, with an example."""
    from pet_report.announce import explanation

    typer.echo(explanation.explain(rule, EVERY_RULE))


def list_rules() -> None:
    """List all rules, a line each."""
    for name, rule in sorted(EVERY_RULE.items()):
        typer.echo(f"{name:34} {rule.severity.value:8} {rule.summary}")
