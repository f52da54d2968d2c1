"""Markdown to safe HTML, by way of pandoc's tree: only known nodes reach a page.

The only module that makes `Markup`. pandoc's own writer is not used: it passes raw HTML, event handlers and
`javascript:` links through, also where it was told not to read them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol
from urllib.parse import urlsplit

from markupsafe import Markup, escape
from msgspec import Struct, field

from pet_report.authored import MarkedValue, Prose
from pet_report.diagnostics import Diagnostic, Example, Rule, Severity
from pet_report.escaping import escaped
from pet_report.link import Linked
from pet_report.picture import Refused, data_address

Node = Mapping[str, Any]
Tree = Sequence[Node]
"""The blocks of one field as pandoc gives them: `[{"t": "Para", "c": […]}, …]`."""

SCHEMES = ("http", "https", "mailto", "tel")
RIGHT_TO_LEFT = frozenset(
    ("ar", "arc", "ckb", "dv", "fa", "he", "khw", "ks", "ku", "ps", "sd", "syr", "ug", "ur", "yi")
)

REFUSED = Rule(
    name="prose/refused",
    severity=Severity.ERROR,
    summary="something in the prose that no page may hold",
    why="Raw markup, scripts and unknown elements are never passed on to a page. Most are found before this; "
    "this rule stands behind the others and looks at what pandoc understood.",
    example=Example(part="proposal", bad="text: See <b>this</b>.", good="text: See **this**."),
)
PICTURE = Rule(
    name="prose/picture",
    severity=Severity.ERROR,
    summary="a picture that cannot be printed",
    why="A page holds its pictures itself, so each must be there, inside the project, and harmless: an SVG can "
    "carry scripts, and can unfold to more than a computer holds.",
    example=Example(part="proposal", bad="text: '![A map](pictures/none.png)'", good="text: A map."),
)
RULES = (REFUSED, PICTURE)
"""Found while converting, so `check` does not show them."""


class Link(Struct, frozen=True, kw_only=True):
    """Where a reader is sent. `href` None: the thing is not in any publication, so its words stand alone.

    `page` is the fragment of a target in the same document, whose page number print adds.
    """

    words: str
    href: str | None = None
    page: str | None = None
    number: str = ""


class Resolver(Protocol):
    """What prose needs to know of the publication that it stands in."""

    def link(self, target: str, words: str) -> Link: ...
    def figure(self, query: str) -> str: ...
    def image(self, address: str) -> str: ...
    def note(self, number: int) -> str: ...


class Writer(Struct):
    """Writes the trees of one publication in one medium.

    print: footnotes stand where they are called, for the page foot; otherwise they are collected in `notes`.
    silent: footnotes are left out, for text that is repeated from where they stand.
    level: of the heading above; a field's own headings begin below it. apart: whether anything was written that is
    another thing where it is silent.
    """

    resolver: Resolver
    language: str
    print: bool
    silent: bool = False
    apart: bool = False
    notes: list[tuple[str, Markup]] = field(default_factory=list)
    _made: int = 0

    def blocks(self, tree: Tree, level: int = 2) -> Markup:
        return _together([self._block(node, level) for node in tree], "\n")

    def inlines(self, tree: Tree) -> Markup:
        """The words of a field of one paragraph, without the paragraph."""
        paragraphs = [node["c"] for node in tree if node["t"] in ("Para", "Plain")]
        return _together([self._inlines(words) for words in paragraphs], " ")

    def begin(self) -> None:
        """On a new page footnotes are numbered from one again."""
        self._made = 0

    def taken_notes(self) -> list[tuple[str, Markup]]:
        """The footnotes since the last call, each with its id: to be printed where the caller stands."""
        notes, self.notes = self.notes, []
        return notes

    # --- blocks ---

    def _block(self, node: Node, level: int) -> Markup:
        match node["t"]:
            case "Para" | "Plain":
                tag = "p" if node["t"] == "Para" else ""
                return _element(tag, self._inlines(node["c"]))
            case "Header":
                self.apart = True
                depth, _, words = node["c"]
                # Repeated in a cell of a table it is no heading: the outline has it already, and a cell may hold none.
                tag = "p" if self.silent else f"h{min(level + depth, 6)}"
                return _element(tag, self._inlines(words), {"class": "in-prose"})
            case "BlockQuote":
                return _element("blockquote", self.blocks(node["c"], level))
            case "BulletList":
                return _element("ul", self._list_items(node["c"], level))
            case "OrderedList":
                (start, *_), items = node["c"]
                return _element("ol", self._list_items(items, level), {"start": start} if start != 1 else {})
            case "DefinitionList":
                return _element(
                    "dl", _together([self._definition(term, meanings, level) for term, meanings in node["c"]])
                )
            case "CodeBlock":
                return _element("pre", _element("code", escape(node["c"][1])))
            case "HorizontalRule":
                return Markup("<hr>")
            case "Table":
                return self._table(node["c"], level)
            case "Div":
                attributes, inner = node["c"]
                return _element("div", self.blocks(inner, level), _language(attributes))
            case "Figure":
                return self.blocks(node["c"][2], level)
            case "LineBlock":
                return _element("p", _together([self._inlines(line) for line in node["c"]], "<br>"))
        return _literal(node)

    def _list_items(self, items: Sequence[Tree], level: int) -> Markup:
        return _together([_element("li", self.blocks(item, level)) for item in items])

    def _definition(self, term: Tree, meanings: Sequence[Tree], level: int) -> Markup:
        heads = _element("dt", self._inlines(term))
        return heads + _together([_element("dd", self.blocks(each, level)) for each in meanings])

    def _table(self, content: Sequence[Any], level: int) -> Markup:
        _, (_, caption), columns, (_, head), bodies, _ = content
        aligned = [column[0]["t"] for column in columns]
        title = _element("caption", self.blocks(caption, level)) if caption else Markup()
        rows = [self._row(row, aligned, "th", level) for row in head]
        body = [self._row(row, aligned, "td", level) for part in bodies for row in (*part[2], *part[3])]
        inner = title + _element("thead", _together(rows)) + _element("tbody", _together(body))
        return _element("div", _element("table", inner), {"class": "in-prose table"})

    def _row(self, row: Sequence[Any], aligned: Sequence[str], tag: str, level: int) -> Markup:
        cells = []
        for (_, _, rows, columns, inner), side in zip(row[1], aligned, strict=False):
            attributes = {"scope": "col"} if tag == "th" else {}
            if side == "AlignRight":
                attributes["class"] = "number"
            # Spans come from pandoc's grid tables only, which are not read; a forged one must not cost memory.
            if rows != 1 or columns != 1:
                return Markup()
            cells.append(_element(tag, self.blocks(inner, level), attributes))
        return _element("tr", _together(cells))

    # --- words ---

    def _inlines(self, nodes: Tree) -> Markup:
        return _together([self._inline(node) for node in nodes])

    def _inline(self, node: Node) -> Markup:
        content: Any = node.get("c")
        match node["t"]:
            case "Str":
                return escape(content)
            case "Space" | "SoftBreak":
                return Markup(" ")
            case "LineBreak":
                return Markup("<br>")
            case "Emph" | "Strong" | "Strikeout" | "Superscript" | "Subscript" | "Underline" | "SmallCaps":
                return _element(_TAGS[node["t"]], self._inlines(content))
            case "Quoted":
                left, right = _QUOTES[content[0]["t"]]
                return Markup(left) + self._inlines(content[1]) + Markup(right)
            case "Code":
                return _element("code", escape(content[1]))
            case "Span":
                return _element("span", self._inlines(content[1]), _language(content[0]))
            case "Link":
                return self._link(content)
            case "Image":
                return self._image(content)
            case "Note":
                return self._note(content)
        return _literal(node)

    def _link(self, content: Sequence[Any]) -> Markup:
        (_, classes, _), inner, (address, _) = content
        # Markup inside a link's words makes a tagged PDF that readers cannot follow: its words alone are kept.
        words = plain_words(inner)
        if "wikilink" in classes:
            return self._reference(address, words)
        if not is_safe(address):
            return escape(words)
        return _element("a", escape(words), {"href": address})

    def _reference(self, target: str, words: str) -> Markup:
        if target.startswith("count:"):
            return escape(self.resolver.figure(target))
        return write_link(self.resolver.link(target, "" if words == target else words), print=self.print)

    def _image(self, content: Sequence[Any]) -> Markup:
        _, alternative, (address, _) = content
        return Markup('<img src="{}" alt="{}">').format(self.resolver.image(address), plain_words(alternative))

    def _note(self, tree: Tree) -> Markup:
        self.apart = True
        if self.silent:
            return Markup()
        self._made += 1
        name = f"note-{self._made}-"
        if self.print:
            # Its call and its number at the foot of the page are made by the style, and linked where it is printed.
            return _element("span", self._note_words(tree), {"class": "footnote", "id": f"{name}text"})
        self.notes.append((name, self._note_words(tree)))
        return Markup('<sup class="call"><a id="{0}call" href="#{0}text" aria-label="{2}">{1}</a></sup>').format(
            name, self._made, self.resolver.note(self._made)
        )

    def _note_words(self, tree: Tree) -> Markup:
        """A note's paragraphs in one: WeasyPrint floats a span to the page foot, and a span holds no blocks."""
        paragraphs = [node["c"] for node in tree if node["t"] in ("Para", "Plain")]
        return _together([self._inlines(words) for words in paragraphs], "<br>")


