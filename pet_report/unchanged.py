"""Whether what lies in a folder is what a build would make again: then nothing is made, and all is said again.

All that a build depends on is looked at by its content. What cannot be looked at is taken to have changed.
"""

from __future__ import annotations

import glob
import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from pet_report import files, installed
from pet_report.cache import Cache, content_hash
from pet_report.errors import ToolFailure

if TYPE_CHECKING:
    from pet_report.diagnostics import Diagnostic
    from pet_report.source import Place, Source

LABEL = "build: all of it"
PRINTING = ("pango-1.0", "pangoft2-1.0", "harfbuzz", "harfbuzz-subset", "fontconfig", "freetype", "fribidi", "glib-2.0")
"""The libraries that print with us."""
SPELLING = ("enchant-2", "hunspell-1.7")


class Last(Struct, frozen=True, kw_only=True):
    """What the last build said and made. sizes: of its outputs, by name. told: what it was told of, for later."""

    found: tuple[Diagnostic, ...]
    sizes: Mapping[str, int]
    files: int
    told: Mapping[str, str]


class Standing:
    """What a folder of outputs was made of. `changed`: the inputs that are others now, by name.

    cache: None where nothing may be remembered. options: what was asked for, as far as it makes a difference to the
    outputs or to the findings. libraries: the names of those that the outputs depend on.
    """

    def __init__(
        self, cache: Cache | None, root: Path, folder: Path, options: Mapping[str, str], libraries: Iterable[str] = ()
    ) -> None:
        self._cache = cache
        self._root = root
        self._folder = folder
        self._key = {"project": str(root.resolve()), "folder": str(folder.resolve()), **options}
        self._libraries = tuple(libraries)
        self._asked: dict[str, str | None] = {}
        self._begun = {**self._own(), **self._around()} if cache else {}
        self.changed: tuple[str, ...] = ()

    def last(self) -> Last | None:
        """The last build, where another would make the same; None where it would not, or where nobody can tell."""
        kept = self._cache.get(LABEL, self._key) if self._cache else None
        if kept is None:
            return None
        record = json.loads(kept)
        before, now = record["inputs"], {**self._begun, **self._looked_up(record["inputs"])}
        self.changed = tuple(sorted(name for name in {*before, *now} if before.get(name) != now.get(name)))
        if self.changed or None in now.values():
            return None
        if not files.holds(self._folder, {name: made[0] for name, made in record["outputs"].items()}):
            self.changed = ("the files that the last build made",)
            return None
        return Last(
            found=_found(record["found"], self._root),
            sizes={name: made[1] for name, made in record["outputs"].items()},
            files=record["files"],
            told=record["told"],
        )

    def keep(
        self, outputs: Mapping[str, bytes], found: Iterable[Diagnostic], *, files: int, told: Mapping[str, str]
    ) -> None:
        """Remember what was made, unless something of what it was made of cannot be looked at, or changed meanwhile."""
        if self._cache is None:
            return
        inputs = {**self._begun, **self._asked}
        if None in inputs.values() or any(inputs.get(name) != content for name, content in self._own().items()):
            return
        record = {
            "inputs": inputs,
            "outputs": {name: (content_hash(content), len(content)) for name, content in outputs.items()},
            "found": [_plain(each) for each in found],
            "files": files,
            "told": dict(told),
        }
        self._cache.put(LABEL, self._key, json.dumps(record).encode())

    # --- what only the build itself knows to ask for ---

    def read_picture(self, address: str) -> bytes:
        """As `files.read_picture`, and remembered among the inputs."""
        self._asked[f"picture {address}"] = _picture(self._root, address)
        return files.read_picture(self._root, address)

    def asked_for_words(self, language: str, *, known: bool) -> None:
        """A dictionary was opened, or was not there."""
        self._asked[f"dictionary {language}"] = _dictionary(language) if known else None

    def asked_for_history(self) -> None:
        self._asked["history"] = _history(self._root)

    # --- looking ---

    def _own(self) -> dict[str, str | None]:
        """The files of the project."""
        try:
            return {name: content_hash(content) for name, content in files.inputs(self._root).items()}
        except (OSError, ToolFailure):
            return {"files of the project": None}

    def _around(self) -> dict[str, str | None]:
        """What works on them."""
        from pet_report import pandoc

        return {
            "program": _program(),
            "packages": content_hash("\n".join(installed.packages())),
            "pandoc": pandoc.identity(),
            **{f"library {name}": _library(name) for name in self._libraries},
        }

    def _looked_up(self, names: Iterable[str]) -> dict[str, str | None]:
        ways: Mapping[str, Callable[[str], str | None]] = {
            "picture": lambda address: _picture(self._root, address),
            "dictionary": _dictionary,
            "history": lambda _: _history(self._root),
        }
        parts = ((name, *name.partition(" ")[::2]) for name in names if name not in self._begun)
        return {name: ways[kind](rest) for name, kind, rest in parts if kind in ways}


