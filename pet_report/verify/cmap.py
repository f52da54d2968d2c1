"""What the codes in the strings of a PDF stand for: the maps that a font carries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

MOST = 70_000
"""Entries of one map: more than there are codes of two bytes is an attack."""

_SECTION = re.compile(rb"begin(bfchar|bfrange|cidchar|cidrange)(.*?)end\1", re.DOTALL)
_TOKEN = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])|([0-9]+)")


class Charmap(Struct, frozen=True, kw_only=True):
    """texts: what a code says. glyphs: the number that a code has among the glyphs, where it is not the code itself."""

    texts: Mapping[int, str]
    glyphs: Mapping[int, int]


def read(content: bytes) -> Charmap:
    """The entries of a CMap file; what it cannot mean is left out."""
    texts: dict[int, str] = {}
    glyphs: dict[int, int] = {}
    for kind, body in _SECTION.findall(content):
        wanted = texts if kind.startswith(b"bf") else glyphs
        for code, value in _entries(kind, list(_tokens(body))):
            if len(wanted) < MOST:
                wanted[code] = value  # type: ignore[assignment]  # each kind of section has values of one type
    return Charmap(texts=texts, glyphs=glyphs)


Token = bytes | int | list[bytes]


def _tokens(body: bytes) -> Iterator[Token]:
    """Bytes for a string, a list for strings between brackets, and numbers."""
    inside: list[bytes] | None = None
    for match in _TOKEN.finditer(body):
        if match[2]:
            inside = []
        elif match[3]:
            yield inside or []
            inside = None
        elif match[4]:
            yield int(match[4])
        elif inside is not None:
            inside.append(_bytes(match[1]))
        else:
            yield _bytes(match[1])


def _bytes(digits: bytes) -> bytes:
    digits = b"".join(digits.split())
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))


def _entries(kind: bytes, tokens: list[Token]) -> Iterator[tuple[int, str | int]]:
    step = 2 if kind.endswith(b"char") else 3
    for first, *rest in zip(*(tokens[at::step] for at in range(step)), strict=False):
        if not isinstance(first, bytes):
            continue
        if step == 2:
            yield from _one(int.from_bytes(first), rest[0], 0)
        elif isinstance(rest[0], bytes):
            length = min(int.from_bytes(rest[0]) - int.from_bytes(first) + 1, MOST)
            for at in range(length):
                yield from _one(int.from_bytes(first) + at, rest[1], at)


def _one(code: int, value: Token, at: int) -> Iterator[tuple[int, str | int]]:
    """The entry of a code that is `at` places behind the first of its range."""
    if isinstance(value, int):
        yield code, value + at
    elif isinstance(value, list):
        yield from [(code, _text(value[at]))] if at < len(value) else []
    else:
        text = _text(value)
        last = ord(text[-1]) + at if text else 0
        yield code, text[:-1] + chr(last) if text and last < 0x110000 else ""


def _text(value: bytes) -> str:
    return value.decode("utf-16-be", "replace")
