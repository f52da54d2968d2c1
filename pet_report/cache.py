"""What was made before, found again by the content of all that it was made of.

Nothing is ever older than what it stands for: the name of an entry is a hash of every input, of this program's own
files and of the Python that runs it. Whatever is damaged counts as absent, and everything may be deleted at any moment.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from pet_report import files
from pet_report.store import Store

_SEAL = hashlib.sha256().digest_size


class Cache:
    """For one build of one project; `explained` says afterwards why each thing had to be made again.

    A label says in words what is made, `print: report.pdf, Contents`; up to the colon it is the kind of thing, and two
    kinds never share an entry. The inputs are hashes, or texts that are short themselves, by what they are called.
    """

    def __init__(self, store: Store, project: str = "") -> None:
        self._store = store
        self._journal = _hashed("journal", project)
        self._project = {"project": project}
        self._before: dict[str, Any] = _object(self._opened(self._journal))
        self._now: dict[str, dict[str, str]] = {}
        self.explained: list[str] = []

    @property
    def store(self) -> Store:
        """The place itself, for what is named in another way."""
        return self._store

    @property
    def keeps(self) -> bool:
        """Whether there is a place to keep anything in."""
        return self._store.keeps

    def get(self, label: str, inputs: Mapping[str, str]) -> bytes | None:
        """What was made of exactly this; None where it must be made."""
        self._now[label] = dict(inputs)
        found = self._opened(_name(label, inputs))
        if found is None:
            self.explained.append(f"{label}: {self._why(label, inputs)}")
        return found

    def put(self, label: str, inputs: Mapping[str, str], content: bytes) -> None:
        """Keep what was made, if it can be kept."""
        self._store.put(_name(label, inputs), _sealed(content))

    def recall(self, label: str) -> bytes | None:
        """What was remembered last under this label, whatever it was made of: who asks knows what it is good for."""
        return self._opened(_name(label, self._project))

    def remember(self, label: str, content: bytes) -> None:
        """For the next build of this project by this program."""
        self._store.put(_name(label, self._project), _sealed(content))

    def close(self) -> None:
        """Remember of what everything was made, to be able to say next time what is different; and make room."""
        if self._now and self._now != self._before:
            self._store.put(self._journal, _sealed(json.dumps({**self._before, **self._now}).encode()))
        self._store.tidy()

    def _opened(self, name: str) -> bytes | None:
        kept = self._store.get(name) or b""
        seal, content = kept[:_SEAL], kept[_SEAL:]
        return content if hashlib.sha256(content).digest() == seal else None

    def _why(self, label: str, inputs: Mapping[str, str]) -> str:
        before = self._before.get(label)
        if not isinstance(before, dict):
            return "it was not made before"
        names = sorted({*before, *inputs})
        changed = [name for name in names if before.get(name) != inputs.get(name)]
        return f"{_listed(changed)} changed" if changed else "what was kept of it is gone, or the program changed"


@cache
def program() -> str:
    """A hash of this program: of the files that it consists of, for a version may stay while they change."""
    parts = (part for part in files.own_hashes().items() if part[0].endswith((".py", ".json", ".txt", ".toml")))
    return _hashed(sys.version, *itertools.chain.from_iterable(parts))


def content_hash(content: bytes | str) -> str:
    """What stands for a content among the inputs."""
    return hashlib.sha256(content if isinstance(content, bytes) else content.encode()).hexdigest()


def _name(label: str, inputs: Mapping[str, str]) -> str:
    kind = label.partition(":")[0]
    return _hashed(kind, program(), *(part for name in sorted(inputs) for part in (name, inputs[name])))


def _hashed(*parts: str | bytes) -> str:
    """Of several texts; no two lists of texts can be taken for one another."""
    whole = hashlib.sha256()
    for part in parts:
        content = part if isinstance(part, bytes) else part.encode("utf-8", "surrogateescape")
        whole.update(len(content).to_bytes(8, "big") + content)
    return whole.hexdigest()


def _sealed(content: bytes) -> bytes:
    return hashlib.sha256(content).digest() + content


def _object(content: bytes | None) -> dict[str, Any]:
    try:
        found = json.loads(content or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
