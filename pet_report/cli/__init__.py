"""Arguments in, exit code out."""

from __future__ import annotations

import errno
import gc
import io
import os
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Annotated, Any, cast

import typer
from typer.core import TyperGroup

from pet_report import __version__
from pet_report.cli.common import DONE, UNUSABLE, tell_failure
from pet_report.errors import ToolFailure

COMMANDS = {
    "check": "checking.check",
    "fmt": "checking.format_files",
    "build": "building.build",
    "serve": "serving.serve",
    "verify": "verifying.verify",
    "release": "releasing.release",
    "reproduce": "releasing.reproduce",
    "list": "questions.list_proposals",
    "show": "questions.show_thing",
    "themes": "questions.themes",
    "stats": "questions.stats",
    "similar": "questions.similar",
    "explain": "checking.explain",
    "rules": "checking.list_rules",
    "doctor": "building.doctor",
    "init": "writing.init",
    "new": "adding.new",
    "coverage": "covering.show_coverage",
    "accept": "covering.accept",
    "diff": "changing.diff",
    "changelog": "changing.changelog",
    "ci": "commenting.ci",
    "schema": "writing.write_schemas",
    "fingerprint": "writing.fingerprint",
}
"""Each command by its name: the module of this package that holds it, and its function there."""
_PLAIN: dict[str, Any] = {"pretty_exceptions_enable": False, "rich_markup_mode": None, "add_completion": False}


class _Commands(TyperGroup):
    """Loads a command's module when the command is wanted: a question is not to wait for the compiler."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = cast("Any", _Loaded())


class _Loaded(Mapping[str, Any]):
    """Commands by their names."""

    def __getitem__(self, name: str) -> Any:
        module, function = COMMANDS[name].split(".")
        found = getattr(import_module(f"pet_report.cli.{module}"), function)
        if isinstance(found, typer.Typer):
            return typer.main.get_command(found)
        alone = typer.Typer(**_PLAIN)
        alone.command(name)(found)
        return typer.main.get_command(alone)

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


app = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Compile what working groups propose, and what a government answers, into publications.",
)


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


_ROOM = "make room on the disk, and run the command again; what was there before is as it was"
_RIGHT = "ask whoever owns it for the right, or name another place with --output"
_MANY = "close other programs, or allow more: ulimit -n 1024"
_MACHINE = "close other programs, and run the command again"
_REMEDIES = {
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: _ROOM,
    errno.EFBIG: "a file may not be so large here: ulimit -f unlimited; what was there before is as it was",
    errno.EROFS: "nothing can be written there: name another place with --output, or have the disk opened for writing",
    errno.EACCES: _RIGHT,
    errno.EPERM: _RIGHT,
    errno.EMFILE: _MANY,
    errno.ENFILE: _MANY,
    errno.ENOMEM: _MACHINE,
    errno.EAGAIN: _MACHINE,
    errno.EIO: "the disk fails: save what is on it first",
    errno.EBUSY: "something else holds it, as a disk that is mounted there: name a folder inside it",
    errno.EXDEV: "name another place with --output",
    errno.ENOTDIR: "what stands in its place is no folder: take that away, or name another place",
    errno.ENAMETOOLONG: "choose a shorter name",
}
"""What can be done where the world fails, whatever we did at that moment."""


def main() -> None:
    """Run the command; the world's failures become a line with a remedy, ours a report."""
    # Most of what is read stays until the end. To look through it for rubbish as often as Python does by itself takes
    # a third of a large check.
    gc.set_threshold(100_000)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a path may hold what is no letter
    try:
        app()
    except ToolFailure as failure:
        tell_failure(failure)
        sys.exit(UNUSABLE)
    except BrokenPipeError:
        # Whoever read our output has seen enough; the interpreter must not complain while closing it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(DONE)
    except OSError as error:
        remedy = _REMEDIES.get(error.errno or 0)
        if not (error.filename or remedy):
            sys.exit(_own_fault())
        typer.echo(f"pet-report: {error.filename or 'the disk'}: {error.strerror}", err=True)
        typer.echo(f"hint: {remedy or 'look whether it is there, who may use it, and whether there is room'}", err=True)
        sys.exit(UNUSABLE)
    except Exception:  # noqa: BLE001 - whatever is left is our own fault, and is reported as such
        sys.exit(_own_fault())


def _own_fault() -> int:
    import tempfile
    import traceback

    told = f"pet-report {__version__}, Python {sys.version}\n{' '.join(sys.argv)}\n\n{traceback.format_exc()}"
    typer.echo("pet-report: this is our fault, not that of your files", err=True)
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="pet-report-fault-", suffix=".txt", delete=False, encoding="utf-8", errors="backslashreplace"
        ) as report:
            report.write(told)
    except OSError as error:
        typer.echo(f"hint: make room for the report that we would like to have: {error.strerror}", err=True)
    else:
        typer.echo(f"hint: please send us {report.name}, which says what happened", err=True)
    return UNUSABLE
