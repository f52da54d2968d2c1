"""The fonts of all parts, each once, with the glyphs that any of them uses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import pikepdf
import uharfbuzz

from pet_report.pdfua.tags import Face

_Name, _Dictionary, _Array = pikepdf.Name, pikepdf.Dictionary, pikepdf.Array
_NOT_PRINTED = ("BASE", "DSIG", "EBDT", "EBLC", "EBSC", "GPOS", "GSUB", "JSTF", "LTSH", "PCLT", "SVG ")
"""Tables that help to set type; it is set."""
_OPENTYPE = b"OTTO"


def embed(whole: Any, faces: Iterable[Face], read_font: Callable[[str], bytes]) -> dict[str, Any]:
    """The fonts by the names that pages call them; the same glyphs give the same bytes."""
    together = _together(faces)
    glyphs: dict[str, set[int]] = defaultdict(set)
    for face in together:
        glyphs[face.file] |= face.widths.keys()
    files = {file: _file(whole, _subset(read_font(file), sorted(used))) for file, used in sorted(glyphs.items())}
    return {face.name: _font(whole, face, files[face.file]) for face in together}


def _together(faces: Iterable[Face]) -> list[Face]:
    """What several parts use of the same font as one."""
    found: dict[str, Face] = {}
    for face in faces:
        known = found.get(face.name, face)
        widths, texts = {**face.widths, **known.widths}, {**face.texts, **known.texts}
        found[face.name] = Face(name=face.name, file=face.file, about=face.about, widths=widths, texts=texts)
    return [found[name] for name in sorted(found)]


def _subset(content: bytes, glyphs: Sequence[int]) -> bytes:
    """A font with these glyphs alone, under the numbers that they had."""
    flags = uharfbuzz.SubsetFlags
    asked = uharfbuzz.SubsetInput()
    asked.glyph_set.update(glyphs)
    asked.drop_table_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in _NOT_PRINTED)
    asked.flags = flags.RETAIN_GIDS | flags.PASSTHROUGH_UNRECOGNIZED | flags.DESUBROUTINIZE | flags.NO_HINTING
    return bytes(asked.subset(uharfbuzz.Face(content)).blob.data)


def _file(whole: Any, content: bytes) -> Any:
    stream = pikepdf.Stream(whole, content)
    if content.startswith(_OPENTYPE):
        stream.Subtype = _Name.OpenType
    else:
        stream.Length1 = len(content)
    return whole.make_indirect(stream)


def _font(whole: Any, face: Face, file: Any) -> Any:
    is_opentype = "/Subtype" in file
    called = _Name("/" + face.about["name"])
    below = _Dictionary(
        Type=_Name.Font, Subtype=_Name.CIDFontType0 if is_opentype else _Name.CIDFontType2,
        BaseFont=called, CIDToGIDMap=_Name.Identity, W=_Array(_widths(face.widths)),
        CIDSystemInfo=_Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
        FontDescriptor=whole.make_indirect(_descriptor(face, file, is_opentype=is_opentype)),
    )  # fmt: skip
    return whole.make_indirect(_Dictionary(
        Type=_Name.Font, Subtype=_Name.Type0, BaseFont=called, Encoding=_Name("/Identity-H"),
        ToUnicode=whole.make_indirect(pikepdf.Stream(whole, _texts(face.texts))),
        DescendantFonts=_Array([whole.make_indirect(below)]),
    ))  # fmt: skip


def _descriptor(face: Face, file: Any, *, is_opentype: bool) -> Any:
    about = face.about
    made = _Dictionary(
        Type=_Name.FontDescriptor, FontName=_Name("/" + about["name"]), FontFamily=about["family"],
        Flags=about["flags"],
        FontBBox=_Array([0, about["descent"], max(face.widths.values(), default=0), about["ascent"]]),
        ItalicAngle=about["italic_angle"], Ascent=about["ascent"], Descent=about["descent"], CapHeight=about["ascent"],
        StemV=about["stem"][0], StemH=about["stem"][1],
    )  # fmt: skip
    made["/FontFile3" if is_opentype else "/FontFile2"] = file
    return made


def _widths(widths: Mapping[int, float]) -> list[Any]:
    """Runs of glyphs that follow on one another: the first, and the widths of all."""
    found: list[Any] = []
    for before, glyph in pairwise([-2, *sorted(widths)]):
        if glyph != before + 1:
            found += [glyph, _Array()]
        found[-1].append(widths[glyph])
    return found


_TEXTS_AT_ONCE = 100
"""More, a list in such a map must not hold."""


def _texts(texts: Mapping[int, str]) -> bytes:
    """What each glyph says, in the form that a PDF has for it."""
    return "\n".join((
        "/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def", "/CMapType 2 def",
        "1 begincodespacerange", "<0000> <ffff>", "endcodespacerange", *_lists(sorted(texts.items())),
        "endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end",
    )).encode()  # fmt: skip


def _lists(texts: Sequence[tuple[int, str]]) -> Iterator[str]:
    for first in range(0, len(texts), _TEXTS_AT_ONCE):
        some = texts[first : first + _TEXTS_AT_ONCE]
        yield f"{len(some)} beginbfchar"
        yield from (f"<{glyph:04x}> <{text.encode('utf-16-be').hex()}>" for glyph, text in some)
        yield "endbfchar"
