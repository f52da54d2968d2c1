"""Sees that files were saved, and stops what is no longer worth finishing.

Looked at again and again: a system that tells of changes by itself misses those on network drives.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from pet_report.errors import ToolFailure
from pet_report.timings import Listener

EVERY = 0.03
"""Seconds between two looks. A look at the hundred files of a large project takes a thousandth."""

State = object
"""What files look like from outside; equal to another where nothing was saved between the two."""


class Overtaken(Exception):
    """A file was saved while something was made of what it held before."""


@dataclass(slots=True)
class Watch:
    """Over whatever `look` looks at; other files may come in from one look to the next."""

    look: Callable[[], State]
    _seen: State = field(init=False)

    def __post_init__(self) -> None:
        self._seen = self._looked()

    def changed(self) -> bool:
        return self._looked() != self._seen

    def begin(self) -> None:
        """From now on: what is read after this is read again if it changes. Waits until nothing moves any more.

        An editor may empty a file before it fills it, and git writes many files one after the other.
        """
        while True:
            self._seen = self._looked()
            time.sleep(EVERY)
            if not self.changed():
                return

    def wait(self) -> None:
        """Until something is saved."""
        while not self.changed():
            time.sleep(EVERY)

    def _looked(self) -> State:
        try:
            return self.look()
        except ToolFailure as failure:  # who reads the files will say it too
            return failure.message


class Stop(Listener):
    """Ends a build as soon as it is overtaken."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def begins(self, name: str, about: str) -> None:  # noqa: ARG002 - as in Listener
        self._look()

    def far(self, name: str, about: str, done: int, of: int) -> None:  # noqa: ARG002 - as in Listener
        self._look()

    def _look(self) -> None:
        if self._watch.changed():
            raise Overtaken
