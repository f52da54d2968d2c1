"""Folders and files: the project that is read, the package's own parts, and the outputs, all or none."""

from __future__ import annotations

import base64
import codecs
import contextlib
import errno
import hashlib
import json
import os
import stat
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from pet_report import load, saving, yamltree
from pet_report.diagnostics import Diagnostic
from pet_report.errors import ToolFailure
from pet_report.source import Source

LARGEST = 2_000_000
UNREADABLE = (load.ENCODING, load.NAME, load.UNREADABLE, yamltree.LARGE)
_PACKAGE = Path(__file__).parent
SKELETON = _PACKAGE / "skeleton"
"""A project to begin with."""
_MANIFEST = ".pet-report.json"
"""Lists what a build made, so that the next one takes away its own files and nobody else's."""


# --- the project -------------------------------------------------------------------------------------------------


def find_project(start: Path) -> Path:
    """The nearest folder with a `report.yaml`, going up from `start`."""
    for folder in (start, *start.parents):
        if (folder / load.REPORT).is_file():
            return folder
    raise ToolFailure(
        f"no {load.REPORT} in {start} or above it",
        remedy="go to your project's folder, name it with --project, or make a new one with `pet-report init DIR`",
    )


def read_sources(
    root: Path, unsaved: Mapping[str, bytes] | None = None, *, may_be_empty: bool = False
) -> tuple[tuple[Source, ...], tuple[Diagnostic, ...]]:
    """`report.yaml` and the files of `groups/`, in the order of their names, and those that cannot be read.

    unsaved: what takes the place of a file, or is added to the project, by path: what an editor has not saved.
    may_be_empty: a project without groups is one to begin with, and no mistake.
    """
    unsaved = unsaved or {}
    sources: list[Source] = []
    found: list[Diagnostic] = []
    paths = {_name(path, root): path for path in _project_files(root)}
    for name in sorted({*paths, *unsaved}, key=order):
        source, faults = decode(unsaved[name], name) if name in unsaved else _read(paths[name], name)
        found.extend(faults)
        sources.extend([source] if source else [])
    if not may_be_empty and not any(name.startswith("groups/") for name in (*paths, *unsaved)):
        raise ToolFailure(f"there are no group files in {root / 'groups'}", remedy="write one: pet-report new group")
    return tuple(sources), tuple(found)


def order(name: str) -> tuple[bool, str]:
    """By which the files of a project are sorted: `report.yaml`, then the others by name."""
    return name != load.REPORT, name


def is_source(name: str) -> bool:
    """Whether a file of this name, relative to the project, is one that authors write."""
    path = PurePosixPath(name)
    return name in (load.REPORT, load.CHANGE_LOG) or (path.parent == PurePosixPath("groups") and path.suffix == ".yaml")


State = Mapping[str, tuple[int, int, int]]


def state(root: Path, more: Iterable[Path] = ()) -> State:
    """When each file was last changed, how long it is, and which: only to see that it is time to look.

    more: besides those that authors write; they may be missing.
    """
    found = {}
    for path in (*_project_files(root), *more):
        with contextlib.suppress(OSError, ValueError):  # it was there a moment ago, or its name is impossible
            now = path.stat()
            found[path.as_posix()] = now.st_mtime_ns, now.st_size, now.st_ino
    return found


def parts(root: Path) -> tuple[Path, ...]:
    """What a project has of its own besides what authors write: templates, styles and catalogues."""
    return *_template_files(root / "templates"), *_catalogue_files(root / "locale")


def _project_files(root: Path) -> Iterator[Path]:
    yield root / load.REPORT
    if os.path.lexists(root / load.CHANGE_LOG):
        yield root / load.CHANGE_LOG
    inside = os.path.realpath(root)
    for path in sorted(_in_folder(root / "groups"), key=lambda path: path.name):
        if path.suffix not in (".yaml", ".yml"):
            continue
        if not Path(os.path.realpath(path)).is_relative_to(inside):
            raise ToolFailure(f"{path} leads outside the project", remedy="put the file itself into `groups`")
        yield path


