"""Parts of a PDF, printed apart, joined into one: here all numbers of pages are known, and each is set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count

from pet_report.pdfua import blanks
from pet_report.pdfua.archive import attach, conforming
from pet_report.pdfua.blanks import fill
from pet_report.pdfua.faces import Fonts
from pet_report.pdfua.file import File, add_names, add_tree, array, dictionary, inside, packed, reference
from pet_report.pdfua.outline import Outline
from pet_report.pdfua.packed import unpacked
from pet_report.pdfua.stamps import Stamper
from pet_report.pdfua.tags import Attachment, Extent, Objects, Part, page_numbers, side_of


def join(
    parts: Iterable[Part], extents: Sequence[Extent], attachments: Sequence[Attachment], file: File,
    read_font: Callable[[str], bytes],
) -> None:  # fmt: skip
    """Write all parts into the file. extents: theirs. read_font: gives the content of a font's file by its name."""
    whole = _Whole(file, extents)
    for part in parts:
        whole.add(part)
    whole.finish(attachments, read_font)


class _Whole:
    """Grows by one part after the other. What a part holds is in the file, and leaves here only what refers to it."""

    def __init__(self, file: File, extents: Sequence[Extent]) -> None:
        self._file = file
        self._stamper = Stamper(page_numbers(extents))
        self._tree, self._tags, self._document = (file.reserve() for _ in range(3))
        self._fonts, self._outline = Fonts(file), Outline(file)
        self._pages: list[bytes] = []
        self._elements: list[bytes] = []
        self._owners: list[bytes] = []
        self._clickable: list[bytes] = []
        self._first_clickable = sum(extent.pages for extent in extents)
        self._ids: list[tuple[str, bytes]] = []
        self._places: list[tuple[str, bytes]] = []
        self._root = self._info = self._about = b""
        self._common = {
            blanks.PAGES.encode(): reference(self._tree),
            blanks.DOCUMENT.encode(): reference(self._document),
            blanks.END.encode(): file.add_stream(*packed(b"Q")),
        }

    def add(self, part: Part) -> None:
        objects, first = part.objects, self._file.reserve(_many(part.objects))
        filled = _Filled(part, self._stamper, len(self._pages) + 1)
        filled.update(self._common)
        filled.update(_numbered(b"%d", map(reference, count(first)), _many(objects)))
        filled.update(_numbered(b"n%d", map(b"%d".__mod__, count(len(self._pages))), len(part.sheets)))
        owned = count(self._first_clickable + len(self._clickable))
        filled.update(_numbered(b"c%d", map(b"%d".__mod__, owned), len(objects.clickable)))
        filled.update((b"f" + face.name.encode(), self._fonts.add(face)) for face in part.faces)
        self._write_streams(objects, filled)
        self._write_margins(objects, filled)
        self._file.write(first, fill(objects.plain, filled).split(blanks.BETWEEN.encode())[:-1])
        self._remember(part, filled, first)

    def _write_streams(self, objects: Objects, filled: _Filled) -> None:
        told = list(zip(objects.streams, objects.contents, strict=True))
        numbers = {}
        for at, (about, content) in enumerate(told):
            if at in filled.stamped:
                filled[b"s%d" % at] = self._file.add_stream(*packed(filled.text(at, unpacked(content))))
            elif blanks.has_blanks(about):
                numbers[at] = self._file.reserve()
                filled[b"s%d" % at] = reference(numbers[at])
            else:
                filled[b"s%d" % at] = self._file.add_stream(about.encode(), content)
        for at, number in numbers.items():
            self._file.write_stream(number, fill(told[at][0].encode(), filled), told[at][1])

    def _write_margins(self, objects: Objects, filled: _Filled) -> None:
        for at in range(len(filled.sheets)):
            filled[b"m%d" % at] = self._file.add_stream(*packed(filled.margins(at, objects.margins)))

    def _remember(self, part: Part, filled: _Filled, first: int) -> None:
        def referred(numbers: Iterable[int]) -> list[bytes]:
            return [reference(first + each) for each in numbers]

        objects, pages = part.objects, referred(sheet.page for sheet in part.sheets)
        self._elements += referred(objects.elements)
        self._owners += referred(objects.owners)
        self._clickable += referred(objects.clickable)
        self._ids += [(name, reference(first + each)) for name, each in objects.ids]
        self._places += [(name, fill(place.encode(), filled)) for name, place in objects.places]
        self._outline.add(part.bookmarks, pages, filled.shifts)
        if not self._pages:  # all parts tell the same of the whole
            self._root, self._info = (fill(each.encode(), filled) for each in (objects.root, objects.info))
            self._about = conforming(objects.about).encode()
        self._pages += pages

    def finish(self, attachments: Sequence[Attachment], read_font: Callable[[str], bytes]) -> None:
        file = self._file
        self._fonts.write(read_font)
        self._write_tags()
        file.write(self._tree, [b"<</Type/Pages/Kids%s/Count %d>>" % (array(self._pages), len(self._pages))])
        names, told = attach(file, attachments)
        if self._places:
            names["Dests"] = add_names(file, self._places)
        root = {
            "Pages": reference(self._tree), "StructTreeRoot": reference(self._tags), "MarkInfo": b"<</Marked true>>",
            "ViewerPreferences": b"<</DisplayDocTitle true>>", "Names": dictionary(names),
            "Metadata": file.add_stream(b"/Type/Metadata/Subtype/XML", self._about), **self._outline.write(), **told,
        }  # fmt: skip
        file.finish(file.add(b"<<%s%s>>" % (self._root, inside(root))), file.add(b"<<%s>>" % self._info))

    def _write_tags(self) -> None:
        """The elements of all parts below one, and the ways from the pages back to them."""
        root, document = reference(self._tags), reference(self._document)
        above = {"Type": b"/StructElem", "S": b"/Document", "P": root, "K": array(self._elements)}
        self._file.write(self._document, [dictionary(above)])
        owners = [*self._owners, *self._clickable]
        entries = {
            "Type": b"/StructTreeRoot", "K": array([document]), "ParentTreeNextKey": b"%d" % len(owners),
            "ParentTree": add_tree(self._file, "Nums", [(b"%d" % at, each) for at, each in enumerate(owners)]),
        }  # fmt: skip
        if self._ids:
            entries["IDTree"] = add_names(self._file, self._ids)
        self._file.write(self._tags, [dictionary(entries)])


