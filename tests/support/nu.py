"""The Nu checker: what in an HTML file is against the standard, and what does it warn of?"""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.builds import ROOT
from tests.support.parts import need_file, need_program

_JAR = ROOT / "tests/node_modules/vnu-jar/build/dist/vnu.jar"


def complaints(pages: Sequence[Path]) -> tuple[str, ...]:
    """Errors and warnings, each with its page and line; one start of Java for all pages."""
    java = need_program("Java", "java", package="default-jdk-headless")
    jar = need_file("the Nu checker", _JAR, package="tests/node_modules with `make test-packages`")
    assert pages
    command: list[str | Path] = [java, "-XX:+UseSerialGC", "-jar", jar, "--format", "json", "--stdout", *pages]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        messages = json.loads(run.stdout)["messages"]
    except (ValueError, KeyError):
        pytest.fail(f"the Nu checker did not answer:\n{run.stdout}{run.stderr}", pytrace=False)
    return tuple(
        f"{each['url'].rpartition('/')[2]}:{each.get('lastLine')}: {each['message']} {each.get('extract', '')[:120]!r}"
        for each in messages
    )
