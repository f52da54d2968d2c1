"""What stands in a Markdown field, and where, without running pandoc; the only module that knows markdown-it.

pandoc makes the pages (see `prose`); this reader only finds what rules speak about, fast enough for `check`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

ItemKind = Literal["reference", "html", "link", "image", "heading", "footnote", "raw"]

REFERENCE = re.compile(r"\[\[([^\[\]|\n]+)(?:\|([^\[\]\n]+))?\]\]")
"""`[[id]]` and `[[id|own words]]`."""

_RAW_ATTRIBUTE = re.compile(r"\{=[A-Za-z0-9_-]+\}")
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\](?!:)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something in the prose that a rule may speak about.

    target: the id of a reference, the address of a link or an image, the label of a footnote, the markup itself.
    words: what a reader sees of it; the alternative text of an image. level: of a heading.
    offset and length: in characters of the field's text.
    """

    kind: ItemKind
    target: str
    words: str = ""
    level: int = 0
    offset: int
    length: int


def items(text: str) -> Iterator[Item]:
    """Everything of note in a field, in reading order within each block."""
    if not _WORTH_READING.search(text):
        return
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    for token in _parser().parse(text):
        if token.map is not None:
            cursor = _Cursor(text, starts[min(token.map[0], len(starts) - 1)])
            yield from _items(token, cursor)


_WORTH_READING = re.compile(r"[\[<#{!:=]|^[=-]+\s*$", re.MULTILINE)
"""A field without any of these holds plain words: most fields, and parsing is the dear part."""


class _Cursor:
    """Goes through the text of a block from left to right, as its tokens do."""

    def __init__(self, text: str, start: int) -> None:
        self.text, self.at = text, start

    def find(self, needle: str) -> tuple[int, int]:
        offset = self.text.find(needle, self.at)
        if offset < 0:
            return self.at, 1
        self.at = offset + len(needle)
        return offset, len(needle)


def _items(token: Token, cursor: _Cursor) -> Iterator[Item]:
    if token.type == "html_block":
        first = token.content.strip().split("\n")[0]
        offset, length = cursor.find(first)
        yield Item(kind="html", target=first, offset=offset, length=length)
    elif token.type == "heading_open":
        offset, length = cursor.find(token.markup if token.markup.startswith("#") else "")
        yield Item(kind="heading", target="", level=int(token.tag[1:]), offset=offset, length=max(length, 1))
    elif token.type == "fence" and _RAW_ATTRIBUTE.search(token.info):
        offset, length = cursor.find(token.info.strip())
        yield Item(kind="raw", target=token.info.strip(), offset=offset, length=length)
    elif token.type == "inline":
        yield from _inline(token.children or [], cursor)


def _inline(tokens: list[Token], cursor: _Cursor) -> Iterator[Item]:
    for index, token in enumerate(tokens):
        make = _INLINE.get(token.type)
        if make is not None:
            yield from make(token, tokens[index + 1 :], cursor)


def _reference(token: Token, _: list[Token], cursor: _Cursor) -> Iterator[Item]:
    offset, length = cursor.find(token.content)
    target, words = token.meta["target"], token.meta["words"]
    yield Item(kind="reference", target=target, words=words, offset=offset, length=length)


def _html(token: Token, _: list[Token], cursor: _Cursor) -> Iterator[Item]:
    offset, length = cursor.find(token.content)
    yield Item(kind="html", target=token.content, offset=offset, length=length)


def _link(token: Token, rest: list[Token], cursor: _Cursor) -> Iterator[Item]:
    address = str(token.attrs.get("href", ""))
    inside = rest[: next((i for i, each in enumerate(rest) if each.type == "link_close"), 0)]
    words = "".join(each.content for each in inside)
    offset, length = cursor.find("[" + words if words and token.info != "auto" else "<")
    yield Item(kind="link", target=address, words=words, offset=offset, length=length)


def _image(token: Token, _: list[Token], cursor: _Cursor) -> Iterator[Item]:
    offset, length = cursor.find("![")
    yield Item(
        kind="image", target=str(token.attrs.get("src", "")), words=token.content, offset=offset, length=length
    )


def _text(token: Token, _: list[Token], cursor: _Cursor) -> Iterator[Item]:
    for kind, pattern in (("raw", _RAW_ATTRIBUTE), ("footnote", _FOOTNOTE)):
        for match in pattern.finditer(token.content):
            offset, length = cursor.find(match[0])
            target = match[1] if kind == "footnote" else match[0]
            yield Item(kind=kind, target=target, offset=offset, length=length)  # type: ignore[arg-type]  # literals


def _code(token: Token, _: list[Token], cursor: _Cursor) -> Iterator[Item]:
    cursor.find(token.content)  # what stands in code is passed over, and not found again as something else
    yield from ()


_INLINE: dict[str, Any] = {
    "code_inline": _code,
    "reference": _reference,
    "html_inline": _html,
    "link_open": _link,
    "image": _image,
    "text": _text,
}


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable("table").use(footnote_plugin)
    # Addresses are judged by our own rules, which say why; the parser would print an unsafe link as plain text.
    parser.validateLink = lambda _: True  # type: ignore[method-assign]  # the library's own way to replace it
    parser.inline.ruler.before("link", "reference", _take_reference)
    return parser


def _take_reference(state: StateInline, silent: bool) -> bool:
    match = REFERENCE.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        token = state.push("reference", "", 0)
        token.content = match[0]
        token.meta = {"target": match[1].strip(), "words": (match[2] or "").strip()}
    state.pos = match.end()
    return True
