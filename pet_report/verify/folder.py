"""A folder of finished publications: every check of every file, and of all together; against the sources, if given."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from pet_report import data, files, offspring, pipeline
from pet_report.attachments import attachments
from pet_report.diagnostics import Diagnostic, in_reading_order
from pet_report.errors import ToolFailure
from pet_report.link import Linked
from pet_report.verify import examined, faults, links, told
from pet_report.verify.examined import Examined
from pet_report.verify.java import Complaint, Nu, VeraPdf
from pet_report.view import words

if TYPE_CHECKING:
    from pet_report.model import Publication

MEMORY = 6_000_000_000
"""Bytes that the reading of one file may take."""
SMALL = 5_000_000
"""Bytes of HTML that need no process of their own."""
PROCESSOR = 300
"""Seconds of work on one file, after which it counts as one that cannot be looked at."""
MOST_FILES = 5_000


class Validators(Struct, frozen=True, kw_only=True):
    """Other programs; None for one that is left out on purpose."""

    vera_pdf: VeraPdf | None
    nu: Nu | None


class Verified(Struct, frozen=True, kw_only=True):
    found: tuple[Diagnostic, ...]
    files: int


def verify(folder: Path, validators: Validators, linked: Linked | None = None) -> Verified:
    """Everything that is wrong with the publications in a folder; against the sources, where they are given.

    Raises ToolFailure where there is nothing to look at, or a validator does not do its work.
    """
    paths = _paths(folder)
    shown = {name: path for name, path in paths.items() if name.endswith((".html", ".pdf"))}
    if not shown:
        raise ToolFailure(f"there are no publications in {folder}", remedy="build them: pet-report build")
    firsts = _first_of_each(shown)
    once = {name: shown[name] for name in dict.fromkeys(firsts.values())}
    with ThreadPoolExecutor(3) as threads:
        validated = threads.submit(_validated, once, validators)
        looked_at = {each.name: each for each in _examined(once, threads)}
        found = [*(each for one in looked_at.values() for each in one.found), *validated.result()]
    every = [replace(looked_at[first], name=name) for name, first in firsts.items()]
    ends = {each.name: each.ends for each in every if each.ends}
    found += links.check(links.Web(ends=ends, others=frozenset(paths)))
    found += (*_against(every, linked), *tables(folder / pipeline.DATA, linked)) if linked else ()
    return Verified(found=in_reading_order(found), files=len(every))


def _paths(folder: Path) -> dict[str, Path]:
    """Every file in a folder by its name there, with slashes; what is no file, as a pipe, might never end."""
    found: dict[str, Path] = {}
    for root, _, names in os.walk(folder):
        for path in (Path(root) / name for name in names):
            if path.is_file():
                found[path.relative_to(folder).as_posix()] = path
            if len(found) > MOST_FILES:
                raise ToolFailure(f"{folder} holds more than {MOST_FILES:,} files", remedy="name the folder of a build")
    return dict(sorted(found.items()))


def _first_of_each(paths: Mapping[str, Path]) -> dict[str, str]:
    """By the name of each file, that of the first with the same bytes: a folder for the web holds the PDFs again."""
    seen: dict[str, str] = {}
    return {name: seen.setdefault(_digest(path), name) for name, path in paths.items()}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# --- each file -------------------------------------------------------------------------------------------------------


def _examined(paths: Mapping[str, Path], threads: ThreadPoolExecutor) -> Iterator[Examined]:
    contents = {name: _content(path) for name, path in paths.items()}
    jobs = {
        name: threads.submit(_in_a_process, name, content, _beside(name, contents))
        for name, content in contents.items()
        if content is not None and (name.endswith(".pdf") or len(content) > SMALL)
    }
    for name, content in contents.items():
        if content is None:
            yield examined.too_large(name)
        else:
            yield jobs[name].result() if name in jobs else examined.examine_page(name, content)


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.stat().st_size <= examined.LARGEST else None


def _beside(name: str, contents: Mapping[str, bytes | None]) -> bytes | None:
    """The HTML that a PDF is printed from: of its name, or of the beginning of it, as for large print."""
    stem = name.removesuffix(".pdf")
    while stem and f"{stem}.html" not in contents:
        stem = stem.rpartition("-")[0]
    return contents.get(f"{stem}.html")


def _in_a_process(name: str, content: bytes, beside: bytes | None) -> Examined:
    """What reads a stranger's file may be made to eat all memory, or never to end: it gets a process, and bounds."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), initializer=_bounded) as pool:
        try:
            if name.endswith(".pdf"):
                return pool.submit(examined.examine_paper, name, content, beside).result()
            return pool.submit(examined.examine_page, name, content).result()
        except (BrokenProcessPool, MemoryError):
            return examined.unreadable(name, "it takes more time or memory than any publication needs")


def _bounded() -> None:
    offspring.end_with_parent()
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR, PROCESSOR))


# --- validators ------------------------------------------------------------------------------------------------------


