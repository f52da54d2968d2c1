"""HTML to tagged PDF, in processes of their own; the only module that knows WeasyPrint."""

from __future__ import annotations

import logging
import multiprocessing
import os
import tempfile
import warnings
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from types import TracebackType
from typing import Any

from pet_report.errors import ToolFailure

BASE = "https://bundle.invalid/"
"""A fixed address for what a page refers to: the same bytes come out in every folder."""
FONTS = BASE + "fonts/"
VARIANT = "pdf/ua-1"

_REMEDY = "run `pet-report doctor`: it says what WeasyPrint lacks"
_SAFE_IMAGES = ("data:image/svg+xml", "data:image/png", "data:image/jpeg")


class Printer:
    """Makes PDFs, one process for each. Entering it starts the processes, which load WeasyPrint meanwhile."""

    def __init__(self, fonts: Path, processes: int = 2) -> None:
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(processes, context, initializer=prepare, initargs=(str(fonts),))
        self._warming: list[Future[None]] = []
        self._processes = processes

    def __enter__(self) -> Printer:
        self._warming = [self._pool.submit(_warm) for _ in range(self._processes)]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=kind is None, cancel_futures=True)

    def print_pages(self, pages: Mapping[str, str]) -> Callable[[], dict[str, bytes]]:
        """Begin to print HTML pages; what is returned waits for the PDFs, by the same names.

        Waiting raises ToolFailure for whatever WeasyPrint complains of.
        """
        jobs = {name: self._pool.submit(print_page, name, html) for name, html in pages.items()}
        return lambda: self._wait(jobs)

    def _wait(self, jobs: Mapping[str, Future[bytes]]) -> dict[str, bytes]:
        try:
            return {name: job.result() for name, job in jobs.items()}
        except BrokenProcessPool as error:
            raise ToolFailure("a process that prints a PDF was ended, perhaps for lack of memory",
                              remedy=_REMEDY) from error  # fmt: skip


# --- inside the processes ----------------------------------------------------------------------------------------

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


def _warm() -> None:
    _weasyprint()


def print_page(name: str, html: str) -> bytes:
    """The PDF of one page, in this very process. Raises ToolFailure for whatever WeasyPrint complains of."""
    weasyprint = _weasyprint()
    complaints = _Complaints()
    logger = logging.getLogger("weasyprint")
    logger.handlers = [complaints]
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            document = weasyprint.HTML(string=html, base_url=BASE, url_fetcher=_fetcher(weasyprint))
            content: bytes = document.write_pdf(pdf_variant=VARIANT)
        except weasyprint.urls.FatalURLFetchingError as error:
            raise ToolFailure(
                f"{name} asks for {str(error)[:80]}, which is not a part of the publication",
                remedy="take it out of the project's own templates",
            ) from None
    said = [
        *complaints.messages,
        *(str(each.message) for each in warned if "No fonts" not in str(each.message)),
    ]
    if said:
        raise ToolFailure(f"WeasyPrint complained about {name}: " + "; ".join(dict.fromkeys(said)), remedy=_REMEDY)
    return content


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


def _weasyprint() -> Any:
    try:
        import weasyprint
    except OSError as error:
        raise ToolFailure(f"WeasyPrint cannot start: {error}", remedy=_REMEDY) from error
    return weasyprint


def version() -> str:
    """WeasyPrint's version; raises ToolFailure where a library that it needs is missing."""
    return str(_weasyprint().__version__)
