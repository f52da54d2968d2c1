"""A part as bytes and back: it goes from one process to another, and is kept between builds."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from msgspec import msgpack
from msgspec.structs import replace

from pet_report.pdfua.tags import Extent, Part

_LENGTH = 8


def pack(part: Part) -> bytes:
    """Its extent, what else stands beside its objects, these, and what each stream holds: each behind its length."""
    objects = part.objects
    extent = msgpack.encode(part.extent)
    beside = msgpack.encode(replace(part, objects=replace(objects, plain=b"", contents=())))
    pieces = extent, beside, lightly_packed(objects.plain), *objects.contents
    return b"".join(each for piece in pieces for each in (len(piece).to_bytes(_LENGTH, "big"), piece))


def unpack(packed: bytes) -> Part:
    """What `pack` made; whoever keeps it sees to that."""
    _, beside, plain, *contents = _pieces(packed)
    made = msgpack.decode(beside, type=Part)
    return replace(made, objects=replace(made.objects, plain=unpacked(plain), contents=contents))


def unpack_extent(packed: bytes) -> Extent:
    """All that other parts must know of one, without looking at the rest."""
    return msgpack.decode(next(_pieces(packed)), type=Extent)


def _pieces(packed: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(packed):
        begin = at + _LENGTH
        at = begin + int.from_bytes(packed[at:begin], "big")
        yield packed[begin:at]


def lightly_packed(content: bytes) -> bytes:
    """What will be unpacked before long."""
    return zlib.compress(content, 1)


def unpacked(content: bytes) -> bytes:
    """What was `lightly_packed`."""
    return zlib.decompress(content)
