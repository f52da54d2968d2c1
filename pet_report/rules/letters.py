"""Characters that nobody could read in print, in whatever field they stand."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from pet_report import letters
from pet_report.authored import Authored
from pet_report.diagnostics import Diagnostic, Example, Rule, Severity, or_its_start
from pet_report.link import Linked
from pet_report.memo import kept
from pet_report.model import Report, Response

NO_LETTER = Rule(
    name="font/missing-letter",
    severity=Severity.ERROR,
    summary="a character that no font has",
    why="It would be printed as an empty box, and break the standards for accessible documents. The fonts that come "
    "with pet-report have the letters of Latin, Greek, Cyrillic, Arabic, Urdu and Bengali, and the usual signs.",
    example=Example(part="proposal", bad="title: More youth workers ☎", good="title: More youth workers"),
)
_NOT_PRINTED = {Report: ("ignore", "style", "words", "customs"), Response: ("accepted", "answers")}
_ENTITY = re.compile(r"&#?\w+;")
_ESCAPE = re.compile(r"\\[uU][0-9A-Fa-f]{4}")


def missing(linked: Linked) -> Iterator[Diagnostic]:
    project = linked.project
    # Nearly every file is without such a character: its text as a whole is looked at first.
    suspect = {source.path for source in project.sources if _may_lack(source.text)}
    for file in project.files if suspect else ():
        if file.at().source.path in suspect:
            yield from _in_model(file)


@kept(bool)
def _may_lack(text: str) -> bool:
    """Whether it is worth looking into each value: a character can be written as a code, of YAML's or Markdown's."""
    entities = (html.unescape(each) for each in _ENTITY.findall(text))
    return _ESCAPE.search(text) is not None or any(any(letters.missing(each)) for each in (text, *entities))


def _in_model(model: Authored) -> Iterator[Diagnostic]:
    left_out = _NOT_PRINTED.get(type(model), ())
    for name in type(model).__struct_fields__:
        if name not in left_out:
            yield from _in_value(model, (name,), getattr(model, name))


def _in_value(owner: Authored, path: tuple[str | int, ...], value: object) -> Iterator[Diagnostic]:
    if isinstance(value, Authored):
        yield from _in_model(value)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _in_value(owner, (*path, index), item)
    elif isinstance(value, str):
        yield from _in_text(owner, path, value)


def _in_text(owner: Authored, path: tuple[str | int, ...], text: str) -> Iterator[Diagnostic]:
    found = [(at, len(words), words) for at, words in letters.missing(text)]
    for entity in _ENTITY.finditer(text):
        found += [(entity.start(), len(entity[0]), words) for _, words in letters.missing(html.unescape(entity[0]))]
    for at, length, words in found:
        more = f", nor {len(words) - 1} more behind it" if len(words) > 1 else ""
        message = f'no font has "{words[0]}", {letters.name(words[0])}{more}'
        place = owner.located(*path).within(at, length)
        yield or_its_start(NO_LETTER.at(place, message, hint="write it in words, or with another character"))


RULES = (NO_LETTER,)
CHECKS = (missing,)
