"""One version of a project, by the name that somebody types: a folder, a release, an archive of one, or a commit."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from msgspec import Struct

from pet_report import changelog, files
from pet_report.diagnostics import Diagnostic
from pet_report.errors import ToolFailure
from pet_report.load import NAME, REPORT
from pet_report.release import archive as archives
from pet_report.release import manifest
from pet_report.repository import Repository
from pet_report.source import Source

RELEASES = "dist"
"""The folder of a project in which its releases lie, each in one of its own."""
TAG = "report/"
"""What the tag of a release begins with: a repository may have others, for software."""
MANIFEST, SOURCES = manifest.NAME, "sources"
"""By these two a folder is known as a release; the second holds the project as it was."""
WORKING_TREE = "the working tree"

LARGEST_ARCHIVE = 500_000_000
"""Bytes of an archive. It holds the publications too, and one of those has a few millions."""
MOST_ENTRIES = 100_000
LARGEST_PROJECT = 100_000_000
"""Bytes of what is read from an archive, unpacked."""
order = changelog.order


class Version(Struct, frozen=True, kw_only=True):
    """`name`: what readers may call it. found: what is wrong with its files as such; errors where one is not read."""

    name: str
    sources: tuple[Source, ...]
    found: tuple[Diagnostic, ...] = ()


def read(name: str, root: Path | None) -> Version:
    """The version that is meant by `name`, seen from the project in `root`, or from nowhere.

    A folder with a project or a release; the archive of a release; a release of this project, by its number; a commit,
    a branch or a tag of its repository: the first of them that there is. Raises ToolFailure where there is none.
    """
    if not name:
        raise _unknown(name, root, None)
    path = Path(name)
    if path.is_file():
        return _from_archive(path)
    for folder in _folders(path, name, root):
        return _from_folder(folder, folder.parent.name if folder.name == SOURCES else folder.resolve().name)
    return _from_history(name, root)


def working_tree(root: Path) -> Version:
    """The project as it lies in its folder."""
    return _from_folder(root, WORKING_TREE)


def release(number: str, root: Path) -> Version:
    """A release of a project: as it was tagged, else as it lies among the releases."""
    contents = Repository(root).contents(TAG + number)
    if contents is not None:
        return _read_in_history(number, contents)
    for folder in _project_in(root / RELEASES / number):
        return _from_folder(folder, number)
    raise _unknown(number, root, Repository(root))


def releases(root: Path) -> tuple[str, ...]:
    """The numbers of all releases of a project, the oldest first: those that have a tag, else those in its folder."""
    lying = (path.parent.name for path in (root / RELEASES).glob(f"*/{MANIFEST}"))
    found = {*Repository(root).tags(TAG), *lying}
    return tuple(sorted((each for each in found if manifest.is_version(each)), key=order))


# --- folders ---------------------------------------------------------------------------------------------------------


def _folders(path: Path, name: str, root: Path | None) -> Iterator[Path]:
    """Where the files of a project lie that may be meant; the first is the one."""
    yield from _project_in(path)
    if root is not None and PurePosixPath(name).name == name:
        yield from _project_in(root / RELEASES / name)


def _project_in(folder: Path) -> Iterator[Path]:
    if (folder / MANIFEST).is_file() and (folder / SOURCES / REPORT).is_file():
        yield folder / SOURCES
    elif (folder / REPORT).is_file():
        yield folder


def _from_folder(folder: Path, name: str) -> Version:
    sources, found = files.read_sources(folder, may_be_empty=True)
    return Version(name=name, sources=sources, found=found)


# --- the history -----------------------------------------------------------------------------------------------------


def _from_history(name: str, root: Path | None) -> Version:
    repository = Repository(root) if root is not None else None
    for revision in (TAG + name, name) if repository else ():
        contents = repository.contents(revision) if repository else None
        if contents is not None:
            return _read_in_history(name, contents)
    raise _unknown(name, root, repository)


def _read_in_history(name: str, contents: Mapping[str, bytes]) -> Version:
    if REPORT not in contents:
        remedy = "the project may have lain in another folder then; name a later commit"
        raise ToolFailure(f'"{name}" has no {REPORT} in this project\'s folder', remedy=remedy)
    return _decoded(name, contents)


def _unknown(name: str, root: Path | None, repository: Repository | None) -> ToolFailure:
    """What was looked for, and what there is."""
    looked = f"folder with {REPORT} or with a release, and no archive of one"
    if root is None or repository is None:
        return ToolFailure(f'"{name}" is no {looked}', remedy="name one of these; there is no project here")
    looked += f"; and there is no {RELEASES}/{name}, no tag {TAG}{name}, no commit and no branch of this name"
    remedy = _what_there_is(releases(root))
    if repository.is_shallow:
        remedy = "only the end of the history is here: `git fetch --unshallow --tags` gets the rest"
    return ToolFailure(f'"{name}" is no {looked}', remedy=remedy)


def _what_there_is(known: Sequence[str]) -> str:
    if not known:
        return "no release is made yet; `git log --oneline` lists the commits"
    *others, last = known[-_SHOWN:]
    before = "… " if len(known) > _SHOWN else ""
    return f"the releases are {before}{', '.join(others)} and {last}" if others else f"the one release is {last}"


_SHOWN = 8
"""Releases that a hint names."""


# --- archives --------------------------------------------------------------------------------------------------------


def _from_archive(path: Path) -> Version:
    if path.stat().st_size > LARGEST_ARCHIVE:
        raise _no_release(path, f"it has more than {LARGEST_ARCHIVE // 1_000_000} MB")
    try:
        with zipfile.ZipFile(path) as archive:
            return _decoded(path.stem, _contents(archive, path))
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError, OSError) as error:
        raise _no_release(path, "it is damaged, or no ZIP file") from error


def _contents(archive: zipfile.ZipFile, path: Path) -> dict[str, bytes]:
    """The project's files by name. Nothing is written anywhere, so that it does not matter where a name would lead."""
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise _no_release(path, f"it holds more than {MOST_ENTRIES:,} files")
    before = _before_report(entries, path)
    chosen = [each for each in entries if each.filename.startswith(before) and _is_source(each, before)]
    names = [each.filename.removeprefix(before) for each in chosen]
    if len(set(names)) < len(names):
        raise _no_release(path, "it holds two files of one name")
    found: dict[str, bytes] = {}
    for entry, name in sorted(zip(chosen, names, strict=True), key=lambda pair: files.order(pair[1])):
        found[name] = _unpacked(archive, entry, path)
        if sum(map(len, found.values())) > LARGEST_PROJECT:
            raise _no_release(path, f"its sources have more than {LARGEST_PROJECT // 1_000_000} MB")
    return found


