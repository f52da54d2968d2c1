"""The models once more, as pydantic has them: they tell of every fault of a file, and give editors their schemas.

`authored.convert` is as strict, and ready at once, but tells of the first fault alone. pydantic takes a tenth of a
second to load and to learn the models: so it is asked where a file is faulty, and where schemas are made.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, reduce
from operator import or_
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from msgspec import Meta
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WithJsonSchema, create_model
from pydantic.fields import FieldInfo
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import ErrorDetails, PydanticCustomError

from pet_report.authored import REFERS, Authored, Number, Refers, Stated
from pet_report.when import MOMENT_PATTERN, PATTERN, Moment, NoSuchDay, NotADate, When


def faults(kind: type[Authored], data: object) -> list[ErrorDetails]:
    """All that keeps `data` from being of this kind."""
    try:
        _twin(kind).model_validate(data)
    except ValidationError as error:
        return error.errors(include_url=False)
    return []


def schema(kind: type[Authored]) -> dict[str, Any]:
    """The JSON Schema of a kind of file, with fields and examples in the order of the models."""
    return _twin(kind).model_json_schema(schema_generator=_AsWritten)


class _AsWritten(GenerateJsonSchema):
    """A schema in the order of the models: sorted by name, an example would begin with anything but its id."""

    def sort(self, value: Any, parent_key: str | None = None) -> Any:
        del parent_key
        return value


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=True)


@cache
def _twin(kind: type[Authored]) -> type[BaseModel]:
    fields: dict[str, Any] = {
        name: (_translated(annotation), _stated(kind.stated[name]) if name in kind.stated else ...)
        for name, annotation in kind.__annotations__.items()
    }
    return create_model(kind.__name__, __base__=_Strict, __doc__=kind.__doc__, **fields)


def _stated(stated: Stated) -> FieldInfo:
    default: Any = {"default_factory": stated.factory} if stated.factory else {"default": stated.default}
    field: FieldInfo = Field(description=stated.description, examples=[stated.example], **default)
    return field


def _translated(annotation: Any) -> Any:
    """A type as pydantic is to read it."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if isinstance(annotation, type) and issubclass(annotation, Authored):
        return _twin(annotation)
    if annotation in _OTHERWISE:
        return _OTHERWISE[annotation]
    if origin is Annotated:
        return reduce(_annotated, annotation.__metadata__, _translated(inner[0]))
    if origin in (Union, UnionType):
        return reduce(or_, map(_translated, inner))
    return list[_translated(inner[0])] if origin is list else annotation  # type: ignore[misc]  # known only now


def _annotated(kind: Any, mark: object) -> Any:
    if isinstance(mark, Refers):
        return Annotated[kind, Field(json_schema_extra={REFERS: list(mark.kinds)})]
    return Annotated[kind, Field(**dict(_bounds(mark)))] if isinstance(mark, Meta) else kind


def _bounds(meta: Meta) -> Iterator[tuple[str, Any]]:
    for name in ("ge", "min_length", "max_length"):
        if (said := getattr(meta, name)) is not None:
            yield name, said
    if meta.pattern is not None:
        # Where Python says \\Z, pydantic's own engine and JSON Schema say $, which Python lets a line feed follow.
        yield "pattern", meta.pattern.replace(r"\Z", "$")
    if meta.le is not None:  # neither infinite nor not a number
        yield "allow_inf_nan", False


def _read_date(value: object) -> When:
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    try:
        return When.parse(text)
    except NotADate:
        raise PydanticCustomError("date_shape", "not a date") from None
    except NoSuchDay:
        raise PydanticCustomError("date_calendar", "no such day") from None


def _read_moment(value: object) -> Moment:
    try:
        return Moment.parse(str(value))
    except NotADate:
        raise PydanticCustomError("moment_shape", "not a day with its time") from None
    except NoSuchDay:
        raise PydanticCustomError("date_calendar", "no such day or time") from None


_OTHERWISE: dict[Any, Any] = {
    When: Annotated[
        When,
        BeforeValidator(_read_date),
        WithJsonSchema({"type": ["string", "integer"], "pattern": PATTERN, "examples": ["2005-09-22", "2007-11"]}),
    ],
    Moment: Annotated[
        Moment,
        BeforeValidator(_read_moment),
        WithJsonSchema({"type": "string", "pattern": MOMENT_PATTERN, "examples": ["2020-05-14 09:30"]}),
    ],
    Number: Annotated[
        str,
        BeforeValidator(lambda value: str(value) if type(value) is int else value),
        WithJsonSchema({"type": ["string", "integer"]}),
    ],
}