def _validated(paths: Mapping[str, Path], validators: Validators) -> list[Diagnostic]:
    """What veraPDF and the Nu checker say."""
    found: list[Diagnostic] = []
    pdfs = {path.resolve(): name for name, path in paths.items() if name.endswith(".pdf")}
    pages = {path.resolve(): name for name, path in paths.items() if name.endswith(".html")}
    if validators.vera_pdf and pdfs:
        found += _by_vera_pdf(pdfs, validators.vera_pdf)
    if validators.nu and pages:
        for path, complaints in validators.nu.complaints(list(pages)).items():
            found += (_doubt(pages[path], each) for each in complaints if not each.message.startswith(_GUESSED))
    return found


_GUESSED = (
    "Inline script violates Content Security Policy",
    "Resource violates Content Security Policy (meta tag): image “data:image/",
)
"""Said of every script inside a page, since the checker computes no hashes, and of every picture inside one, also where
the policy allows them. `page.policy` looks at both."""


def _doubt(name: str, complaint: Complaint) -> Diagnostic:
    rule = faults.HTML_DOUBTFUL if complaint.warning else faults.HTML_CONFORMANCE
    place = examined.position(name, complaint.line, complaint.column)
    return rule.at(place, complaint.message, hint="look at the project's own templates")


_RULES = {"ua1": faults.PDF_UA, "3a": faults.PDF_A}


def _by_vera_pdf(pdfs: Mapping[Path, str], engine: VeraPdf) -> Iterator[Diagnostic]:
    from pet_report.verify import pdffile

    with tempfile.TemporaryDirectory(prefix="pet-report-") as folder:
        bad = Path(folder) / "bad.pdf"
        bad.write_bytes(pdffile.empty())
        verdicts = engine.verdicts([bad, *pdfs])
    # Its silence says something only where it is not silent about everything.
    if any(not each.failures for each in verdicts[bad]):
        raise ToolFailure("veraPDF finds nothing in a file that is at fault", remedy="run `pet-report doctor`")
    for path, name in pdfs.items():
        for verdict in verdicts[path]:
            rule = _RULES[verdict.flavour]
            if verdict.unread:
                yield faults.UNREADABLE.at(examined.whole(name), f"veraPDF cannot read it: {verdict.unread[:200]}")
            by_rule = {each.rule: each for each in reversed(verdict.failures)}
            for number, each in sorted(by_rule.items()):
                count = sum(other.rule == number for other in verdict.failures)
                message = f"clause {number}, {count} times: {each.message}; first at {each.context[-120:]}"
                yield rule.at(examined.whole(name), message, hint="build it again with `pet-report build`")


# --- against the sources ---------------------------------------------------------------------------------------------


def _against(every: Sequence[Examined], linked: Linked) -> Iterator[Diagnostic]:
    report = linked.project.report
    if report is None:
        return
    proposals = told.expected(linked)
    for publication in (report.publications.report, report.publications.response):
        answers = any(part.kind == "answers" for part in publication.parts)
        own = [each for each in every if _is_of(each.name, publication)]
        for ending in (".html", ".pdf"):
            if not any(each.name == publication.file + ending for each in own):
                message = f"{publication.file}{ending} is not in the folder"
                place = examined.whole(publication.file + ending)
                yield faults.PUBLICATION_MISSING.at(place, message, hint="build it: pet-report build")
        for each in own:
            printed = told.Printed(name=each.name, place=each.place, items=each.items, answers=answers)
            yield from told.compare(proposals, printed) if each.ends else ()
            yield from told.unknown(linked.things, printed) if each.name.endswith(".html") else ()
            yield from _attached(each, linked) if each.attached is not None else ()


def _is_of(name: str, publication: Publication) -> bool:
    path = PurePosixPath(name)
    own = path.stem == publication.file or (path.stem.startswith(f"{publication.file}-") and path.suffix == ".pdf")
    return own and path.parent == PurePosixPath()


def _attached(each: Examined, linked: Linked) -> Iterator[Diagnostic]:
    """Whether a PDF carries the sources as they are, and what they say as data."""
    report, attached = linked.project.report, each.attached or {}
    if report is None:
        return
    for expected in attachments(data.Said(linked), words.catalogue_of(report, files.catalogues())):
        content = attached.get(expected.name)
        whose = "the file of the project" if expected.relationship == "Source" else "what the sources say"
        if content is None:
            message = f"{expected.name} is not in this PDF"
        elif _text(content) != _text(expected.content):
            message = f"{expected.name} in this PDF is not {whose}"
        else:
            continue
        yield faults.ATTACHMENT.at(each.place, message, hint="build it again with `pet-report build`")


def tables(folder: Path, linked: Linked) -> Iterator[Diagnostic]:
    """Whether a folder of data, where there is one, says what the sources say."""
    report = linked.project.report
    if report is None or not folder.is_dir():
        return
    said = data.Said(linked)
    for name, content in {**said.tables, data.DOCUMENT: said.document}.items():
        place, hint = examined.whole(f"{pipeline.DATA}/{name}"), "build it again with `pet-report build`"
        if not (folder / name).is_file():
            yield faults.DATA.at(place, "this table is not there", hint=hint)
        elif (folder / name).read_bytes() != content:
            yield faults.DATA.at(place, "this is not what the sources say", hint=hint)


def _text(content: bytes) -> bytes:
    return content.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
