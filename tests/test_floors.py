"""The plan of the package: a module may know only what stands on a lower floor, and some doors are for one only."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import pet_report

PACKAGE = Path(pet_report.__file__).parent

FLOORS = """
    memo  escaping
    source  errors  search  when  customs  fonts  picture  plain  sentences  standards  covered  verify  release
    authored
    diagnostics  model  catalogue  journal
    traps  letters  view.words  view.fields  verify.cmap  verify.drawn  validation
    verify.faults  verify.htmlfile  verify.occurrences
    verify.twin
    yamltree  markdown  fingerprint
    load  wording  usual
    link  silence  layout  repair  rewording  remembered
    coverage  moment  verify.told
    figures  accounts  prose  scaffold  similar  ownwords
    facts
    changes
    changelog
    view.changed
    rules.references  view.places
    view.frame
    rules.*  view.items
    rules  view.tables  view.money  view.pictures  view.finding  view.front  view.openings
    view.parts  view.described
    view
    view.site
    render  shapes
    announce.cells
    announce.changed  announce.text
    announce.*
    data.columns
    data.tables
    data.written
    data.metadata  data.sheets
    data.front
    data.workbook
    data
    pdfua.tags
    attachments
    pipeline  announce  listing  mentions
    portrait
    pieces
    pdfua.blanks  pdf.numbers  pdf.lines  pdf.plain
    pdfua.file  pdfua.stamps  pdf.spaces  pdf.sides  pdf.faces  pdf.quick
    pdfua.archive  pdfua.faces  pdfua.outline  pdfua.shape  pdfua.packed  pdf.boxes
    pdfua.*
    pdfua
    verify.pdffile
    verify.tags
    verify.paper  verify.page  verify.contrast
    verify.links
    verify.examined
    verify.remade  pdf  release.manifest  release.archive  offspring  saving  installed
    files  outline  pandoc  schema  pdf.ahead  spelling  store  timings  verify.java  xlsx
    cache  watching
    printer  trees  owncode  reading
    verify.folder  machine  provenance  editor
    live  preview
    preview.board
    preview.server
    health  repository  release.bom
    versions  release.folder  unchanged
    release.*
    release.making
    verify.issued
    cli.common
    cli.asking  cli.changing  cli.progress
    cli.*
    cli
    reference  __main__
"""
"""From the ground up, as in the design: `*` stands for every module of a folder that has no floor of its own."""

ONE_DOOR = {
    "ruamel": "yamltree",
    "pypandoc": "pandoc",
    "weasyprint": "pdf",
    "pydyf": "pdfua",
    "pikepdf": "verify",
    "uharfbuzz": "pdfua",
    "lunr": "search",
    "markdown_it": "markdown",
    "mdit_py_plugins": "markdown",
    "sentencex": "sentences",
    "enchant": "spelling",
    "pydantic": "validation",
    "jinja2": "render",
    "typer": "cli",
    "rich": "cli",
    "babel": "catalogue",
    "cssselect2": "verify",
    "snowballstemmer": "similar",
    "stdnum": "standards",
    "xlsxwriter": "xlsx",
    "cyclonedx": "release",
    "packageurl": "release",
    "packaging": "provenance",
}
"""The one module that may import each of these."""
ALSO_ALLOWED = {
    ("pydantic", "release.manifest"),  # what a program wrote, and another reads, has a shape of its own
    ("typer", "reference"),  # asks the commands for their own help
}

PURE_UP_TO = "pipeline"
"""Up to this floor no file is opened and neither clock nor environment is read."""
WORLDLY_MODULES = frozenset(
    (
        "asyncio", "ctypes", "fcntl", "ftplib", "getpass", "glob", "http", "importlib", "io", "locale", "mmap",
        "multiprocessing", "os", "pathlib", "platform", "random", "requests", "secrets", "select", "shutil",
        "signal", "socket", "ssl", "subprocess", "sys", "tempfile", "threading", "time", "urllib.request", "uuid",
    )
)  # fmt: skip
WORLDLY_CALLS = frozenset(
    (
        "open", "print", "input", "exec", "eval", "compile", "__import__", "breakpoint", "now", "utcnow", "today",
        "fromtimestamp", "time", "monotonic", "environ", "getenv", "read_text", "read_bytes", "write_text",
        "write_bytes", "system", "popen",
    )
)  # fmt: skip
EXCEPTIONS: dict[tuple[str, str], str] = {}
"""(module, name) that is worldly and may stand, with the reason. There is none."""


def _modules() -> dict[str, ast.Module]:
    """Every module of the package by its name inside it, as a syntax tree."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix("__init__").rstrip(".")
        if name:
            found[name] = ast.parse(path.read_text("utf-8"), filename=str(path))
    return found


MODULES = _modules()


