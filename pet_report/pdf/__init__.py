# ruff: noqa: SLF001 - the boxes of a page WeasyPrint keeps to itself; a test holds the name
"""HTML to tagged PDF; the only door to WeasyPrint. It runs in the processes of `printer`."""

from __future__ import annotations

import ctypes
import ctypes.util
import hashlib
import logging
import os
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout, suppress
from functools import cache, partial
from importlib import metadata
from pathlib import Path
from typing import Any

from msgspec import Struct

from pet_report import pdfua
from pet_report.errors import ToolFailure
from pet_report.pdf import boxes, faces, numbers, sides, spaces
from pet_report.pdfua.packed import pack, unpack
from pet_report.pdfua.tags import Attachment, Bookmark, Drawn, Extent, Face, Part

BASE = "https://bundle.invalid/"
"""A fixed address for what a page refers to: the same bytes come out in every folder."""
FONTS = BASE + "fonts/"
VARIANT = "pdf/a-3a"
"""That the file is PDF/UA-1 too, `pdfua` sees to."""
REMEDY = "run `pet-report doctor`: it says what WeasyPrint lacks"

_ELSEWHERE = "https://elsewhere.invalid/#"
"""Where a link leads, while it is printed, whose target is in another part."""
_SAFE_IMAGES = ("data:image/svg+xml", "data:image/png", "data:image/jpeg")


class Needs(Struct, frozen=True, kw_only=True):
    """What the pages of a part depend on besides itself.

    side: of the sheet on which it begins, `left` or `right`. notes: how many footnotes stand before it. digits: for how
    many there is room in each number of a page within its text. called: what the ids of its tags begin with, and those
    of no other part.
    """

    side: str
    notes: int
    digits: int
    called: str


_fonts = Path()
_unused_configuration: tempfile.TemporaryDirectory[str] | None = None


def prepare(fonts: str) -> None:
    """Let Pango see no font of the machine: a missing glyph is then missing everywhere, and bytes do not differ."""
    global _fonts, _unused_configuration
    _fonts = Path(fonts)
    _unused_configuration = tempfile.TemporaryDirectory(prefix="pet-report-")
    configuration = Path(_unused_configuration.name) / "fonts.conf"
    configuration.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<cachedir>{_unused_configuration.name}</cachedir></fontconfig>"
    )
    os.environ["FONTCONFIG_FILE"] = str(configuration)
    warnings.filterwarnings("ignore", message="No fonts configured")  # that there are none but ours is the point
    os.environ.pop("SOURCE_DATE_EPOCH", None)  # dates come from the page, which has the report's own


def clear() -> None:
    """Take away what `prepare` put on the disk."""
    if _unused_configuration is not None:
        _unused_configuration.cleanup()


def warm() -> None:
    _weasyprint()
    pdfua.warm()


def print_part(name: str, html: str, needs: Needs) -> Part:
    """A part of a publication as PDF; the numbers of pages in it are left open."""
    with _without_complaints(name) as read:
        page = read(html)
        _connect(page.etree_element, needs.digits)
        _add_style(page.etree_element, _beginning(needs))
        document = page.render(pdf_variant=VARIANT)
        part = _write(name, document, page.etree_element, needs.called)
        _let_go(document.pages)
        return part


def print_packed(name: str, html: tuple[str, bytes, str], needs: Needs, place: Path) -> Extent:
    """Put the part there, packed. html: what all parts begin with, the part in UTF-8, and what all end with."""
    head, body, foot = html
    part = print_part(name, head + body.decode() + foot, needs)
    place.write_bytes(pack(part))
    return part.extent


def publish(
    parts: Sequence[Path], extents: Sequence[Extent], attachments: Sequence[Attachment], place: Path
) -> None:  # fmt: skip
    """Put one PDF of all parts there, ready to be published. They lie packed where they are said to."""
    read = (unpack(each.read_bytes()) for each in parts)
    with place.open("wb") as out:
        pdfua.publish(read, extents, attachments, lambda name: (_fonts / name).read_bytes(), out)


def _write(name: str, document: Any, root: Any, called: str) -> Part:
    bookmarks = tuple(_bookmarks(document.pages))
    boxes.link_notes(document)
    for page in document.pages:
        numbers.mark(_weasyprint(), page)
        page.paint = partial(sides.draw, _weasyprint(), page)
        page.bookmarks = []  # the whole has one tree of them
    made = _drawn(document)
    _finish(made)
    objects, sheets = pdfua.written(made, [_page(made, each) for each in document.pages], document.tags, called)
    links = [element.get("href", "") for element in root.iter("a")]
    return Part(
        objects=objects,
        bookmarks=bookmarks,
        sheets=sheets,
        faces=_faces(name, document),
        extent=Extent(
            pages=len(document.pages),
            boxes=document.boxes,
            anchors=_anchors(document.pages),
            linked=tuple(sorted({link.removeprefix(_ELSEWHERE) for link in links if link.startswith(_ELSEWHERE)})),
            sided=any(page._page_box.is_sided for page in document.pages),
        ),
    )


