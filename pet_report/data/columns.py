"""A column of the data: its name, what it holds in plain words, and how its value is read from what authors wrote."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, get_args

from msgspec import Struct

from pet_report import validation
from pet_report.authored import REFERS, Authored, Names, fields_of
from pet_report.catalogue import Catalogue, Message
from pet_report.link import Linked
from pet_report.model import GroupFile, Report, ResponseFile
from pet_report.when import When

Kind = Literal["text", "whole", "number", "day", "list"]
"""`whole`: a number without a fraction. `list`: ids."""
Cell = str | int | float | date | tuple[str, ...] | None
"""None is what is not known, or what there is none of."""
Bound = Literal["", "earliest", "latest"]

HOLDS = {
    "theme": "themes",
    "organisation": "organisations",
    "fund": "funds",
    "source": "sources",
    "proposal": "proposals",
    "group": "groups",
    "commitment": "commitments",
}
"""By the kind of thing that an id names, the table that has it."""


class Record(Struct, frozen=True, kw_only=True):
    """What a row is made from. holder: what holds `one` in the files. place: counted from 1, among those it holds."""

    linked: Linked
    one: Authored
    holder: Authored | None = None
    place: int = 1


class Column(Struct, frozen=True, kw_only=True):
    """choices: all that may stand there. refers: the table whose `id` it holds. needed: it is empty in no row."""

    key: str
    title: Message
    meaning: Message
    value: Callable[[Record], object]
    kind: Kind = "text"
    choices: tuple[str, ...] = ()
    pattern: str = ""
    needed: bool = False
    refers: str = ""
    bound: Bound = ""

    def titled(self, catalogue: Catalogue) -> str:
        """For readers, in the language of the report."""
        said = catalogue.say(self.title)
        match self.bound:
            case "earliest":
                return catalogue.pgettext("column", "%(date)s: first possible day", date=said)
            case "latest":
                return catalogue.pgettext("column", "%(date)s: last possible day", date=said)
        return said

    def explained(self, catalogue: Catalogue, names: Mapping[str, str] = MappingProxyType({})) -> str:
        """What it holds. names: what the tables are called, where it is not by their own names."""
        said = catalogue.say(self.meaning)
        if not self.refers:
            return said
        table = names.get(self.refers, self.refers)
        if self.kind == "list":
            more = catalogue.pgettext("data", "Each is the id of a row of %(table)s.", table=table)
        else:
            more = catalogue.pgettext("data", "It is the id of a row of %(table)s.", table=table)
        return f"{said} {more}"

    def cell(self, record: Record) -> Cell:
        """The value of a row. What came later than the day of the data, nobody could refer to."""
        value = _plain(self.value(record))
        if self.kind == "list":
            value = value or ()
        if not self.refers:
            return value
        gone = record.linked.gone
        if isinstance(value, tuple):
            return tuple(each for each in value if each not in gone)
        return None if value in gone else value


def _plain(value: object) -> Cell:
    """An empty text says no more than none, and a file of tables could not tell the two apart."""
    if type(value) is str:  # most are
        return value or None
    if value is None or value == "":
        return None
    if isinstance(value, list | tuple):
        return tuple(map(str, value))
    if isinstance(value, When):
        return value.text
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, str | int | float | date):
        return value
    raise TypeError(f"no cell holds a {type(value).__name__}")


# --- from the models ---------------------------------------------------------------------------------------------


def told(model: type[Authored], path: str, title: Message, *, key: str = "", by_holder: bool = False) -> Column:
    """A field of a model, or `lead.kind` of a model in it: it means what the field's own description says.

    by_holder: the field is one of what holds the record.
    """
    said = _said(model, path)
    inner: dict[str, Any] = next((each for each in said.get("anyOf", ()) if each != {"type": "null"}), said)
    items = inner.get("items", {})
    refers = [*inner.get(REFERS, ()), *items.get(REFERS, ())]
    return Column(
        key=key or path.replace(".", "_"),
        title=title,
        meaning=Message("meaning", said["description"]),
        value=lambda record: _at(record.holder if by_holder else record.one, path),
        kind="list" if items else _KINDS.get(str(inner.get("type")), "text"),
        choices=tuple(inner.get("enum", ())),
        pattern=inner.get("pattern", ""),
        needed="anyOf" not in said and not items and "." not in path and _is_never_empty(model, path, inner),
        refers=HOLDS[refers[0]] if refers else "",
    )


_KINDS: dict[str, Kind] = {"number": "number", "integer": "whole"}


def _is_never_empty(model: type[Authored], path: str, said: dict[str, Any]) -> bool:
    """An id, a word of a list, a date: what must be written may otherwise still be an empty text."""
    is_id = any(name == path and isinstance(mark, Names) for name, mark, _ in fields_of(model))
    return is_id or not {"enum", "pattern", REFERS}.isdisjoint(said)


def dated(model: type[Authored], path: str, title: Message, *, by_holder: bool = False) -> tuple[Column, ...]:
    """A date as it was written, and the days between which it lies, for programs: `about 2005-08` cannot be sorted."""
    written = told(model, path, title, by_holder=by_holder)

    def bound(name: Bound, meaning: Message, value: Callable[[When], date | None]) -> Column:
        return Column(
            key=f"{written.key}_{name}", title=title, meaning=meaning, kind="day", bound=name,
            value=lambda record: value(when) if (when := written.value(record)) and isinstance(when, When) else None,
        )  # fmt: skip

    return (
        written,
        bound("earliest", _EARLIEST, lambda when: None if when.earliest == date.min else when.earliest),
        bound("latest", _LATEST, lambda when: None if when.latest == date.max else when.latest),
    )


_EARLIEST = Message("meaning", "The first day that this date may be; empty where it only says before which it was.")
_LATEST = Message("meaning", "The last day that this date may be; empty where it only says after which it was.")


def derived(
    key: str,
    title: Message,
    meaning: Message,
    value: Callable[[Record], object],
    *,
    kind: Kind = "text",
    choices: tuple[str, ...] = (),
    refers: str = "",
) -> Column:
    """What is in no field of its own: computed, or known from where the record stands. Known of every row."""
    return Column(
        key=key, title=title, meaning=meaning, value=value, kind=kind, choices=choices, refers=refers, needed=True
    )


def _at(value: object, path: str) -> object:
    for step in path.split(".") if "." in path else (path,):
        value = None if value is None else getattr(value, step)
    return value


def _said(model: type[Authored], path: str) -> dict[str, Any]:
    """What the schema says of a field."""
    *steps, last = path.split(".")
    for step in steps:
        model = _inside(model.__annotations__[step])
    found: dict[str, Any] = _schemas()[model.__name__]["properties"][last]
    return found


@cache
def _schemas() -> dict[str, dict[str, Any]]:
    """Those of all models, by their names: what is in a file is told with the file, in less time than one by one."""
    wholes = {file.__name__: validation.schema(file) for file in _FILES}
    return {name: said for whole in wholes.values() for name, said in whole["$defs"].items()} | wholes


_FILES = (Report, GroupFile, ResponseFile)


def _inside(annotation: object) -> type[Authored]:
    """The model that a field holds, or may hold."""
    kinds = (annotation, *get_args(annotation))
    return next(each for each in kinds if isinstance(each, type) and issubclass(each, Authored))
