"""Links between files and inside them: each must lead to something that is there."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote, urlsplit

from msgspec import Struct, field

from pet_report.diagnostics import Diagnostic
from pet_report.source import Place
from pet_report.verify import faults
from pet_report.verify.htmlfile import Node
from pet_report.verify.page import asked_for
from pet_report.verify.pdffile import Document


class Link(Struct, frozen=True, kw_only=True):
    place: Place
    address: str


class Ends(Struct, frozen=True, kw_only=True):
    """What of a file takes part in links: where others may lead, and where its own lead."""

    anchors: frozenset[str]
    links: tuple[Link, ...] = ()
    pages: int = 0


class Web(Struct, frozen=True, kw_only=True):
    """All files of a folder: what was looked at, by path, and the paths of everything else."""

    ends: Mapping[str, Ends]
    others: frozenset[str] = field(default_factory=frozenset)


def of_page(page: Node) -> Ends:
    anchors = {node["id"] for node in page.nodes()} | {node["name"] for node in page.nodes("a")}
    found = [
        Link(place=node.place, address=node["href"]) for node in page.nodes("a", "area") if "href" in node.attributes
    ]
    found += [Link(place=node.place, address=each) for node in page.nodes() for each in asked_for(node)]
    found += [
        Link(place=node.place, address=node["href"])
        for node in page.nodes("link")
        if node["rel"] in ("alternate", "next", "prev", "up", "search", "help")
    ]
    return Ends(anchors=frozenset(anchors - {""}), links=tuple(found))


def of_paper(document: Document, places: Mapping[int, Place]) -> Ends:
    """A PDF's links to addresses; those inside it are looked at with it."""
    found = [
        Link(place=places[each.page], address=each.target.address)
        for each in document.annotations
        if each.target and each.target.address
    ]
    return Ends(anchors=frozenset(document.places), links=tuple(found), pages=len(document.pages))


def check(web: Web) -> Iterator[Diagnostic]:
    for path, ends in web.ends.items():
        for link in ends.links:
            fault = _fault(link.address, path, web)
            if fault:
                hint = "build all files again with `pet-report build`, or change the link"
                yield faults.DEAD_LINK.at(link.place, f'a link leads to "{link.address[:80]}": {fault}', hint=hint)


def _fault(address: str, path: str, web: Web) -> str:
    """Why an address leads nowhere; "" where it does not, or lies on the web."""
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname or ""
    except ValueError:
        return "it is no address"
    if parts.scheme in ("http", "https"):
        return "there is no such place on the web" if _NOWHERE.search(host) or not host else ""
    if parts.scheme == "file" or parts.netloc:
        return "only its author has the file"
    if parts.scheme:
        return "" if parts.scheme in ("mailto", "tel", "data") else "nobody follows such a link"
    target = _target(unquote(parts.path), path, web)
    if target is None:
        return "there is no such file in the folder"
    return _in_file(unquote(parts.fragment), target, web)


_NOWHERE = re.compile(r"(^|\.)(invalid|localhost|local|internal|test)$")


def _target(path: str, origin: str, web: Web) -> str | None:
    """The file that a relative path names; a folder stands for its index."""
    if not path:
        return origin
    there = posixpath.normpath(posixpath.join(posixpath.dirname(origin), path.lstrip("/") if path == "/" else path))
    if path.endswith("/") or there == ".":
        there = posixpath.normpath(posixpath.join(there, "index.html"))
    return there if there in web.ends or there in web.others else None


def _in_file(fragment: str, target: str, web: Web) -> str:
    ends = web.ends.get(target)
    if not fragment or ends is None or fragment in ends.anchors or (not ends.pages and fragment == "top"):
        return ""
    page = re.fullmatch(r"page=(\d+).*", fragment)
    if ends.pages and page:
        return "" if 0 < int(page[1]) <= ends.pages else f"it has {ends.pages} pages"
    named = re.fullmatch(r"nameddest=(.+)", fragment)
    if ends.pages and named and named[1] in ends.anchors:
        return ""
    return "nothing there has this id"
