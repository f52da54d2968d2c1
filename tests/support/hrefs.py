"""A checker of links of our own: every address of a folder of pages leads to a file, every fragment to a place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

import tinyhtml5  # type: ignore[import-untyped]  # it ships no types

_ADDRESSES = {"a": "href", "link": "href", "script": "src", "img": "src"}


def broken(folder: Path) -> tuple[str, ...]:
    """Each as `page: address`. What lies outside the folder, or on the web, is not ours to look at."""
    pages = {path: _tree(path) for path in sorted(folder.rglob("*.html"))}
    assert pages
    ids = {path: {each.attrib["id"] for each in tree.iter() if "id" in each.attrib} for path, tree in pages.items()}
    found = [
        f"{path.relative_to(folder)}: {address}"
        for path, tree in pages.items()
        for address in _addresses(tree)
        if not _leads_somewhere(path, address, ids)
    ]
    for sheet in sorted(folder.rglob("*.css")):
        files = re.findall(r'url\("(?!data:)([^"]*)"\)', sheet.read_text("utf-8"))
        found += [f"{sheet.relative_to(folder)}: {each}" for each in files if not (sheet.parent / each).is_file()]
    return tuple(found)


def _tree(path: Path) -> Element:
    tree: Element = tinyhtml5.parse(path.read_text("utf-8"), namespace_html_elements=False)
    return tree


def _addresses(tree: Element) -> Iterator[str]:
    for each in tree.iter():
        address = each.get(_ADDRESSES.get(str(each.tag), ""))
        if address is not None:
            yield address
        if each.tag == "meta" and each.get("http-equiv") == "refresh":
            yield each.attrib["content"].partition("url=")[2]


def _leads_somewhere(page: Path, address: str, ids: dict[Path, set[str]]) -> bool:
    parts = urlsplit(address)
    if parts.scheme in {"http", "https", "mailto", "data"}:
        return True
    to = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if not to.is_file():
        return False
    return not parts.fragment or unquote(parts.fragment) in ids.get(to, set())