def _program() -> str | None:
    try:
        return content_hash("\n".join(f"{name} {digest}" for name, digest in files.own_hashes().items()))
    except OSError:
        return None


def _hashed(paths: Iterable[Path]) -> str | None:
    """Of files and their names; None where there are none, or one cannot be read."""
    whole, found = hashlib.sha256(), False
    try:
        for path in paths:
            content = path.read_bytes()
            whole.update(f"{path.name}\0{len(content)}\0".encode("utf-8", "surrogateescape") + content)
            found = True
    except OSError:
        return None
    return whole.hexdigest() if found else None


def _picture(root: Path, address: str) -> str:
    try:
        return content_hash(files.read_picture(root, address))
    except OSError:
        return "none"


def _dictionary(language: str) -> str | None:
    from pet_report import spelling

    words = _hashed(spelling.files_of(language))
    return words and content_hash("".join([words, *(_library(name) or "" for name in SPELLING)]))


def _history(root: Path) -> str | None:
    from pet_report.repository import Repository

    return Repository(root).state


def _library(name: str) -> str | None:
    """A library of the system by its content, wherever a system keeps it; None where it is not found."""
    endings = (f"lib{name}.so*", f"lib{name}*.dylib")
    found = {os.path.realpath(path) for at in _folders() for end in endings for path in glob.glob(f"{at}/{end}")}
    return _hashed(map(Path, sorted(found)))


def _folders() -> Iterator[str]:
    for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"):
        yield from filter(None, os.environ.get(name, "").split(os.pathsep))
    machine = getattr(sys.implementation, "_multiarch", "")
    for base in ("/usr/local/lib", "/usr/lib", "/lib", "/usr/lib64", "/opt/homebrew/lib"):
        yield base
        yield f"{base}/{machine}"


# --- findings as plain data ------------------------------------------------------------------------------------------


def _plain(finding: Diagnostic) -> dict[str, Any]:
    return {
        "rule": finding.rule.name,
        "severity": finding.severity.value,
        "place": _plain_place(finding.place),
        "message": finding.message,
        "hint": finding.hint,
        "notes": [(_plain_place(note.place), note.text) for note in finding.notes],
    }


def _plain_place(place: Place) -> tuple[str, tuple[int, ...]]:
    return place.source.path, (place.start.line, place.start.column, place.end.line, place.end.column)


def _found(plain: list[dict[str, Any]], root: Path) -> tuple[Diagnostic, ...]:
    if not plain:
        return ()
    sources, _ = files.read_sources(root, may_be_empty=True)
    by_path = {source.path: source for source in sources}
    return tuple(_finding(each, by_path) for each in plain)


def _finding(plain: Mapping[str, Any], sources: Mapping[str, Source]) -> Diagnostic:
    from pet_report.diagnostics import Diagnostic, Note, Severity
    from pet_report.rules import CATALOGUE

    return Diagnostic(
        rule=replace(CATALOGUE[plain["rule"]], severity=Severity(plain["severity"])),
        place=_place(plain["place"], sources),
        message=plain["message"],
        hint=plain["hint"],
        notes=tuple(Note(_place(place, sources), text) for place, text in plain["notes"]),
    )


def _place(plain: tuple[str, tuple[int, int, int, int]], sources: Mapping[str, Source]) -> Place:
    from pet_report.source import Place, Position, Source

    path, (line, column, last, end) = plain
    source = sources.get(path) or Source(path=path, text="")
    return Place(source, Position(line, column), Position(last, end))
