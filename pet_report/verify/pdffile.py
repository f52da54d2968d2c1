"""What a finished PDF holds, as plain values; of this package the only module that knows pikepdf."""

from __future__ import annotations

import io
import itertools
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, field

from pet_report.verify import cmap, drawn
from pet_report.verify.drawn import Box, Font, Piece, Stream

LARGEST_STREAM = 50_000_000
MOST_PAGES = 10_000
MOST_ELEMENTS = 2_000_000
DEEPEST = 100
"""Elements within elements. Ours are some fifteen deep."""


class Unreadable(Exception):
    """Not a PDF, or one that cannot be looked at; the message says why, for people."""


class Target(Struct, frozen=True, kw_only=True):
    """Where a link leads: to a place (page from 1; 0 for one that does not exist), or to an address or file."""

    name: str = ""
    page: int | None = None
    y: float | None = None
    address: str = ""

    def __str__(self) -> str:
        return self.address or self.name or f"page {self.page}"


class Annotation(Struct, frozen=True, kw_only=True):
    page: int
    kind: str
    box: Box
    description: str = ""
    target: Target | None = None


class Content(Struct, frozen=True, kw_only=True):
    """What is drawn under one number of a page. language: as the content itself says; else its element's counts."""

    page: int
    text: str
    box: Box
    language: str = ""
    drawn: Box | None = None
    """Around lines, areas and pictures alone."""


class Artifact(Struct, frozen=True, kw_only=True):
    """What no reader reads aloud. kind: `Pagination/Header`, or "" where none is given."""

    page: int
    kind: str
    text: str
    box: Box