def write_link(link: Link, *, print: bool) -> Markup:  # noqa: A002 - the field's word
    """A link and, in print, the page of its target outside it: a number inside would be read as part of it."""
    words = f"{link.number} {link.words}".strip()
    if link.href is None:
        return escaped(words)
    made = _element("a", escaped(words), {"href": link.href})
    return made + page_of(link.page) if print and link.page else made


def page_of(anchor: str) -> Markup:
    """Where print puts the number of the page on which a target stands."""
    return Markup(f'<span class="page" data-to="#{escaped(anchor)}"></span>')


def is_safe(address: str) -> bool:
    """True for the schemes that a page may link to."""
    try:
        return urlsplit(address.strip()).scheme.lower() in SCHEMES
    except ValueError:
        return False


def plain_words(nodes: Tree) -> str:
    """The words of inline nodes, without any markup."""
    return "".join(_plain(node) for node in nodes)


def refusals(tree: Any) -> Iterator[str]:
    """What in a tree no page may hold, in words."""
    if isinstance(tree, list):
        for item in tree:
            yield from refusals(item)
    elif isinstance(tree, dict):
        if tree.get("t") in ("RawInline", "RawBlock"):
            yield f'raw markup "{tree["c"][1][:40]}"'
        elif tree.get("t") in ("Math", "Cite"):
            yield f"a {tree['t'].lower()} element"
        elif tree.get("t") == "Link" and "wikilink" not in tree["c"][0][1] and not is_safe(tree["c"][2][0]):
            yield f'a link to "{tree["c"][2][0][:40]}"'
        yield from refusals(tree.get("c"))


