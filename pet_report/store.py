"""The user's cache: saves time, and is never relied on. It may be damaged, or be deleted at any moment."""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

LARGEST = 512_000_000
"""Bytes that all entries may take together."""
_NAME = re.compile(r"[0-9a-f]{64}(\.[0-9a-f]+\.new)?")


def usual_folder() -> Path | None:
    """`PET_REPORT_CACHE`, else the place that a system has for caches; None where there is no home to have one in."""
    chosen = os.environ.get("PET_REPORT_CACHE")
    if chosen:
        return Path(chosen)
    base = os.environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(base):
        return Path(base) / "pet-report"
    home = Path(os.path.expanduser("~"))
    return home / ".cache" / "pet-report" if home.is_dir() else None


class Store:
    """Entries by name, each written in one step: who reads meanwhile finds it whole, or not at all."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    @property
    def keeps(self) -> bool:
        """Whether there is a folder at all."""
        return self._folder is not None

    def get(self, name: str) -> bytes | None:
        if self._folder is None:
            return None
        path = self._folder / name
        try:
            found = path.stat()
            if not stat.S_ISREG(found.st_mode) or found.st_size > LARGEST:
                return None
            content = path.read_bytes()
            with contextlib.suppress(OSError):  # as in a folder that may not be written to
                os.utime(path)  # what is in use is not what `tidy` takes first
        except OSError:
            return None
        return content

    def put(self, name: str, content: bytes) -> None:
        """Keep an entry, if it can be kept: a full disk or a folder that may not be written to is no failure."""
        if self._folder is None or len(content) > LARGEST:
            return
        waiting = self._folder / f"{name}.{os.urandom(6).hex()}.new"
        try:
            # What is written here was perhaps not published yet: it is for its owner alone.
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with waiting.open("xb") as file:
                file.write(content)
            waiting.replace(self._folder / name)
        except OSError:
            with contextlib.suppress(OSError):
                waiting.unlink()

    def tidy(self) -> None:
        """Take away the entries that were used longest ago, until all take half of what they may."""
        entries = sorted(self._entries())
        size = sum(each for _, each, _ in entries)
        if size <= LARGEST:
            return
        for _, each, path in entries:
            if size <= LARGEST // 2:
                return
            with contextlib.suppress(OSError):
                path.unlink()
            size -= each

    def _entries(self) -> Iterator[tuple[int, int, Path]]:
        """When each was used, how long it is, and where; nothing but what we wrote ourselves."""
        with contextlib.suppress(OSError):
            for path in self._folder.iterdir() if self._folder else ():
                if _NAME.fullmatch(path.name):
                    with contextlib.suppress(OSError):
                        found = path.stat()
                        yield found.st_mtime_ns, found.st_size, path
