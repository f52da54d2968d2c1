"""What a PDF carries with it: the files that it was made from, and what they say as tables and as one document."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pet_report.catalogue import Catalogue, Message
from pet_report.data import DOCUMENT, Said
from pet_report.data.metadata import WHOLE
from pet_report.link import Linked
from pet_report.pdfua.tags import Attachment

SOURCE = Message("attachment", "A file that this document was made from")


def attachments(said: Said, catalogue: Catalogue) -> tuple[Attachment, ...]:
    """The sources, then the data; described in the language of the report.

    Seen from an earlier day there are no sources: they hold what came later, which a reader of that day did not know
    and would take for a part of the edition. The data is as it stood.
    """
    linked = said.linked
    report = linked.project.report
    date = report.issued.text if report and report.issued and _EXACT.fullmatch(report.issued.text) else ""
    sources = _sources(linked, date, catalogue) if linked.day is None else ()
    return (*sources, *(_data(said, date, catalogue) if report else ()))


_EXACT = re.compile(r"\d{4}(-\d\d){0,2}", re.ASCII)
"""A PDF can say a day, a month or a year; not `about 2006`, nor a span."""


def _sources(linked: Linked, date: str, catalogue: Catalogue) -> Iterator[Attachment]:
    for source in linked.project.sources:
        yield Attachment(
            name=source.path, content=source.text.encode(), media="application/yaml", relationship="Source",
            description=catalogue.say(SOURCE), date=date,
        )  # fmt: skip


def _data(said: Said, date: str, catalogue: Catalogue) -> Iterator[Attachment]:
    """The tables of the data package that say what is proposed, answered and done; and all tables in one document."""
    chosen = {each.name: each.table.about for each in said.filled if each.name in _TABLES}
    for name, about in chosen.items():
        yield Attachment(
            name=f"{name}.csv", content=said.tables[f"{name}.csv"], media="text/csv", relationship="Data",
            description=catalogue.say(about), date=date,
        )  # fmt: skip
    yield Attachment(
        name=DOCUMENT, content=said.document, media="application/json",
        relationship="Data", description=catalogue.say(WHOLE), date=date,
    )  # fmt: skip


_TABLES = ("proposals", "responses", "commitments", "progress")
