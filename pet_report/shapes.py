"""What every template may say, told from the shapes of the view themselves: their names, types and documentation."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args, get_origin, get_type_hints

from markupsafe import Markup
from msgspec import Struct

from pet_report import view
from pet_report.view import parts
from pet_report.view.site import Page, Site


def kinds() -> str:
    """A table of what `data` is in the template of each kind of part."""
    rows = (f"| `parts/{kind}.html` | {_told(shape)} |\n" for kind, shape in parts.KINDS.items() if kind != "text")
    return "| template | `data` |\n| --- | --- |\n" + "".join(rows)


def all_shapes() -> Iterator[str]:
    """A section for each shape that a template may meet, beginning with the book and, for the web, the site."""
    yield from (_of_shape(shape) for shape in _reachable(view.Book, Site, Page))


def _reachable(*first: type) -> list[type]:
    """The shapes and all that they hold, in the order in which one meets them."""
    found = [*first]
    for shape in found:
        for held in (each for hint in get_type_hints(shape).values() for each in _shapes_in(hint)):
            found += [held] if held not in found else []
    return found


def _shapes_in(hint: Any) -> Iterator[type]:
    if isinstance(hint, type) and issubclass(hint, Struct):
        yield hint
    for inner in get_args(hint):
        yield from _shapes_in(inner)


def _of_shape(shape: type) -> str:
    hints = get_type_hints(shape)
    said, meanings = _meanings(shape.__doc__ or "", hints)
    for name, own in vars(shape).items():
        if isinstance(own, property):
            hints[name] = get_type_hints(own.fget)["return"]
            meanings[name] = " ".join((inspect.getdoc(own) or "").split()).rstrip(".")
    meant = {**_USUAL, **meanings}
    rows = (f"| `{name}` | {_told(hint)} | {meant.get(name, '')} |\n" for name, hint in hints.items())
    table = "| name | holds | meaning |\n| --- | --- | --- |\n" + "".join(rows) if hints else ""
    return "\n\n".join(filter(None, (f"### {shape.__name__}", said, table)))


_USUAL = {
    "id": "as in the YAML, and its name in links",
    "anchor": "its name in links",
    "title": "as in the YAML",
    "name": "as in the YAML",
    "number": "as it was printed; empty where it is not known",
    "label": "what it is called",
    "value": "what is said of it",
    "text": "what the author wrote",
    "note": "what the author adds",
    "notes": "its footnotes, each with its name",
    "cited": "links to its sources, in brackets",
    "margin": "what to know of it, beside it",
    "room": "the points of height that the margin needs",
    "known": "false where it says that something is not known",
    "state": "as the format writes it, for the style",
    "units": "the squares or the bar",
    "count": "how many",
    "legend": "each state that occurs, with its words",
    "href": "the address of a link; none where it leads nowhere",
    "print": "whether it is printed, in letters of any size",
}
"""What fields of these names mean wherever their shape says nothing else."""


def _meanings(documentation: str, names: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """What a shape is, and what its fields mean: `name: meaning`, or `one, other: meaning` of both."""
    text = " ".join(documentation.split())
    found = re.finditer(r"(?<![\w`])(\w+(?:, \w+)*): ", text)
    marks = [match for match in found if set(match[1].split(", ")) <= set(names)]
    ends = [*(match.start() for match in marks[1:]), len(text)]
    meanings = {
        name: text[match.end() : end].strip().rstrip(".")
        for match, end in zip(marks, ends, strict=False)
        for name in match[1].split(", ")
    }
    return text[: marks[0].start()].strip() if marks else text, meanings


_PLAIN = {
    str: "text", Markup: "markup", int: "a whole number", float: "a number", bool: "true or false",
    object: "anything", Any: "anything", type(None): "none",
    parts.Data: "what its [kind of part](#what-data-is) has",
}  # fmt: skip


def _told(hint: Any) -> str:
    """What a field holds, in plain words, with a link where it is a shape of its own."""
    if hint in _PLAIN:
        return _PLAIN[hint]
    if isinstance(hint, type) and issubclass(hint, Struct):
        return f"[{hint.__name__}](#{hint.__name__.lower()})"
    kind, inner = get_origin(hint), get_args(hint)
    said = [f"`{each}`" if kind is Literal else _told(each) for each in inner if each is not ...]
    if kind is tuple:
        return f"several of: {said[0]}" if ... in inner else f"({', '.join(said)})"
    return f"{said[1]}, by {said[0]}" if kind is Mapping else " or ".join(said)
