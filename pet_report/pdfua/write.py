"""Tags into the file whose pages they describe."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pikepdf

from pet_report.pdfua.tags import Annotation, Mark, Tag

_Name, _Dictionary, _Array = pikepdf.Name, pikepdf.Dictionary, pikepdf.Array
_NO_OWNER = None
"""In the list of a page, for content that is no part of the text."""


def write_tags(whole: Any, parts: Sequence[tuple[int, Tag]]) -> None:
    """Write the tags of all parts, each with the index of its first page, as those of one document."""
    writer = _Writer(whole)
    root = whole.make_indirect(_Dictionary(Type=_Name.StructTreeRoot))
    document = whole.make_indirect(_Dictionary(Type=_Name.StructElem, S=_Name.Document, P=root))
    kids = []
    for at, (start, part) in enumerate(parts):
        writer.part = at
        kids += [writer.element(tag, document, start) for tag in part.tags]
    document.K = _Array(kids)
    root.K = _Array([document])
    root.ParentTree = writer.owners()
    root.ParentTreeNextKey = writer.next_key
    if writer.named:
        root.IDTree = whole.make_indirect(_Dictionary(Names=writer.names()))
    whole.Root.StructTreeRoot = root
    whole.Root.MarkInfo = _Dictionary(Marked=True)
    whole.Root.ViewerPreferences = _Dictionary(DisplayDocTitle=True)


class _Writer:
    """Writes element by element, and remembers what a reader must find from the other side."""

    def __init__(self, whole: Any) -> None:
        self._whole = whole
        self._pages = [page.obj for page in whole.pages]
        self._owners: list[dict[int, Any]] = [{} for _ in self._pages]
        self._clickable: list[Any] = []
        self.named: dict[bytes, Any] = {}
        self.part = 0
        for number, page in enumerate(self._pages):
            page.StructParents = number

    @property
    def next_key(self) -> int:
        return len(self._pages) + len(self._clickable)

    def element(self, tag: Tag, above: Any, start: int) -> Any:
        made = self._whole.make_indirect(_Dictionary(Type=_Name.StructElem, S=_Name("/" + tag.role), P=above))
        first = next((kid.page + start for kid in tag.kids if not isinstance(kid, Tag)), None)
        if first is not None:
            made.Pg = self._pages[first]
        made.K = _Array([self._kid(kid, tag, made, start, first) for kid in tag.kids])
        if tag.language:
            made.Lang = tag.language
        if tag.instead:
            made.ActualText = tag.instead
        if tag.role == "Figure":
            made.Alt = tag.words
        if tag.name:
            made.ID = self._called(tag.name)
            self.named[bytes(made.ID)] = made
        attributes = self._attributes(tag)
        if attributes:
            made.A = attributes[0] if len(attributes) == 1 else _Array(attributes)
        return made

    def _kid(self, kid: Tag | Mark | Annotation, tag: Tag, made: Any, start: int, first: int | None) -> Any:
        if isinstance(kid, Tag):
            return self.element(kid, made, start)
        number = kid.page + start
        page = self._pages[number]
        if isinstance(kid, Annotation):
            annotation = page.Annots[kid.index]
            annotation.StructParent = self.next_key
            annotation.Contents = tag.words
            self._clickable.append(made)
            return _Dictionary(Type=_Name.OBJR, Obj=annotation, Pg=page)
        self._owners[number][kid.number] = made
        return kid.number if number == first else _Dictionary(Type=_Name.MCR, Pg=page, MCID=kid.number)

    def owners(self) -> Any:
        """From what stands on a page, or can be clicked, to the element that it belongs to.

        A tree with branches: a reader that looks each number up in one long list needs minutes for 2,000 pages.
        """
        tree = pikepdf.NumberTree.new(self._whole)
        for number, owners in enumerate(self._owners):
            of_page = [owners.get(each, _NO_OWNER) for each in range(max(owners, default=-1) + 1)]
            tree[number] = self._whole.make_indirect(_Array(of_page))
        for number, owner in enumerate(self._clickable, start=len(self._pages)):
            tree[number] = owner
        return tree.obj

    def names(self) -> Any:
        """A reader searches names by halves, so they must stand in order."""
        return _Array([each for name in sorted(self.named) for each in (pikepdf.String(name), self.named[name])])

    def _called(self, name: str) -> str:
        return name.replace("{}", str(self.part))

    def _attributes(self, tag: Tag) -> list[Any]:
        found = []
        if tag.area is not None:
            box = [tag.area.left, tag.area.lower, tag.area.right, tag.area.upper]
            found.append(_Dictionary(O=_Name.Layout, BBox=_Array([round(each, 3) for each in box])))
        if tag.numbered:
            found.append(_Dictionary(O=_Name.List, ListNumbering=_Name("/" + tag.numbered)))
        if tag.role in ("TH", "TD"):
            found.extend([cell] if len(cell := self._cell(tag)) > 1 else [])
        return found

    def _cell(self, tag: Tag) -> Any:
        cell = _Dictionary(O=_Name.Table)
        columns, rows = tag.spans
        if tag.scope:
            cell.Scope = _Name("/" + tag.scope)
        if columns != 1:
            cell.ColSpan = columns
        if rows != 1:
            cell.RowSpan = rows
        if tag.heads:
            cell.Headers = _Array([pikepdf.String(self._called(name)) for name in tag.heads])
        return cell
