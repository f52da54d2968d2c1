"""The command that shows the publications in a browser while they are written."""

from __future__ import annotations

import base64
import secrets
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pet_report import editor, files, live
from pet_report.cache import Cache
from pet_report.cli import progress
from pet_report.cli.common import (
    FormOption,
    ProjectOption,
    QuietOption,
    StrictOption,
    begin_screen,
    dictionary,
    kept,
    recalling,
    root_of,
    say,
    say_watching,
    tell,
    tell_failure,
)
from pet_report.machine import Machine
from pet_report.preview.board import Board
from pet_report.preview.server import Offered, Server
from pet_report.render import STYLES
from pet_report.rules import style
from pet_report.store import Store, usual_folder


class Shown(StrEnum):
    html = "html"
    pdf = "pdf"


def serve(
    project: ProjectOption = None,
    port: Annotated[
        int | None,
        typer.Option(
            min=0, max=65535, show_default=False, help="Where to listen: 8000, or the next that is free; 0: any."
        ),
    ] = None,
    open_browser: Annotated[bool, typer.Option("--open", help="Open a browser there.")] = False,
    formats: Annotated[
        list[Shown] | None,
        typer.Option("--only", help="Make only this format; else both."),
    ] = None,
    site: Annotated[bool, typer.Option("--site", help="Show the pages of a site too.")] = False,
    form: FormOption = None,
    strict: StrictOption = False,
    quiet: QuietOption = False,
) -> None:
    """Show the publications in a browser, fresh after each save, with what is found; write nothing."""
    root = root_of(project)
    chosen = [each.value for each in formats or Shown] + ["site"] * site
    order = live.Order(
        formats=tuple(chosen), asked=style.Asked(open_dictionary=dictionary), recall=recalling(root), strict=strict
    )
    found = editor.find()
    board = Board(secrets.token_urlsafe(24), opens=found is not None)

    def open_place(path: str, line: int, column: int) -> None:
        if found is not None:
            found.open(root / path, line, column)

    server = Server(Offered(board=board, styles=lambda: _styles(root), font=_font, open=open_place), port)
    try:
        if open_browser:
            _open(server.address)
        cache = Cache(Store(usual_folder()), str(root.resolve()))
        with Machine(root, cache=cache, formats=order.formats) as machine:
            for news in live.Live(machine, order, lambda: (board, *progress.listeners(quiet)), board.reader()).rounds():
                board.show(news)
                _tell(news, server.address, form, quiet)
    finally:
        server.close()


def _tell(news: live.News, address: str, form: FormOption, quiet: bool) -> None:
    if news.first:
        begin_screen()
        typer.echo(address)
        if news.failure:
            tell_failure(news.failure)
        if faults := kept(news.found, notes=False):
            tell(faults, form, news.files)
    if news.made:
        made = dict.fromkeys(name.partition("/")[0] for name in news.made)  # a site is one thing
        say(f"{', '.join(made)} after {news.seconds:.1f} s", quiet)
    elif news.first:
        say("shown is the last page that was good", quiet)
    if news.last:
        say_watching()


def _styles(root: Path) -> str:
    """The colours and sizes of the publications, as the project's own theme has them."""
    texts = files.templates(root)
    return "\n".join(texts[name] for name in STYLES["screen"] if name.startswith("tokens/") or name == "theme.css")


def _font(name: str) -> bytes:
    return base64.b64decode(files.font_content(name))


def _open(address: str) -> None:
    import webbrowser

    if not webbrowser.open(address):
        typer.echo(f"no browser was found to open; go to {address}", err=True)
