"""What a build does, step by step, told to whoever wishes to know: how far it is, and where the time went.

No clock is read here: who makes steps needs to know nothing of time. `timings` has one.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Protocol


class Step(Protocol):
    """Something that is being made."""

    def far(self, done: int, of: int) -> None:
        """So much of it is made. Whoever listens may raise, to have the rest left alone."""


class Journal(Protocol):
    """Hears of each step as it begins and as it ends. Steps of one process come one after the other."""

    def step(self, name: str, about: str = "") -> AbstractContextManager[Step]:
        """name: one of few words, the same in each build. about: what is made, where a build makes several."""

    def took(self, name: str, about: str, began: int, ended: int, worker: int) -> None:
        """A step of another process, which `worker` tells from others: when it began and ended, in nanoseconds."""


class _Unheard:
    """Nobody wishes to know."""

    def step(self, name: str, about: str = "") -> AbstractContextManager[Step]:  # noqa: ARG002 - as in Journal
        return nullcontext(self)

    def took(self, name: str, about: str, began: int, ended: int, worker: int) -> None: ...
    def far(self, done: int, of: int) -> None: ...


UNHEARD = _Unheard()
