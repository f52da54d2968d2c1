"""Words that an author may write to do something on a page, and what a page of Markdown shows and does."""

from __future__ import annotations

import re

from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

HOSTILE = (
    "](javascript:alert(1))", "<script>alert(1)</script>", "@everyone", "@org/team", "#12", "GH-12", "org/name#3", "!7",
    "https://evil.example", "www.evil.example", "a@evil.example", "![x](https://evil.example/x.png)", "`code`", "~bug",
    "**bold**", "_it_", "~~gone~~", "| cell |", "- item", "1. item", "> quote", "# head", "---", "&lt;b&gt;", "&copy;",
    "<!-- x -->", ":tada:", "$x$", "$$", "[x]: https://evil.example", "[^1]", "\\", "`` ` ``", "{+a+}", "[-b-]",
    "0123456789abcdef0123", "<https://evil.example>", "=cmd|'/c calc'!A1", "/close", "\u202eabc", "fixes #1",
    "[ ] task", '%"milestone"', "&5", "^alert#1",
)  # fmt: skip
SIGNS = ("*", "_", "~", "`", "\n", "[", "]", "(", ")", " ")
PIECES = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=8), st.sampled_from(SIGNS))
TEXTS = st.builds(str.join, st.sampled_from(["", " "]), st.lists(PIECES, min_size=1, max_size=8))


def markdown() -> MarkdownIt:
    """As GitHub reads it, but for the addresses that it finds in plain text: those are looked for by themselves."""
    return MarkdownIt("gfm-like", {"linkify": False, "html": True})


def shapes(page: str) -> list[str]:
    """All that is markup on a page, without its words."""
    return [shape for token in markdown().parse(page) for shape in _shapes(token)]


def _shapes(token: Token) -> list[str]:
    if token.type in ("text", "text_special", "softbreak"):
        return []
    if token.type == "html_inline":
        return [] if token.content in ("<span>", "</span>") else [token.content]
    own = [f"{token.type} {token.tag}"] if token.type != "inline" else []
    return own + [shape for child in token.children or () for shape in _shapes(child)]


CALLS = re.compile(
    r"@[\w/]|(?<![\w&])[#!~%^&](?=\w)|https?://|\bwww\.|:[\w+-]+:|\bGH-\d|\b[0-9a-f]{7,40}\b", re.IGNORECASE | re.ASCII
)
"""What a service would make a link, a picture or a call of, in the words that a page shows."""


def shown(page: str) -> str:
    texts = (child for token in markdown().parse(page) for child in token.children or ())
    return " ".join(each.content for each in texts if each.type in ("text", "text_special"))


HARMLESS = frozenset(
    ("heading", "paragraph", "table", "thead", "tbody", "tr", "th", "td", "bullet_list", "list_item", "strong", "s")
)
"""All that our own Markdown makes."""
