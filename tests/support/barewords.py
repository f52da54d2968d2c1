"""Words for readers that stand in a template, a style, a script or the view, and in no catalogue."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser

from jinja2 import nodes

from pet_report.catalogue import choose
from pet_report.render import Templates

SAYING = frozenset(("gettext", "ngettext", "pgettext", "npgettext", "_", "Message"))
"""What stands in such a call is a message, and is extracted."""
SPOKEN = frozenset(("aria-label", "aria-description", "aria-roledescription", "alt", "title", "placeholder", "label"))
"""Attributes that are read out or shown, as are all `data-` ones that hold words."""
_HOLE = "\ufffc"
"""Stands where a template puts something."""
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_SENTENCE = re.compile(r"^[^\W\d_]*[A-Z][a-z]|[^\W\d_]{2,} [^\W\d_]{2,}|(?<!\S)[^\W\d_]+ $|^ [^\W\d_]+(?!\S)")


# --- templates ---------------------------------------------------------------------------------------------------


def in_template(source: str, classes: frozenset[str] = frozenset()) -> list[str]:
    """The bare words of a template: in its text, in attributes that are read out, in its expressions.

    classes: what expressions may hold, for these are names in a style.
    """
    tree = Templates({}, choose("en-GB", {})).environment.parse(source)
    page = _Page()
    page.feed("".join(_text(tree)))
    constants = map(_untagged, _constants(tree))
    return [*page.found, *(each for each in constants if _SENTENCE.search(each) and not set(each.split()) <= classes)]


def _text(node: nodes.Node) -> Iterator[str]:
    """The text of a template, with a mark where something else stands."""
    if isinstance(node, nodes.TemplateData):
        yield node.data
    elif isinstance(node, nodes.Expr):
        yield _HOLE
    else:
        for child in node.iter_child_nodes():
            yield from _text(child)


def _constants(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in SAYING:
        children: Sequence[nodes.Node] = node.kwargs
    else:
        children = list(node.iter_child_nodes())
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    for child in children:
        yield from _constants(child)


class _Page(HTMLParser):
    """Finds words in the text of a page and in the attributes that are read out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent = tag in ("style", "script")
        for name, value in attrs:
            if (name in SPOKEN or name.startswith("data-")) and value and _LETTERS.search(value):
                self.found.append(f'{name}="{value}"')

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the parser gives it
        self.silent = False

    def handle_data(self, data: str) -> None:
        if not self.silent and _LETTERS.search(data):
            self.found.append(data.strip())


# --- styles and scripts ------------------------------------------------------------------------------------------


def in_style(source: str) -> list[str]:
    """Words that a style would print."""
    contents = re.findall(r"content:\s*([^;}]*)", re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL))
    strings = [string for content in contents for string in re.findall(r'"([^"]*)"|\'([^\']*)\'', content)]
    said = [re.sub(r"\\[0-9a-fA-F]{1,6}\s?", "", one or other) for one, other in strings]
    return [each for each in said if _LETTERS.search(each)]


def in_script(source: str, classes: frozenset[str] = frozenset()) -> list[str]:
    """Words in the strings of a script that are no selector, name, class, key or pattern."""
    code = re.sub(r"^\s*//.*$", "", source, flags=re.MULTILINE)
    strings = [a or b for a, b in re.findall(r'"((?:[^"\\\n]|\\.)*)"|\'((?:[^\'\\\n]|\\.)*)\'', code)]
    strings += [piece for text in re.findall(r"`([^`]*)`", code) for piece in re.split(r"\$\{[^}]*\}", text)]
    said = [each for each in strings if _SENTENCE.search(each) and not re.search(r"[\[\].#>=<{}]|^use strict$", each)]
    return [each for each in said if not set(each.split()) <= classes | _KEYS and not re.search(r"[a-z][A-Z]", each)]


_KEYS = frozenset(("Escape", "Enter", "Tab", "Home", "End"))


# --- the view ----------------------------------------------------------------------------------------------------


def in_code(source: str) -> list[str]:
    """Words in a module's strings that are no message, no documentation and no failure of ours."""
    return [text for text in map(_untagged, _strings(ast.parse(source))) if _SENTENCE.search(text)]


def _strings(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Expr(value=ast.Constant()) | ast.Raise() | ast.FormattedValue(value=ast.Name()):
            return
        case ast.Call(func=called) if _called(called) in SAYING:
            yield from (text for each in node.keywords for text in _strings(each))
            return
        case ast.Subscript(value=ast.Name(id="Literal")):
            return
        case ast.Call(func=called) if _called(called) in ("compile", "sub"):
            return  # a pattern is for no reader
        case ast.Dict():
            # Names are for programs, and so is what a thing is called in the words of schema.org.
            pairs = zip(node.keys, node.values, strict=True)
            told = [value for key, value in pairs if not (isinstance(key, ast.Constant) and key.value == "@type")]
            yield from (text for each in told for text in _strings(each))
            return
        case ast.Constant(value=str(text)):
            yield text
    for child in ast.iter_child_nodes(node):
        yield from _strings(child)


def _untagged(text: str) -> str:
    return re.sub(r"<[^>]*>", "", text)


def _called(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