def _in_folder(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []


def _name(path: Path, root: Path) -> str:
    """Relative to the project, with slashes; bytes that are no letters are shown as numbers."""
    name = path.relative_to(root).as_posix()
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _read(path: Path, name: str) -> tuple[Source | None, tuple[Diagnostic, ...]]:
    empty = Source(path=name, text="").whole()
    own = PurePosixPath(name).name
    if not path.name.isprintable():
        hint = "give it a name of letters, figures and hyphens"
        return None, (load.NAME.at(empty, f'"{own}" is not read, because of what is in its name', hint=hint),)
    if path.suffix == ".yml":
        hint = f'rename it to "{path.with_suffix(".yaml").name}"'
        return None, (load.NAME.at(empty, f'"{own}" is not read', hint=hint),)
    try:
        return decode(_content(path), name)
    except OSError as error:
        why, hint = _why(error, path)
        return None, (load.UNREADABLE.at(empty, f'"{own}" cannot be read: {why}', hint=hint),)


def _content(path: Path) -> bytes:
    """The bytes of a file, read once; of one that is too large, enough to see that it is."""
    # Opening a pipe would wait for somebody to write into it.
    at_once = getattr(os, "O_NONBLOCK", 0)
    with open(path, "rb", opener=lambda name, flags: os.open(name, flags | at_once)) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "it is no file")
        return file.read(LARGEST + 1)


def _why(error: OSError, path: Path) -> tuple[str, str]:
    """Why a file cannot be read, and what to do."""
    away = "put the file itself there, or take this away"
    reasons = {
        errno.EISDIR: ("it is a folder", "move the folder elsewhere, or give it another name"),
        errno.EINVAL: ("it is neither a file nor a folder", "take it away"),
        errno.ELOOP: ("it is a link that leads to itself", away),
        errno.ENOENT: ("it is a link to nothing", away)
        if path.is_symlink()
        else ("it is gone", "run the command again"),
        errno.EACCES: ("you have no right to", "ask whoever owns it, or change its permissions"),
    }
    return reasons.get(error.errno or 0, (error.strerror or "the disk does not give it", "look at the disk"))


def decode(content: bytes, name: str) -> tuple[Source | None, tuple[Diagnostic, ...]]:
    """The text of a file, and what is wrong with its bytes; no text where they are too many, or not UTF-8."""
    if len(content) > LARGEST:
        empty = Source(path=name, text="").whole()
        message = f'"{PurePosixPath(name).name}" has more than {LARGEST:,} bytes'
        return None, (yamltree.LARGE.at(empty, message),)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return None, (_not_utf8(name, "it is UTF-16, which some editors call Unicode"),)
    try:
        # Two programs may each have put a mark there; a parser counts no column for any.
        source = Source(path=name, text=content.decode().lstrip("\ufeff"))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        letter = content[error.start : error.start + 1].decode("cp1252", "replace")
        return None, (_not_utf8(name, f'line {line} holds a byte that is no letter; in Windows-1252 it is "{letter}"'),)
    return source, tuple(_oddities(content, source))


def _not_utf8(name: str, what: str) -> Diagnostic:
    place = Source(path=name, text="").whole()
    hint = "save the file again, with the encoding UTF-8"
    return load.ENCODING.at(place, f'"{PurePosixPath(name).name}" is not UTF-8: {what}', hint=hint)


def _oddities(content: bytes, source: Source) -> Iterator[Diagnostic]:
    if content.startswith(codecs.BOM_UTF8):
        hint = "`pet-report fmt` takes it out"
        yield load.BYTE_ORDER_MARK.at(source.whole(), "the file begins with an invisible mark", hint=hint)
    if b"\r" in content:
        hint = "`pet-report fmt` changes them"
        yield load.LINE_ENDS.at(source.whole(), "the lines end as on Windows", hint=hint)


def rewrite(root: Path, texts: Mapping[str, str], read: Iterable[Source]) -> None:
    """Change files of the project, each in one step: whoever reads one meanwhile finds it old or new, and whole.

    read: the files as the change was made from them. Where one is another by now, nothing is written.
    What ends the lines, and a mark before the first, are those of the text; a file keeps its permissions.
    """
    before = {each.path: each.text for each in read}
    paths = {name: Path(os.path.realpath(root / name)) for name in texts}
    with saving.alone(root, *(path.parent for path in paths.values())):
        for name, path in paths.items():
            _refuse_to_change(path, name, {before[name], texts[name].lstrip("\ufeff")})
        saving.replace({paths[name]: text.encode() for name, text in texts.items()})


def _refuse_to_change(path: Path, name: str, known: Container[str]) -> None:
    """Where it holds what nobody here has read."""
    with path.open("r+b"):  # nobody is to write what its owner protects
        now, _ = _read(path, name)
    if now is None or now.text not in known:
        message = f"somebody else changed {name} meanwhile, and nothing was written"
        raise ToolFailure(message, remedy="run the command again")


