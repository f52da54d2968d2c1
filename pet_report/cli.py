"""Arguments in, exit code out."""

from __future__ import annotations

import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pet_report import __version__, announce, files, layout, pipeline, repair, rules, silence
from pet_report.diagnostics import Diagnostic, blocks
from pet_report.errors import ToolFailure
from pet_report.source import Source

DONE, FAULTS, UNUSABLE, INTERRUPTED = 0, 1, 2, 130
WATCHED_EVERY = 0.05
"""Seconds between two looks at the files. A system that tells of changes by itself misses those on network drives."""

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Compile what working groups propose, and what a government answers, into publications.",
)

ProjectOption = Annotated[
    Path | None,
    typer.Option("--project", envvar="PET_REPORT_PROJECT", help="The folder of report.yaml.", show_default=False),
]
StrictOption = Annotated[bool, typer.Option("--strict", envvar="PET_REPORT_STRICT", help="Treat warnings as errors.")]


def _rules_beginning(incomplete: str) -> list[tuple[str, str]]:
    """For the shell's completion: names, each with what it is about."""
    return [(name, rule.summary) for name, rule in sorted(rules.CATALOGUE.items()) if name.startswith(incomplete)]


def _proposals_beginning(incomplete: str) -> list[tuple[str, str]]:
    try:
        linked = pipeline.check(*files.read_sources(_root(None))).linked
    except ToolFailure:
        return []  # outside a project there is nothing to complete, and nobody to tell
    return [(each.id, each.title) for each in linked.proposals if each.id.startswith(incomplete)]


class Form(StrEnum):
    text = "text"
    concise = "concise"
    json = "json"
    sarif = "sarif"
    github = "github"
    junit = "junit"


class Format(StrEnum):
    html = "html"
    pdf = "pdf"


FormOption = Annotated[
    Form | None,
    typer.Option(
        "--format", envvar="PET_REPORT_FORMAT", show_default=False,
        help="How findings are printed: text, or github where GitHub Actions runs the command.",
    ),
]  # fmt: skip
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing about progress.")]


@app.command()
def check(
    only: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE]...", help="Show the findings in these files alone; `-` is what stands on standard input."
        ),
    ] = None,
    project: ProjectOption = None, form: FormOption = None, strict: StrictOption = False,
    notes: Annotated[bool, typer.Option("--notes/--no-notes", help="Show notes as well as faults.")] = True,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the findings to this file.")] = None,
    stdin_filename: Annotated[
        Path | None, typer.Option(help="The file of the project in whose place standard input is read.")
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
    root = _root(project)
    unsaved = _buffer(only, stdin_filename, root)
    named = _named([name for name in only or () if name != "-"], root) | set(unsaved)

    def look() -> bool:
        sources, unread = files.read_sources(root, unsaved)
        found = _chosen(pipeline.check(sources, unread).found, notes)
        shown = tuple(each for each in found if not named or each.place.source.path in named)
        _announce(shown, form, len(named) or len(sources) + sum(blocks([each]) for each in unread), output)
        return blocks(shown, strict=strict)

    if fix or unsafe_fixes or diff:
        changed = _fix(root, unsafe=unsafe_fixes, show=diff)
        if diff:
            raise typer.Exit(FAULTS if changed else DONE)
    if add_ignores is not None:
        _add_ignores(root, add_ignores, notes=notes)
    if watch:
        _watch(root, look)
    if look():
        raise typer.Exit(FAULTS)


def _watch(root: Path, look: Callable[[], object]) -> None:
    """Look again whenever a file of the project is saved, until Ctrl-C; what stood on the screen goes."""
    seen: object = None
    while True:
        now = files.state(root)
        if now != seen:
            seen = now
            if sys.stdout.isatty():
                typer.echo("\x1b[2J\x1b[3J\x1b[H", nl=False)
            look()
            typer.echo("watching; Ctrl-C ends it", err=True)
        time.sleep(WATCHED_EVERY)


def _named(names: Sequence[str | Path], root: Path) -> set[str]:
    """Files as the command line names them, by their paths in the project."""
    return {_in_project(Path(name), root) for name in names}


def _in_project(name: Path, root: Path) -> str:
    path = (Path.cwd() / name).resolve()
    if not path.is_relative_to(root.resolve()):
        raise ToolFailure(f"{name} is not in the project {root}", remedy="name one of its files")
    inside = path.relative_to(root.resolve())
    if inside.as_posix() != "report.yaml" and inside.parent.as_posix() != "groups":
        raise ToolFailure(f"{name} is not a file of the project", remedy="name report.yaml, or a file in groups")
    return inside.as_posix()


def _buffer(only: Sequence[str] | None, name: Path | None, root: Path) -> dict[str, bytes]:
    """What an editor holds and has not saved, by its path in the project."""
    if ("-" in (only or ())) is not (name is not None):
        raise ToolFailure(
            "`-` and --stdin-filename belong together", remedy="pet-report check - --stdin-filename groups/01-name.yaml"
        )
    return {_in_project(name, root): sys.stdin.buffer.read()} if name is not None else {}


def _fix(root: Path, *, unsafe: bool, show: bool) -> bool:
    sources, unread = files.read_sources(root)

    def find(texts: Mapping[str, str]) -> tuple[Diagnostic, ...]:
        return pipeline.check(tuple(Source(path=path, text=text) for path, text in texts.items()), unread).found

    texts = {each.path: each.text.replace("\r\n", "\n") for each in sources}
    changed = repair.repair(texts, find, unsafe=unsafe)
    _rewrite(root, sources, changed, show=show, write=not show)
    return bool(changed)


def _add_ignores(root: Path, reason: str, *, notes: bool) -> None:
    if not reason.strip():
        raise ToolFailure("a silencer needs a reason", remedy='say why: --add-ignores "written before 2024"')
    sources, unread = files.read_sources(root)
    found = _chosen(pipeline.check(sources, unread).found, notes)
    texts = silence.add(found, sources, reason.strip())
    for path in texts:
        typer.echo(f"silenced in {path}", err=True)
    files.rewrite(root, texts)


@app.command("fmt")
def format_files(
    project: ProjectOption = None,
    only: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE]...", help="Files; all where none is named.")
    ] = None,
    check_only: Annotated[bool, typer.Option("--check", help="Change nothing; exit 1 where there is work.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show what would change, and change nothing.")] = False,
) -> None:
    """Write files in the one form that the format documents; comments and values stay as they are."""
    root = _root(project)
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
    _rewrite(root, sources, changed, show=diff, write=not (check_only or diff))
    raise typer.Exit(FAULTS if unreadable or (changed and (check_only or diff)) else DONE)


