"""Rules about prose: what stands in a Markdown field must be safe, lead somewhere, and print as meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from msgspec import Struct

from pet_report import figures
from pet_report.authored import MarkedValue, Prose
from pet_report.diagnostics import Diagnostic, Example, Rule, Severity, or_its_start, suggest, with_article
from pet_report.link import Linked
from pet_report.markdown import Item, blocks, items
from pet_report.rules.references import Meant
from pet_report.source import Place


def _rule(fault: str, summary: str, why: str, bad: str, good: str) -> Rule:
    example = Example(part="proposal", bad=f"text: |\n  {bad}\n", good=f"text: |\n  {good}\n")
    return Rule(name=f"prose/{fault}", severity=Severity.ERROR, summary=summary, why=why, example=example)


RAW_HTML = _rule(
    "raw-html",
    "HTML in the prose",
    "HTML can carry programs and pull in files; and it means nothing in print.",
    "Open <b>every</b> weekday.",
    "Open **every** weekday.",
)
RAW_BLOCK = _rule(
    "raw-block",
    "text marked as being for one output format only",
    "It would reach the page unread and unchecked, and be missing from every other format.",
    "`<script>`{=html} Open every weekday.",
    "Open every weekday.",
)
UNSAFE_LINK = _rule(
    "unsafe-link",
    "a link to something that is not on the web",
    "Such a link runs a program, or points to a file that only its author has.",
    "See [the list](file:///home/me/list.txt).",
    "See [the list](https://example.org/list).",
)
UNKNOWN_REFERENCE = _rule(
    "unknown-reference",
    "a reference to an id that is not declared",
    "The reader would find an id in brackets instead of a title and a link.",
    "See [[secnd-proposal]].",
    "See [[second-proposal]].",
)
BAD_COUNT = _rule(
    "bad-count",
    "a figure that cannot be computed",
    "The sentence would be printed with a hole in it.",
    "There are [[count:proposal]].",
    "There are [[count:proposals]].",
)
UNCLOSED_REFERENCE = _rule(
    "unclosed-reference",
    "a reference that is not closed with two brackets on the same line",
    "It would be printed as brackets and an id, and lead nowhere.",
    "See [[second-proposal].",
    "See [[second-proposal]].",
)
HEADING_SKIPPED = _rule(
    "heading-skipped",
    "a heading that skips a level",
    "People who listen to a page find their way by its levels; standards for accessible documents forbid "
    "gaps. The first heading of a field is of level one: it is fitted in below the heading above it.",
    "### Opening hours",
    "# Opening hours",
)
HEADING_IN_LINE = Rule(
    name="prose/heading-in-line",
    severity=Severity.ERROR,
    summary="a heading in a field of one line",
    why="The field is printed inside a sentence or a table, where no heading can stand.",
    example=Example(part="proposal", bad="timescale: '# Soon'", good="timescale: Soon"),
)
BLOCKS_IN_LINE = Rule(
    name="prose/blocks-in-line",
    severity=Severity.ERROR,
    summary="several paragraphs, a list or a table in a field of one line",
    why="The field is printed inside a sentence or a table, where only words have room.",
    example=Example(part="proposal", bad="timescale: '- Soon'", good="timescale: Soon"),
)
IMAGE_REMOTE = _rule(
    "image-remote",
    "a picture that is not a file of the project",
    "A build never uses the network, and what lies elsewhere can change or vanish after it was checked.",
    "![The bus](https://example.org/bus.png)",
    "![The bus](pictures/bus.png)",
)
IMAGE_OUTSIDE = _rule(
    "image-outside",
    "a picture from outside the project's folder",
    "Nobody else has the file; and what lies outside is not meant to be published.",
    "![The bus](../bus.png)",
    "![The bus](pictures/bus.png)",
)
IMAGE_WITHOUT_ALTERNATIVE = _rule(
    "image-without-alternative",
    "a picture without words for those who cannot see it",
    "A reader who listens to the page learns only that there is a picture.",
    "![](pictures/bus.png)",
    "![The bus](pictures/bus.png)",
)
FOOTNOTE_UNKNOWN = _rule(
    "footnote-unknown",
    "a call for a footnote that is not written",
    "It would be printed as brackets and a mark.",
    "Open every weekday.[^hours]",
    "Open every weekday.[^hours]\n\n  [^hours]: From nine to five.",
)
EMPTY_LINK = _rule(
    "empty-link",
    "a link without words",
    "There is nothing to see, to click or to hear.",
    "See [](https://example.org/list).",
    "See [the list](https://example.org/list).",
)


LINK_MARKUP = Rule(
    name="prose/link-markup",
    severity=Severity.WARNING,
    summary="more than words in a link",
    why="Bold, code or a picture inside a link makes a tagged PDF that readers cannot follow. So the words of the link "
    "are printed, and the rest is left out.",
    example=Example(
        part="proposal",
        bad="text: See [the **whole** list](https://example.org/list).",
        good="text: See [the whole list](https://example.org/list).",
    ),
)
TABLE_HEAD = _rule(
    "table-head",
    "a table with a column that has no head",
    "Who listens to a table hears the head of the column before each cell. Only the first column may do without, where "
    "it holds the heads of the rows.",
    "| | |\n  | --- | --- |\n  | Monday | 9 |",
    "| Day | Hours |\n  | --- | --- |\n  | Monday | 9 |",
)


class _Corpus:
    """What is asked of the whole project again and again, remembered for one run."""

    def __init__(self, linked: Linked) -> None:
        self.linked = linked
        self.meant = Meant(linked)
        self.complete = linked.project.all_ids and linked.project.report is not None
        self._counts: dict[str, figures.BadCount | None] = {}

    def fault_of(self, count: str) -> figures.BadCount | None:
        if count not in self._counts:
            self._counts[count] = self._computed(count)
        return self._counts[count]

    def _computed(self, count: str) -> figures.BadCount | None:
        try:
            figures.compute(figures.parse(count), self.linked)
        except figures.BadCount as bad:
            return bad
        return None


class _Field(Struct, frozen=True, kw_only=True):
    value: MarkedValue
    items: tuple[Item, ...]
    corpus: _Corpus

    @property
    def one_line(self) -> bool:
        return isinstance(self.value.mark, Prose) and not self.value.mark.blocks

    def place(self, item: Item, word: str = "") -> Place:
        """Where `word` stands in the item, or the whole item."""
        written = self.value.value[item.offset : item.offset + item.length]
        inside = written.find(word) if word else -1
        if inside < 0:
            return self.value.located.within(item.offset, item.length)
        return self.value.located.within(item.offset + inside, len(word))

    def of_kind(self, kind: str) -> Iterator[Item]:
        return (item for item in self.items if item.kind == kind)


def prose(linked: Linked) -> Iterator[Diagnostic]:
    """Every rule on every field: each is parsed once."""
    corpus = _Corpus(linked)
    for value in linked.prose:
        field = _Field(value=value, items=items(value.value), corpus=corpus)
        for look in _ON_ITEMS if field.items else ():
            yield from map(or_its_start, look(field))
        yield from map(or_its_start, blocks_in_line(field))


def raw_html(field: _Field) -> Iterator[Diagnostic]:
    opened = set()
    for item in field.of_kind("html"):
        tag = _tag(item.target)
        if item.target.startswith("</") and tag in opened:
            continue  # one fault, not two
        opened.add(tag)
        hint = _INSTEAD.get(tag, 'write it in Markdown, or put a "\\" before the "<" to print it')
        yield RAW_HTML.at(field.place(item), f'"{_short(item.target)}" is HTML', hint=hint)


def raw_block(field: _Field) -> Iterator[Diagnostic]:
    for item in field.of_kind("raw"):
        message = f'"{_short(item.target)}" sends text past the checks'
        yield RAW_BLOCK.at(field.place(item), message, hint="take it out, and write its text in Markdown")


def unsafe_link(field: _Field) -> Iterator[Diagnostic]:
    for item in field.of_kind("link"):
        if _SAFE.match(item.target):
            continue
        message = f'"{_short(item.target)}" is not an address on the web'
        hint = "link to an address that begins with https://, or refer to a part of the report as [[id]]"
        if _BARE.fullmatch(item.target):
            hint = f'did you mean "https://{item.target}"?'
        yield UNSAFE_LINK.at(field.place(item, item.target), message, hint=hint)


def unknown_reference(field: _Field) -> Iterator[Diagnostic]:
    linked = field.corpus.linked
    for item in field.of_kind("reference") if field.corpus.complete else ():
        if not item.target.startswith(figures.PREFIX) and item.target not in linked.things:
            hint = field.corpus.meant(item.target)
            place = field.place(item, item.target)
            yield UNKNOWN_REFERENCE.at(place, f'"{item.target}" is not declared anywhere', hint=hint)


def bad_count(field: _Field) -> Iterator[Diagnostic]:
    for item in field.of_kind("reference") if field.corpus.complete else ():
        bad = field.corpus.fault_of(item.target) if item.target.startswith(figures.PREFIX) else None
        if bad is not None:
            hint = suggest(bad.word, bad.allowed, few=12) or "take it out, or write the figure yourself"
            yield BAD_COUNT.at(field.place(item, bad.word), bad.message, hint=hint)


def unclosed_reference(field: _Field) -> Iterator[Diagnostic]:
    for item in field.of_kind("unclosed"):
        message = f'"{_short(item.target)}" is not a whole reference'
        hint = "write [[id]] or [[id|words]], on one line"
        yield UNCLOSED_REFERENCE.at(field.place(item), message, hint=hint)


def heading_skipped(field: _Field) -> Iterator[Diagnostic]:
    above = 0
    for item in field.of_kind("heading") if not field.one_line else ():
        if item.level > above + 1:
            expected = "#" * (above + 1)
            before = f"a heading of level {above}" if above else "no other heading"
            message = f"a heading of level {item.level} after {before}"
            hint = f'did you mean "{expected}"?' if item.target else f'begin the heading with "{expected}"'
            yield HEADING_SKIPPED.at(field.place(item), message, hint=hint)
        above = item.level


def heading_in_line(field: _Field) -> Iterator[Diagnostic]:
    for item in field.of_kind("heading") if field.one_line else ():
        message = f'a heading has no room in "{_name(field)}"'
        yield HEADING_IN_LINE.at(field.place(item), message, hint="write it as plain words")


def blocks_in_line(field: _Field) -> Iterator[Diagnostic]:
    if not field.one_line:
        return
    block = next((each for each in blocks(field.value.value) if each.target != "heading"), None)
    if block is not None:
        message = f'{with_article(block.target)} has no room in "{_name(field)}"'
        hint = 'write one paragraph; put a "\\" before a sign that was meant as it stands'
        yield BLOCKS_IN_LINE.at(field.place(block), message, hint=hint)


def image(field: _Field) -> Iterator[Diagnostic]:
    for item in field.of_kind("image"):
        address = unquote(item.target).replace("\\", "/")
        place = field.place(item, item.target)
        if _REMOTE.match(address):
            message = f'"{_short(item.target)}" is not a file of the project'
            yield IMAGE_REMOTE.at(place, message, hint="put the picture into the project's folder")
        elif _OUTSIDE.search(address):
            message = f'"{_short(item.target)}" lies outside the project'
            hint = "put the picture into the project's folder, and write its path from there"
            yield IMAGE_OUTSIDE.at(place, message, hint=hint)
        if not item.words.strip():
            message = "this picture has no words for those who cannot see it"
            hint = "say between the square brackets what it shows"
            yield IMAGE_WITHOUT_ALTERNATIVE.at(field.place(item), message, hint=hint)


def footnote_unknown(field: _Field) -> Iterator[Diagnostic]:
    for item in field.of_kind("footnote"):
        message = f'there is no footnote "{item.target}"'
        hint = f'add a paragraph "[^{item.target}]: …" to this field, or take the mark out'
        yield FOOTNOTE_UNKNOWN.at(field.place(item), message, hint=hint)


def empty_link(field: _Field) -> Iterator[Diagnostic]:
    for item in field.of_kind("link"):
        if not item.words.strip():
            hint = "write the words of the link between the square brackets"
            yield EMPTY_LINK.at(field.place(item), "this link has no words", hint=hint)


def link_markup(field: _Field) -> Iterator[Diagnostic]:
    for item in field.of_kind("link"):
        if item.marked and item.words.strip():
            message = f'what stands in the link "{_short(item.words.strip())}" is more than words'
            yield LINK_MARKUP.at(field.place(item), message, hint="leave plain words between the square brackets")


def table_head(field: _Field) -> Iterator[Diagnostic]:
    for item in field.of_kind("table") if not field.one_line else ():
        message = "a column of this table has no head"
        yield TABLE_HEAD.at(field.place(item), message, hint="say in its first row what each column holds")


_ON_ITEMS = (
    raw_html, raw_block, unsafe_link, unknown_reference, bad_count, unclosed_reference, heading_skipped,
    heading_in_line, image, footnote_unknown, empty_link,
    link_markup, table_head,
)  # fmt: skip
_INSTEAD = {
    "b": "write **words** for bold",
    "strong": "write **words** for bold",
    "i": "write *words* for emphasis",
    "em": "write *words* for emphasis",
    "a": "write [words](https://www.example.org/) for a link",
    "img": "write ![what it shows](pictures/name.png) for a picture",
    "br": 'end the line with a "\\", or begin a new paragraph',
    "!--": "take it out; a comment in YAML begins with # and stands outside the text",
}
_SAFE = re.compile(r"https?://[^/?#]|mailto:\S+@|tel:\+?[0-9]|#.", re.IGNORECASE)
_BARE = re.compile(r"www\.[a-z0-9-]+(\.[a-z0-9-]+)+(/\S*)?", re.IGNORECASE)
_REMOTE = re.compile(r"\s*([a-z][a-z0-9+.-]+:|//)", re.IGNORECASE)
_OUTSIDE = re.compile(r"^\s*(/|~|[a-z]:)|(^|/)\s*\.\.\s*(/|$)", re.IGNORECASE)


def _tag(markup: str) -> str:
    match = re.match(r"</?(!--|[A-Za-z][A-Za-z0-9-]*)", markup)
    return match[1].lower() if match else markup


def _short(words: str, most: int = 60) -> str:
    return words if len(words) <= most else words[:most] + "…"


def _name(field: _Field) -> str:
    return str(field.value.path[0]).replace("_", " ")


RULES = (
    RAW_HTML, RAW_BLOCK, UNSAFE_LINK, UNKNOWN_REFERENCE, BAD_COUNT, UNCLOSED_REFERENCE, HEADING_SKIPPED,
    HEADING_IN_LINE, BLOCKS_IN_LINE, IMAGE_REMOTE, IMAGE_OUTSIDE, IMAGE_WITHOUT_ALTERNATIVE, FOOTNOTE_UNKNOWN,
    EMPTY_LINK, LINK_MARKUP, TABLE_HEAD,
)  # fmt: skip
CHECKS = (prose,)
