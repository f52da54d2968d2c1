"""A finished HTML page as a tree whose elements know where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from pet_report.source import Place, Position, Source

DEEPEST = 400
"""Elements within elements; what is deeper is put beside its parent."""

_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)  # fmt: skip
_CLOSES = {
    "li": ("li",), "dt": ("dt", "dd"), "dd": ("dt", "dd"), "tr": ("tr", "td", "th"), "td": ("td", "th"),
    "th": ("td", "th"), "option": ("option",), "p": ("p",),
}  # fmt: skip
"""What a start tag ends that was left open."""
_HOLDERS = frozenset(("ul", "ol", "dl", "table", "thead", "tbody", "tfoot", "select", "body", "div", "section"))
_UNSEEN = frozenset(("script", "style", "template", "head", "noscript"))
BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "br", "caption", "dd", "details", "div", "dl", "dt",
        "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
        "html", "legend", "li", "main", "nav", "ol", "option", "p", "pre", "section", "summary", "table", "tbody",
        "td", "tfoot", "th", "thead", "tr", "ul",
    )
)  # fmt: skip


@dataclass(slots=True, eq=False)
class Node:
    """An element. children: elements and texts, in their order."""

    tag: str
    place: Place
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)
    parent: Node | None = None

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name, "")

    @property
    def classes(self) -> frozenset[str]:
        return frozenset(self["class"].split())

    def nodes(self, *tags: str) -> Iterator[Node]:
        """Itself and everything in it, in the order of the page; only elements of these tags where any is named."""
        waiting: list[Node] = [self]
        while waiting:
            node = waiting.pop()
            if not tags or node.tag in tags:
                yield node
            waiting.extend(each for each in reversed(node.children) if isinstance(each, Node))

    def above(self) -> Iterator[Node]:
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def pieces(self) -> Iterator[tuple[Node, str]]:
        """The texts that a reader meets, each with the element that holds it; "" where a block begins or ends."""
        waiting: list[Node | str | tuple[Node, str]] = [self]
        holder = self
        while waiting:
            each = waiting.pop()
            if isinstance(each, tuple):
                yield each
            elif isinstance(each, Node) and each.tag not in _UNSEEN:
                holder = each
                edge = [(each, "")] if each.tag in BLOCKS else []
                yield from edge
                waiting.extend(edge)
                waiting.extend(
                    reversed([child if isinstance(child, Node) else (holder, child) for child in each.children])
                )

    @property
    def text(self) -> str:
        """Its words, with a space between two."""
        return " ".join("".join(words or " " for _, words in self.pieces()).split())

    @property
    def language(self) -> str:
        return next((node["lang"] for node in (self, *self.above()) if node["lang"]), "")


def read(source: Source) -> Node:
    """The tree of a page. Whatever stands there, there is a tree: what is wrong with it is for others to say."""
    reader = _Reader(source)
    reader.feed(source.text)
    reader.close()
    return reader.root


class _Reader(HTMLParser):
    def __init__(self, source: Source) -> None:
        super().__init__(convert_charrefs=True)
        self.source = source
        self.root = Node("", source.whole())
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._end_what_was_left_open(tag)
        parent = self.open[-1]
        told: dict[str, str] = {}
        for name, value in attrs:
            told.setdefault(name, value or "")  # of two, the first counts
        node = Node(tag, self._place(), told, parent=parent)
        parent.children.append(node)
        if tag not in _VOID and len(self.open) < DEEPEST:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if self.open[-1].tag == tag and tag not in _VOID and any(each.tag == "svg" for each in self.open):
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].tag == tag:
                del self.open[depth:]
                return

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def _end_what_was_left_open(self, tag: str) -> None:
        for depth in range(len(self.open) - 1, 0, -1):
            inner = self.open[depth].tag
            if inner in _CLOSES.get(tag, ()):
                del self.open[depth:]
                return
            if inner in _HOLDERS:
                return

    def _place(self) -> Place:
        line, column = self.getpos()
        written = (self.get_starttag_text() or "").split("\n")[0]
        start = Position(line, column + 1)
        return Place(self.source, start, Position(line, column + 1 + len(written)))