class Element(Struct, frozen=True, kw_only=True):
    """An element of the tag tree, by its standard role. children: in reading order."""

    role: str
    children: tuple[Element | Content | Annotation, ...]
    language: str = ""
    alternative: str = ""
    instead: str | None = None
    id: str = ""
    scope: str = ""
    box: Box | None = None
    number: int = 0
    """In the order in which the tree is read; tells two elements apart that are alike."""

    def elements(self) -> Iterator[Element]:
        """Itself and everything in it, in reading order."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.elements()

    def contents(self) -> Iterator[Content]:
        for child in self.children:
            if isinstance(child, Element):
                yield from child.contents()
            elif isinstance(child, Content):
                yield child

    def annotations(self) -> Iterator[Annotation]:
        for child in self.children:
            if isinstance(child, Element):
                yield from child.annotations()
            elif isinstance(child, Annotation):
                yield child

    @property
    def text(self) -> str:
        """What is read aloud: its contents one behind the other, a line end between what stands in blocks."""
        if self.instead is not None:
            return self.instead
        return "".join(_parts(self))

    @property
    def page(self) -> int:
        """The first page on which it has anything; 0 where it has nothing."""
        pages = itertools.chain((each.page for each in self.contents()), (each.page for each in self.annotations()))
        return min(pages, default=0)


INLINE = frozenset(
    ("Span", "Link", "Reference", "Em", "Strong", "Quote", "Code", "BibEntry", "Annot", "Ruby", "Warichu", "Sub",
     "NonStruct", "Private", "Figure", "Formula", "Form")
)  # fmt: skip
"""What begins no block by itself."""


def _parts(element: Element) -> Iterator[str]:
    for child in element.children:
        if isinstance(child, Content):
            yield child.text
        elif isinstance(child, Element):
            yield child.text if child.role in INLINE else f"\n{child.text}\n"


class Document(Struct, frozen=True, kw_only=True):
    """pages: the box of each. loose: marked content that hangs in no element. bare: words without any mark.

    ids: the names of the tree of ids, each with the number of its element, 0 where it is none of the tree.
    """

    pages: tuple[Box, ...]
    language: str
    title: str
    tree: tuple[Element, ...]
    has_tree: bool
    has_ids: bool
    ids: Mapping[str, int]
    loose: tuple[Content, ...]
    bare: tuple[Content, ...]
    artifacts: tuple[Artifact, ...]
    annotations: tuple[Annotation, ...]
    outline: tuple[tuple[str, Target], ...]
    places: Mapping[str, Target]
    pieces: tuple[tuple[Piece, ...], ...]
    fonts: tuple[Font, ...]
    attached: Mapping[str, bytes | None] = field(default_factory=dict)

    def elements(self) -> Iterator[Element]:
        for root in self.tree:
            yield from root.elements()


def read(content: bytes) -> Document:
    """Everything that the checks ask. Raises Unreadable."""
    import pikepdf

    try:
        with pikepdf.Pdf.open(io.BytesIO(content), suppress_warnings=True) as pdf:
            return _Reader(pdf).read()
    except pikepdf.PasswordError:
        raise Unreadable("it is encrypted, and asks for a password") from None
    except drawn.TooMuch:
        raise Unreadable("a page draws more than anybody would wait for") from None
    except pikepdf.PdfError as error:
        raise Unreadable(f"it is not a whole PDF: {_told(error)}") from None
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, OverflowError) as error:
        # pikepdf answers in these ways where an object is not of the kind that it must be.
        raise Unreadable(f"an object in it is not what it must be: {_told(error)}") from None


def _told(error: Exception) -> str:
    return " ".join(str(error).split())[:160]


class _Reader:
    def __init__(self, pdf: Any) -> None:
        import pikepdf

        self.pikepdf, self.pdf = pikepdf, pdf
        self.fonts: dict[Any, Font] = {}
        self.streams: dict[Any, Stream] = {}
        self.count = 0

    def read(self) -> Document:
        root = self.pdf.Root
        if len(self.pdf.pages) > MOST_PAGES:
            raise Unreadable(f"it has more than {MOST_PAGES:,} pages")
        self.numbers = {page.obj.objgen: number for number, page in enumerate(self.pdf.pages, start=1)}
        self.pages = tuple(self._page_box(page) for page in self.pdf.pages)
        self.places = dict(self._places())
        pieces = tuple(self._pieces(page, box) for page, box in zip(self.pdf.pages, self.pages, strict=True))
        self.contents = {number: _gathered(number, each) for number, each in enumerate(pieces, start=1)}
        self.annotations = self._annotations()
        self.used: set[tuple[int, str, int]] = set()
        self.elements: dict[Any, int] = {}
        tree = self._tree(root.get("/StructTreeRoot"))
        return Document(
            pages=self.pages,
            language=str(root.get("/Lang", "")),
            title=self._title(),
            tree=tree,
            has_tree="/StructTreeRoot" in root,
            has_ids="/StructTreeRoot" in root and "/IDTree" in root.StructTreeRoot,
            ids=dict(self._ids(root.get("/StructTreeRoot"))),
            loose=tuple(self._loose()),
            bare=tuple(each for number, page in enumerate(pieces, start=1) for each in _bare(number, page)),
            artifacts=tuple(each for number, page in enumerate(pieces, start=1) for each in _artifacts(number, page)),
            annotations=tuple(each for page in self.annotations.values() for each in page),
            outline=tuple(self._outline()),
            places=self.places,
            pieces=pieces,
            fonts=tuple(self.fonts.values()),
            attached=self._attached(),
        )

    # --- the document ---

    def _title(self) -> str:
        with self.pdf.open_metadata() as metadata:
            return str(metadata.get("dc:title", "") or "")

    def _attached(self) -> dict[str, bytes | None]:
        """The files inside, by name; None for one that cannot be unpacked."""
        found: dict[str, bytes | None] = {}
        for name, spec in self.pdf.attachments.items():
            stream = spec.obj.get("/EF", {}).get("/F")
            found[str(name)] = self._bytes(stream) if stream is not None else None
        return found

    def _outline(self) -> Iterator[tuple[str, Target]]:
        with self.pdf.open_outline() as outline:
            waiting = list(reversed(outline.root))
            while waiting:
                item = waiting.pop()
                place = item.destination if item.destination is not None else getattr(item.action, "D", None)
                yield str(item.title), self._target(place)
                waiting.extend(reversed(item.children))

    def _places(self) -> Iterator[tuple[str, Target]]:
        names = self.pdf.Root.get("/Names", {}).get("/Dests")
        if names is not None:
            for name, value in self.pikepdf.NameTree(names).items():
                yield str(name), self._place(value, str(name))
        for name, value in dict(self.pdf.Root.get("/Dests", {})).items():
            yield str(name)[1:], self._place(value, str(name)[1:])

    def _target(self, value: Any) -> Target:
        """Where a destination leads, by name or by place."""
        if value is None:
            return Target(page=0)
        if isinstance(value, (self.pikepdf.String, self.pikepdf.Name)):
            name = str(value).removeprefix("/") if isinstance(value, self.pikepdf.Name) else str(value)
            return self.places.get(name, Target(name=name, page=0))
        return self._place(value, "")

    def _place(self, value: Any, name: str) -> Target:
        place = value.get("/D") if isinstance(value, self.pikepdf.Dictionary) else value
        if not isinstance(place, self.pikepdf.Array) or not len(place):
            return Target(name=name, page=0)
        page = place[0]
        number = self.numbers.get(page.objgen, 0) if isinstance(page, self.pikepdf.Dictionary) else int(page) + 1
        y = float(place[3]) if len(place) > 3 and str(place[1]) == "/XYZ" and _is_number(place[3]) else None
        return Target(name=name, page=number, y=y)

    # --- pages ---

    def _page_box(self, page: Any) -> Box:
        left, bottom, right, top = (float(each) for each in page.mediabox)
        return Box(min(left, right), min(bottom, top), max(left, right), max(bottom, top))

    def _pieces(self, page: Any, box: Box) -> tuple[Piece, ...]:
        resources = page.obj.get("/Resources") or page.resources
        data = b"\n".join(self._page_content(page.obj.get("/Contents")))
        return tuple(drawn.pieces(self._stream(self.pikepdf.Stream(self.pdf, data), resources, "", 0), box))

    def _page_content(self, contents: Any) -> Iterator[bytes]:
        streams = list(contents) if isinstance(contents, self.pikepdf.Array) else [contents]
        for stream in streams:
            if isinstance(stream, self.pikepdf.Stream):
                yield self._bytes(stream)

    def _bytes(self, stream: Any) -> bytes:
        """The content of a stream, unpacked; what unpacks to more than a page can need is refused."""
        if str(stream.get("/Filter", "")) == "/FlateDecode" and "/DecodeParms" not in stream:
            unpacked = zlib.decompressobj().decompress(stream.read_raw_bytes(), LARGEST_STREAM + 1)
        else:
            unpacked = bytes(stream.read_bytes())
        if len(unpacked) > LARGEST_STREAM:
            raise Unreadable(f"a part of it unpacks to more than {LARGEST_STREAM // 1_000_000} MB")
        return unpacked

    def _stream(self, content: Any, resources: Any, name: str, depth: int) -> Stream:
        fonts = {str(key): self._font(font) for key, font in _items(resources, "/Font")}
        marks = {str(key): self._properties(each) for key, each in _items(resources, "/Properties")}
        forms = {
            str(key): self._form(form, resources, depth)
            for key, form in _items(resources, "/XObject")
            if depth < drawn.DEEPEST and str(form.get("/Subtype", "")) == "/Form"
        }
        matrix = tuple(float(each) for each in content.get("/Matrix", (1, 0, 0, 1, 0, 0)))
        steps = [
            ([self._operand(each) for each in step.operands], operator)
            for step in self.pikepdf.parse_content_stream(content)
            if (operator := str(step.operator)) in drawn.OPERATORS
        ]
        return Stream(steps=steps, fonts=fonts, properties=marks, forms=forms, matrix=matrix, name=name)  # type: ignore[arg-type]  # six numbers, or the reading fails

    def _form(self, form: Any, resources: Any, depth: int) -> Stream:
        key = (form.objgen, depth) if form.is_indirect else None
        if key is None or key not in self.streams:
            self._bytes(form)
            made = self._stream(form, form.get("/Resources", resources), str(form.objgen[0]), depth + 1)
            if key is None:
                return made
            self.streams[key] = made
        return self.streams[key]

    def _operand(self, value: Any) -> Any:
        if isinstance(value, self.pikepdf.Array):
            return [self._operand(each) for each in value]
        if isinstance(value, self.pikepdf.String):
            return bytes(value)
        if isinstance(value, self.pikepdf.Dictionary):
            return self._properties(value)
        if isinstance(value, self.pikepdf.Name):
            return str(value)
        return value

    def _properties(self, value: Any) -> dict[str, Any]:
        """The properties of a mark: numbers as numbers, all else as text."""
        return {key: each if isinstance(each, int) else str(each) for key, each in value.items()}

    # --- fonts ---

    def _font(self, font: Any) -> Font:
        key = font.objgen if font.is_indirect else id(font)
        if key not in self.fonts:
            self.fonts[key] = self._read_font(font)
        return self.fonts[key]

    def _read_font(self, font: Any) -> Font:
        name = str(font.get("/BaseFont", ""))[1:]
        texts = cmap.read(self._bytes(font.ToUnicode)).texts if "/ToUnicode" in font else {}
        below = font.get("/DescendantFonts")
        if below is None:
            texts = texts or {code: bytes([code]).decode("cp1252", "replace") for code in range(256)}
            descriptor = font.get("/FontDescriptor", {})
            embedded = _is_embedded(descriptor) or str(font.get("/Subtype")) == "/Type3"
            return Font(name=name, width=1, texts=texts, embedded=embedded, advances=_simple_advances(font),
                        advance=500, simple=True)  # fmt: skip
        encoding = font.get("/Encoding")
        glyphs = cmap.read(self._bytes(encoding)).glyphs if isinstance(encoding, self.pikepdf.Stream) else None
        inner = below[0]
        return Font(
            name=name, width=2, texts=texts, glyphs=glyphs, embedded=_is_embedded(inner.get("/FontDescriptor", {})),
            advances=_advances(inner.get("/W", ())), advance=float(inner.get("/DW", 1000)),
        )  # fmt: skip

    # --- annotations ---

    def _annotations(self) -> dict[Any, tuple[Annotation, ...]]:
        self.by_object: dict[Any, Annotation] = {}
        found = {}
        for number, page in enumerate(self.pdf.pages, start=1):
            each = tuple(self._annotation(number, annotation) for annotation in page.obj.get("/Annots", ()))
            found[number] = each
        return found

    def _annotation(self, page: int, annotation: Any) -> Annotation:
        left, bottom, right, top = (float(each) for each in annotation.get("/Rect", (0, 0, 0, 0)))
        made = Annotation(
            page=page,
            kind=str(annotation.get("/Subtype", ""))[1:],
            box=Box(min(left, right), min(bottom, top), max(left, right), max(bottom, top)),
            description=str(annotation.get("/Contents", "")),
            target=self._leads(annotation),
        )
        if annotation.is_indirect:
            self.by_object[annotation.objgen] = made
        return made

    def _leads(self, annotation: Any) -> Target | None:
        action = annotation.get("/A")
        if action is None:
            return self._target(annotation.Dest) if "/Dest" in annotation else None
        kind = str(action.get("/S", ""))
        if kind == "/URI":
            return Target(address=str(action.get("/URI", "")))
        if kind == "/GoTo":
            return self._target(action.get("/D"))
        return Target(address=str(action.get("/F", kind)))

    # --- the tag tree ---

    def _tree(self, root: Any) -> tuple[Element, ...]:
        if root is None:
            return ()
        self.roles = {str(key): str(each) for key, each in dict(root.get("/RoleMap", {})).items()}
        return tuple(
            child for each in _listed(root.get("/K"), self.pikepdf) for child in self._children_of(each, None, 0)
            if isinstance(child, Element)
        )  # fmt: skip

    def _element(self, element: Any, page: Any, depth: int) -> Element:
        self.count += 1
        number = self.count
        if depth > DEEPEST or number > MOST_ELEMENTS:
            raise Unreadable("its tag tree has no end, or is deeper than any document")
        self.elements[element.objgen] = number
        page = element.get("/Pg", page)
        children = tuple(
            made
            for child in _listed(element.get("/K"), self.pikepdf)
            for made in self._children_of(child, page, depth + 1)
        )
        told = dict(self._attributes(element.get("/A")))
        return Element(
            role=self._role(str(element.get("/S", ""))),
            children=children,
            language=str(element.get("/Lang", "")),
            alternative=str(element.get("/Alt", "")),
            instead=str(element.ActualText) if "/ActualText" in element else None,
            id=_name(element.get("/ID")),
            scope=str(told.get("/Scope", ""))[1:],
            box=_box(told.get("/BBox")),
            number=number,
        )

    def _children_of(self, child: Any, page: Any, depth: int) -> Iterator[Element | Content | Annotation]:
        if _is_number(child):
            yield from self._content(page, "", int(child))
        elif not isinstance(child, self.pikepdf.Dictionary):
            return
        elif str(child.get("/Type", "")) == "/MCR":
            stream = child.get("/Stm")
            name = "" if stream is None else str(stream.objgen[0])
            yield from self._content(child.get("/Pg", page), name, int(child.get("/MCID", -1)))
        elif str(child.get("/Type", "")) == "/OBJR":
            seen = child.get("/Obj")
            found = self.by_object.get(seen.objgen) if seen is not None else None
            yield from [found] if found else []
        elif "/S" in child:
            if child.objgen in self.elements and child.is_indirect:
                return  # an element has one place; that it has two is for a validator to say
            yield self._element(child, page, depth)

    def _content(self, page: Any, stream: str, number: int) -> Iterator[Content]:
        at = self.numbers.get(page.objgen, 0) if page is not None else 0
        self.used.add((at, stream, number))
        found = self.contents.get(at, {}).get((stream, number))
        yield from [found] if found else []

    def _role(self, name: str) -> str:
        for _ in range(8):
            if name not in self.roles:
                break
            name = self.roles[name]
        return name[1:]

    def _attributes(self, told: Any) -> Iterator[tuple[str, Any]]:
        for each in _listed(told, self.pikepdf):
            if isinstance(each, self.pikepdf.Dictionary):
                yield from each.items()

    def _ids(self, root: Any) -> Iterator[tuple[str, int]]:
        tree = root.get("/IDTree") if root is not None else None
        for name, element in self.pikepdf.NameTree(tree).items() if tree is not None else ():
            yield str(name), self.elements.get(element.objgen, 0)

    def _loose(self) -> Iterator[Content]:
        for page, contents in self.contents.items():
            for (stream, number), each in contents.items():
                if (page, stream, number) not in self.used:
                    yield each


# --- pieces put together ---------------------------------------------------------------------------------------------


def _gathered(page: int, pieces: Sequence[Piece]) -> dict[tuple[str, int], Content]:
    """What stands under each number of a page's streams. The innermost number counts, and no artifact."""
    found: dict[tuple[str, int], list[Piece]] = defaultdict(list)
    for piece in pieces:
        numbered = [mark.number for mark in piece.marks if mark.number is not None]
        if numbered and not _is_artifact(piece):
            found[piece.stream, numbered[-1]].append(piece)
    return {key: _content(page, each) for key, each in found.items()}


