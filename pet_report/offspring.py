"""Processes that we start: each ends when the one that started it does, however that comes about."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.connection import wait
from threading import Thread


@contextmanager
def undisturbed() -> Iterator[None]:
    """What is started meanwhile hears no Ctrl-C, which a terminal sends to all at once: we hear it, and end the others.

    Each would tell where it was interrupted; one that is still starting, several times.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # starting it lets every signal in again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def end_all(pool: ProcessPoolExecutor) -> None:
    """End all processes of a pool, whatever they are doing; those of another go on."""
    # What Python 3.14 calls `terminate_workers`; before, only the pool knows which are its own.
    for each in list((pool._processes or {}).values()):  # noqa: SLF001 - see above
        each.terminate()


def has_parent() -> bool:
    """Whether the process that started this one is still there."""
    parent = multiprocessing.parent_process()
    return parent is not None and parent.is_alive()


def end_with_parent(before: Callable[[], None] = lambda: None) -> None:
    """To be called in a process as it begins. before: what is still to be done at its end."""

    def end(*_: object) -> None:
        before()
        os._exit(1)

    signal.signal(signal.SIGTERM, end)
    Thread(target=_end_with_parent, args=(before,), daemon=True).start()


def _end_with_parent(before: Callable[[], None]) -> None:
    # Who waits for work hears nothing of the death of whoever gives it: the pipe between them is open at both ends.
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        before()
        os._exit(1)
