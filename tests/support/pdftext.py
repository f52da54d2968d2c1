"""What a reader finds in a PDF: the words of each page, and where its links lead."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link on a page, counted from 1: to an address, or to a page of the same PDF."""

    page: int
    description: str
    address: str | None = None
    destination: str | None = None
    to_page: int | None = None
    """None too when the destination does not exist: a dead link."""


def page_texts(pdf: Path) -> tuple[str, ...]:
    """The text of each page, with the lines as they are set."""
    with pypdfium2.PdfDocument(pdf) as document:
        return tuple(_text(page) for page in document)


def destinations(pdf: Path) -> dict[str, int]:
    """Every named place, with its page counted from 1."""
    with pikepdf.open(pdf) as document:
        return _destinations(document)


def links(pdf: Path) -> tuple[Link, ...]:
    """Every link, in the order of the pages."""
    with pikepdf.open(pdf) as document:
        return tuple(_links(document, _destinations(document)))


def _text(page: pypdfium2.PdfPage) -> str:
    text_page = page.get_textpage()
    text: str = text_page.get_text_bounded()
    return text.replace("\r\n", "\n")


def _destinations(document: pikepdf.Pdf) -> dict[str, int]:
    names = document.Root.get("/Names")
    if names is None or "/Dests" not in names:
        return {}
    numbers = {page.obj.objgen: number for number, page in enumerate(document.pages, start=1)}
    return {name: numbers[_place(value)[0].objgen] for name, value in pikepdf.NameTree(names.Dests).items()}


def _place(value: pikepdf.Object) -> pikepdf.Object:
    # A name stands for the place itself, or for a dictionary that holds it.
    return value.D if isinstance(value, pikepdf.Dictionary) else value


def _links(document: pikepdf.Pdf, named: dict[str, int]) -> Iterator[Link]:
    for number, page in enumerate(document.pages, start=1):
        for annotation in page.obj.get("/Annots", ()):
            if annotation.Subtype == "/Link":
                yield _link(number, annotation, named)


def _link(page: int, annotation: pikepdf.Object, named: dict[str, int]) -> Link:
    description = str(annotation.get("/Contents", ""))
    action = annotation.get("/A")
    if action is not None and action.S == "/URI":
        return Link(page=page, description=description, address=str(action.URI))
    destination = str(annotation.Dest if action is None else action.D)
    return Link(page=page, description=description, destination=destination, to_page=named.get(destination))
