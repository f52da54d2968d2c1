"""Opens the author's editor at a line, where there is one that opens a window of its own."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path, PurePath
from threading import Thread

from msgspec import Struct

from pet_report.errors import ToolFailure

CHOSEN = "PET_REPORT_EDITOR"
_AT_ONCE = ("{file}:{line}:{column}",)
_JETBRAINS = ("--line", "{line}", "--column", "{column}", "{file}")
_VIM = ("+call cursor({line},{column})", "{file}")
KNOWN: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("code", "code-insiders", "codium", "vscodium", "cursor", "windsurf"), ("--goto", *_AT_ONCE)),
    **dict.fromkeys(("subl", "sublime_text", "zed"), _AT_ONCE),
    **dict.fromkeys(("idea", "pycharm", "webstorm", "phpstorm", "rubymine", "goland", "clion"), _JETBRAINS),
    **dict.fromkeys(("gvim", "mvim"), _VIM),
    **dict.fromkeys(("kate", "kwrite"), ("--line", "{line}", "--column", "{column}", "{file}")),
    **dict.fromkeys(("xed", "pluma", "bbedit"), ("+{line}", "{file}")),
    "gedit": ("+{line}:{column}", "{file}"),
    "geany": ("--line", "{line}", "--column", "{column}", "{file}"),
    "mate": ("--line", "{line}:{column}", "{file}"),
    "emacsclient": ("--no-wait", "+{line}:{column}", "{file}"),
    "notepad++": ("-n{line}", "-c{column}", "{file}"),
}
"""How each is told where to go. Those that need a terminal are not here: the one that we have is ours."""


class Editor(Struct, frozen=True):
    """A command of which `{file}`, `{line}` and `{column}` are parts to be filled in."""

    command: tuple[str, ...]

    def open(self, file: Path, line: int, column: int) -> None:
        """Raises ToolFailure where it does not start. No shell reads any of it."""
        filled = {"{file}": str(file.absolute()), "{line}": str(line), "{column}": str(column)}
        arguments = [_filled(each, filled) for each in self.command]
        quiet = subprocess.DEVNULL
        try:
            started = subprocess.Popen(arguments, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
        except OSError as error:
            remedy = f"name a command in {CHOSEN}"
            raise ToolFailure(f"{arguments[0]} does not start: {error.strerror}", remedy=remedy) from error
        Thread(target=started.wait, daemon=True).start()


def find(environment: Mapping[str, str] = os.environ) -> Editor | None:
    """The editor that somebody chose, here or for all programs; None where we do not know how to tell it a line."""
    own = environment.get(CHOSEN, "")
    if own:
        return _chosen(own)
    editors = (environment.get("VISUAL", ""), environment.get("EDITOR", ""), _around(environment))
    return next((found for each in editors if (found := _known(each))), None)


def _chosen(text: str) -> Editor:
    known = _known(text)
    if known:
        return known
    words = _words(text)
    if not words or "{file}" not in text:
        remedy = f'say where it goes: {CHOSEN}="myeditor --line {{line}} {{file}}"'
        raise ToolFailure(f"{CHOSEN} does not name an editor that we know, and has no {{file}}", remedy=remedy)
    return Editor(words)


def _known(text: str) -> Editor | None:
    words = _words(text)
    form = KNOWN.get(PurePath(words[0]).name.removesuffix(".exe").removesuffix(".cmd").lower()) if words else None
    program = shutil.which(words[0]) if form else None
    return Editor((program, *words[1:], *form)) if form and program and "{file}" not in text else None


def _words(text: str) -> tuple[str, ...]:
    try:
        return tuple(shlex.split(text, posix=os.name == "posix"))
    except ValueError:  # a quotation mark that is not closed
        return ()


def _around(environment: Mapping[str, str]) -> str:
    """The editor in whose own terminal we run."""
    return "code" if environment.get("TERM_PROGRAM") == "vscode" else ""


def _filled(text: str, values: Mapping[str, str]) -> str:
    """Each part once: what is filled in is not looked through again."""
    for mark, value in values.items():
        before, found, after = text.partition(mark)
        if found:
            return _filled(before, values) + value + _filled(after, values)
    return text
