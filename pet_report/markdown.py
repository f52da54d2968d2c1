"""What stands in a Markdown field, and where, without running pandoc; the only module that knows markdown-it.

pandoc makes the pages (see `prose`); this reader only finds what rules speak about, fast enough for `check`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice, takewhile
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from pet_report.memo import kept

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

    InlineRule = Callable[[StateInline, bool], bool]

ItemKind = Literal["reference", "unclosed", "html", "link", "image", "heading", "footnote", "raw", "block", "table"]

REFERENCE = re.compile(r"\[\[([^\[\]|\n]+)(?:\|([^\[\]\n]+))?\]\]")
"""`[[id]]` and `[[id|own words]]`."""

_UNCLOSED = re.compile(r"\[\[[^\[\]\n]*(?:\]{1,2}(?![(\[\]])|(?=\n|\[|\Z))")
_RAW_ATTRIBUTE = re.compile(r"\{=[A-Za-z0-9_-]+\}")
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\](?!:)")


class Item(Struct, frozen=True, kw_only=True):
    """Something in the prose that a rule may speak about.

    target: the id of a reference, the address of a link or an image, the label of a footnote, the kind of a
    block, the markup itself. words: what a reader sees of it; the alternative text of an image. level: of a
    heading. marked: what stands in a link is more than words. A table is of note where a column has no head.
    offset and length: in characters of the field's text.
    """

    kind: ItemKind
    target: str
    words: str = ""
    level: int = 0
    marked: bool = False
    offset: int
    length: int


OPAQUE = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands in a passage for what its author did not put into words there: code, a picture, a title that is looked up."""


class Passage(Struct, frozen=True, kw_only=True):
    """A paragraph, a heading or a cell as its reader meets it: its text without the markup.

    links: from where to where in the text the words of each link stand. pieces: where in the text each stretch begins
    that was written in one go, and where it stands in the field.
    """

    text: str
    heading: bool = False
    links: tuple[tuple[int, int], ...] = ()
    pieces: tuple[tuple[int, int], ...] = ((0, 0),)

    def written(self, start: int, end: int) -> tuple[int, int]:
        """The offset and length, in the field, of what stands at `start` to `end` in the text."""
        offset = self._in_field(start)
        return offset, self._in_field(max(start, end - 1)) + 1 - offset

    def _in_field(self, position: int) -> int:
        inside, outside = self.pieces[bisect_right(self.pieces, position, key=lambda piece: piece[0]) - 1]
        return outside + position - inside


@kept(tuple[Passage, ...])
def passages(text: str) -> tuple[Passage, ...]:
    """What an author says in a field in their own words, in reading order.

    Left out are blocks of code, HTML, quotations set apart, and what is marked as being in another language.
    """
    return tuple(_passages(text))


def _passages(text: str) -> Iterator[Passage]:
    lines = _Lines(text)
    foreign = set(_foreign_lines(lines.lines))
    quoted, before = 0, ""
    for token in _parser().parse(text):
        quoted += (token.type == "blockquote_open") - (token.type == "blockquote_close")
        if token.type == "inline" and token.map is not None and not quoted and token.map[0] not in foreign:
            reading = _Reading(token.content, lines.of_block(token.content, token.map[0]))
            yield reading.read(token.children or [], heading=before == "heading_open")
        before = token.type


@kept(tuple[Item, ...])
def items(text: str) -> tuple[Item, ...]:
    """Everything of note in a field, in reading order."""
    return tuple(_found(text))


def _found(text: str) -> Iterator[Item]:
    if not _WORTH_READING.search(text):
        return
    lines = _Lines(text)
    tokens = _parser().parse(text)
    for index, token in enumerate(tokens):
        if token.map is not None:
            if token.type == "table_open" and _lacks_a_head(islice(tokens, index, None)):
                offset, length = lines.written(token.map[0])
                yield Item(kind="table", target="", offset=offset, length=length)
            yield from _items(token, lines)


