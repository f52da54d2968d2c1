"""Files as plain data: what was read once is made into models again without reading its YAML.

Only files without any fault are remembered, so that no fault is ever forgotten; and the name under which one is
remembered holds its whole content, so that nothing old is taken for new.
"""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any

from msgspec import MsgspecError, Struct, json

from pet_report import __version__, yamltree
from pet_report.authored import Authored, convert
from pet_report.load import kind_of
from pet_report.source import Place, Position, Source

FORM = 3
"""Counts the shapes that this module has written. To be raised also when YAML is read in another way than before."""


def name_of(source: Source, program: str = "") -> str:
    """The name under which what a file holds is remembered: a hash of its kind, its text, and who read it.

    program: which of all that have this version; for those who are to hear of every fault that there is.
    """
    about = "\n".join((str(FORM), __version__, program, kind_of(source).__name__, source.text))
    return hashlib.sha256(about.encode()).hexdigest()


def worth_keeping(models: Iterable[Authored], misread: Container[str]) -> Iterator[tuple[Source, bytes]]:
    """What is to be remembered of files that were read from YAML, but for those that were read with a fault."""
    for model in models:
        root = model.located()
        if isinstance(root, yamltree.Node) and root.place.source.path not in misread:
            yield root.place.source, _sealed({"data": yamltree.data(root), "places": _places(root)})


def read(source: Source, kept: bytes) -> Authored | None:
    """The model of a file; None where what was kept is damaged, or is nothing that the format knows."""
    seal, _, content = kept.partition(b"\n")
    if hashlib.sha256(content).hexdigest().encode() != seal:
        return None
    try:
        plain = json.decode(content)
        model = convert(plain["data"], kind_of(source))
        model.locate(_At(source=source, data=plain["data"], places=plain["places"]))
    except (MsgspecError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None
    return model


def _sealed(plain: Mapping[str, Any]) -> bytes:
    content = json.encode(plain)
    return hashlib.sha256(content).hexdigest().encode() + b"\n" + content


Places = Any
"""Of a text: `"line column line column style"`, or that in a list with the text where its value is another thing; of a
list: that and the places of its items; of a mapping: that, the places of its keys, and of its values. To read a text
and to take it apart when somebody asks is less work than to read four numbers of everything."""


def _places(node: yamltree.Node) -> Places:
    own = _written(node.place)
    if isinstance(node, yamltree.Mapping):
        entries = {key.text: (key, value) for key, value in node.entries}
        keys = {name: _written(key.place) for name, (key, _) in entries.items()}
        return [own, keys, {name: _places(value) for name, (_, value) in entries.items()}]
    if isinstance(node, yamltree.Sequence):
        return [own, [_places(item) for item in node.items]]
    return f"{own} {node.style}" if node.value == node.text else [f"{own} {node.style}", node.text]


def _written(place: Place) -> str:
    return f"{place.start.line} {place.start.column} {place.end.line} {place.end.column}"


class _At(Struct, frozen=True, kw_only=True):
    """What was written somewhere, as the tree that YAML is read into knows it."""

    source: Source
    data: Any
    places: Places

    @property
    def place(self) -> Place:
        return _place(self.source, self.places if isinstance(self.places, str) else self.places[0])

    def child(self, step: str | int) -> _At | None:
        data: Any = self.data
        if isinstance(data, list):
            known = isinstance(step, int) and step < len(data)
        else:
            known = isinstance(data, dict) and step in data
        return _At(source=self.source, data=data[step], places=self.places[-1][step]) if known else None

    def key(self, step: str | int) -> Place | None:
        found = self.places[1].get(step) if isinstance(self.data, dict) else None
        return None if found is None else _place(self.source, found)

    def within(self, offset: int, length: int) -> Place:
        if isinstance(self.data, dict | list):
            return self.place
        own, text = (self.places, self.data) if isinstance(self.places, str) else self.places
        style, place = own.split(" ")[4], self.place
        scalar = yamltree.Scalar(place=place, value=self.data, text=text, style=style, stop=place.end)
        return scalar.within(offset, length)


def _place(source: Source, written: str) -> Place:
    line, column, last, end = map(int, written.split(" ")[:4])
    return Place(source, Position(line, column), Position(last, end))
