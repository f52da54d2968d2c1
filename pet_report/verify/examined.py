"""One finished file examined by itself, and what of it the comparison of all files needs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from msgspec import Struct, field

from pet_report.diagnostics import Diagnostic
from pet_report.source import Place, Position, Source
from pet_report.verify import contrast, faults, htmlfile, links, page, paper, pdffile, tags
from pet_report.verify.htmlfile import Node
from pet_report.verify.links import Ends
from pet_report.verify.tags import Book
from pet_report.verify.told import Item, form
from pet_report.verify.twin import Twin, twin

LARGEST = 100_000_000
"""Bytes of a file. Ours have one or two millions."""


class Examined(Struct, frozen=True, kw_only=True):
    """items: every element that may be a proposal, by its id. attached: the files inside a PDF."""

    name: str
    found: tuple[Diagnostic, ...]
    ends: Ends | None = None
    items: Mapping[str, Item] = field(default_factory=dict)
    attached: Mapping[str, bytes | None] | None = None

    @property
    def place(self) -> Place:
        return whole(self.name)


def whole(name: str) -> Place:
    return Source(path=name, text="").whole()


def too_large(name: str) -> Examined:
    hint = "look what makes it so large; a picture perhaps"
    message = f"this file has more than {LARGEST // 1_000_000} MB"
    return Examined(name=name, found=(faults.UNREADABLE.at(whole(name), message, hint=hint),))


def unreadable(name: str, why: str) -> Examined:
    hint = "build it again with `pet-report build`"
    message = f"this {PurePosixPath(name).suffix[1:].upper()} cannot be looked at: {why}"
    return Examined(name=name, found=(faults.UNREADABLE.at(whole(name), message, hint=hint),))


# --- HTML ------------------------------------------------------------------------------------------------------------


def examine_page(name: str, content: bytes) -> Examined:
    try:
        source = Source(path=name, text=content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return unreadable(name, f"it is not UTF-8, from byte {error.start} on")
    tree = htmlfile.read(source)
    if next(tree.nodes("html", "body"), None) is None:
        return unreadable(name, "there is no HTML in it")
    return Examined(
        name=name, found=(*page.check(tree), *contrast.check(tree)), ends=links.of_page(tree), items=_items(tree)
    )


def _items(tree: Node) -> dict[str, Item]:
    return {node["id"]: Item(place=node.place, words=form(node.text)) for node in tree.nodes("article") if node["id"]}


# --- PDF -------------------------------------------------------------------------------------------------------------


def examine_paper(name: str, content: bytes, beside: bytes | None = None) -> Examined:
    """Everything about a PDF; `beside` is the HTML of the same name."""
    try:
        document = pdffile.read(content)
    except pdffile.Unreadable as why:
        return unreadable(name, str(why))
    except MemoryError:
        return unreadable(name, "it takes more memory than any publication needs")
    read = [root.text for root in document.tree]
    book = Book(name=name, document=document, twin=_twin_of(" ".join(read), name, beside))
    places = {number: book.place(number) for number in range(1, len(document.pages) + 1)}
    words = form("".join(read))
    return Examined(
        name=name,
        found=(*tags.check(book), *paper.check(book)),
        ends=links.of_paper(document, places),
        items={
            id_: Item(place=book.place(target.page or 1), words=words) for id_, target in document.places.items()
        },
        attached=document.attached,
    )  # fmt: skip


def _twin_of(read: str, name: str, beside: bytes | None) -> Twin | None:
    """What the HTML beside a PDF tells of it; None where that is another text: of a site, only the first page."""
    if beside is None:
        return None
    made = twin(htmlfile.read(Source(path=name, text=beside.decode("utf-8-sig", "replace"))))
    own = set(read.split())
    return made if len(own & made.known) >= len(own) * _SHARED else None


_SHARED = 0.5
"""The part of a PDF's words that the HTML of the same text has at least, even where each second line runs together."""


def position(name: str, line: int, column: int) -> Place:
    at = Position(max(line, 1), max(column, 1))
    return Place(Source(path=name, text=""), at, at)
