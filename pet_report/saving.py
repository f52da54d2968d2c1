"""Files and folders that appear whole, or not at all: whatever stops us, and whoever else writes there meanwhile.

Everything is written under a name of ours first, beside its place. Who does so holds a lock on the folder: two commands
wait for each other, and whatever has such a name while we hold the lock was left by one that was killed.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import re
import secrets
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from pet_report.errors import ToolFailure

PATIENCE = 60
"""Seconds that we wait for another command to finish writing."""
_UNFINISHED = re.compile(r"\.pet-report-[0-9a-f]{16}")


# --- alone in a folder -----------------------------------------------------------------------------------------------


@contextlib.contextmanager
def alone(*folders: Path) -> Iterator[None]:
    """While no other command of ours writes into these folders; what a killed one left there is taken away."""
    with contextlib.ExitStack() as held:
        for folder in sorted({Path(os.path.realpath(each)) for each in folders}):
            if held.enter_context(_locked(folder)):
                _sweep(folder)
        yield


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Whether the folder could be locked: not every system and disk can, and then each is on its own."""
    try:
        import fcntl

        opened = os.open(folder, os.O_RDONLY)
    except (ImportError, OSError):
        yield False
        return
    try:
        yield _wait_for(folder, lambda: fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB))
    finally:
        os.close(opened)  # gives the lock back, as the end of the process would


def _wait_for(folder: Path, lock: Callable[[], None]) -> bool:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            lock()
        except BlockingIOError:
            if time.monotonic() > until:
                remedy = "wait until it is done, or end it, and run this one again"
                raise ToolFailure(f"another command is still writing into {folder}", remedy=remedy) from None
            time.sleep(0.02)
        except OSError:
            return False
        else:
            return True


def _sweep(folder: Path) -> None:
    for path in list(folder.iterdir()):
        if is_unfinished(path):
            _take_away(path)


def is_unfinished(path: Path) -> bool:
    """Whether a file or folder was left by a command that was killed."""
    return bool(_UNFINISHED.fullmatch(path.name))


def _take_away(path: Path) -> None:
    """As far as it can be; what cannot, is tried again next time."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink()


def _waiting(path: Path) -> Path:
    return path.with_name(f".pet-report-{secrets.token_hex(8)}")


# --- files -----------------------------------------------------------------------------------------------------------


def replace(contents: Mapping[Path, bytes]) -> None:
    """Write files, each in one step, and none before there is room for all. One that is there keeps its permissions.

    Paths are real ones, and whoever calls is alone in their folders.
    """
    with contextlib.ExitStack() as held:
        ready = {path: held.enter_context(_ready(path, content)) for path, content in contents.items()}
        for path, waiting in ready.items():
            with named(path):
                waiting.replace(path)
        for folder in {path.parent for path in contents}:
            _settle(folder)


def create(path: Path, content: bytes) -> None:
    """Write a file in one step; raises FileExistsError where there is one already."""
    with alone(path.parent), _ready(path, content) as waiting, named(path):
        try:
            os.link(waiting, path)
        except FileExistsError:
            raise
        except OSError:  # a disk without links
            if os.path.lexists(path):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from None
            waiting.rename(path)
        _settle(path.parent)


@contextlib.contextmanager
def _ready(path: Path, content: bytes) -> Iterator[Path]:
    """The content in a file beside the path, with the permissions of what is there."""
    waiting = _waiting(path)
    try:
        with named(path):
            write(waiting, content, 0o600 if path.exists() else 0o666)
            if path.exists():
                _like(path, waiting)
        yield waiting
    finally:
        _take_away(waiting)


def _like(path: Path, other: Path) -> None:
    """Give a file the owner, as far as we may, and the permissions of another."""
    if sys.platform != "win32":
        told = path.stat()
        with contextlib.suppress(OSError):
            os.chown(other, told.st_uid, told.st_gid)
    shutil.copymode(path, other)


def write(path: Path, content: bytes, mode: int = 0o666) -> None:
    """Write a new file, and wait until the disk has it."""
    with open(path, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """Wait until the disk has what a folder holds; not every system can."""
    with contextlib.suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


@contextlib.contextmanager
def named(path: Path) -> Iterator[None]:
    """A failure is told of the path that people know, not of one that was only to become it."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


# --- folders ---------------------------------------------------------------------------------------------------------


def publish(folder: Path, fill: Callable[[Path], None], *, adopt: Callable[[Path, Path], None] | None) -> None:
    """Let a folder appear as `fill` fills it, or take the place of what is there, in one step.

    adopt: takes over what is to stay of the folder before into the new one; where it is None, none may be there.
    """
    folder = Path(os.path.realpath(folder))
    folder.parent.mkdir(parents=True, exist_ok=True)
    with alone(folder.parent), named(folder):
        _put_back(folder)
        if os.path.lexists(folder) and (adopt is None or not folder.is_dir()):
            raise FileExistsError(errno.EEXIST, "it is there already", str(folder))
        waiting = _waiting(folder)
        try:
            waiting.mkdir()
            fill(waiting)
            if adopt and folder.exists():
                shutil.copymode(folder, waiting)
                adopt(folder, waiting)
            _appear(waiting, folder)
            if adopt and waiting.exists():  # what somebody put there at the last moment
                adopt(waiting, folder)
        finally:
            _take_away(waiting)


def _appear(waiting: Path, folder: Path) -> None:
    for inside, _, _ in os.walk(waiting):
        _settle(Path(inside))
    if folder.exists():
        _exchange(waiting, folder)
    else:
        waiting.rename(folder)
    _settle(folder.parent)


_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


def _exchange(one: Path, other: Path) -> None:
    """Let two folders change places; in one step where the system can (Linux), else in two."""
    if sys.platform == "linux":
        library = ctypes.CDLL(None, use_errno=True)
        names = os.fsencode(one), os.fsencode(other)
        if library.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0:
            return
    other.rename(_aside(other))
    one.rename(other)
    _aside(other).rename(one)


def _aside(folder: Path) -> Path:
    """Where a folder stands between the two steps."""
    return folder.with_name(f".{folder.name}.before")


def _put_back(folder: Path) -> None:
    """What a command stood aside that was killed between the two steps; or take it away, if it was killed after."""
    aside = _aside(folder)
    if aside.is_dir() and not folder.exists():
        aside.rename(folder)
    elif aside.is_dir():
        _take_away(aside)


def link(old: Path, new: Path) -> None:
    """Let a file, or all that a folder holds, stand in a second place too, where nothing stands yet."""
    if old.is_dir() and not old.is_symlink():
        new.mkdir(exist_ok=True)
        shutil.copymode(old, new)
        for each in old.iterdir():
            link(each, new / each.name)
    elif not os.path.lexists(new):
        try:
            os.link(old, new, follow_symlinks=False)
        except OSError:  # a disk without links, or somebody else's file
            shutil.copy2(old, new, follow_symlinks=False)
