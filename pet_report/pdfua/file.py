"""A PDF file, written as its objects come: of what is written, nothing stays in memory but where it is.

QPDF keeps every object of a file until it is saved, as a tree of its values. That is ten times as large as what is
written: three gigabytes for 20,000 pages with their tags, and three times the work.
"""

from __future__ import annotations

import zlib
from codecs import BOM_UTF16_BE
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b, md5
from itertools import accumulate
from struct import Struct
from typing import BinaryIO, Final

from pet_report.pdfua.blanks import string

_HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_COMPRESSED: Final = 5
"""Of 9; a step more makes a file 2 % smaller, and takes a tenth longer."""
_AT_ONCE = 200
"""Objects in a stream: a reader unpacks all for one."""
_ENTRY = Struct(">xBIH")
"""Where an object is: behind a byte for how PNG would write the row, its kind, a place in the file or the number of a
stream, and its place in that stream."""
_WIDTHS = 1, 4, 2
_FREE, _BY_ITSELF, _IN_A_STREAM = range(3)


class File:
    """Objects are numbered before they are written, for they refer to each other; in the end each must be there."""

    def __init__(self, out: BinaryIO) -> None:
        self._out, self._length, self._seen = out, 0, md5(usedforsecurity=False)
        self._entries = bytearray(_ENTRY.pack(_FREE, 0, 65535))
        self._waiting: list[tuple[int, bytes]] = []
        self._streams: dict[bytes, bytes] = {}
        self._put(_HEAD)

    def reserve(self, count: int = 1) -> int:
        """The first of so many numbers that follow on one another."""
        first = len(self._entries) // _ENTRY.size
        self._entries += bytes(_ENTRY.size * count)
        return first

    def write(self, first: int, texts: Iterable[bytes]) -> None:
        """Objects without a stream, which have the numbers from the first on."""
        self._waiting += enumerate(texts, first)
        full = len(self._waiting) // _AT_ONCE * _AT_ONCE
        for at in range(0, full, _AT_ONCE):
            self._write_together(self._waiting[at : at + _AT_ONCE])
        del self._waiting[:full]

    def add(self, text: bytes) -> bytes:
        """An object without a stream; gives what refers to it."""
        number = self.reserve()
        self.write(number, [text])
        return reference(number)

    def write_stream(self, number: int, about: bytes, content: bytes) -> None:
        """about: what it tells of itself, but for its length."""
        self._tell(number, _BY_ITSELF, self._length, 0)
        self._put(b"%d 0 obj\n<<%s/Length %d>>stream\n" % (number, about, len(content)))
        self._put(content)
        self._put(b"\nendstream\nendobj\n")

    def add_stream(self, about: bytes, content: bytes) -> bytes:
        """One that may be there already: what is the same is there once."""
        mark = blake2b(b"%d %s" % (len(about), about) + content, digest_size=16).digest()
        if mark not in self._streams:
            number = self.reserve()
            self._streams[mark] = reference(number)
            self.write_stream(number, about, content)
        return self._streams[mark]

    def finish(self, root: bytes, info: bytes) -> None:
        """root, info: what refers to the catalogue and to what is told of the document. ValueError where one misses."""
        if self._waiting:
            self._write_together(self._waiting)
        own, begin = self.reserve(), self._length
        self._tell(own, _BY_ITSELF, begin, 0)  # now, for it stands in what it holds
        if len(missing := self._missing()):
            raise ValueError(f"there is no object {missing[0]}")
        told = b"/Type/XRef/Size %d/W[%d %d %d]/Root %s/Info %s" % (own + 1, *_WIDTHS, root, info)
        mark = self._seen.hexdigest().encode()
        about = b"%s/ID[<%s><%s>]/DecodeParms<</Predictor 12/Columns %d>>" % (told, mark, mark, sum(_WIDTHS))
        self.write_stream(own, *packed(_less_above(self._entries), about))
        self._put(b"startxref\n%d\n%%%%EOF\n" % begin)

    def _missing(self) -> Sequence[int]:
        return [at for at, kind in enumerate(self._entries[1 :: _ENTRY.size]) if at and kind == _FREE]

    def _write_together(self, objects: Sequence[tuple[int, bytes]]) -> None:
        places = accumulate((len(text) + 1 for _, text in objects), initial=0)
        named = b" ".join(b"%d %d" % (number, place) for (number, _), place in zip(objects, places, strict=False))
        stream = self.reserve()
        about = b"/Type/ObjStm/N %d/First %d" % (len(objects), len(named) + 1)
        self.write_stream(stream, *packed(b"\n".join((named, *(text for _, text in objects))), about))
        for at, (number, _) in enumerate(objects):
            self._tell(number, _IN_A_STREAM, stream, at)

    def _tell(self, number: int, kind: int, where: int, which: int) -> None:
        _ENTRY.pack_into(self._entries, number * _ENTRY.size, kind, where, which)

    def _put(self, content: bytes) -> None:
        self._out.write(content)
        self._seen.update(content)
        self._length += len(content)