def _rewrite(root: Path, sources: tuple[Source, ...], texts: dict[str, str], *, show: bool, write: bool) -> None:
    """Show what changes in files, or write it; a line for each file either way."""
    before = {each.path: each.text for each in sources}
    for path, text in texts.items():
        if show:
            typer.echo(announce.difference(path, before[path], text, color=_colored()), nl=False)
        else:
            typer.echo(f"{'wrote' if write else 'would change'} {path}")
    if write:
        files.rewrite(root, texts)


@app.command()
def build(
    project: ProjectOption = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", envvar="PET_REPORT_OUTPUT", help="Where to write; build/ in the project."),
    ] = None,
    formats: Annotated[
        list[Format] | None, typer.Option("--only", help="Make only this format; may be given twice.")
    ] = None,
    form: FormOption = None,
    strict: StrictOption = False,
    quiet: QuietOption = False,
) -> None:
    """Check, and write the report and the response as HTML and PDF."""
    root = _root(project)
    sources, unread = files.read_sources(root)
    checked = pipeline.check(sources, unread)
    built = pipeline.Built(found=checked.found)
    if not blocks(checked.found, strict=strict):
        chosen = tuple(each.value for each in formats or Format)
        _say(f"building {', '.join(chosen)} from {len(sources)} files", quiet)
        built = _build(checked, root, chosen, strict)
    faults = _chosen(built.found, notes=False)
    if faults:
        _announce(faults, form, len(sources))
    if not built.outputs:
        _say("nothing was written; what was built before is as it was", quiet)
        raise typer.Exit(FAULTS)
    _publish(built, output or root / "build", quiet)


def _build(checked: pipeline.Checked, root: Path, formats: tuple[str, ...], strict: bool) -> pipeline.Built:
    from pet_report import pandoc, pdf, printer

    def tools(print_pages: Callable[..., Callable[[], dict[str, bytes]]]) -> pipeline.Tools:
        return pipeline.Tools(
            read_markdown=pandoc.read_markdown,
            print_pages=print_pages,
            read_picture=lambda address: files.read_picture(root, address),
            templates=files.templates(root),
            font=files.font_content,
            font_address=pdf.FONTS,
        )

    if "pdf" not in formats:
        return pipeline.build(checked, tools(lambda _: dict), formats=formats, strict=strict)
    with printer.Printer(files.fonts_folder()) as press:
        return pipeline.build(checked, tools(press.print_pages), formats=formats, strict=strict)


def _publish(built: pipeline.Built, folder: Path, quiet: bool) -> None:
    files.publish(built.outputs, folder)
    shown = folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder
    for name, content in built.outputs.items():
        typer.echo(f"{shown / name}")
        _say(f"  {len(content) / 1e6:.1f} MB", quiet)