def create(root: Path, name: str, text: str) -> None:
    """Write a new file of the project. Refuses to touch one that is there."""
    (root / name).parent.mkdir(exist_ok=True)
    try:
        saving.create(root / name, text.encode())
    except FileExistsError:
        raise ToolFailure(f"{name} is there already", remedy="look into it, or choose another name") from None


def write_text(path: Path, text: str) -> Path:
    """Write a file in one step, with the folders that it needs; into a pipe or a device, as it comes."""
    content = text.encode(errors="backslashreplace")
    real = Path(os.path.realpath(path))
    if real.exists() and not real.is_file():
        real.write_bytes(content)
        return path
    with saving.named(path):
        real.parent.mkdir(parents=True, exist_ok=True)
    with saving.alone(real.parent):
        saving.replace({real: content})
    return path


def read_picture(root: Path, address: str) -> bytes:
    """A picture of the project by its relative address. Raises OSError where it is missing or lies outside."""
    path = (root / PurePosixPath(address)).resolve()
    if not path.is_relative_to(root.resolve()):
        raise FileNotFoundError(address)
    return path.read_bytes()


def picture_name(address: str) -> str:
    """A picture's name in the project: of all addresses that lead to it, the shortest."""
    return PurePosixPath(os.path.normpath(address)).as_posix()


def inputs(root: Path) -> dict[str, bytes]:
    """All files that a build of the project reads, by their names in it; all but the pictures that prose names."""
    own = (*_project_files(root), *parts(root))
    return {path.relative_to(root).as_posix(): _plain(path) for path in own}


def _plain(path: Path) -> bytes:
    """What a file holds; a pipe would let us wait for ever."""
    if path.exists() and not path.is_file():
        raise ToolFailure(f"{path} is no file", remedy="take it away; `pet-report check` says more")
    return path.read_bytes()


def lay(contents: Mapping[str, bytes], folder: Path) -> None:
    """Write files into a folder, with the folders that they need; for a folder that nobody looks at yet."""
    for name, content in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        saving.write(folder / name, content)


def start_project(folder: Path, more: Mapping[str, bytes] = MappingProxyType({})) -> tuple[str, ...]:
    """Make a small project that builds at once, and more files in it; the names of what was written.

    Refuses a folder that holds anything, unless a beginning that was stopped left it there.
    """
    own = _skeleton()
    contents = {**own, **more}
    if folder.exists() and not (folder.is_dir() and all(_is_begun(path, folder, contents) for path in _inside(folder))):
        raise ToolFailure(f"{folder} is not empty", remedy="name a folder that is new or empty")
    for name in sorted(contents, key=lambda name: name == load.REPORT):  # last comes what makes it a project
        path = Path(os.path.realpath(folder / name))
        with saving.named(folder / name):
            path.parent.mkdir(parents=True, exist_ok=True)
        with saving.alone(path.parent):
            saving.replace({path: contents[name]})
    return (*sorted(own), *more)


def _skeleton() -> dict[str, bytes]:
    paths = {path.relative_to(SKELETON).as_posix(): path for path in SKELETON.rglob("*.yaml")}
    paths["groups/README.md"] = _beside("groups") / "README.md"
    paths[".vscode/settings.json"] = SKELETON / "vscode.json"
    paths[".gitignore"] = SKELETON / "gitignore"
    return {name: path.read_bytes() for name, path in paths.items()}


def _inside(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())


def _is_begun(path: Path, folder: Path, contents: Mapping[str, bytes]) -> bool:
    name = path.relative_to(folder).as_posix()
    return saving.is_unfinished(path) or (name != load.REPORT and _holds(path, contents.get(name)))


def _holds(path: Path, content: bytes | None) -> bool:
    return content is not None and path.is_file() and path.read_bytes() == content


# --- the package's own parts -------------------------------------------------------------------------------------


def templates(project: Path | None = None) -> dict[str, str]:
    """All templates and styles by name; those in the project's own `templates/` take the place of ours.

    Ours can still be named, as `ours/NAME`, so that a project's own adds to it and need not repeat it.
    """
    found: dict[str, str] = {}
    for folder in (_beside("templates"), project / "templates" if project else None):
        found |= {f"ours/{name}": text for name, text in found.items()}
        if folder and folder.is_dir():
            names = _template_files(folder)
            found |= {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in names}
    return found


def own_template(name: str) -> str | None:
    """The text of one of our own, which a project's may have replaced."""
    path = _beside("templates") / name.removeprefix("ours/")
    return path.read_text("utf-8") if path.is_file() else None


