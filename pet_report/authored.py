"""How a model of what authors write is made: of its fields comes what reads it, and what editors and readers are told.

A model is a Struct of msgspec, the fields of which say what they mean; marks in their types say what prose is, what
names a thing and what refers to one. `model` holds the models themselves.
"""

# No `from __future__ import annotations`: the annotations of a model are read, and so are types and not texts.
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Literal, Self, TypeVar, dataclass_transform, get_args

import msgspec
from msgspec import Struct, StructMeta, structs

from pet_report.source import Located, Place
from pet_report.when import Moment, When

Kind = Literal[
    "theme",
    "organisation",
    "fund",
    "source",
    "proposal",
    "group",
    "announcement",
    "figure",
    "commitment",
    "criterion",
    "part",
]


class Names(Struct, frozen=True):
    """Marks a field as the id by which the rest of the project refers to a thing of this kind."""

    kind: Kind


REFERS = "x-pet-refers"
"""In a schema, beside the type of an id: of what kinds of thing it is."""


class Refers(Struct, frozen=True):
    """Marks a field as the id of a thing of one of these kinds, declared elsewhere."""

    kinds: tuple[Kind, ...]


class Prose(Struct, frozen=True):
    """Marks a field as Markdown; `blocks` is false where only one paragraph makes sense."""

    blocks: bool


class Stated(Struct, frozen=True, kw_only=True):
    """What is said of a field to authors, and what it holds where it is left out.

    default: `...` where it must be there. factory: makes what it holds, where that is made anew each time.
    """

    description: str
    example: object
    default: Any = ...
    factory: Callable[[], Any] | None = None

    @property
    def needed(self) -> bool:
        return self.default is ... and self.factory is None


def needed(description: str, example: object) -> Any:
    return Stated(description=description, example=example)


def optional(description: str, example: object) -> Any:
    """A field that may be left out or null: not known."""
    return Stated(description=description, example=example, default=None)


def several(description: str, example: Sequence[object]) -> Any:
    """A list that may be left out: none."""
    return Stated(description=description, example=example, factory=list)


def usually(default: object, description: str, example: object) -> Any:
    """A field that has a value where it is left out."""
    return Stated(description=description, example=example, default=default)


def usually_made(factory: Callable[[], Any], description: str, example: object) -> Any:
    """A field that has a value where it is left out, made anew each time."""
    return Stated(description=description, example=example, factory=factory)


@dataclass_transform(
    kw_only_default=True, frozen_default=True, field_specifiers=(needed, optional, several, usually, usually_made)
)
class _Model(StructMeta):
    """Makes a Struct of a model: what is stated of its fields stays at hand as `stated`."""

    stated: Mapping[str, Stated]

    def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any], **options: Any) -> "_Model":
        stated = {name: value for name, value in body.items() if isinstance(value, Stated)}
        plain = {name: value for name, value in body.items() if name not in stated}
        defaults = {name: _default(each) for name, each in stated.items() if not each.needed}
        made = super().__new__(cls, name, bases, plain | defaults, **{**_STRICT, **options})
        made.stated = stated
        return made


_STRICT = {"frozen": True, "kw_only": True, "forbid_unknown_fields": True}


def _default(stated: Stated) -> Any:
    if isinstance(stated.default, list):
        return msgspec.field(default_factory=stated.default.copy)
    return msgspec.field(default_factory=stated.factory) if stated.factory else stated.default


class Authored(Struct, metaclass=_Model, dict=True):
    """Something that an author wrote; it knows its places, which are in its `__dict__` and no field of it."""

    def locate(self, located: Located) -> None:
        """Say once, while loading, where this was read; the parts follow."""
        self.__dict__["_located"] = located
        for name, _, holds in fields_of(type(self)):
            if holds:
                _locate(getattr(self, name), located.child(name))

    def located(self, *path: str | int) -> Located:
        """The narrowest thing that was written at `path` inside this one."""
        at: Located | None = self.__dict__.get("_located")
        if at is None:
            raise LookupError(f"{type(self).__name__} was not read from a file")
        for step in path:
            inner = at.child(step)
            if inner is None:
                break
            at = inner
        return at

    def at(self, *path: str | int) -> Place:
        """The place of the value at `path`, or of what would hold it where it was not written."""
        return self.located(*path).place

    def but(self, **fields: object) -> Self:
        """A copy with other values in some fields, which still knows its places."""
        changed = structs.replace(self, **fields)
        changed.__dict__.update(self.__dict__)
        return changed


def _locate(value: object, located: Located | None) -> None:
    if located is None:
        return
    if isinstance(value, Authored):
        value.locate(located)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _locate(item, located.child(index))


class Number(str):
    """What is printed as a number: `1.10`. A whole number need not stand in quotation marks."""

    __slots__ = ()


class Unfit(ValueError):
    """The data is not of the kind that is asked for."""


_T = TypeVar("_T")


def convert(data: object, kind: type[_T]) -> _T:
    """A model, or whatever a field holds, made of plain data.

    Raises Unfit for the first thing that is wrong. `validation` is as strict, names them all, and takes long to load.
    """
    try:
        return msgspec.convert(data, kind, dec_hook=_read)
    except (msgspec.ValidationError, UnicodeError) as error:  # half a character is no text
        raise Unfit(str(error)) from error


def _read(kind: type, value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError(value)
    return _READ[kind](str(value))


_READ: Mapping[type, Callable[[str], object]] = {Number: Number, When: When.parse, Moment: Moment.parse}


# --- walking ---------------------------------------------------------------------------------------------------


class MarkedValue(Struct, frozen=True):
    """One value that an author wrote, with the mark of its field and the way to its place."""

    owner: Authored
    path: tuple[str | int, ...]
    mark: Names | Refers | Prose
    value: str

    @property
    def located(self) -> Located:
        return self.owner.located(*self.path)

    @property
    def place(self) -> Place:
        return self.located.place


def marked(root: Authored) -> Iterator[MarkedValue]:
    """Every value below `root` whose field is marked as an id, a reference or prose, in the order of the models."""
    for name, mark, _ in fields_of(type(root)):
        value = getattr(root, name)
        if value is not None and value != []:
            yield from _marked(root, (name,), mark, value)


def _marked(
    owner: Authored, path: tuple[str | int, ...], mark: Names | Refers | Prose | None, value: object
) -> Iterator[MarkedValue]:
    if isinstance(value, Authored):
        yield from marked(value)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _marked(owner, (*path, index), mark, item)
    elif isinstance(value, str) and mark is not None:
        yield MarkedValue(owner, path, mark, value)


@cache
def fields_of(model: type[Authored]) -> tuple[tuple[str, Names | Refers | Prose | None, bool], ...]:
    """The fields that are worth a look, each with its mark, and whether it holds models: projects hold many values."""
    found = ((name, _mark(annotation), _holds_models(annotation)) for name, annotation in model.__annotations__.items())
    return tuple(each for each in found if each[1] is not None or each[2])


def _holds_models(annotation: Any) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, Authored):
        return True
    return any(_holds_models(each) for each in get_args(annotation))


def _mark(annotation: Any) -> Names | Refers | Prose | None:
    for item in getattr(annotation, "__metadata__", ()):
        if isinstance(item, Names | Refers | Prose):
            return item
    inner = (_mark(each) for each in getattr(annotation, "__args__", ()))
    return next((mark for mark in inner if mark is not None), None)