def _drawn(document: Any) -> Any:
    """The document as pydyf's objects, which are not written."""
    weasyprint = _weasyprint()
    _, asked = weasyprint.pdf.VARIANTS[VARIANT]
    options = {**weasyprint.DEFAULT_OPTIONS, **asked, "pdf_variant": VARIANT}
    return weasyprint.pdf.generate_pdf(document, None, 1, **options)


def _page(made: Any, page: Any) -> Drawn:
    """What the writer must know of a page."""
    own = made.objects[page.number]
    before = numbers.before_links(page)
    return Drawn(
        page=own,
        text=page.stream,
        margins=page.asides,
        side=page._page_box.page_type.side,
        shift=page._page_box.shift * 0.75,
        patterns=page.patterns,
        behind={at: before[link] for at, link in enumerate(own.get("Annots", ())) if link in before},
    )


def _let_go(pages: Sequence[Any]) -> None:
    """What refers to each other in a circle would stay in memory until it is looked for."""
    for page in pages:
        del page.paint
        for box in page._page_box.children:
            if hasattr(box, "page"):
                del box.page


def _faces(name: str, document: Any) -> tuple[Face, ...]:
    try:
        return tuple(faces.used(document.fonts, _known_fonts()))
    except LookupError:
        raise ToolFailure(f"{name} uses a font that is not one of the bundled ones",
                          remedy="take it out of the project's own styles") from None  # fmt: skip


@cache
def _known_fonts() -> dict[str, str]:
    return {hashlib.sha256(path.read_bytes()).hexdigest(): path.name for path in sorted(_fonts.glob("*.ttf"))}


def _beginning(needs: Needs) -> str:
    """A style by which a part goes on counting notes, and begins on the side of the sheet where it will lie.

    It stands in an attribute: the style sheets of all parts are the same, so that they are read once.
    """
    return f"counter-reset: footnote {needs.notes}; break-before: {needs.side}"


def _add_style(element: Any, style: str) -> None:
    element.set("style", "; ".join(filter(None, (element.get("style"), style))))


def _connect(root: Any, digits: int) -> None:
    """Keep room for the page references of a part, and give links to other parts an address that stands for them."""
    own = {element.get("id") for element in root.iter()}
    for element in root.iter():
        if element.get("data-to"):
            zeros = "0" * (1 if numbers.is_column(element) else digits)
            _add_style(element, f'--number: "{zeros}"')
        if element.tag == "a" and element.get("href", "")[:1] == "#" and element.get("href")[1:] not in own:
            element.set("href", _ELSEWHERE + element.get("href")[1:])


def _anchors(pages: list[Any]) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, page in enumerate(pages, start=1):
        for anchor in page.anchors:
            found.setdefault(anchor, number)
    return found


def _bookmarks(pages: list[Any]) -> Iterator[Bookmark]:
    for number, page in enumerate(pages):
        for level, title, (x, y), _ in page.bookmarks:
            # 96 CSS pixels are 72 points, and a PDF counts from the foot of the page.
            yield Bookmark(level=level, title=title, page=number, x=x * 0.75, y=(page.height - y) * 0.75)


def _finish(pdf: Any) -> None:
    """What WeasyPrint cannot be told beforehand."""
    _lead_right(pdf.objects, _weasyprint().pdf.pydyf)
    for thing in pdf.objects:
        # Smoothed pictures are not for the archive, whatever a project's own style says of them.
        if "Interpolate" in getattr(thing, "extra", ()):
            thing.extra["Interpolate"] = "false"


def _lead_right(things: Sequence[Any], pydyf: Any) -> None:
    """Let links to other parts lead there, and those to the other publication to its PDF in the same folder."""
    for thing in things:
        action = thing.get("A") if isinstance(thing, dict) else None
        address = action["URI"].string if isinstance(action, dict) and "URI" in action else ""
        if address.startswith(_ELSEWHERE):
            del thing["A"]
            thing["Dest"] = pydyf.String(address.removeprefix(_ELSEWHERE))
        elif action and address.startswith(BASE):
            action["URI"] = pydyf.String(address.removeprefix(BASE).replace(".html", ".pdf", 1))


