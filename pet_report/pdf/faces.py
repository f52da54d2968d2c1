"""The fonts of a part: named, with the glyphs that it uses. They are embedded once, when the parts are joined."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from pet_report.pdfua.blanks import blank
from pet_report.pdfua.tags import Face


def stand_in(pydyf: Any, fonts: Mapping[Any, Any]) -> Any:
    """What stands in a part for its fonts: their names, each with a blank."""
    return pydyf.Dictionary({font.hash: blank(f"f{font.hash}") for font in fonts.values()})


def used(fonts: Mapping[Any, Any], known: Mapping[str, str]) -> Iterator[Face]:
    """The fonts of a document that was drawn. known: the names of font files by the hashes of their content.

    LookupError for a font that is not one of those.
    """
    for font in fonts.values():
        yield Face(
            name=font.hash,
            file=known[hashlib.sha256(font.file_content).hexdigest()],
            about={
                "name": font.name.decode().removeprefix("/"), "family": font.family, "flags": font.flags,
                "ascent": font.ascent, "descent": font.descent, "italic_angle": font.italic_angle,
                "stem": [font.stemv, font.stemh],
            },
            widths=dict(font.widths),
            texts=dict(font.to_unicode),
        )  # fmt: skip