def _template_files(folder: Path) -> list[Path]:
    names = sorted(folder.rglob("*"))
    return [path for path in names if path.suffix in (".html", ".css", ".svg", ".js") and path.is_file()]


def catalogues(project: Path | None = None) -> dict[str, str]:
    """The texts of all catalogues by language; those in the project's own `locale/` take the place of ours."""
    return {
        path.parent.parent.name: _catalogue(path)
        for folder in (_PACKAGE / "locale", project / "locale" if project else None)
        if folder
        for path in _catalogue_files(folder)
    }


def _catalogue_files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob("*/LC_MESSAGES/pet_report.po")) if path.is_file()]


def _catalogue(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        raise ToolFailure(f"{path} is not UTF-8", remedy="save it again, with the encoding UTF-8") from None


def _beside(name: str) -> Path:
    """A folder that lies inside the package where it was installed from a wheel, and beside it in the repository."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def own_files() -> Iterator[Path]:
    """Everything that this program consists of, templates and fonts as well."""
    for folder in (_PACKAGE, _beside("templates")):
        found = (f"{at}{os.sep}{name}" for at, _, names in os.walk(folder) for name in names if name[-4:] != ".pyc")
        yield from map(Path, sorted(path for path in found if os.path.isfile(path)))


@cache
def own_hashes() -> Mapping[str, str]:
    """The SHA-256 of each of them, by its path. They are read once: what was started stays what it is."""
    inside = len(_PACKAGE.parent.parts)
    return {"/".join(path.parts[inside:]): hashlib.sha256(_unbuffered(path)).hexdigest() for path in own_files()}


def _unbuffered(path: Path) -> bytes:
    with path.open("rb", buffering=0) as file:  # a buffer for each of 300 files takes as long as to read them
        return file.read()


def fonts_folder() -> Path:
    return _PACKAGE / "fonts"


@cache
def font_content(name: str) -> str:
    """A font file in base 64, for pages that hold their fonts themselves."""
    return base64.b64encode((fonts_folder() / name).read_bytes()).decode()


# --- the outputs -------------------------------------------------------------------------------------------------


def publish(outputs: Mapping[str, bytes], folder: Path) -> None:
    """Put all outputs into `folder` at once: whoever looks, or kills us, finds the old ones or the new ones, whole.

    They are written beside it first, and the two folders change places in one step. What else lay in the folder
    stays there.
    """
    try:
        saving.publish(folder, lambda new: lay({**outputs, _MANIFEST: _manifest(outputs)}, new), adopt=_keep_foreign)
    except FileExistsError as error:
        raise ToolFailure(f"{error.filename} is no folder", remedy=_ELSEWHERE) from None


_ELSEWHERE = "take it away, or choose another folder with --output"


def issue(outputs: Mapping[str, bytes], folder: Path) -> None:
    """Put a release into a folder of its own, whole or not at all. One that is there is never changed."""
    try:
        saving.publish(folder, lambda new: lay(outputs, new), adopt=None)
    except FileExistsError:
        remedy = "a release is never changed: choose another version"
        raise ToolFailure(f"{folder} is there already", remedy=remedy) from None


def _manifest(outputs: Mapping[str, bytes]) -> bytes:
    return json.dumps({"made": sorted(outputs)}, indent=1).encode() + b"\n"


def holds(folder: Path, outputs: Mapping[str, str]) -> bool:
    """Whether the last build into a folder made these and no others, by name, and each has this SHA-256 still."""
    try:
        return _made(folder) == {*outputs, _MANIFEST} and all(
            hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest for name, digest in outputs.items()
        )
    except OSError:
        return False


def _made(folder: Path) -> set[str]:
    """What the last build into a folder made there; nothing where it does not say."""
    try:
        return set(json.loads((folder / _MANIFEST).read_text("utf-8"))["made"]) | {_MANIFEST}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _keep_foreign(old: Path, new: Path) -> None:
    for name in _foreign(old, _made(old)):
        (new / name).parent.mkdir(parents=True, exist_ok=True)
        saving.link(old / name, new / name)


def _foreign(old: Path, made: set[str], inside: str = "") -> Iterator[str]:
    """What a build did not make; a folder as a whole where none of it was made."""
    for path in sorted((old / inside).iterdir()):
        name = f"{inside}{path.name}"
        if path.is_dir() and not path.is_symlink() and any(each.startswith(f"{name}/") for each in made):
            yield from _foreign(old, made, f"{name}/")
        elif name not in made:
            yield name