@contextmanager
def _without_complaints(name: str) -> Iterator[Callable[[str], Any]]:
    """Gives what reads HTML. Raises ToolFailure at the end for whatever WeasyPrint complained of meanwhile."""
    weasyprint = _weasyprint()
    complaints = _Complaints()
    logging.getLogger("weasyprint").handlers = [complaints]
    with _ours(weasyprint), warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            yield lambda html: weasyprint.HTML(string=html, base_url=BASE, url_fetcher=_fetcher(weasyprint))
        except weasyprint.urls.FatalURLFetchingError as error:
            raise ToolFailure(
                f"{name} asks for {str(error)[:80]}, which is not a part of the publication",
                remedy="take it out of the project's own templates",
            ) from None
        except numbers.Faulty as error:
            raise ToolFailure(f"{name} holds {error.args[0]}", remedy=error.args[1]) from None
    # It leaves its colour profile open, and that there are no fonts but ours is the point.
    harmless = ("No fonts", "unclosed file")
    said = [*complaints.messages, *(text for each in warned if not (text := str(each.message)).startswith(harmless))]
    if said:
        raise ToolFailure(f"WeasyPrint complained about {name}: " + "; ".join(dict.fromkeys(said)), remedy=REMEDY)


class _Complaints(logging.Handler):
    """WeasyPrint's exit status is 0 whatever went wrong; only its log tells."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


def _fetcher(weasyprint: Any) -> Any:
    class Bundle(weasyprint.urls.URLFetcher):  # type: ignore[misc]  # the base is imported late
        """Gives the bundled fonts and pictures inside the page, and refuses everything else."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith(FONTS):
                content = (_fonts / Path(url).name).read_bytes()
                return weasyprint.urls.URLFetcherResponse(url, content, {"Content-Type": "font/ttf"})
            if url.startswith(_SAFE_IMAGES):
                return super().fetch(url, headers)
            # Only this kind of exception is not swallowed by WeasyPrint, which would print a page with a gap.
            raise weasyprint.urls.FatalURLFetchingError(url)

    return Bundle(allowed_protocols=["data"], fail_on_errors=True)


@cache
def _weasyprint() -> Any:
    try:
        try:
            with _libraries_by_name(), redirect_stdout(None):  # where one is missing, WeasyPrint prints what to do
                import weasyprint
        except OSError:  # it may have another name here: now they are looked for, and what to do is printed
            import weasyprint
    except OSError as error:
        raise ToolFailure(f"WeasyPrint cannot start: {error}", remedy=REMEDY) from error
    from pet_report.pdf import quick

    quick.put_in_place()
    return weasyprint


@contextmanager
def _libraries_by_name() -> Iterator[None]:
    """While this lasts, a library is loaded by its file's name or not at all.

    WeasyPrint asks for each by the names of several systems. For those of others, Python runs the C compiler to learn
    where they might be (docs/upstream.md).
    """
    find = ctypes.util.find_library
    ctypes.util.find_library = lambda name: None if sys.platform == "linux" else find(name)
    try:
        yield
    finally:
        ctypes.util.find_library = find


@contextmanager
def _ours(weasyprint: Any) -> Iterator[None]:
    """While this lasts WeasyPrint keeps spaces and both margins, and gives its tags and fonts to us."""
    writer = weasyprint.pdf
    before = writer.add_tags, writer.build_fonts_dictionary
    writer.add_tags = _read_tags
    writer.build_fonts_dictionary = lambda _, fonts, *__: faces.stand_in(writer.pydyf, fonts)
    try:
        with spaces.kept(weasyprint), sides.both(weasyprint):
            yield
    finally:
        writer.add_tags, writer.build_fonts_dictionary = before


def _read_tags(pdf: Any, document: Any, _: Any, streams: list[Any]) -> None:
    for page, stream, reference in zip(document.pages, streams, pdf.page_references, strict=True):
        page.stream, page.number = stream, int(reference.split()[0])
    document.tags, missing, document.boxes = boxes.read(_weasyprint(), document, pdf, streams)
    if "Lang" not in pdf.catalog:
        missing.append("the page does not say its language")
    for each in missing:
        logging.getLogger("weasyprint").error(each)


def version() -> str:
    """WeasyPrint's version; raises ToolFailure where a library that it needs is missing."""
    return str(_weasyprint().__version__)


def versions() -> dict[str, str]:
    """Of everything by which a page may look different; without loading what lays pages out."""
    return {**{name: metadata.version(name) for name in _SET_TYPE}, **native_versions()}


_SET_TYPE = ("weasyprint", "pydyf", "tinycss2", "tinyhtml5", "cssselect2", "pyphen", "fonttools", "pillow")
_NATIVE = {
    "Pango": (("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"), "pango_version_string"),
    "HarfBuzz": (("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll"), "hb_version_string"),
}
"""Where WeasyPrint, too, finds the libraries that come from the machine, and what asks them for their version."""


@cache
def native_versions() -> dict[str, str]:
    """By name, the versions of the libraries beneath WeasyPrint that set type."""
    return {name: _asked(names, question) for name, (names, question) in _NATIVE.items()}


def _asked(names: Sequence[str], question: str) -> str:
    for name in names:
        with suppress(OSError):
            ask = getattr(ctypes.CDLL(name), question)
            ask.restype = ctypes.c_char_p
            return str(ask().decode())
    raise ToolFailure(f"{names[0]} is missing", remedy=REMEDY)
