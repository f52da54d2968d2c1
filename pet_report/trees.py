"""The trees of prose, kept from one build to the next: pandoc reads only fields that it has not read before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import json

from pet_report import pandoc
from pet_report.cache import Cache, content_hash
from pet_report.pandoc import Blocks

LABEL = "prose: fields in Markdown"


class Trees:
    """Reads the Markdown of one project, the folder of which it is given. `counted`: what pandoc had to read.

    All fields of a project are one entry of the cache, each under its text: to find one of three thousand there costs
    less than to open another file. What is no longer said stays for a while, for it may be said again.
    """

    def __init__(self, cache: Cache, project: str) -> None:
        self._cache = cache
        self._inputs = {
            "project": project,
            "pandoc": pandoc.identity(),
            "way of reading": content_hash(pandoc.FORMAT.encode() + pandoc.FILTER.read_bytes()),
        }
        self.counted: Counter[str] = Counter()

    def read_markdown(self, texts: Sequence[str]) -> list[Blocks]:
        """As `pandoc.read_markdown`."""
        kept = self._cache.get(LABEL, self._inputs)
        before: dict[str, Blocks] = json.decode(kept) if kept else {}
        missing = [text for text in dict.fromkeys(texts) if text not in before]
        trees = {**before, **dict(zip(missing, pandoc.read_markdown(missing, self.counted), strict=True))}
        if missing:
            self._tell(len(missing), len(texts), begun=kept is None)
            self._cache.put(LABEL, self._inputs, json.encode(_worth_keeping(trees, texts)))
        return [trees[text] for text in texts]

    def _tell(self, new: int, of: int, *, begun: bool) -> None:
        if not begun:
            self._cache.explained.append(f"{LABEL}: {new} of {of} are new")


def _worth_keeping(trees: Mapping[str, Blocks], texts: Sequence[str]) -> dict[str, Blocks]:
    """Those of now, and of what was said before as many again."""
    now = {text: trees[text] for text in texts}
    old = [text for text in trees if text not in now]
    return {**now, **{text: trees[text] for text in old[: len(now)]}}
