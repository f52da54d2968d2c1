"""What Python has installed, as the names of folders tell: to load `importlib.metadata` and to ask it takes as long as
a build of which nothing changed."""

from __future__ import annotations

import contextlib
import os
import sys
from functools import cache


def packages(named: str = "") -> tuple[str, ...]:
    """What is installed under this name in small letters, or all, each with its version: `jinja2-3.1.6.dist-info`."""
    start = f"{named}-" if named else ""
    return tuple(name for name in _found(tuple(sys.path)) if name.lower().startswith(start))


@cache
def _found(folders: tuple[str, ...]) -> tuple[str, ...]:
    found: set[str] = set()
    for folder in folders:
        with contextlib.suppress(OSError):  # an archive, or what is not there
            found.update(name for name in os.listdir(folder or ".") if name.endswith("-info"))
    return tuple(sorted(found))