def _lacks_a_head(table: Iterator[Token]) -> bool:
    """Whether a column has no head. The first may do without, where the rows have theirs in it."""
    head = takewhile(lambda token: token.type != "thead_close", table)
    words = [token.content.strip() for token in head if token.type == "inline"]
    return not any(words) or not all(words[1:])


@kept(tuple[Item, ...])
def blocks(text: str) -> tuple[Item, ...]:
    """Every block after a first paragraph: what has no room in a field of one line."""
    return tuple(_blocks(text))


def _blocks(text: str) -> Iterator[Item]:
    if not _MORE_THAN_WORDS.search(text):
        return
    lines = _Lines(text)
    outer = [token for token in _parser().parse(text) if token.level == 0 and token.map is not None]
    for token in outer[1 if outer and outer[0].type == "paragraph_open" else 0 :]:
        offset, length = lines.written(token.map[0] if token.map else 0)
        yield Item(kind="block", target=_BLOCKS.get(token.type, "text"), offset=offset, length=length)


_WORTH_READING = re.compile(r"[\[<#{]|[=-]\s*$|^[ \t]*\|?[^|\n]*\|[ \t]*(\||$)", re.MULTILINE)
"""A field without any of these holds nothing of note: most fields, and parsing is the dear part.

They begin a reference, a link, a note, a picture; HTML; a heading; what is raw; a line under a heading; an empty cell.
"""

_MORE_THAN_WORDS = re.compile(r"\n[ \t]*\n|^[ \t]*([-+*>#|:~]|\d+[.)]|```|~~~|[=_])|^( {4}|\t)", re.MULTILINE)
_BLOCKS = {
    "paragraph_open": "paragraph",
    "heading_open": "heading",
    "bullet_list_open": "list",
    "ordered_list_open": "list",
    "dl_open": "list",
    "blockquote_open": "quotation",
    "table_open": "table",
    "fence": "block of code",
    "code_block": "block of code",
    "hr": "line across the page",
}


_LINE_END = re.compile(r"\r\n?|\n")


class _Lines:
    """Where the lines of a field begin, and how far each was read: the cells of a table share a line."""

    def __init__(self, text: str) -> None:
        self.lines = _LINE_END.split(text)
        self.starts = [0, *(match.end() for match in _LINE_END.finditer(text)), len(text)]
        self._read: dict[int, int] = {}

    def written(self, number: int) -> tuple[int, int]:
        """The offset and length of the words of a line."""
        line = self.lines[number] if number < len(self.lines) else ""
        # Markdown knows fewer letters that are empty than Python does: a line of such a one has words, of one letter.
        indent = min(len(line) - len(line.lstrip()), max(len(line) - 1, 0))
        return self.starts[min(number, len(self.lines))] + indent, max(len(line.strip()), 1)

    def find(self, needle: str, number: int) -> int:
        """The offset of `needle` in a line, after what was found in it before."""
        line = self.lines[number] if number < len(self.lines) else ""
        column = max(line.find(needle, self._read.get(number, 0)), 0)
        self._read[number] = column + len(needle)
        return self.starts[min(number, len(self.lines))] + column

    def of_block(self, content: str, number: int) -> Callable[[int], int]:
        """Turns an offset in a block's content, which lost its indents and marks, into one of the field."""
        inner, outer = [0], []
        for index, line in enumerate(content.split("\n")):
            outer.append(self.find(line, number + index))
            inner.append(inner[-1] + len(line) + 1)

        def in_field(offset: int) -> int:
            line = bisect_right(inner, offset, hi=len(outer)) - 1
            return offset - inner[line] + outer[line]

        return in_field


def _items(token: Token, lines: _Lines) -> Iterator[Item]:
    number = token.map[0] if token.map else 0
    if token.type == "html_block":
        offset, length = lines.written(number)
        yield Item(kind="html", target=token.content.strip().split("\n")[0], offset=offset, length=length)
    elif token.type == "heading_open":
        marks = token.markup if token.markup.startswith("#") else ""
        offset, length = (lines.find(marks, number), len(marks)) if marks else lines.written(number)
        yield Item(kind="heading", target=marks, level=int(token.tag[1:]), offset=offset, length=length)
    elif token.type == "fence" and _RAW_ATTRIBUTE.search(token.info):
        info = token.info.strip()
        yield Item(kind="raw", target=info, offset=lines.find(info, number), length=len(info))
    elif token.type == "inline":
        yield from _inline(token.children or [], lines.of_block(token.content, number))