def _floor(module: str) -> int | None:
    """Counted from the ground; None where the plan has no place for it."""
    lines = [line.split() for line in FLOORS.strip().splitlines()]
    for name in (module, f"{module.rpartition('.')[0]}.*"):
        for number, line in enumerate(lines):
            if name in line:
                return number
    return None


def _imports(tree: ast.Module) -> Iterator[str]:
    """The full name of everything imported, also inside functions: modules, and names taken from modules."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "ruff bans relative imports, and this test does not resolve them"
            yield from (f"{node.module}.{each.name}" for each in node.names)


def _known(tree: ast.Module) -> set[str]:
    """The modules of this package that one imports."""
    found = set()
    for name in _imports(tree):
        inside = name.removeprefix("pet_report.")
        if inside != name:
            # `from pet_report.view import words` takes a module, `from pet_report.view import Book` a name in one.
            found.add(inside if inside in MODULES else inside.rpartition(".")[0])
    return found - {""}


def _packages(tree: ast.Module) -> set[str]:
    return {name.split(".")[0] for name in _imports(tree)}


def _worldly(tree: ast.Module) -> set[str]:
    """What in a module reaches for files, clock, environment or other programs."""
    names = set(_imports(tree))
    found = {name for name in names if any(name == each or name.startswith(f"{each}.") for each in WORLDLY_MODULES)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            word = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            found |= {word} & WORLDLY_CALLS - (_OF_OTHER_THINGS if isinstance(called, ast.Attribute) else set())
        elif isinstance(node, ast.Attribute) and node.attr == "environ":
            found.add("environ")
    return found


_OF_OTHER_THINGS = {"compile"}
"""Also methods of what is no part of the world: `re.compile`."""


def test_there_is_a_package_to_guard() -> None:
    assert {"pipeline", "view", "rules.ids", "cli"} <= set(MODULES)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_has_a_floor(module: str) -> None:
    assert _floor(module) is not None, f"{module} has no place in FLOORS: where does it belong?"


@pytest.mark.parametrize("module", MODULES)
def test_a_module_knows_only_lower_floors(module: str) -> None:
    own = _floor(module)
    assert own is not None
    for known in _known(MODULES[module]):
        other = _floor(known)
        assert other is not None, f"{module} imports {known}, which has no floor"
        assert other < own, f"{module} looks up or sideways at {known}"


@pytest.mark.parametrize("module", MODULES)
def test_each_part_of_the_world_comes_in_by_one_door(module: str) -> None:
    for package in _packages(MODULES[module]) & set(ONE_DOOR):
        allowed = ONE_DOOR[package] in (module, module.split(".", maxsplit=1)[0]) or (package, module) in ALSO_ALLOWED
        assert allowed, f"only {ONE_DOOR[package]} may import {package}, not {module}"


@pytest.mark.parametrize(("package", "door"), ONE_DOOR.items())
def test_each_door_is_in_use(package: str, door: str) -> None:
    assert any(package in _packages(tree) for name, tree in MODULES.items() if name.split(".")[0] == door)


@pytest.mark.parametrize("module", MODULES)
def test_up_to_the_pipeline_nothing_touches_the_world(module: str) -> None:
    own, last = _floor(module), _floor(PURE_UP_TO)
    assert own is not None
    assert last is not None
    if own > last:
        return
    found = {name for name in _worldly(MODULES[module]) if (module, name) not in EXCEPTIONS}
    assert not found, f"{module} is meant to be pure, and reaches for {', '.join(sorted(found))}"


def test_ruff_bans_the_same_doors() -> None:
    settings = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text("utf-8"))
    banned = settings["tool"]["ruff"]["lint"]["flake8-tidy-imports"]["banned-api"]
    for package, rule in banned.items():
        assert f"pet_report/{ONE_DOOR[package]}" in rule["msg"]


# --- the guard itself ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "code",
    [
        "import os",
        "from os import environ",
        "def f():\n    from pathlib import Path",
        "def f(x):\n    return x.read_text()",
        "from datetime import date\ndate.today()",
        "from datetime import datetime\ndatetime.now()",
        "open('x')",
        "import urllib.request",
        "from urllib import request",
        "x.environ['HOME']",
    ],
)
def test_the_guard_sees_what_is_worldly(code: str) -> None:
    assert _worldly(ast.parse(code))


@pytest.mark.parametrize("code", ["import re\nre.compile('x')", "from urllib.parse import urlsplit", "import json"])
def test_the_guard_lets_the_rest_be(code: str) -> None:
    assert not _worldly(ast.parse(code))


def test_the_guard_sees_imports_inside_functions() -> None:
    tree = ast.parse("def f():\n    from pet_report import view\n    from pet_report.view import words, Book")
    assert _known(tree) == {"view", "view.words"}
    assert _floor("announce.anything") == _floor("announce.*")
    assert _floor("nowhere") is None