class Converted(Struct, frozen=True, kw_only=True):
    """The trees of every Markdown field, by the text of the field: equal texts are converted once.

    kinds: of all nodes in each.
    """

    trees: Mapping[str, Tree]
    kinds: Mapping[str, frozenset[str]]
    found: tuple[Diagnostic, ...]
    _written: dict[tuple[str, str], Markup] = field(default_factory=dict)

    def written(self, text: str, form: str, write: Callable[[Tree], Markup]) -> Markup:
        """A field as markup. What reads the same in every publication and medium is written once in each form."""
        if not _ITS_OWN.isdisjoint(self.kinds[text]):
            return write(self.trees[text])
        key = text, form
        if key not in self._written:
            self._written[key] = write(self.trees[text])
        return self._written[key]


_ITS_OWN = frozenset(("Link", "Image", "Note", "Header"))
"""What depends on where it stands, or on what stands around it."""
_REFUSED = frozenset(("RawInline", "RawBlock", "Math", "Cite", "Link"))
"""Among these are those that `refusals` names."""


def kinds_in(tree: Tree) -> frozenset[str]:
    """Those of all nodes in a tree."""
    found: set[str] = set()
    waiting: list[Any] = [tree]
    for items in waiting:
        for item in items:
            inside = item
            if type(item) is dict:
                found.add(item["t"])
                inside = item.get("c")
            if type(inside) is list:
                waiting.append(inside)
    return frozenset(found)


