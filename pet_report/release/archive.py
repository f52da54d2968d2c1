"""Files in one archive whose bytes depend on nothing but their names, their contents and one moment."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from pet_report.errors import ToolFailure

LARGEST = 2_000_000_000
"""Bytes that the files of an archive may have together."""
MOST = 20_000
"""Files in an archive."""
_FILE = 0o100644 << 16
_UNIX = 3
_EARLIEST, _LATEST = datetime(1980, 1, 1, tzinfo=UTC), datetime(2107, 12, 31, tzinfo=UTC)
"""Between these lies what a ZIP can say of time."""
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""These are unpacked piece by piece: no more of a bomb than is wanted."""


def pack(files: Mapping[str, bytes], folder: str, moment: datetime) -> bytes:
    """A ZIP of a folder: files in the order of their names, all of one moment, for everybody to read."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(_entry(f"{folder}/{name}", moment), content)
    return out.getvalue()


def _entry(name: str, moment: datetime) -> zipfile.ZipInfo:
    when = min(max(moment.astimezone(UTC), _EARLIEST), _LATEST)
    entry = zipfile.ZipInfo(name, when.timetuple()[:6])
    entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, _UNIX, _FILE
    return entry


class Packed(Struct, frozen=True, kw_only=True):
    """What an archive holds: the SHA-256 of each file by its name in the one folder."""

    folder: str
    sums: Mapping[str, str]


def digests(path: Path) -> Packed:
    """Raises ToolFailure for what `pack` never makes, and for what is larger than any release."""
    with _opened(path) as archive:
        name = _folder(archive)
        return Packed(folder=name, sums=_sums(archive, name))


def unpack(path: Path, target: Path) -> Path:
    """Write the files of an archive into a folder in `target`, which is given back. Raises ToolFailure, as above."""
    with _opened(path) as archive:
        name = _folder(archive)
        for entry in archive.infolist():
            own = target / entry.filename
            own.parent.mkdir(parents=True, exist_ok=True)
            with own.open("xb") as file:
                for piece in _pieces(archive, entry):
                    file.write(piece)
    return target / name


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise _no_release(str(error)) from None


def _folder(archive: zipfile.ZipFile) -> str:
    """The folder in which all files stand. A stranger's archive may name places outside it, or hold a file twice."""
    entries = archive.infolist()
    names = {each.filename for each in entries}
    if archive.comment or min((each.header_offset for each in entries), default=0):
        raise _no_release("it holds more than its files")
    if len(entries) > MOST or sum(each.file_size for each in entries) > LARGEST:
        raise _no_release("it holds more than any release")
    if len(names) < len(entries) or not all(map(_is_plain, entries)):
        raise _no_release("it holds what is no file, stands in no folder, is there twice, or is packed otherwise")
    folders = {name.partition("/")[0] for name in names}
    if len(folders) != 1:
        raise _no_release("its files do not stand in one folder")
    return folders.pop()


def _is_plain(entry: zipfile.ZipInfo) -> bool:
    steps = entry.filename.split("/")
    kind = entry.external_attr >> 16 & 0o170000
    leads_out = {"", ".", ".."} & set(steps) or set(entry.filename) & set("\\:\0")
    packed = entry.compress_type in PACKED and not entry.flag_bits & 1
    return len(steps) > 1 and not leads_out and kind in (0, 0o100000) and packed


def _sums(archive: zipfile.ZipFile, folder: str) -> dict[str, str]:
    return {each.filename.removeprefix(f"{folder}/"): _digest(archive, each) for each in archive.infolist()}


def _digest(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> str:
    digest = hashlib.sha256()
    for piece in _pieces(archive, entry):
        digest.update(piece)
    return digest.hexdigest()


def _pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of a file, no more of it than it says that it has."""
    left = entry.file_size
    with archive.open(entry) as file:
        while piece := file.read(_PIECE):
            left -= len(piece)
            if left < 0:
                raise _no_release(f"{entry.filename} is longer than it says")
            yield piece


_PIECE = 1_000_000


def _no_release(why: str) -> ToolFailure:
    return ToolFailure(f"this is no archive of a release: {why}", remedy="get it again from where it was issued")