def _inline(tokens: list[Token], in_field: Callable[[int], int]) -> Iterator[Item]:
    for index, token in enumerate(tokens):
        if "at" in token.meta and token.type in _INLINE:
            start, end = (in_field(offset) for offset in token.meta["at"])
            target, words = _told(token, islice(tokens, index + 1, None))
            marked = token.type == "link_open" and _is_marked(islice(tokens, index + 1, None))
            yield Item(
                kind=_INLINE[token.type], target=target, words=words, marked=marked, offset=start, length=end - start
            )


def _is_marked(rest: Iterator[Token]) -> bool:
    """Whether more than words stands in a link."""
    inside = takewhile(lambda each: each.type != "link_close", rest)
    return any(each.type not in ("text", "text_special", "softbreak", "hardbreak") for each in inside)


def _told(token: Token, rest: Iterator[Token]) -> tuple[str, str]:
    """The target and the words of what stands in a line."""
    if token.type == "link_open":
        inside = takewhile(lambda each: each.type != "link_close", rest)
        return str(token.attrs.get("href", "")), "".join(each.content for each in inside)
    if token.type == "image":
        return str(token.attrs.get("src", "")), token.content
    return token.meta.get("target", token.content), token.meta.get("words", "")


_INLINE: dict[str, ItemKind] = {
    "reference": "reference",
    "unclosed": "unclosed",
    "footnote": "footnote",
    "raw": "raw",
    "html_inline": "html",
    "link_open": "link",
    "image": "image",
}


class _Reading:
    """Reads the tokens of one block as a text, and keeps where each stretch of it was written."""

    def __init__(self, content: str, in_field: Callable[[int], int]) -> None:
        self.content, self.in_field = content, in_field
        self.cursor = 0
        self.text, self.length = [""], 0
        self.pieces: list[tuple[int, int]] = []
        self.links: list[tuple[int, int]] = []
        self.open: list[tuple[int, int]] = []

    def read(self, tokens: list[Token], *, heading: bool) -> Passage:
        address = False
        for token in tokens:
            if token.markup == "autolink":
                # An address that stands for itself is a link of which nobody chose the words.
                address = token.type == "link_open"
                self._say(OPAQUE if address else "", *token.meta.get("at", (self.cursor, self.cursor)))
            elif not address:
                self._take(token)
        text = _MARKED.sub(_blanked, "".join(self.text))
        pieces = tuple(self.pieces) or ((0, self.in_field(0)),)
        return Passage(text=text, heading=heading, links=tuple(self.links), pieces=pieces)

    def _take(self, token: Token) -> None:
        start, end = token.meta.get("at", (self.cursor, self.cursor))
        if token.type == "text":
            start = max(self.content.find(token.content, self.cursor), self.cursor)
            self._say(token.content, start, start + len(token.content))
        elif token.type == "text_special":
            self._say(token.content, start, end)
        elif token.type in ("softbreak", "hardbreak"):
            start = max(self.content.find("\n", self.cursor), self.cursor)
            self._say("\n", start, start + 1)
        elif token.type == "link_open":
            self.open.append((self.length, end))
            self.cursor = start + 1
        elif token.type == "link_close":
            self._close()
        elif token.type == "reference":
            self._refer(token.meta.get("words", ""), start, end)
        elif token.type == "footnote_ref":
            self.cursor = self.content.find("]", self.cursor) + 1
        elif token.type in _SILENT:
            self.cursor = max(end, start + len(token.markup))
        else:
            self._say(OPAQUE, start, end)

    def _say(self, words: str, start: int, end: int) -> None:
        self.pieces.append((self.length, self.in_field(start)))
        self.text.append(words)
        self.length += len(words)
        self.cursor = end

    def _close(self) -> None:
        begun, end = self.open.pop() if self.open else (self.length, self.cursor)
        self.links.append((begun, self.length))
        self.cursor = end

    def _refer(self, words: str, start: int, end: int) -> None:
        if not words:
            self._say(OPAQUE, start, end)
            return
        self.links.append((self.length, self.length + len(words)))
        self._say(words, self.content.find(words, self.content.find("|", start)), end)