def _content(page: int, pieces: Sequence[Piece]) -> Content:
    box = _around(pieces)
    languages = [mark.language for mark in pieces[0].marks if mark.language]
    lines = [piece for piece in pieces if not piece.text]
    return Content(
        page=page, text=_read_aloud(pieces), box=box, language=languages[-1] if languages else "",
        drawn=_around(lines) if lines else None,
    )  # fmt: skip


def _read_aloud(pieces: Sequence[Piece]) -> str:
    """The words of pieces; where a mark gives a text to be read instead, that text, once."""
    words, replaced = [], None
    for piece in pieces:
        instead = next((mark for mark in piece.marks if mark.instead is not None), None)
        if instead is None:
            words.append(piece.text)
        elif instead is not replaced:
            words.append(instead.instead or "")
        replaced = instead
    return "".join(words)


def _around(pieces: Sequence[Piece]) -> Box:
    box = pieces[0].box
    for piece in pieces[1:]:
        box = box.around(piece.box)
    return box


def _is_artifact(piece: Piece) -> bool:
    return any(mark.artifact is not None for mark in piece.marks)


def _bare(page: int, pieces: Sequence[Piece]) -> Iterator[Content]:
    for piece in pieces:
        if piece.text.strip() and not _is_artifact(piece) and all(mark.number is None for mark in piece.marks):
            yield Content(page=page, text=piece.text, box=piece.box)