class _Filled(dict[bytes, bytes]):
    """What stands in the blanks of a part, by their keys; what is measured on its pages is worked out when it is asked.

    sheets: its pages. shifts: how far the text of each moves from where it was laid out, in points. stamped: the
    streams of texts that hold numbers, each with its page in the part.
    """

    def __init__(self, part: Part, stamper: Stamper, first: int) -> None:
        """first: the number of its first page."""
        super().__init__()
        self._stamper, self._first, self.sheets = stamper, first, part.sheets
        self.shifts = [0.0 if sheet.side == side_of(at) else sheet.shift for at, sheet in enumerate(part.sheets, first)]
        self.stamped = {sheet.text: at for at, sheet in enumerate(part.sheets) if "text" in sheet.stamps}

    def __missing__(self, key: bytes) -> bytes:
        if not key.startswith(b"x"):
            raise KeyError(key)
        page, measure, behind = blanks.moved(key)
        room = self._stamper.room(behind, self.sheets[page].stamps["text"]) if behind else 0
        filled = self[key] = blanks.number(measure + self.shifts[page] - room).encode()
        return filled

    def text(self, stream: int, content: bytes) -> bytes:
        """What is drawn as the text of a page."""
        page = self.stamped[stream]
        return self._stamper.stamped(content, self.sheets[page].stamps["text"], self._first + page)

    def margins(self, page: int, drawn: Sequence[str]) -> bytes:
        """What is drawn around it on the side where it lies, and how its text, which comes next, moves over."""
        sheet, number, shift = self.sheets[page], self._first + page, self.shifts[page]
        side = side_of(number)
        content = self._stamper.stamped(drawn[sheet.margins[side]].encode(), sheet.stamps.get(side, ()), number)
        return b"q\n%s\nQ q%s" % (content, b" 1 0 0 1 %s 0 cm" % blanks.number(shift).encode() if shift else b"")


def _many(objects: Objects) -> int:
    return objects.plain.count(blanks.BETWEEN.encode())


def _numbered(key: bytes, values: Iterator[bytes], many: int) -> Iterator[tuple[bytes, bytes]]:
    return zip(map(key.__mod__, range(many)), values, strict=False)
