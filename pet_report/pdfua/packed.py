"""A part as bytes and back: it goes from one process to another, and is kept between builds."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from pet_report.pdfua.tags import Extent, Part

_LENGTH = 8


def pack(part: Part) -> bytes:
    """Its extent, what else stands beside the PDF, both as JSON with their lengths before them, and the PDF."""
    extent = _shape(Extent).dump_json(part.extent)
    beside = _shape(Part).dump_json(replace(part, content=b""), exclude_defaults=True)
    return b"".join((*(piece for each in (extent, beside) for piece in (_length(each), each)), part.content))


def unpack(packed: bytes) -> Part:
    """ValueError where it is nothing that `pack` made."""
    _, rest = _split(packed)
    beside, content = _split(rest)
    made: Part = replace(_shape(Part).validate_json(beside), content=content)
    return made


def unpack_extent(packed: bytes) -> Extent:
    """All that other parts must know of one, without looking at the rest."""
    extent: Extent = _shape(Extent).validate_json(_split(packed)[0])
    return extent


def _length(content: bytes) -> bytes:
    return len(content).to_bytes(_LENGTH, "big")


def _split(packed: bytes) -> tuple[bytes, bytes]:
    end = _LENGTH + int.from_bytes(packed[:_LENGTH], "big")
    return packed[_LENGTH:end], packed[end:]


@cache
def _shape(kind: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
