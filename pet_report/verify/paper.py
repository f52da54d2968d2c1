"""A PDF apart from its tags: letters and fonts, title and bookmarks, page numbers, and where its links lead."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from pet_report.diagnostics import Diagnostic
from pet_report.verify import faults
from pet_report.verify.pdffile import INLINE, Content, Element
from pet_report.verify.tags import Book, each_page, quoted
from pet_report.verify.twin import bare

LONG = 8
"""Pages from which a PDF needs bookmarks."""


def check(book: Book) -> Iterator[Diagnostic]:
    """What is wrong with a PDF beside its tags."""
    for look in CHECKS:
        yield from look(book)


# --- letters, fonts --------------------------------------------------------------------------------------------------


def letters(book: Book) -> Iterator[Diagnostic]:
    missing, unread = [], []
    for number, pieces in enumerate(book.document.pieces, start=1):
        missing += [(number, piece.text or "?") for piece in pieces if piece.missing]
        unread += [(number, piece.text) for piece in pieces if piece.unread]
    hint = "write another character; `pet-report check` says which one no font has"
    yield from each_page(book, faults.MISSING_GLYPH, missing, "letters that no font has, in {}", hint)
    hint = "the font lacks a ToUnicode entry for them"
    yield from each_page(book, faults.UNREAD_GLYPH, unread, "letters that say not which they are, in {}", hint)


def fonts(book: Book) -> Iterator[Diagnostic]:
    for name in sorted({font.name for font in book.document.fonts if not font.embedded}):
        message = f'the font "{name}" is not in the file'
        yield faults.FONT_NOT_EMBEDDED.at(book.place(1), message, hint="use the fonts that come with pet-report")


# --- title, bookmarks ------------------------------------------------------------------------------------------------


def title(book: Book) -> Iterator[Diagnostic]:
    document = book.document
    for what, value in (("title", document.title), ("language", document.language)):
        if not value.strip():
            hint = f"give the publication a {what} in report.yaml, and build it again"
            yield faults.NO_TITLE.at(book.place(1), f"this PDF does not say its {what}", hint=hint)
    if len(document.pages) >= LONG and not document.outline:
        message = f"{len(document.pages)} pages, and no bookmarks"
        yield faults.NO_BOOKMARKS.at(book.place(1), message, hint="build it again with `pet-report build`")


# --- where links lead ------------------------------------------------------------------------------------------------


def dead_links(book: Book) -> Iterator[Diagnostic]:
    """Links inside the file, and bookmarks, to what it does not have."""
    links = [(each.page, each.target) for each in book.document.annotations if each.target]
    bookmarks = [(1, target) for _, target in book.document.outline]
    for page, target in (*links, *bookmarks):
        if not target.address and not 0 < (target.page or 0) <= len(book.document.pages):
            message = f"a link leads to {quoted(str(target))}, which is nowhere in this file"
            yield faults.DEAD_LINK.at(
                book.place(page), message, hint="give the target its id again, or change the link"
            )


# --- page numbers ----------------------------------------------------------------------------------------------------


def page_numbers(book: Book) -> Iterator[Diagnostic]:
    """A number that stands beside a link, and that the HTML does not have there, is the page of its target.

    Behind several links it is the page of one of them.
    """
    printed = _printed(book)
    for links, number in (*_beside_links(book), *_in_rows(book)):
        targets = [each.target.page for link in links for each in link.annotations() if each.target]
        right = [printed.get(page, page) for page in targets if page]
        if right and number not in right:
            message = f"page {number} is printed beside {quoted(links[0].text)}, which stands on page {right[0]}"
            place = book.place(links[0].page)
            yield faults.PAGE_NUMBER.at(place, message, hint="build it again with `pet-report build`")


def _printed(book: Book) -> dict[int, int]:
    """The number that each page carries, where it carries one."""
    numbers: dict[int, list[int]] = defaultdict(list)
    for each in book.document.artifacts:
        if each.text.strip().isdecimal():
            numbers[each.page].append(int(each.text))
    return {page: found[0] for page, found in numbers.items() if len(set(found)) == 1}


def _beside_links(book: Book) -> Iterator[tuple[list[Element], int]]:
    """In the line of a table of contents, or where the HTML goes on otherwise behind the link."""
    for line in book.of_role("TOCI"):
        links = [each for each in line.elements() if each.role == "Link"]
        rest = "".join(_around(line, links)) if len(links) == 1 else ""
        yield from [(links, int(rest))] if rest.isdecimal() else []
    known = book.twin.continuations if book.twin else {}
    for links, behind in (run for root in book.document.tree for run in _runs(root)):
        added = _ADDED.match(behind)
        goes_on = known.get(bare(links[-1].text), ())
        if added and goes_on and not any(bare(behind).startswith(each[:4]) for each in goes_on):
            yield links, int(added[1])
    for link, before in (first for root in book.document.tree for first in _firsts(root)):
        if before.isdecimal() and not _begins(book, link, before):
            yield [link], int(before)


def _firsts(root: Element) -> Iterator[tuple[Element, str]]:
    """The first link of each block, with what stands before it."""
    before: list[str] = []
    waiting = True
    for link, words in _inline(root, None):
        if words is None:
            before, waiting = [], True
        elif link is not None and waiting:
            yield link, bare("".join(before))
            waiting = False
        elif waiting:
            before.append(words)


def _begins(book: Book, link: Element, before: str) -> bool:
    """Whether a block of the HTML that has this link begins with a number."""
    beginnings = book.twin.beginnings.get(bare(link.text), ()) if book.twin else ()
    return any(each.startswith(before) for each in beginnings)


_ADDED = re.compile(r"\W{0,3}\D{0,12}?(\d{1,4})\b")


def _around(line: Element, links: Sequence[Element]) -> Iterator[str]:
    """The words of a line outside its links."""
    inside = {id(content) for link in links for content in link.contents()}
    return (bare(each.text) for each in line.contents() if id(each) not in inside)


def _runs(root: Element) -> Iterator[tuple[list[Element], str]]:
    """Links with nothing but commas between them, each time with the words of the same block behind the last."""
    links: list[Element] = []
    behind = ""
    for link, words in _inline(root, None):
        goes_on = link is not None and bool(links) and not behind.strip(" ,;\u00a0\n") and words is not None
        if link is None and words is not None:
            behind += words
            continue
        if links and not goes_on and (link is None or links[-1] is not link):
            yield links, behind
            links = []
        behind = ""
        links = [*links, link] if link is not None and link not in links else links
    if links:
        yield links, behind


def _inline(element: Element, link: Element | None) -> Iterator[tuple[Element | None, str | None]]:
    """All words in their order, each with the link in which they stand; None where a block begins or ends."""
    link = element if element.role == "Link" else link
    for child in element.children:
        if isinstance(child, Content):
            yield link, child.text
        elif isinstance(child, Element):
            edge = [] if child.role in INLINE else [(None, None)]
            yield from edge
            yield from _inline(child, link)
            yield from edge


def _in_rows(book: Book) -> Iterator[tuple[list[Element], int]]:
    """A row with one link, whose last cell is a number under a head that the HTML does not have."""
    heads = {bare(each.text) for each in book.twin.page.nodes("th")} if book.twin else None
    for table in book.of_role("Table"):
        rows = [_cells(row) for row in table.elements() if row.role == "TR"]
        head = bare(rows[0][-1].text) if rows and rows[0] else ""
        for cells in rows[1:] if heads is not None and head and head not in heads else ():
            links = [each for cell in cells for each in cell.elements() if each.role == "Link"]
            last = bare(cells[-1].text) if cells else ""
            if links and last.isdecimal():
                yield links[:1], int(last)


def _cells(row: Element) -> list[Element]:
    return [cell for cell in row.children if isinstance(cell, Element)]


CHECKS: tuple[Callable[[Book], Iterator[Diagnostic]], ...] = (letters, fonts, title, dead_links, page_numbers)
