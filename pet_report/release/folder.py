"""How a release lies in its folder.

publications/   the report and the response, in every format
data/           what they say, as data
sources/        the project that they were made from: an ordinary one, to build from
manifest.json   what there is, what it was made from, and with what
SHA256SUMS      of all of these, for `sha256sum --check`
NAME-VERSION.zip, and its own .sha256: all of these in one file
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import PurePosixPath

from pet_report.release import archive, bom, manifest
from pet_report.release.manifest import Manifest

PUBLICATIONS, DATA, SOURCES = "publications/", "data/", "sources/"
BUILT = (PUBLICATIONS, DATA)
"""What a build makes, and the same sources give again."""
NOTES = "release-notes.md"
SUMS = "SHA256SUMS"
SUMS_ENDING = ".sha256"
MINISIGN, SIGSTORE = SIGNATURES = (f"{SUMS}.minisig", f"{SUMS}.sigstore.json")
"""What a release has besides, where somebody signed it: a signature of SHA256SUMS, and with that of all."""


def placed(outputs: Mapping[str, bytes]) -> dict[str, bytes]:
    """What a build made, under the names that it has in a release."""
    return {name if name.startswith(DATA) else PUBLICATIONS + name: content for name, content in outputs.items()}


def assemble(told: Manifest, contents: Mapping[str, bytes]) -> dict[str, bytes]:
    """The whole folder: contents are the files that the manifest lists."""
    inner = {**contents, manifest.NAME: manifest.written(told)}
    inner[SUMS] = sums(inner)
    name = archive_name(told)
    packed = archive.pack(inner, f"{told.name}-{told.version}", moment(told))
    return {**inner, name: packed, name + SUMS_ENDING: sums({name: packed})}


def archive_name(told: Manifest) -> str:
    return f"{told.name}-{told.version}.zip"


def moment(told: Manifest) -> datetime:
    """The time that everything in a release is given: of its commit, never the clock's."""
    return datetime.fromisoformat(told.commit.date).astimezone(UTC)


# --- sums ------------------------------------------------------------------------------------------------------------


def sums(files: Mapping[str, bytes]) -> bytes:
    """As `sha256sum` writes them."""
    return "".join(_line(name, hashlib.sha256(each).hexdigest()) for name, each in sorted(files.items())).encode()


def _line(name: str, digest: str) -> str:
    """A name that would break the line is written with escapes, and the line says so by its first letter."""
    escaped = name.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
    mark = "" if escaped == name else "\\"
    return f"{mark}{digest}  {escaped}\n"


def read_sums(content: bytes) -> dict[str, str]:
    """By file name, the sum. Raises ValueError where a line is none."""
    found: dict[str, str] = {}
    for line in content.decode().removesuffix("\n").split("\n"):
        match = _LINE.fullmatch(line)
        if match is None or _unescaped(match) in found:
            raise ValueError(line[:100])
        found[_unescaped(match)] = match["digest"]
    return found


_LINE = re.compile(r"(?P<escaped>\\?)(?P<digest>[0-9a-f]{64}) [ *](?P<name>.+)")
_ESCAPES = {"\\\\": "\\", "\\n": "\n", "\\r": "\r"}


def _unescaped(match: re.Match[str]) -> str:
    if not match["escaped"]:
        return match["name"]
    return re.sub(r"\\.", lambda each: _ESCAPES.get(each[0], each[0]), match["name"])


def is_release(names: set[str]) -> bool:
    """Whether the files of a folder are, or were, those of a release."""
    return bool({manifest.NAME, SUMS} & names) or any(PurePosixPath(name).name == bom.NAME for name in names)
