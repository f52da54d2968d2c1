"""Where pieces of text stand in a long one, however many they are: the long one is read once, not once for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from msgspec import Struct, field

_STRIDE = 8
"""Characters by which pieces are told apart at once."""


class _Node(Struct, kw_only=True):
    """The pieces that begin alike. ends: what of them is left, by its length; below: those that go on for longer."""

    ends: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    below: dict[str, _Node] = field(default_factory=dict)


def occurrences(text: str, pieces: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Each piece with each place where it stands; never for an empty one."""
    root = _tree(pieces)
    for start in range(len(text)):
        node: _Node | None = root
        at = start
        while node:
            for size, ends in node.ends.items():
                if text[at : at + size] in ends:
                    yield text[start : at + size], start
            node = node.below.get(text[at : at + _STRIDE])
            at += _STRIDE


def _tree(pieces: Iterable[str]) -> _Node:
    root = _Node()
    for piece in filter(None, set(pieces)):
        node = root
        whole = len(piece) - len(piece) % _STRIDE
        for at in range(0, whole, _STRIDE):
            node = node.below.setdefault(piece[at : at + _STRIDE], _Node())
        node.ends[len(piece) - whole].add(piece[whole:])
    return root
