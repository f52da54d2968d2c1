"""What else such a report could be made with, each from sources of its own on disk: written here, not on the clock."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.peers import documents, needs
from pet_report import files, load

ROOT = Path(__file__).parent.parent.parent
BIN = ROOT / "build/peers/bin"
"""`make bench` installs there what the benchmark alone uses."""
SCHEMAS = ROOT / "pet_report/schemas"

TYPST = "pandoc with Typst"
WEASYPRINT = "pandoc with WeasyPrint"
ASCIIDOCTOR = "Asciidoctor PDF"
SPHINX = "Sphinx-Needs"
STRICTDOC = "StrictDoc"
LINTERS = "yamllint and check-jsonschema"


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A folder of sources with a Makefile that makes everything of them. makes: what, in words.

    clean: what to remove before the clock runs, so that nothing is found there.
    """

    name: str
    makes: str
    folder: Path
    clean: tuple[str, ...] = ()
    jobs: int = field(default_factory=lambda: os.cpu_count() or 1)

    @property
    def command(self) -> list[str | Path]:
        """As many jobs as there are cores, where several are to be done: each as fast as its user can have it."""
        return ["make", "--always-make", "--silent", f"--jobs={self.jobs}", f"--directory={self.folder}"]

    def clear(self) -> None:
        for name in self.clean:
            shutil.rmtree(self.folder / name, ignore_errors=True)


def missing() -> dict[str, str]:
    """The peers that are not installed, each with the way to have it."""
    own = "run `make build/peers/installed`"
    there = {
        TYPST: (any(BIN.parent.glob("lib/python*/site-packages/typst")), own),
        WEASYPRINT: ((BIN / "weasyprint").exists(), own),
        SPHINX: ((BIN / "sphinx-build").exists(), own),
        STRICTDOC: ((BIN / "strictdoc").exists(), own),
        ASCIIDOCTOR: (shutil.which("asciidoctor-pdf") is not None, "sudo apt-get install ruby-asciidoctor-pdf"),
    }
    return {name: remedy for name, (here, remedy) in there.items() if not here}


def write(folder: Path, project: Path, made: Mapping[str, Any]) -> list[Peer]:
    """The sources of the peers that are here. made: what the files of the project hold, by name."""
    absent = missing()
    written = documents.write(folder / "words", project) if {TYPST, WEASYPRINT, ASCIIDOCTOR} - absent.keys() else {}
    ways = {TYPST: _typst, WEASYPRINT: _weasyprint, ASCIIDOCTOR: _asciidoctor, SPHINX: _sphinx, STRICTDOC: _strictdoc}
    found = [way(folder / way.__name__.strip("_"), written, made) for name, way in ways.items() if name not in absent]
    return [*found, _linters(folder / "linters", project)]


def _typst(folder: Path, written: Mapping[str, str], _: Mapping[str, Any]) -> Peer:
    sources = {name: text for name, text in written.items() if name.endswith(".md")}
    # Else a table that is longer than a page runs off it.
    tables = {"tables.typ": "#show figure.where(kind: table): set block(breakable: true)\n"}
    _write(folder, {**sources, **tables}, f"""
all: report.html report.pdf response.html response.pdf
%.html: %.md
\t{_shell(documents.PANDOC)} --standalone --toc --output=$@ $<
%.typ: %.md
\t{_shell(documents.PANDOC)} --standalone --toc --include-in-header=tables.typ \\
\t\t--variable=mainfont='Source Sans 3' --output=$@ $<
%.pdf: %.typ
\t{_shell(BIN / "python", Path(__file__).with_name("typeset.py"))} $< $@ {_shell(files.fonts_folder())}
""")  # fmt: skip
    return Peer(name=TYPST, makes="HTML and PDF/UA-1", folder=folder)


def _weasyprint(folder: Path, written: Mapping[str, str], _: Mapping[str, Any]) -> Peer:
    sources = {name: text for name, text in written.items() if name.endswith(".md")}
    style = folder / "fonts.css"
    _write(folder, {**sources, style.name: documents.style_of_fonts()}, f"""
all: report.html report.pdf response.html response.pdf
%.html: %.md
\t{_shell(documents.PANDOC)} --standalone --toc --output=$@ $<
%.pdf: %.md
\t{_shell(documents.PANDOC)} --standalone --toc --css={_shell(style.as_uri())} \\
\t\t--pdf-engine={_shell(BIN / "weasyprint")} --pdf-engine-opt=--pdf-variant=pdf/ua-1 --output=$@ $<
""")  # fmt: skip
    return Peer(name=WEASYPRINT, makes="HTML and PDF/UA-1", folder=folder)


def _asciidoctor(folder: Path, written: Mapping[str, str], _: Mapping[str, Any]) -> Peer:
    _write(folder, {name: text for name, text in written.items() if name.endswith(".adoc")}, """
all: report.html report.pdf response.html response.pdf
%.html: %.adoc
\tasciidoctor-pdf --backend=html5 --out-file=$@ $<
%.pdf: %.adoc
\tasciidoctor-pdf --out-file=$@ $<
""")  # fmt: skip
    return Peer(name=ASCIIDOCTOR, makes="HTML and PDF without tags", folder=folder)


def _sphinx(folder: Path, _: Mapping[str, str], made: Mapping[str, Any]) -> Peer:
    _write(folder, needs.sphinx(made), f"""
html:
\t{_shell(BIN / "sphinx-build")} -q -b html . made
""")  # fmt: skip
    return Peer(name=SPHINX, makes="HTML", folder=folder, clean=("made",))


def _strictdoc(folder: Path, _: Mapping[str, str], made: Mapping[str, Any]) -> Peer:
    _write(folder, needs.strictdoc(made), f"""
html:
\t{_shell(BIN / "strictdoc")} export . --output-dir made
""")  # fmt: skip
    return Peer(name=STRICTDOC, makes="HTML", folder=folder, clean=("made",))


def _linters(folder: Path, project: Path) -> Peer:
    """The form of the YAML, and its fields: a schema is for one kind of file, so check-jsonschema runs three times.

    Neither looks whether a reference leads anywhere, or whether figures add up. One after the other: they are added up.
    """
    kinds = _by_schema(project)
    every = [path for paths in kinds.values() for path in paths]
    relaxed = "{extends: relaxed, rules: {line-length: disable}}"
    lines = [_shell(sys.executable, "-m", "yamllint", "-d", relaxed, *every)]
    check = (sys.executable, "-m", "check_jsonschema", "--no-cache", "--schemafile")
    lines += [_shell(*check, SCHEMAS / schema, *paths) for schema, paths in kinds.items() if paths]
    _write(folder, {}, "\nall:\n" + "".join(f"\t{line}\n" for line in lines))
    return Peer(name=LINTERS, makes="findings", folder=folder, jobs=1)


def _by_schema(project: Path) -> dict[str, list[Path]]:
    """The files of a project by the name of their schema."""
    groups = sorted((project / "groups").glob("*.yaml"))
    answers = [path for path in groups if path.name.endswith(load.RESPONSE_ENDING)]
    return {
        "report.schema.json": [project / load.REPORT],
        "group.schema.json": [path for path in groups if path not in answers],
        "response.schema.json": answers,
    }


def _write(folder: Path, sources: Mapping[str, str], rules: str) -> None:
    folder.mkdir(parents=True)
    for name, text in {**sources, "Makefile": rules}.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def _shell(*words: str | Path) -> str:
    """As a recipe of make says it to a shell."""
    return shlex.join(map(str, words)).replace("$", "$$")