def reference(number: int) -> bytes:
    return b"%d 0 R" % number


def array(values: Iterable[bytes]) -> bytes:
    return b"[%s]" % b" ".join(values)


def dictionary(entries: Mapping[str, bytes]) -> bytes:
    return b"<<%s>>" % inside(entries)


def inside(entries: Mapping[str, bytes]) -> bytes:
    """What a dictionary holds."""
    return b"".join(b"/%s %s" % (key.encode(), value) for key, value in entries.items())


def packed(content: bytes, about: bytes = b"") -> tuple[bytes, bytes]:
    """What a stream tells of itself, and what it holds, compressed."""
    return about + b"/Filter/FlateDecode", zlib.compress(content, _COMPRESSED)


def _less_above(rows: bytearray) -> bytes:
    """Each row as its difference from the one above it, as PNG's second filter has it: most differ in one byte.

    All bytes are subtracted at once, as one number: where the highest bit of each is set before, none borrows from the
    next; and then that bit is put right.
    """
    size, many = len(rows), len(rows) // _ENTRY.size
    above = int.from_bytes(bytes(_ENTRY.size) + rows[: -_ENTRY.size], "big")
    own, high = int.from_bytes(rows, "big"), int.from_bytes(b"\x80" * size, "big")
    low = high ^ ((1 << 8 * size) - 1)
    differences = ((own | high) - (above & low)) ^ ((own ^ above ^ high) & high)
    return (differences | int.from_bytes(_UP * many, "big")).to_bytes(size, "big")


_UP = b"\x02" + bytes(_ENTRY.size - 1)
"""At the begin of each row, that it is its difference from the one above."""


# --- trees, by which a reader finds one of many ----------------------------------------------------------------------

_KIDS = 32


def add_tree(file: File, kind: str, entries: Sequence[tuple[bytes, bytes]]) -> bytes:
    """Names or numbers, in order, each with what it leads to: a tree with branches; gives what refers to it.

    A reader that looks each of many up in one long list needs minutes.
    """
    nodes = [_leaf(kind, entries[at : at + _KIDS]) for at in range(0, len(entries), _KIDS)]
    while len(nodes) > 1:
        nodes = [_branch(file, nodes[at : at + _KIDS]) for at in range(0, len(nodes), _KIDS)]
    _, _, inside = nodes[0] if nodes else (b"", b"", b"/%s[]" % kind.encode())
    return file.add(b"<<" + inside + b">>")


def add_names(file: File, named: Iterable[tuple[str, bytes]]) -> bytes:
    """Names in any order, as a tree: they stand in that of the bytes that a PDF has for them."""
    ordered = sorted(named, key=lambda each: _as_bytes(each[0]))
    return add_tree(file, "Names", [(string(name).encode(), value) for name, value in ordered])


def _as_bytes(name: str) -> bytes:
    return name.encode() if name.isascii() else BOM_UTF16_BE + name.encode("utf-16-be")


def _leaf(kind: str, entries: Sequence[tuple[bytes, bytes]]) -> tuple[bytes, bytes, bytes]:
    """Its first key, its last, and what is in it."""
    inside = b" ".join(b"%s %s" % entry for entry in entries)
    return entries[0][0], entries[-1][0], b"/%s[%s]" % (kind.encode(), inside)


def _branch(file: File, nodes: Sequence[tuple[bytes, bytes, bytes]]) -> tuple[bytes, bytes, bytes]:
    kids = [file.add(b"<</Limits[%s %s]%s>>" % node) for node in nodes]
    return nodes[0][0], nodes[-1][1], b"/Kids[%s]" % b" ".join(kids)
