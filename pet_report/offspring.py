"""Processes that we start: each ends when the one that started it does, however that comes about."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from multiprocessing.connection import wait
from threading import Thread


def end_with_parent(before: Callable[[], None] = lambda: None) -> None:
    """To be called in a process as it begins. before: what is still to be done at its end."""
    Thread(target=_end_with_parent, args=(before,), daemon=True).start()


def _end_with_parent(before: Callable[[], None]) -> None:
    # Who waits for work hears nothing of the death of whoever gives it: the pipe between them is open at both ends.
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        before()
        os._exit(1)