_SILENT = ("em_open", "em_close", "strong_open", "strong_close", "html_inline", "raw", "footnote")
_MARKED = re.compile(
    r"\[[^\[\]]*\]\{[^{}\n]*\blang=[^{}\n]*\}"  # words in another language
    r"|(?<=\])\{[^{}\n]*\}|^:{3,}.*$"  # how something is to look
    r"|\b(?:https?://|www\.)\S+",
    re.MULTILINE,
)
_DIVISION = re.compile(r"\s*:{3,}\s*(\S.*)?$")


def _blanked(match: re.Match[str]) -> str:
    return OPAQUE * len(match[0])


def _foreign_lines(lines: list[str]) -> Iterator[int]:
    """The numbers of the lines between `::: {lang=…}` and its `:::`, and of these two."""
    open_: list[bool] = []
    for number, line in enumerate(lines):
        division = _DIVISION.match(line) if ":::" in line else None
        if division and division[1]:
            open_.append("lang=" in division[1])
        if any(open_):
            yield number
        if division and not division[1] and open_:
            open_.pop()


@cache
def _parser() -> MarkdownIt:
    # Imported here because others want no more of this module than the form of a reference.
    from markdown_it import MarkdownIt, rules_inline
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.footnote import footnote_plugin

    parser = MarkdownIt("commonmark").enable("table")
    # Definitions stay where they stand, so that those that nothing calls are read too.
    parser.use(footnote_plugin, inline=False, move_to_end=False)
    parser.use(deflist_plugin)
    # Kept apart, an escaped character can be found where it was written.
    parser.disable("text_join")
    # Our own rules judge addresses and say why; the parser would print an unsafe link as plain text.
    parser.validateLink = lambda _: True  # type: ignore[method-assign, assignment]  # the library's own way
    rules = parser.inline.ruler
    for name, rule, kind in (
        ("link", rules_inline.link, "link_open"),
        ("image", rules_inline.image, "image"),
        ("autolink", rules_inline.autolink, "link_open"),
        ("html_inline", rules_inline.html_inline, "html_inline"),
        ("backticks", rules_inline.backtick, "code_inline"),
        ("escape", rules_inline.escape, "text_special"),
        ("entity", rules_inline.entity, "text_special"),
    ):
        rules.at(name, _placed(rule, kind))
    rules.before("link", "reference", _taken("reference", REFERENCE))
    rules.after("reference", "unclosed", _taken("unclosed", _UNCLOSED))
    rules.after("footnote_ref", "footnote", _taken("footnote", _FOOTNOTE))
    rules.push("raw", _taken("raw", _RAW_ATTRIBUTE))
    return parser


def _placed(rule: InlineRule, kind: str) -> InlineRule:
    """The same rule, which also notes from where to where it read."""

    def read(state: StateInline, silent: bool) -> bool:
        start, before = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        opened = next((token for token in state.tokens[before:] if token.type == kind), None)
        if opened is not None and not silent:
            opened.meta["at"] = (start, state.pos)
        return True

    return read


def _taken(kind: str, pattern: re.Pattern[str]) -> InlineRule:
    """A rule that takes what `pattern` matches: its first group is the target, its second the words."""

    def take(state: StateInline, silent: bool) -> bool:
        match = pattern.match(state.src, state.pos, state.posMax)
        if match is None:
            return False
        if not silent:
            token = state.push(kind, "", 0)
            token.content = match[0]
            target, words, *_ = *(group or "" for group in match.groups()), "", ""
            token.meta = {"at": (state.pos, match.end()), "words": words.strip()}
            if target:
                token.meta["target"] = target.strip()
        state.pos = match.end()
        return True

    return take
