"""Pictures from authors: only what is harmless becomes a part of a page."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LARGEST = 8_000_000
"""Bytes; a full page at 300 dots to the inch is about half of it."""

_SIGNATURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
_SVG = "{http://www.w3.org/2000/svg}"
_ELEMENTS = frozenset(
    (
        "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "title",
        "desc", "defs", "use", "symbol", "marker", "linearGradient", "radialGradient", "stop", "clipPath", "mask",
        "pattern",
    )
)  # fmt: skip
_REACHING = re.compile(r"url\(\s*['\"]?(?!#)|@import|expression\(|javascript:|data:", re.IGNORECASE)


class Refused(ValueError):
    """Why a picture may not stand on a page, in words for its author."""


def data_address(content: bytes) -> str:
    """The picture as a `data:` address, so that a page asks nobody for it. Raises Refused."""
    if len(content) > LARGEST:
        raise Refused(f"it is larger than {LARGEST // 1_000_000} MB")
    kind = next((kind for start, kind in _SIGNATURES.items() if content.startswith(start)), "")
    if not kind:
        _check_svg(content)
        kind = "image/svg+xml"
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def _check_svg(content: bytes) -> None:
    # Before any parsing: entities of a few hundred bytes can unfold to gigabytes.
    if b"<!doctype" in content.lower() or b"<!entity" in content.lower():
        raise Refused("an SVG with a DOCTYPE or entities is not allowed")
    from xml.etree import ElementTree  # for those few who have such a picture

    try:
        root = ElementTree.fromstring(content)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise Refused("it is neither PNG, JPEG nor SVG") from error
    for element in root.iter():
        _check_element(element)


def _check_element(element: Element) -> None:
    name = str(element.tag).removeprefix(_SVG)
    if name not in _ELEMENTS:
        raise Refused(f'the SVG element "{name}" is not allowed')
    for key, value in element.attrib.items():
        local = key.rpartition("}")[2].lower()
        if local.startswith("on") or _REACHING.search(value) or (local == "href" and not value.startswith("#")):
            raise Refused(f'the SVG attribute "{local}" reaches outside the picture')
