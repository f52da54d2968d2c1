"""Tags into the PDF of a part: they are written when it is printed, so that joining it later only has to take them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pikepdf

from pet_report.pdfua.tags import CLOSES, HELD, Annotation, Mark, Tag

_Name, _Dictionary, _Array = pikepdf.Name, pikepdf.Dictionary, pikepdf.Array
_NO_OWNER = None
"""In the list of a page, for content that is no part of the text."""


def hold(part: Any, tag: Tag, called: str) -> None:
    """Let a part that WeasyPrint wrote hold, in one dictionary of its root, all that goes into the whole document.

    called: what the ids of its elements begin with. What is held: its Pages; the Elements at the top of its tags; the
    Owners of what stands on each page; of what is Clickable, the owner and the annotation by turns; the Figures of each
    page; the Places on each page that links lead to, a name and where it is by turns; what on each page is Closing up
    to numbers, and the stamps of these by turns; a branch of the tree of Ids; the Groups in which pictures are drawn
    that are seen through.
    """
    pages = [page.obj for page in part.pages]
    writer = _Writer(part, pages, called)
    elements = [writer.element(kid) for kid in tag.tags]
    held = _Dictionary(
        Pages=_Array(pages), Elements=_Array(elements), Owners=_Array(list(writer.owners())),
        Clickable=_Array(writer.clickable), Figures=_Array([_Array(each) for each in writer.figures]),
        Places=_Array([_Array(each) for each in _places(part, pages)]),
        Closing=_Array([_Array(_closing(page)) for page in pages]), Groups=_Array(_share_groups(part, pages)),
    )  # fmt: skip
    if writer.named:
        held.Ids = part.make_indirect(writer.ids())
    _let_go(part, pages)
    part.Root[f"/{HELD}"] = part.make_indirect(held)


def _let_go(part: Any, pages: Sequence[Any]) -> None:
    """Pages that are called so are copied one by one, and only from a tree of pages; these are called so again later.

    Everything that a part holds is then copied at once. A page that is empty stays: where there is none, QPDF looks for
    one with each object that it copies.
    """
    tree = part.Root.Pages = part.make_indirect(_Dictionary(Type=_Name.Pages, Count=1))
    empty = _Dictionary(Type=_Name.Page, Parent=tree, MediaBox=_Array([0, 0, 1, 1]), Resources=_Dictionary())
    tree.Kids = _Array([part.make_indirect(empty)])
    for page in pages:
        for key in ("/Type", "/Parent", "/StructParents"):
            if key in page:
                del page[key]
    for key in ("/Names", "/Outlines"):
        if key in part.Root:
            del part.Root[key]


def _places(part: Any, pages: Sequence[Any]) -> list[list[Any]]:
    found: dict[Any, list[Any]] = {page.objgen: [] for page in pages}
    names = part.Root.get("/Names")
    named = list(names.Dests.Names) if names is not None else []
    for name, place in zip(named[::2], named[1::2], strict=True):
        found[place[0].objgen] += [name, place]
    return list(found.values())


def _closing(page: Any) -> list[Any]:
    closing = [each for each in page.get("/Annots", ()) if f"/{CLOSES}" in each]
    return [it for each in closing for it in (each, _taken(each, f"/{CLOSES}"))]


def _taken(holder: Any, key: str) -> Any:
    value = holder[key]
    del holder[key]
    return value


def _share_groups(part: Any, pages: Sequence[Any]) -> list[Any]:
    """What pictures that are seen through are drawn in, once for all that are alike: it names the colours once more."""
    groups: dict[bytes, Any] = {}
    for drawn in _drawn(pages[0].Resources):
        if "/Group" in drawn:
            looks = drawn.Group.unparse(resolved=True)
            if looks not in groups:
                groups[looks] = part.make_indirect(drawn.Group)
            drawn.Group = groups[looks]
    return list(groups.values())


def _drawn(resources: Any) -> Iterator[Any]:
    """What pages, and what stands on them, are drawn with."""
    for kind in ("/XObject", "/Pattern"):
        for drawn in dict(resources.get(kind, {})).values():
            yield drawn
            if "/Resources" in drawn:
                yield from _drawn(drawn.Resources)


class _Writer:
    """Writes element by element, and remembers what a reader must find from the other side."""

    def __init__(self, part: Any, pages: Sequence[Any], called: str) -> None:
        self._part, self._pages, self._called = part, pages, called
        self._owners: list[dict[int, Any]] = [{} for _ in pages]
        self.figures: list[list[Any]] = [[] for _ in pages]
        self.clickable: list[Any] = []
        self.named: dict[str, Any] = {}

    def element(self, tag: Tag, above: Any = None) -> Any:
        made = self._part.make_indirect(_Dictionary(Type=_Name.StructElem, S=_Name("/" + tag.role)))
        if above is not None:
            made.P = above
        first = next((kid.page for kid in tag.kids if not isinstance(kid, Tag)), None)
        if first is not None:
            made.Pg = self._pages[first]
        made.K = _Array([self._kid(kid, tag, made, first) for kid in tag.kids])
        if tag.language:
            made.Lang = tag.language
        if tag.instead:
            made.ActualText = tag.instead
        if tag.role == "Figure":
            made.Alt = tag.words
        if tag.name:
            made.ID = self._id(tag.name)
            self.named[self._id(tag.name)] = made
        attributes = self._attributes(tag)
        if attributes:
            made.A = attributes[0] if len(attributes) == 1 else _Array(attributes)
        if tag.area is not None:
            self.figures[tag.area.page].append(made)
        return made

    def _kid(self, kid: Tag | Mark | Annotation, tag: Tag, made: Any, first: int | None) -> Any:
        if isinstance(kid, Tag):
            return self.element(kid, made)
        page = self._pages[kid.page]
        if isinstance(kid, Annotation):
            annotation = page.Annots[kid.index]
            annotation.Contents = tag.words
            self.clickable += [made, annotation]
            return _Dictionary(Type=_Name.OBJR, Obj=annotation, Pg=page)
        self._owners[kid.page][kid.number] = made
        return kid.number if kid.page == first else _Dictionary(Type=_Name.MCR, Pg=page, MCID=kid.number)

    def owners(self) -> Iterator[Any]:
        """For each page, from what stands on it to the element that it belongs to."""
        for owners in self._owners:
            of_page = [owners.get(each, _NO_OWNER) for each in range(max(owners, default=-1) + 1)]
            yield self._part.make_indirect(_Array(of_page))

    def ids(self) -> Any:
        """A reader searches ids by halves, so they must stand in order; all begin alike, so no others come between."""
        names = sorted(self.named)
        ordered = [each for name in names for each in (pikepdf.String(name), self.named[name])]
        return _Dictionary(Limits=_Array([pikepdf.String(names[0]), pikepdf.String(names[-1])]), Names=_Array(ordered))

    def _id(self, name: str) -> str:
        return f"{self._called}-{name}"

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
            cell.Headers = _Array([pikepdf.String(self._id(name)) for name in tag.heads])
        return cell