def convert(linked: Linked, read_markdown: Callable[[Sequence[str]], Sequence[Tree]]) -> Converted:
    """Read every Markdown field of the project in one run of pandoc."""
    fields = [value for value in linked.prose if isinstance(value.mark, Prose)]
    texts = sorted({value.value for value in fields})
    trees = dict(zip(texts, read_markdown(texts), strict=True))
    kinds = {text: kinds_in(tree) for text, tree in trees.items()}
    bad = {text: [] if _REFUSED.isdisjoint(kinds[text]) else list(refusals(tree)) for text, tree in trees.items()}
    found = tuple(_refused(value, what) for value in fields for what in bad[value.value])
    return Converted(trees=trees, kinds=kinds, found=found)


def pictures(
    linked: Linked, converted: Converted, read: Callable[[str], bytes]
) -> tuple[dict[str, str], tuple[Diagnostic, ...]]:
    """The pictures of all fields as `data:` addresses, and those that may not be printed. `read` raises OSError."""
    made: dict[str, str] = {}
    found = []
    for value in linked.prose:
        for address in _addresses(converted.trees[value.value]) if "Image" in converted.kinds[value.value] else ():
            try:
                made[address] = data_address(read(address))
            except (Refused, OSError) as error:
                why = str(error) if isinstance(error, Refused) else "there is no such file in the project"
                found.append(PICTURE.at(value.place, f'the picture "{address}" cannot be printed: {why}'))
    return made, tuple(found)


def _addresses(tree: Any) -> Iterator[str]:
    if isinstance(tree, list):
        for item in tree:
            yield from _addresses(item)
    elif isinstance(tree, dict):
        if tree.get("t") == "Image":
            yield tree["c"][2][0]
        yield from _addresses(tree.get("c"))


def _refused(value: MarkedValue, what: str) -> Diagnostic:
    return REFUSED.at(value.place, f"{what} is not allowed in prose", hint="write it in plain Markdown")


def _element(tag: str, inner: str, attributes: Mapping[str, object] | None = None) -> Markup:
    """inner: markup. Written out by hand, for `Markup.format` takes ten times as long, and a report has thousands."""
    if not tag:
        return Markup(inner)
    written = "".join([f' {key}="{escaped(value)}"' for key, value in attributes.items()]) if attributes else ""
    return Markup(f"<{tag}{written}>{inner}</{tag}>")


def _together(parts: Iterable[Markup], between: str = "") -> Markup:
    """Pieces of markup one after another. `Markup.join` would look at each again."""
    return Markup(between.join(parts))


def _literal(node: Node) -> Markup:
    """A node that is not on the list: its text, as text. A build stops before this on what `refusals` names."""
    content = node.get("c")
    return escape(content[-1]) if isinstance(content, list) and content and isinstance(content[-1], str) else Markup()


def _language(attributes: Sequence[Any]) -> dict[str, object]:
    """Only a language passes; the direction follows from it."""
    language = str(dict(attributes[2]).get("lang", ""))
    if not language or not all(part.isascii() and part.isalnum() and len(part) <= 8 for part in language.split("-")):
        return {}
    direction = "rtl" if language.split("-", maxsplit=1)[0].lower() in RIGHT_TO_LEFT else "ltr"
    return {"lang": language, "dir": direction}


def _plain(node: Node) -> str:
    content = node.get("c")
    match node["t"]:
        case "Str":
            return str(content)
        case "Space" | "SoftBreak" | "LineBreak":
            return " "
        case "Code":
            return str(node["c"][1])
        case "Quoted":
            left, right = _QUOTES[node["c"][0]["t"]]
            return left + plain_words(node["c"][1]) + right
        case "Link" | "Span" | "Image":
            return plain_words(node["c"][1])
        case "Emph" | "Strong" | "Strikeout" | "Superscript" | "Subscript" | "Underline" | "SmallCaps":
            return plain_words(node["c"])
    return ""


_TAGS = {
    "Emph": "em",
    "Strong": "strong",
    "Strikeout": "s",
    "Superscript": "sup",
    "Subscript": "sub",
    "Underline": "span",
    "SmallCaps": "span",
}
_QUOTES = {"SingleQuote": ("‘", "’"), "DoubleQuote": ("“", "”")}
