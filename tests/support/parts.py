"""Parts that not every machine has: a test that needs one is skipped by that part's name."""

import ctypes
import shutil
import sys
from pathlib import Path
from typing import NoReturn

import pytest


def need_program(part: str, *names: str, package: str) -> Path:
    """The first of these programs that is on the path; without one the test is skipped."""
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        _skip(part, package)
    return Path(found)


def need_file(part: str, path: Path, *, package: str) -> Path:
    """The path, if there is a file; else the test is skipped."""
    if not path.is_file():
        _skip(part, package)
    return path


def need_library(part: str, name: str, *, package: str) -> None:
    """If a Linux cannot load this library the test is skipped; other systems name theirs differently."""
    if sys.platform == "linux":
        try:
            ctypes.CDLL(name)
        except OSError:
            _skip(part, package)


def _skip(part: str, package: str) -> NoReturn:
    pytest.skip(f"needs {part}: install {package}")
