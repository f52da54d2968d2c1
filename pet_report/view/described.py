"""What a publication tells machines of itself, in the words of schema.org: the report, and each of its parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from msgspec import Struct

from pet_report.model import Report
from pet_report.view.finding import Entry

Record = Mapping[str, Any]


def report(of: Report, title: str, about: str, url: str, entries: Iterable[Entry], base: str = "") -> Record:
    """url: of the report itself, or empty. base: what stands before the address of each part."""
    return _known({
        "@context": "https://schema.org",
        "@type": "Report",
        "name": title,
        "description": about,
        "url": url,
        **_edition(of),
        "hasPart": [part(each, base + each.href) for each in entries],
    })  # fmt: skip


def part(entry: Entry, url: str) -> Record:
    """A proposal as a part of the report."""
    return _known({
        "@type": "CreativeWork",
        "name": entry.title,
        "url": url,
        "identifier": [each for each in (entry.id, entry.number) if each],
        "isPartOf": {"@type": "CreativeWork", "name": entry.group},
    })  # fmt: skip


def page(of: Report, title: str, url: str, whole: str) -> Record:
    """One page of a report; `whole` is the address of its first."""
    return _known({
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "name": title,
        "url": url,
        "inLanguage": of.language,
        "isPartOf": _known({"@type": "Report", "name": of.title, "url": whole}),
    })  # fmt: skip


class File(Struct, frozen=True, kw_only=True):
    """A file of data, beside what describes it. media: its type. size: with its unit."""

    name: str
    about: str
    media: str
    size: str
    sha256: str


def dataset(of: Report, title: str, about: str, version: str, files: Iterable[File]) -> Record:
    """What the report says as data. version: of a release, or empty."""
    return _known({
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": title,
        "description": about,
        **_edition(of),
        "version": version,
        "isBasedOn": _known({"@type": "Report", "name": of.title, "url": of.address or ""}),
        "distribution": [_download(each) for each in files],
    })  # fmt: skip


def _download(file: File) -> Record:
    return {
        "@type": "DataDownload",
        "name": file.name,
        "description": file.about,
        "contentUrl": file.name,
        "encodingFormat": file.media,
        "contentSize": file.size,
        "sha256": file.sha256,
    }


def _edition(of: Report) -> Record:
    """What is known of the edition, whatever of it is described."""
    return {
        "inLanguage": of.language,
        "datePublished": of.issued.earliest.isoformat() if of.issued and of.issued.earliest != date.min else "",
        "creativeWorkStatus": of.edition,
        "publisher": {"@type": "Organization", "name": of.issuer} if of.issuer else "",
        "copyrightHolder": {"@type": "Organization", "name": of.copyright} if of.copyright else "",
        "license": of.licence or "",
    }


def _known(record: Record) -> Record:
    return {name: value for name, value in record.items() if value not in ("", [])}