def _is_source(entry: zipfile.ZipInfo, before: str) -> bool:
    return not entry.is_dir() and files.is_source(entry.filename.removeprefix(before))


def _before_report(entries: Sequence[zipfile.ZipInfo], path: Path) -> str:
    """What the names of the project's files begin with: `sources/`, or that in the one folder that was packed."""
    names = [each.filename.removesuffix(REPORT) for each in entries if PurePosixPath(each.filename).name == REPORT]
    near = [name for name in names if len(PurePosixPath(name).parts) < 3]
    released = [name for name in near if PurePosixPath(name).name == SOURCES]
    for before in sorted(released or near, key=len):
        return before
    raise _no_release(path, f"it holds no {SOURCES}/{REPORT}")


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path) -> bytes:
    """The bytes of a file; of one that is too large, enough to see that it is."""
    if entry.compress_type not in archives.PACKED:
        raise _no_release(path, f'"{entry.filename}" is packed in a way that is not read')
    if entry.flag_bits & 1:
        raise _no_release(path, f'"{entry.filename}" asks for a password')
    with archive.open(entry) as file:
        return file.read(files.LARGEST + 1)


def _no_release(path: Path, why: str) -> ToolFailure:
    return ToolFailure(f"{path} cannot be read as a release: {why}", remedy="name a release, or the archive of one")


# --- texts -----------------------------------------------------------------------------------------------------------


def _decoded(name: str, contents: Mapping[str, bytes]) -> Version:
    """The files as texts, and those that are none."""
    sources: list[Source] = []
    found: list[Diagnostic] = []
    for path, content in contents.items():
        source, faults = _source(path, content)
        sources += [source] if source else []
        found += faults
    return Version(name=name, sources=tuple(sources), found=tuple(found))


def _source(name: str, content: bytes) -> tuple[Source | None, tuple[Diagnostic, ...]]:
    if name.isprintable():
        return files.decode(content, name)
    empty = Source(path=name.encode("unicode_escape").decode(), text="").whole()
    hint = "give it a name of letters, figures and hyphens"
    return None, (NAME.at(empty, "a file is not read, because of what is in its name", hint=hint),)
