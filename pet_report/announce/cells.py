"""How text looks on a screen of fixed-width cells: what is invisible made visible, and how wide it is."""

from __future__ import annotations

import re
import unicodedata
from itertools import accumulate

TAB = "    "


def visible(text: str) -> str:
    """The same text on one line, in which nothing can move the cursor, change colours or hide."""
    return text if _ordinary(text) else "".join(map(_shown, text))


def width(text: str) -> int:
    """How many cells the text takes."""
    return len(text) if _ordinary(text) else sum(map(_cells, text))


def fitting(text: str, room: int) -> str:
    """As many of its first characters as `room` cells hold, and one at least."""
    return text[: max(sum(reached <= room for reached in accumulate(map(_cells, text))), 1)]


def in_markdown(text: str) -> str:
    """Text that a cell of a Markdown table shows as it is: nothing in it is Markdown or HTML."""
    plain = visible(text).replace("&", "&amp;").replace("<", "&lt;")
    return "".join(f"\\{each}" if each in "\\|`*_[]{}#!~" else each for each in plain)


def wrapped(text: str, room: int, *, first: str = "", later: str = "") -> str:
    """The words of `text` in lines of at most `room` cells, as far as words allow.

    `first` begins the first line, `later` each other.
    """
    lines, line = [], first
    for word in text.split():
        fits = width(line) + 1 + width(word) <= room
        if line in (first, later) or fits:
            line += word if line in (first, later) else f" {word}"
        else:
            lines.append(line)
            line = later + word
    return "\n".join([*lines, line])


def window(line: str, start: int, end: int, room: int) -> tuple[str, int, int]:
    """What of `line` fits into `room` cells around its characters `start` to `end`.

    The words to print, and the cells at which the marked ones begin and end.
    """
    # A file that a program wrote may be one line: what is far away is not even looked at.
    parts = line[max(start - _FAR, 0) : start], line[start : min(end, start + _FAR)], line[end : end + _FAR]
    before, marked, after = map(visible, parts)
    marked = _left(marked, room - 2)
    around = room - width(marked)
    ahead = _right(before, max(around // 2, around - width(after), 1))
    behind = _left(after, max(around - width(ahead), 1))
    return ahead + marked + behind, width(ahead), width(ahead + marked)


_FAR = 1000
"""Characters of which no room for marks holds more."""


def paragraph_in_markdown(text: str) -> str:
    """The same as a paragraph of its own: it does not begin a list, a quotation or an underline either."""
    plain = in_markdown(" ".join(text.split()))
    return _BLOCK.sub(r"\1\\\2", plain)


def words_in_markdown(text: str) -> str:
    """Words in a line of Markdown that others print, such as a comment: nothing in them is Markdown, HTML or a link,
    nobody is called, and no issue, label or commit is named."""
    joined = _CALLING.sub(lambda found: f"{found[0]}{JOINER}", " ".join(text.split()))
    return in_markdown(joined).replace("$", "<span>$</span>")


JOINER = "\N{WORD JOINER}"
"""Takes no room, and no service sees a name behind it."""
_CALLING = re.compile(
    r"""[@\#!~%&^](?=["'{\w]) | :(?=[\w+-]+:|//) | \bwww(?=\.) | \bGH-(?=\d) | [0-9a-f]{6}(?=[0-9a-f])""",
    re.VERBOSE | re.IGNORECASE,
)
"""What services look for in a text: who or what is called, small pictures, addresses, commits."""
_BLOCK = re.compile(r"^(\d*)([-+=>.)])")


def _ordinary(text: str) -> bool:
    """A short way for most texts: each character takes one cell, and none is invisible."""
    return text.isascii() and text.isprintable()


def _left(text: str, room: int) -> str:
    if width(text) <= room:
        return text
    return text[: _fitting(text, room)] + "…"


def _right(text: str, room: int) -> str:
    if width(text) <= room:
        return text
    return "…" + text[len(text) - _fitting(text[::-1], room) :]


def _fitting(text: str, room: int) -> int:
    """How many characters leave a cell for the mark that others were left out."""
    return room - 1 if text.isascii() else sum(reached < room for reached in accumulate(map(_cells, text)))


def _shown(character: str) -> str:
    if character == "\t":
        return TAB
    if character < " ":
        return "␤" if character == "\n" else chr(0x2400 + ord(character))
    if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") or character in _TURNING:
        return "�"
    return character


_TURNING = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""They reverse the order of what follows: a line could read otherwise than it is."""


def _cells(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
