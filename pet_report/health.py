"""What this machine has of what pet-report needs, and how to mend what is missing."""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path

from msgspec import Struct

from pet_report import files, fonts, pandoc, pdf, spelling
from pet_report.errors import ToolFailure
from pet_report.verify import java

OLDEST_PYTHON = (3, 11)
_MAKE = "run `make` in the project's folder again, or `pip install pet-report` where it was installed from a wheel"
_PANGO = (
    "on Debian or Ubuntu: apt-get install --yes libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; "
    "elsewhere: install Pango 1.44 or newer"
)


class Finding(Struct, frozen=True, kw_only=True):
    """One part of the environment. An optional part that is missing leaves the machine well."""

    part: str
    state: str
    missing: bool = False
    optional: bool = False
    remedy: str = ""

    @property
    def well(self) -> bool:
        return self.optional or not self.missing

    def line(self) -> str:
        mark = "ok" if not self.missing else "optional" if self.optional else "missing"
        said = f"{mark:9} {self.part:12} {self.state}"
        return f"{said}\n{'':9} {'':12} hint: {self.remedy}" if self.missing and self.remedy else said


def examine() -> tuple[Finding, ...]:
    return (_python(), *_programs(), *_libraries(), _fonts(), _templates(), _dictionary(), *_validators(), _chromium())


def _python() -> Finding:
    return Finding(
        part="Python",
        state=platform.python_version(),
        missing=sys.version_info < OLDEST_PYTHON,
        remedy="install Python 3.11 or newer, and run `make PYTHON=python3.11`",
    )


def _programs() -> Iterator[Finding]:
    yield _tried("pandoc", pandoc.version, _MAKE)
    yield _tried("WeasyPrint", pdf.version, _PANGO)


def _tried(part: str, version: Callable[[], str], remedy: str) -> Finding:
    try:
        return Finding(part=part, state=version())
    except (ToolFailure, ImportError) as failure:
        return Finding(part=part, state=str(failure), missing=True, remedy=remedy)


def _libraries() -> Iterator[Finding]:
    for name in ("typer", "msgspec", "pydantic", "ruamel.yaml", "markdown-it-py", "jinja2"):
        try:
            yield Finding(part=name, state=metadata.version(name))
        except metadata.PackageNotFoundError:
            yield Finding(part=name, state="not installed", missing=True, remedy=_MAKE)


def _fonts() -> Finding:
    wanted = [f"{face.file}{ending}" for face in fonts.FACES for ending in (".ttf", ".woff2")]
    absent = [name for name in wanted if not (files.fonts_folder() / name).is_file()]
    state = f"{len(wanted)} files" if not absent else "missing: " + ", ".join(absent)
    return Finding(part="fonts", state=state, missing=bool(absent), remedy=_MAKE)


def _templates() -> Finding:
    found = files.templates()
    missing = "publication.html" not in found
    return Finding(part="templates", state=f"{len(found)} files", missing=missing, remedy=_MAKE)


def _dictionary() -> Finding:
    """Only a project whose house style looks at spelling needs it."""
    try:
        spelling.open_dictionary("en-GB")
    except ToolFailure as failure:
        return Finding(part="dictionary", state=str(failure), missing=True, optional=True, remedy=failure.remedy)
    return Finding(part="dictionary", state="en-GB", optional=True)


def _validators() -> Iterator[Finding]:
    """Only `pet-report verify` needs them, and this project's own tests."""
    for part, find in (("veraPDF", java.vera_pdf), ("Nu checker", lambda: java.nu([Path.cwd()]))):
        try:
            find()
        except ToolFailure as failure:
            yield Finding(part=part, state=failure.message, missing=True, optional=True, remedy=failure.remedy)
        else:
            yield Finding(part=part, state="there", optional=True)


def _chromium() -> Finding:
    """Only this project's own tests need it."""
    there = any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
    remedy = "only for running the tests: apt-get install chromium"
    state = "there" if there else "not there"
    return Finding(part="Chromium", state=state, missing=not there, optional=True, remedy=remedy)
