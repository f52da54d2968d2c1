"""Files as plain data: what was read once is made into models again without reading its YAML.

Only files without any fault are remembered, so that no fault is ever forgotten; and the name under which one is
remembered holds its whole content, so that nothing old is taken for new.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pet_report import __version__, yamltree
from pet_report.load import Loaded, kind_of
from pet_report.model import Authored
from pet_report.source import Place, Position, Source

FORM = 1
"""Counts the shapes that this module has written. To be raised also when YAML is read in another way than before."""


def name_of(source: Source) -> str:
    """The name under which what a file holds is remembered: a hash of its kind, its text, and who read it."""
    about = "\n".join((str(FORM), __version__, kind_of(source).__name__, source.text))
    return hashlib.sha256(about.encode()).hexdigest()


def worth_keeping(loaded: Loaded) -> Iterator[tuple[Source, bytes]]:
    """What is to be remembered of files that were read from YAML, and without a fault."""
    faulty = {each.place.source.path for each in loaded.found}
    for model in loaded.project.files:
        root = model.located()
        if isinstance(root, yamltree.Node) and root.place.source.path not in faulty:
            yield root.place.source, _sealed({"data": yamltree.data(root), "lines": _lines(root)})


def read(source: Source, kept: bytes) -> Authored | None:
    """The model of a file; None where what was kept is damaged, or is nothing that the format knows."""
    seal, _, content = kept.partition(b"\n")
    if hashlib.sha256(content).hexdigest().encode() != seal:
        return None
    try:
        plain = json.loads(content)
        model = kind_of(source).model_validate(plain["data"])
        model.locate(_Line(source=source, lines=plain["lines"]))
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None
    return model


def _sealed(plain: Mapping[str, Any]) -> bytes:
    content = json.dumps(plain, separators=(",", ":")).encode()
    return hashlib.sha256(content).hexdigest().encode() + b"\n" + content


Lines = list[Any]
"""`[line, {step: lines}]` of a mapping or a list, with those of its parts that are such."""


def _lines(node: yamltree.Node) -> Lines:
    if isinstance(node, yamltree.Mapping):
        parts = [(key.text, value) for key, value in node.entries]
    else:
        parts = [(str(at), item) for at, item in enumerate(node.items)] if isinstance(node, yamltree.Sequence) else []
    inner = {step: _lines(part) for step, part in parts if not isinstance(part, yamltree.Scalar)}
    return [node.place.start.line, inner]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """The line on which a mapping or a list begins: all that is remembered of places."""

    source: Source
    lines: Lines

    @property
    def place(self) -> Place:
        at = Position(int(self.lines[0]), 1)
        return Place(self.source, at, at)

    def child(self, step: str | int) -> _Line | None:
        inner = self.lines[1].get(str(step))
        return None if inner is None else _Line(source=self.source, lines=inner)

    def key(self, step: str | int) -> Place | None:  # noqa: ARG002 - keys are not remembered
        return None

    def within(self, offset: int, length: int) -> Place:  # noqa: ARG002 - nor are characters
        return self.place