def _artifacts(page: int, pieces: Sequence[Piece]) -> Iterator[Artifact]:
    found: dict[int, list[Piece]] = defaultdict(list)
    kinds: dict[int, str] = {}
    for piece in pieces:
        for mark in piece.marks:
            if mark.artifact is not None:
                found[id(mark)].append(piece)
                kinds[id(mark)] = mark.artifact
                break
    for key, each in found.items():
        text = "".join(piece.text for piece in each)
        yield Artifact(page=page, kind=kinds[key], text=text, box=_around(each))


# --- objects of pikepdf ----------------------------------------------------------------------------------------------


def _listed(value: Any, pikepdf: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]


def _items(resources: Any, kind: str) -> list[tuple[str, Any]]:
    return list(resources.get(kind, {}).items()) if resources is not None else []


def _is_number(value: Any) -> bool:
    return hasattr(value, "__int__") and not isinstance(value, str | bytes) and not hasattr(value, "keys")


def _name(value: Any) -> str:
    return "" if value is None else str(value)


def _box(value: Any) -> Box | None:
    if value is None:
        return None
    left, bottom, right, top = (float(each) for each in value)
    return Box(left, bottom, right, top)


def _is_embedded(descriptor: Any) -> bool:
    return any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))


def _simple_advances(font: Any) -> dict[int, float]:
    first = int(font.get("/FirstChar", 0))
    return {first + at: float(width) for at, width in enumerate(font.get("/Widths", ()))}


def _advances(widths: Any) -> dict[int, float]:
    """`c [w1 w2 …]` and `first last w`, as they stand in a font."""
    found: dict[int, float] = {}
    rest = list(widths)
    while len(rest) > 1:
        if _is_number(rest[1]):
            first, last, width = rest[:3]
            found.update(dict.fromkeys(range(int(first), min(int(last), cmap.MOST) + 1), float(width)))
            rest = rest[3:]
        else:
            found.update({int(rest[0]) + at: float(width) for at, width in enumerate(rest[1])})
            rest = rest[2:]
    return found


def empty() -> bytes:
    """A PDF of one empty page, without tags or metadata: whoever finds no fault in it does not look."""
    import pikepdf

    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out)
    return out.getvalue()
