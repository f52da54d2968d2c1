"""The tags of all parts as those of one document, and the ways from its pages back to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pikepdf

from pet_report.pdfua.placed import Placed, pairs

_Name, _Dictionary, _Array = pikepdf.Name, pikepdf.Dictionary, pikepdf.Array


def write_roots(whole: Any, parts: Sequence[Placed]) -> None:
    root = whole.make_indirect(_Dictionary(Type=_Name.StructTreeRoot))
    document = whole.make_indirect(_Dictionary(Type=_Name.StructElem, S=_Name.Document, P=root))
    elements = [each for part in parts for each in part.held.Elements]
    for each in elements:
        each.P = document
    document.K = _Array(elements)
    root.K = _Array([document])
    root.ParentTree, root.ParentTreeNextKey = _owners(whole, parts)
    if branches := [part.held.Ids for part in parts if "/Ids" in part.held]:
        root.IDTree = whole.make_indirect(_Dictionary(Kids=_Array(sorted(branches, key=_first_id))))
    whole.Root.StructTreeRoot = root
    whole.Root.MarkInfo = _Dictionary(Marked=True)
    whole.Root.ViewerPreferences = _Dictionary(DisplayDocTitle=True)


def _owners(whole: Any, parts: Sequence[Placed]) -> tuple[Any, int]:
    """From what stands on a page, or can be clicked, to the element that it belongs to; and the number after the last.

    A tree with branches: a reader that looks each number up in one long list needs minutes for 2,000 pages.
    """
    tree = pikepdf.NumberTree.new(whole)
    number = 0
    for part in parts:
        for leaf, owners in zip(part.leaves, part.held.Owners, strict=True):
            leaf.page.StructParents, tree[number] = number, owners
            number += 1
    for part in parts:
        for owner, annotation in pairs(list(part.held.Clickable)):
            annotation.StructParent, tree[number] = number, owner
            number += 1
    return tree.obj, number


def _first_id(branch: Any) -> bytes:
    return bytes(branch.Limits[0])