@app.command()
def explain(
    rule: Annotated[
        str,
        typer.Argument(help="A rule's name, as findings show it: theme/unknown", autocompletion=_rules_beginning),
    ],
) -> None:
    """Tell why a rule exists, with an example."""
    from pet_report.announce import explanation

    typer.echo(explanation.explain(rule, rules.CATALOGUE))


@app.command("rules")
def list_rules() -> None:
    """List all rules, a line each."""
    for name, rule in sorted(rules.CATALOGUE.items()):
        typer.echo(f"{name:34} {rule.severity.value:8} {rule.summary}")


@app.command()
def doctor() -> None:
    """Say what this machine has of what pet-report needs, and how to mend what is missing."""
    from pet_report import health

    findings = health.examine()
    for finding in findings:
        typer.echo(finding.line())
    raise typer.Exit(DONE if all(each.well for each in findings) else UNUSABLE)


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="The folder to make; it must be new or empty.")],
) -> None:
    """Make a new project that builds at once."""
    for name in files.start_project(folder):
        typer.echo(str(folder / name))
    _write_schemas(folder, folder / "schemas")
    typer.echo(f"\nNext: cd {folder}, then `pet-report build`.", err=True)


@app.command("schema")
def write_schemas(
    project: ProjectOption = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to write; schemas/ in the project.")
    ] = None,
) -> None:
    """Write JSON Schemas that know this project's ids: editors then complete them, and explain every field."""
    root = _root(project)
    _write_schemas(root, output or root / "schemas")


def _write_schemas(root: Path, folder: Path) -> None:
    from pet_report import schema

    linked = pipeline.check(*files.read_sources(root)).linked
    ids: dict[str, list[str]] = {}
    for thing in linked.things.values():
        ids.setdefault(thing.kind, []).append(thing.id)
    for name, text in schema.schemas(ids).items():
        typer.echo(str(files.write_text(folder / name, text)))


@app.command()
def fingerprint(
    proposals: Annotated[
        list[str] | None, typer.Argument(help="Ids; all where none is given.", autocompletion=_proposals_beginning)
    ] = None,
    project: ProjectOption = None,
) -> None:
    """Print the fingerprint of each proposal's wording, to be recorded as `answers` in its response."""
    from pet_report.fingerprint import fingerprint as compute

    sources, unread = files.read_sources(_root(project))
    linked = pipeline.check(sources, unread).linked
    known = {each.id: each for each in linked.proposals}
    strangers = [each for each in proposals or () if each not in known]
    if strangers:
        raise ToolFailure(f'no proposal is called "{strangers[0]}"', remedy="`pet-report fingerprint` lists them all")
    for each in proposals or known:
        typer.echo(f"{each}  {compute(known[each])}")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"pet-report {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


def _root(project: Path | None) -> Path:
    if project is None:
        return files.find_project(Path.cwd())
    if not (project / "report.yaml").is_file():
        raise ToolFailure(f"no report.yaml in {project}", remedy="name the folder that holds it")
    return project


def _chosen(found: tuple[Diagnostic, ...], notes: bool) -> tuple[Diagnostic, ...]:
    return tuple(each for each in found if notes or each.severity != "note")


def _announce(found: tuple[Diagnostic, ...], chosen: Form | None, count: int, output: Path | None = None) -> None:
    on_github = os.environ.get("GITHUB_ACTIONS") == "true"
    form = chosen or (Form.github if on_github else Form.text)
    closing = announce.summary(found, files=count)
    color = _colored() and output is None
    told = announce.FORMS[form.value](found, color=color, width=_width())
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


def _colored() -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or sys.stdout.isatty()


def _width() -> int:
    import shutil

    return max(40, min(shutil.get_terminal_size().columns, 100))


def _say(text: str, quiet: bool) -> None:
    if not quiet:
        typer.echo(text, err=True)


def main() -> None:
    """Run the command; the world's failures become a line with a remedy, ours a report."""
    try:
        app()
    except ToolFailure as failure:
        typer.echo(f"pet-report: {failure.message}", err=True)
        if failure.remedy:
            typer.echo(f"hint: {failure.remedy}", err=True)
        sys.exit(UNUSABLE)
    except BrokenPipeError:
        # Whoever read our output has seen enough; the interpreter must not complain while closing it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(DONE)
    except Exception:  # noqa: BLE001 - whatever is left is our own fault, and is reported as such
        sys.exit(_own_fault())


def _own_fault() -> int:
    with tempfile.NamedTemporaryFile(
        "w", prefix="pet-report-fault-", suffix=".txt", delete=False, encoding="utf-8"
    ) as report:
        report.write(f"pet-report {__version__}, Python {sys.version}\n{' '.join(sys.argv)}\n\n")
        traceback.print_exc(file=report)
    typer.echo("pet-report: this is our fault, not that of your files", err=True)
    typer.echo(f"hint: please send us {report.name}, which says what happened", err=True)
    return UNUSABLE


if __name__ == "__main__":
    main()
