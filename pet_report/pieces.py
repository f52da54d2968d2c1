"""The parts of a publication that is to be printed, cut from its HTML, and what can be known of them beforehand."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

PART = "<!--part-->"
"""Templates put it before what begins a page. No author can write it: prose holds no comments."""

_CHARACTERS_OF_A_PAGE = 2300
"""Of HTML; half as many or twice as many mostly guess the same number of digits."""
_MARGIN = 1.25
_LONGEST_TITLE = 60


_TAG = re.compile(r"""<[a-zA-Z](?:"[^"]*"|'[^']*'|[^'">])*>""")
_ATTRIBUTE = re.compile(r"""\s(id|class|data-to)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_RUNNING = re.compile(r'\sdata-run="([^"]*)"')
_BODY = re.compile(r"""<body(?:"[^"]*"|'[^']*'|[^'">])*>""")
_HEADING = re.compile(r"<h[12][^>]*>(.*?)</h[12]>", re.DOTALL)


class Piece(Struct, frozen=True, kw_only=True):
    """The HTML of a part, and what can be known of it without laying it out.

    head, body, foot: what all parts begin with, what this one holds, in UTF-8, for it may wait long, and what all end
    with. length: letters of the body. targets: the places whose pages it shows within its text; shown: those, and the
    others whose pages it shows. notes: how many footnotes it has.
    """

    title: str
    head: str
    body: bytes
    foot: str
    length: int
    targets: frozenset[str]
    shown: frozenset[str]
    notes: int


def cut(html: str) -> list[Piece]:
    """A page for each part, with the head and the body element of the whole."""
    begin, end = _BODY.search(html), html.rfind("</body>")
    first, last = begin.end() if begin else 0, end if end >= 0 else len(html)
    head, body = html[:first], html[first:last]
    return [_piece(head, part, html[last:]) for part in (body.split(PART) if _may_be_cut(head) else [body])]


_COUNTS = re.compile(
    r"counters?\(\s*pages?\b|target-counters?\(|counter-(?:reset|set|increment)[^;}]*\bpage\b|counter-(?:set|increment)\s*:"
)
_USUAL = re.compile(r"content:\s*counter\(page\)\s*;|counter-increment:\s*source\s*;")
_FIRST = re.compile(r"@page[^{]*:(?:first|nth)\b")


def _may_be_cut(head: str) -> bool:
    """Whether the styles count nothing but what ours count, and treat no page by its place in the whole."""
    return not _COUNTS.search(_USUAL.sub("", head)) and not _FIRST.search(head)


def _piece(head: str, body: str, foot: str) -> Piece:
    targets: set[str] = set()
    columns: set[str] = set()
    first = ""
    notes = 0
    for tag in _TAG.finditer(body):
        if first and "data-to" not in tag[0] and "footnote" not in tag[0]:
            continue  # nearly all
        said = {found[1]: found[2] or found[3] or found[4] or "" for found in _ATTRIBUTE.finditer(tag[0])}
        classes = said.get("class", "").split()
        notes += "footnote" in classes
        first = first or said.get("id", "")
        if said.get("data-to", "").startswith("#"):
            (columns if "folio" in classes else targets).add(said["data-to"][1:])
    return Piece(title=_title(body, first), head=head, body=body.encode(), foot=foot, length=len(body),
                  targets=frozenset(targets), shown=frozenset(targets | columns), notes=notes)  # fmt: skip


def _title(body: str, first: str) -> str:
    """What to call a part when speaking of it."""
    heading = _HEADING.search(body) or _RUNNING.search(body)
    title = " ".join(re.sub(r"<[^>]*>", " ", heading[1]).split()) if heading else first
    return title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 2].rstrip() + " …"


def digits_expected(pieces: Sequence[Piece]) -> int:
    """How many the numbers of pages have at most, guessed from how long all is; rather one too many than too few."""
    return len(str(round(sum(piece.length for piece in pieces) / _CHARACTERS_OF_A_PAGE * _MARGIN)))
