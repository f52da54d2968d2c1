"""A project read for answers and not for findings: no rule is asked, and files that were read before are remembered."""

from __future__ import annotations

from collections.abc import Container, Iterable
from pathlib import Path

from msgspec import Struct

from pet_report import files, load, remembered
from pet_report.authored import Authored
from pet_report.diagnostics import blocks
from pet_report.link import Linked, link
from pet_report.source import Source
from pet_report.store import Store


class Read(Struct, frozen=True, kw_only=True):
    """`left_out`: the files that could not be read, or not wholly."""

    linked: Linked
    left_out: tuple[str, ...]


def read(root: Path, store: Store) -> Read:
    """The project in `root`, with the help of what `store` remembers; what it did not know it knows afterwards."""
    sources, unread = files.read_sources(root, may_be_empty=True)
    loaded = load.load(sources, whole=not blocks(unread), known=known(sources, store))
    if keep(loaded.project.files, {each.place.source.path for each in loaded.found}, store):
        store.tidy()
    faults = [each for each in (*unread, *loaded.found) if blocks([each])]
    return Read(linked=link(loaded.project), left_out=tuple(sorted({each.place.source.path for each in faults})))


def known(sources: Iterable[Source], store: Store, program: str = "") -> dict[str, Authored]:
    """What is remembered of files, by their paths. program: as for `remembered.name_of`."""
    kept = ((source, store.get(remembered.name_of(source, program))) for source in sources)
    models = {source.path: remembered.read(source, content) for source, content in kept if content is not None}
    return {path: model for path, model in models.items() if model is not None}


def keep(models: Iterable[Authored], misread: Container[str], store: Store, program: str = "") -> bool:
    """Remember those that were read from YAML; whether there were any. misread: the files that have a fault."""
    new = list(remembered.worth_keeping(models, misread))
    for source, content in new:
        store.put(remembered.name_of(source, program), content)
    return bool(new)
