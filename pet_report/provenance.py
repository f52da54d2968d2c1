"""What this machine compiles with: every program, library and font on which the bytes of a publication may depend."""

from __future__ import annotations

import hashlib
import platform
import zlib
from collections.abc import Iterator
from functools import cache
from importlib import metadata
from typing import Literal

from msgspec import Struct
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from pet_report import files, fonts, outline, pandoc, pdf

PROJECT = "pet-report"


class Component(Struct, frozen=True, kw_only=True):
    """One thing that took part.

    licence: as its own metadata gives it, an SPDX expression where it gives one. sha256: of a file. needs: the names
    of those that it cannot do without.
    """

    name: str
    version: str
    kind: Literal["application", "library", "platform", "font"]
    package: bool = False
    licence: str = ""
    sha256: str = ""
    needs: tuple[str, ...] = ()


@cache
def components() -> tuple[Component, ...]:
    """By their names: this program first, then what it needs. Of the libraries, none that only happen to be there."""
    return (*_libraries(), *_programs(), *_fonts())


def versions() -> dict[str, str]:
    """The version of each program and library by its name."""
    return {each.name: each.version for each in components() if each.kind != "font"}


# --- libraries -------------------------------------------------------------------------------------------------------


def _libraries() -> Iterator[Component]:
    needed = _closure(PROJECT)
    yield _library(PROJECT, needed.pop(PROJECT))
    yield from (_library(name, needs) for name, needs in sorted(needed.items()))


def _closure(root: str) -> dict[str, set[str]]:
    """Every package that one needs, itself among them, each with the names of those that it needs at once."""
    found: dict[str, set[str]] = {}
    waiting, seen = [(root, "")], set()
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) not in seen:
            seen.add((name, extra))
            wanted = list(_requirements(name, extra))
            found.setdefault(name, set()).update(canonicalize_name(each.name) for each in wanted)
            waiting += ((canonicalize_name(each.name), part) for each in wanted for part in ("", *each.extras))
    return found


def _requirements(name: str, extra: str) -> Iterator[Requirement]:
    for requirement in map(Requirement, metadata.requires(name) or ()):
        if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
            yield requirement


def _library(name: str, needs: set[str]) -> Component:
    distribution = metadata.distribution(name)
    return Component(
        name=name,
        version=distribution.version,
        kind="application" if name == PROJECT else "library",
        package=True,
        licence=_licence(distribution),
        needs=tuple(sorted(needs)),
    )


def _licence(distribution: metadata.Distribution) -> str:
    """Some packages put their whole licence where its name belongs."""
    about = distribution.metadata
    told = "".join(about.get_all("License-Expression") or about.get_all("License") or ())
    if told and "\n" not in told and told.upper() != "UNKNOWN":
        return told
    given = (each for each in about.get_all("Classifier") or () if each.startswith("License ::"))
    return " AND ".join(each.rpartition(" :: ")[2] for each in given)


# --- programs and fonts ----------------------------------------------------------------------------------------------


def _programs() -> Iterator[Component]:
    yield Component(name="Python", version=platform.python_version(), kind="platform")
    yield Component(name="pandoc", version=pandoc.version(), kind="application", licence="GPL-2.0-or-later")
    native = {**pdf.native_versions(), "zlib": zlib.ZLIB_RUNTIME_VERSION}
    for name, version in sorted(native.items()):
        yield Component(name=name, version=version, kind="library")


def _fonts() -> Iterator[Component]:
    for face in fonts.FACES:
        version = outline.version_of(files.fonts_folder() / f"{face.file}.ttf")
        for ending in (".ttf", ".woff2"):
            content = (files.fonts_folder() / (face.file + ending)).read_bytes()
            yield Component(
                name=face.file + ending, version=version, kind="font", licence="OFL-1.1",
                sha256=hashlib.sha256(content).hexdigest(),
            )  # fmt: skip
