"""HTML to tagged PDF; the only door to WeasyPrint. It runs in the processes of `printer`."""

from __future__ import annotations

import logging
import os
import tempfile
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pet_report.errors import ToolFailure
from pet_report.pdf import boxes, spaces
from pet_report.pdfua.tags import Bookmark, Part

BASE = "https://bundle.invalid/"
"""A fixed address for what a page refers to: the same bytes come out in every folder."""
FONTS = BASE + "fonts/"
VARIANT = "pdf/a-3a"
"""That the file is PDF/UA-1 too, `pdfua` sees to."""
REMEDY = "run `pet-report doctor`: it says what WeasyPrint lacks"

_ELSEWHERE = "https://elsewhere.invalid/#"
"""Where a link leads, while it is printed, whose target is in another part."""
_SAFE_IMAGES = ("data:image/svg+xml", "data:image/png", "data:image/jpeg")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What a part needs to know of others, and what others need to know of it.

    pages, notes: how many pages and footnotes it has. anchors: its own targets, each with its page counted from 1.
    shown: the targets whose page it prints. linked: the targets elsewhere that it links to.
    """

    pages: int
    notes: int
    anchors: Mapping[str, int]
    shown: frozenset[str]
    linked: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What the pages of a part depend on besides itself.

    first: the number of its first page. notes: how many footnotes stand before it. numbers: the page of each target
    that it shows, as it is to be printed.
    """

    first: int
    notes: int
    numbers: Mapping[str, str]


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


def lay_out(name: str, html: str, number: str) -> Layout:
    """Where a part's own targets come to stand, when every page number that it prints is as wide as `number`."""
    with _without_complaints(name) as read:
        page = read(html)
        _connect(page.etree_element, defaultdict(lambda: number))
        pages = page.render(pdf_variant=VARIANT).pages
    return _layout(page.etree_element, pages)


def print_part(name: str, html: str, index: int, needs: Needs) -> tuple[Layout, Part]:
    """The PDF of part `index` of a publication.

    Links to other parts, and the keys by which pages find their tags, are as they must be in the joined file.
    """
    weasyprint = _weasyprint()
    with _without_complaints(name) as read:
        page = read(html)
        _connect(page.etree_element, needs.numbers)
        document = page.render(pdf_variant=VARIANT, stylesheets=[weasyprint.CSS(string=_beginning(needs))])
        part = _write(document, index, tuple(_bookmarks(document.pages)))
    return _layout(page.etree_element, document.pages), part


def _write(document: Any, index: int, bookmarks: Sequence[Bookmark]) -> Part:
    """The pages of part `index`, and their tags apart from them."""
    pydyf = _weasyprint().pdf.pydyf
    boxes.link_notes(document)
    document.part = index  # read again in _read_tags
    content = document.write_pdf(pdf_variant=VARIANT, finisher=lambda _, pdf: _finish(pdf.objects, pydyf))
    return Part(content=content, tags=document.tags, bookmarks=bookmarks)


def _beginning(needs: Needs) -> str:
    """A style by which a part goes on counting, and begins on the side of the sheet where it will lie."""
    side = "right" if needs.first % 2 else "left"
    return (
        f"@page :first {{ counter-reset: page {needs.first} }} "
        f"html {{ counter-reset: footnote {needs.notes}; break-before: {side} }}"
    )


def _connect(root: Any, numbers: Mapping[str, str]) -> None:
    """Give the page references of a part their numbers, and links to other parts an address that stands for them."""
    own = {element.get("id") for element in root.iter()}
    for element in root.iter():
        if target := element.get("data-to"):
            element.set("style", f'--number: "{numbers[target[1:]]}"')
        if element.tag == "a" and element.get("href", "")[:1] == "#" and element.get("href")[1:] not in own:
            element.set("href", _ELSEWHERE + element.get("href")[1:])


def _layout(root: Any, pages: list[Any]) -> Layout:
    anchors: dict[str, int] = {}
    for number, page in enumerate(pages, start=1):
        for anchor in page.anchors:
            anchors.setdefault(anchor, number)
    links = [element.get("href", "") for element in root.iter("a")]
    return Layout(
        pages=len(pages),
        notes=sum("footnote" in element.get("class", "").split() for element in root.iter()),
        anchors=anchors,
        shown=frozenset(element.get("data-to")[1:] for element in root.iter() if element.get("data-to")),
        linked=frozenset(link.removeprefix(_ELSEWHERE) for link in links if link.startswith(_ELSEWHERE)),
    )


def _bookmarks(pages: list[Any]) -> Iterator[Bookmark]:
    for number, page in enumerate(pages):
        for level, title, (x, y), _ in page.bookmarks:
            # 96 CSS pixels are 72 points, and a PDF counts from the foot of the page.
            yield Bookmark(level=level, title=title, page=number, x=x * 0.75, y=(page.height - y) * 0.75)


def _finish(things: Sequence[Any], pydyf: Any) -> None:
    _lead_right(things, pydyf)
    for thing in things:
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
        import weasyprint
    except OSError as error:
        raise ToolFailure(f"WeasyPrint cannot start: {error}", remedy=REMEDY) from error
    from pet_report.pdf import quick

    quick.put_in_place()
    return weasyprint


@contextmanager
def _ours(weasyprint: Any) -> Iterator[None]:
    """While this lasts WeasyPrint keeps spaces, and gives its tags to us."""
    before, weasyprint.pdf.add_tags = weasyprint.pdf.add_tags, _read_tags
    try:
        with spaces.kept(weasyprint):
            yield
    finally:
        weasyprint.pdf.add_tags = before


def _read_tags(pdf: Any, document: Any, _: Any, streams: list[Any]) -> None:
    document.tags, missing = boxes.read(_weasyprint(), document, pdf, streams, part=document.part)
    if "Lang" not in pdf.catalog:
        missing.append("the page does not say its language")
    for each in missing:
        logging.getLogger("weasyprint").error(each)


def version() -> str:
    """WeasyPrint's version; raises ToolFailure where a library that it needs is missing."""
    return str(_weasyprint().__version__)


def native_versions() -> dict[str, str]:
    """By name, the versions of the libraries beneath WeasyPrint that set type: they come from the machine."""
    _weasyprint()
    from weasyprint.text.ffi import harfbuzz, pango

    packed = pango.pango_version()
    return {"Pango": f"{packed // 10000}.{packed // 100 % 100}.{packed % 100}", "HarfBuzz": _found(harfbuzz)}


def _found(harfbuzz: Any) -> str:
    """HarfBuzz as WeasyPrint knows it tells only whether it is at least of a version."""
    version: list[int] = []
    for _ in range(3):
        padding = [0] * (2 - len(version))
        fits = (each for each in range(_MOST) if not harfbuzz.hb_version_atleast(*version, each + 1, *padding))
        version.append(next(fits, _MOST))
    return ".".join(map(str, version))


_MOST = 1000
