"""Where pieces of text stand in a long one, however many they are: the long one is read once, not once for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

_KEYS = (32, 8, 1)
"""Characters by which a piece is looked up. Long keys are rare, so that few places are looked at in vain."""


def occurrences(text: str, pieces: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Each piece with each place where it stands; never for an empty one."""
    for size, sought in _by_size(pieces).items():
        for at in range(len(text) - size + 1):
            for piece in sought.get(text[at : at + size], ()):
                if text.startswith(piece, at):
                    yield piece, at


def _by_size(pieces: Iterable[str]) -> Mapping[int, Mapping[str, Sequence[str]]]:
    """The pieces by the length of their key, and by their key."""
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for piece in filter(None, set(pieces)):
        size = next(size for size in _KEYS if len(piece) >= size)
        found[size][piece[:size]].append(piece)
    return found
