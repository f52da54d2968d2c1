"""The Nu checker, as the program itself runs it; without its parts a test is skipped by their names."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from pet_report.errors import ToolFailure
from pet_report.verify.java import Nu
from tests.support.builds import ROOT
from tests.support.parts import need_file, need_program

_JAR = ROOT / "tests/node_modules/vnu-jar/build/dist/vnu.jar"


def complaints(pages: Sequence[Path]) -> tuple[str, ...]:
    """Errors and warnings, each with its page and line; one start of Java for all pages."""
    java = need_program("Java", "java", package="default-jdk-headless")
    jar = need_file("the Nu checker", _JAR, package="tests/node_modules with `make test-packages`")
    assert pages
    try:
        found = Nu(java=Path(java), jar=Path(jar)).complaints([page.resolve() for page in pages])
    except ToolFailure as failure:
        pytest.fail(failure.message, pytrace=False)
    return tuple(f"{page.name}:{each.line}: {each.message}" for page, every in found.items() for each in every)
