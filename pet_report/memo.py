"""What follows from words alone and takes long to find, remembered from one run to the next.

A function that is `kept` depends on nothing but its arguments, texts and whole numbers, and on this program. So nothing
that is remembered can ever be old; whoever hands it on sees to it that it stays with the same program.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from msgspec import MsgspecError, Raw, msgpack

_Answer = TypeVar("_Answer")
_MEMORIES: dict[str, Memory[Any]] = {}
_HANDED_ON: dict[str, Raw] = {}
"""By the name of a function, what was known of it before, as long as nobody asks."""
_SHORT = 40
"""Bytes of a text that is its own name; that of a longer one is a hash."""
_MOST = 100_000
"""Answers that a function remembers, in a process that hands nothing on."""


class Memory(Generic[_Answer]):
    """A function that remembers. What it answers is shared, and must not be changed."""

    def __init__(self, function: Callable[..., _Answer], kind: Any) -> None:
        self.__doc__ = function.__doc__
        self.name = f"{function.__module__}.{function.__qualname__}"
        self.learnt = False
        self._function = function
        self._kind = kind
        self._now: dict[bytes, _Answer] = {}
        self._before: dict[bytes, _Answer] = {}

    def __call__(self, *arguments: str | int) -> _Answer:
        key = _key(arguments)
        found = self._now.get(key)
        if found is None:
            if len(self._now) >= _MOST:
                self._now.clear()
            found = self._now[key] = self._remembered(key, arguments)
        return found

    def _remembered(self, key: bytes, arguments: tuple[str | int, ...]) -> _Answer:
        if self.name in _HANDED_ON:
            self._before = _decoded(_HANDED_ON.pop(self.name), bytes, self._kind)
        if key in self._before:
            return self._before[key]
        self.learnt = True
        return self._function(*arguments)

    def hand_on(self) -> bytes:
        """What was asked for since the last time, and of the rest as much again: it may be said again."""
        others = [key for key in self._before if key not in self._now]
        self._before = {**self._now, **{key: self._before[key] for key in others[: len(self._now)]}}
        self._now, self.learnt = {}, False
        try:
            return msgpack.encode(self._before)
        except UnicodeEncodeError:  # half a character, which no file can hold
            return msgpack.encode({})


def kept(kind: Any) -> Callable[[Callable[..., _Answer]], Memory[_Answer]]:
    """Makes a function remember its answers: all of this type, which `msgpack` reads again, and never None."""

    def made(function: Callable[..., _Answer]) -> Memory[_Answer]:
        memory = Memory(function, kind)
        _MEMORIES[memory.name] = memory
        return memory

    return made


def take_over(content: bytes) -> None:
    """What another process handed on; what is nothing of the kind is passed over."""
    _HANDED_ON.update(_decoded(content, str, Raw))


def hand_on() -> bytes | None:
    """All that is remembered; None where nothing was learnt."""
    if not any(memory.learnt for memory in _MEMORIES.values()):
        return None
    known = {name: Raw(memory.hand_on()) for name, memory in _MEMORIES.items() if name not in _HANDED_ON}
    return msgpack.encode({**_HANDED_ON, **known})


def _decoded(content: bytes | Raw, names: type, kind: Any) -> dict[Any, Any]:
    try:
        found: dict[Any, Any] = msgpack.decode(content, type=dict[names, kind])  # type: ignore[valid-type]  # given
    except MsgspecError:
        return {}
    return found


def _key(arguments: tuple[str | int, ...]) -> bytes:
    said = "\0".join(map(str, arguments)).encode("utf-8", "surrogatepass")
    return said if len(said) <= _SHORT else hashlib.blake2b(said, digest_size=_SHORT).digest()
