"""Arguments in, exit code out."""

from __future__ import annotations

import errno
import io
import os
import sys
import tempfile
import traceback
from typing import Annotated

import typer

from pet_report import __version__
from pet_report.cli import adding, building, checking, writing
from pet_report.cli.common import DONE, UNUSABLE
from pet_report.errors import ToolFailure

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Compile what working groups propose, and what a government answers, into publications.",
)
app.command()(checking.check)
app.command("fmt")(checking.format_files)
app.command()(building.build)
app.command()(checking.explain)
app.command("rules")(checking.list_rules)
app.command()(building.doctor)
app.command()(writing.init)
app.add_typer(adding.new, name="new")
app.command("schema")(writing.write_schemas)
app.command()(writing.fingerprint)


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


_OF_THE_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS}


def main() -> None:
    """Run the command; the world's failures become a line with a remedy, ours a report."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a path may hold what is no letter
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
    except OSError as error:
        if not (error.filename or error.errno in _OF_THE_DISK):
            sys.exit(_own_fault())
        typer.echo(f"pet-report: {error.filename or 'the disk'}: {error.strerror}", err=True)
        typer.echo("hint: look whether it is there, who may use it, and whether there is room", err=True)
        sys.exit(UNUSABLE)
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
