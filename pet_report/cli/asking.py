"""What a command was not given is asked for on a terminal, and said to be missing elsewhere."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping

import typer
from msgspec import Struct, field

from pet_report.diagnostics import suggest
from pet_report.errors import ToolFailure

Choices = Mapping[str, str]
"""What can be chosen, each with what it is called."""


class Asked(Struct):
    """Takes what the command line gave, and asks for the rest.

    What may be left out is asked for only where something had to be: a whole command is never interrupted.
    """

    asks: bool = field(default_factory=sys.stdin.isatty)
    has_asked: bool = False
    missing: list[str] = field(default_factory=list)

    def needed(self, given: str | None, option: str, question: str, choices: Choices | None = None) -> str:
        if given is not None and given.strip():
            return _chosen(given.strip(), choices)
        if not self.asks:
            self.missing.append(option)
            return ""
        self.has_asked = True
        _show(choices)
        return str(typer.prompt(question, err=True, value_proc=lambda answer: _typed(answer, choices)))

    def maybe(self, question: str) -> str | None:
        if not self.has_asked:
            return None
        return str(typer.prompt(f"{question} (Enter: not known)", default="", show_default=False, err=True)) or None

    def number(self, question: str) -> int | None:
        """A whole number that may be left out."""
        if not self.has_asked:
            return None
        hint = "(Enter: not known)"
        answer = typer.prompt(f"{question} {hint}", default="", show_default=False, err=True, value_proc=_whole)
        return int(answer) if answer else None

    def one_of(self, given: str | None, question: str, choices: Choices) -> str | None:
        if given or not self.has_asked:
            return _chosen(given, choices) if given else None
        _show(choices)

        def typed(answer: str) -> str:
            return _typed(answer, choices) if answer.strip() else ""

        hint = "(Enter: not known)"
        return typer.prompt(f"{question} {hint}", default="", show_default=False, err=True, value_proc=typed) or None

    def several(self, given: list[str] | None, question: str, choices: Choices) -> list[str]:
        if given or not self.has_asked or not choices:
            return [_chosen(each, choices) for each in given or ()]
        _show(choices)

        def typed(answer: str) -> list[str]:
            return [_typed(each, choices) for each in re.findall(r"[^\s,]+", answer)]

        hint = "(several with spaces between; Enter: none)"
        answer = typer.prompt(f"{question} {hint}", default="", show_default=False, err=True, value_proc=typed)
        return list(answer)

    def text(self, given: str | None, option: str, question: str) -> str:
        """A text of several lines. option: what to name where it is needed; empty where it may be left out."""
        if given is not None and given.strip():
            return sys.stdin.read() if given == "-" else given
        if not self.asks or not (option or self.has_asked):
            self.missing += [option] if option else []
            return ""
        self.has_asked = True
        while True:
            typer.echo(f"{question}, in one line or several; an empty line ends it:", err=True)
            text = _lines()
            if text or not option:
                return text
            typer.echo("Error: this has to be known", err=True)

    def complete(self) -> None:
        """Raises ToolFailure where something is missing that could not be asked for."""
        if self.missing:
            raise ToolFailure(
                f"missing: {', '.join(self.missing)}", remedy="give each; on a terminal, pet-report asks for them"
            )


def _lines() -> str:
    lines: list[str] = []
    while line := typer.prompt(">", default="", show_default=False, prompt_suffix=" ", err=True):
        lines.append(line)
    return "\n".join(lines)


def _chosen(given: str, choices: Choices | None) -> str:
    if choices is not None and given not in choices:
        raise ToolFailure(f'"{given}" cannot be chosen here', remedy=_way_out(given, choices))
    return given


def _typed(answer: str, choices: Choices | None) -> str:
    """An answer, or what stands in the list under the number that was typed."""
    words = answer.strip()
    if not words:
        raise typer.BadParameter("this has to be known")
    if choices is None or words in choices:
        return words
    if words.isdecimal() and 0 < int(words) <= len(choices):
        return list(choices)[int(words) - 1]
    raise typer.BadParameter(f'"{words}" is none of these; {_way_out(words, choices)}')


def _whole(answer: str) -> str:
    if answer.strip() and not answer.strip().isdecimal():
        raise typer.BadParameter(f'"{answer}" is no whole number')
    return answer.strip()


def _way_out(word: str, choices: Choices) -> str:
    return suggest(word, choices) or "`pet-report new` on a terminal lists them"


def _show(choices: Choices | None) -> None:
    longest = max(map(len, choices or ()), default=0)
    for number, (id_, title) in enumerate((choices or {}).items(), start=1):
        typer.echo(f"{number:>4}  {id_:{longest}}  {title}".rstrip(), err=True)


def agreed(question: str, option: str) -> bool:
    """Whether somebody at a terminal says yes. Raises ToolFailure where nobody can be asked."""
    if not sys.stdin.isatty():
        raise ToolFailure("nothing was written: nobody can be asked here", remedy=f"read the list, and add {option}")
    return typer.confirm(question, err=True)
