"""The fonts of all parts, each once, with the glyphs that any of them uses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

import uharfbuzz

from pet_report.pdfua.blanks import number, string
from pet_report.pdfua.file import File, array, dictionary, packed, reference
from pet_report.pdfua.tags import Face

_NOT_PRINTED = ("BASE", "DSIG", "EBDT", "EBLC", "EBSC", "GPOS", "GSUB", "JSTF", "LTSH", "PCLT", "SVG ")
"""Tables that help to set type; it is set."""
_OPENTYPE = b"OTTO"


class Fonts:
    """They are written when it is known which glyphs are used; till then each has a number."""

    def __init__(self, file: File) -> None:
        self._file = file
        self._numbers: dict[str, int] = {}
        self._faces: dict[str, Face] = {}

    def add(self, face: Face) -> bytes:
        """A font as a part uses it; gives what refers to it."""
        if face.name in self._faces:
            self._faces[face.name] = _together(self._faces[face.name], face)
        else:
            self._faces[face.name], self._numbers[face.name] = face, self._file.reserve()
        return reference(self._numbers[face.name])

    def write(self, read_font: Callable[[str], bytes]) -> None:
        """The same glyphs give the same bytes. read_font: gives the content of a font's file by its name."""
        glyphs: dict[str, set[int]] = defaultdict(set)
        for face in self._faces.values():
            glyphs[face.file] |= face.widths.keys()
        written = {name: self._write_file(_subset(read_font(name), sorted(used))) for name, used in glyphs.items()}
        for name, face in self._faces.items():
            self._file.write(self._numbers[name], [self._font(face, *written[face.file])])

    def _write_file(self, content: bytes) -> tuple[bytes, bool]:
        """What refers to it, and whether it is one of OpenType's own."""
        is_opentype = content.startswith(_OPENTYPE)
        about = b"/Subtype/OpenType" if is_opentype else b"/Length1 %d" % len(content)
        return self._file.add_stream(*packed(content, about)), is_opentype

    def _font(self, face: Face, file: bytes, is_opentype: bool) -> bytes:
        called = b"/" + face.about["name"].encode()
        below = {
            "Type": b"/Font", "Subtype": b"/CIDFontType0" if is_opentype else b"/CIDFontType2", "BaseFont": called,
            "CIDToGIDMap": b"/Identity", "W": _widths(face.widths).encode(),
            "CIDSystemInfo": b"<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>",
            "FontDescriptor": self._file.add(dictionary(_descriptor(face, file, is_opentype=is_opentype))),
        }  # fmt: skip
        return dictionary({
            "Type": b"/Font", "Subtype": b"/Type0", "BaseFont": called, "Encoding": b"/Identity-H",
            "ToUnicode": self._file.add_stream(*packed(_texts(face.texts))),
            "DescendantFonts": array([self._file.add(dictionary(below))]),
        })  # fmt: skip


def _together(one: Face, other: Face) -> Face:
    widths, texts = {**other.widths, **one.widths}, {**other.texts, **one.texts}
    return Face(name=one.name, file=one.file, about=one.about, widths=widths, texts=texts)


def _subset(content: bytes, glyphs: Sequence[int]) -> bytes:
    """A font with these glyphs alone, under the numbers that they had."""
    flags = uharfbuzz.SubsetFlags
    asked = uharfbuzz.SubsetInput()
    asked.glyph_set.update(glyphs)
    asked.drop_table_tag_set.update(int.from_bytes(tag.encode(), "big") for tag in _NOT_PRINTED)
    asked.flags = flags.RETAIN_GIDS | flags.PASSTHROUGH_UNRECOGNIZED | flags.DESUBROUTINIZE | flags.NO_HINTING
    return bytes(asked.subset(uharfbuzz.Face(content)).blob.data)


def _descriptor(face: Face, file: bytes, *, is_opentype: bool) -> dict[str, bytes]:
    about = face.about
    numbers = {
        "Flags": about["flags"], "ItalicAngle": about["italic_angle"], "Ascent": about["ascent"],
        "Descent": about["descent"], "CapHeight": about["ascent"], "StemV": about["stem"][0], "StemH": about["stem"][1],
    }  # fmt: skip
    box = 0, about["descent"], max(face.widths.values(), default=0), about["ascent"]
    return {
        "Type": b"/FontDescriptor", "FontName": b"/" + about["name"].encode(),
        "FontFamily": string(about["family"]).encode(), "FontBBox": array(number(each).encode() for each in box),
        **{name: number(value).encode() for name, value in numbers.items()},
        "FontFile3" if is_opentype else "FontFile2": file,
    }  # fmt: skip


def _widths(widths: Mapping[int, float]) -> str:
    """Runs of glyphs that follow on one another: the first, and the widths of all."""
    found: list[str] = []
    for before, glyph in pairwise([-2, *sorted(widths)]):
        if glyph != before + 1:
            found.append(f"{']' if found else ''}{glyph}[")
        found.append(number(widths[glyph]))
    return f"[{' '.join(found)}{']' if found else ''}]"


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
