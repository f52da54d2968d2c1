"""`release-notes.md`: what a release is, what changed, and how somebody can tell that it is the one that was issued."""

from __future__ import annotations

from collections.abc import Iterator

from pet_report.announce import rows
from pet_report.announce.cells import in_markdown
from pet_report.announce.rows import Column, Table
from pet_report.release import folder
from pet_report.release.manifest import Listed, Manifest

_UNKNOWN = "not given"


def notes(told: Manifest, changes: str) -> bytes:
    """told: the manifest, of which the files are listed that it has. changes: a chapter of Markdown."""
    return ("\n\n".join(filter(None, _parts(told, changes))) + "\n").encode()


def _parts(told: Manifest, changes: str) -> Iterator[str]:
    yield f"# {in_markdown(told.title)}, version {told.version}"
    yield rows.as_markdown(_facts(told)).strip()
    yield from _exempted(told)
    yield changes.strip() if told.previous else "## Changes\n\nThis is the first release."
    yield "## Files"
    yield rows.as_markdown(_files(told.outputs)).strip()
    yield (
        f"`sha256sum --check {folder.SUMS}` in the folder of the release tells whether each file is the one that was "
        "issued; `pet-report verify` tells also which one is not, and why; `pet-report reproduce` makes all of them "
        f"again from `{folder.SOURCES}`."
    )


def _facts(told: Manifest) -> Table:
    known = {
        "Edition": told.edition,
        "Date of the edition": told.issued or _UNKNOWN,
        "Made from commit": told.commit.id,
    }
    counts = {name.replace("_", " ").capitalize(): f"{count:,}" for name, count in told.counts.items()}
    head = (Column(key="what", head="What"), Column(key="value", head="Here"))
    return Table(columns=head, rows=tuple((known | counts).items()))


def _exempted(told: Manifest) -> Iterator[str]:
    if told.despite:
        yield "## What was let pass"
        lines = (f"- `{each.rule}`: {each.count} {'time' if each.count == 1 else 'times'}" for each in told.despite)
        yield "\n".join(("The release was made in spite of these findings, which somebody named:", "", *lines))


def _files(outputs: tuple[Listed, ...]) -> Table:
    head = (
        Column(key="file", head="File"),
        Column(key="bytes", head="Bytes", number=True),
        Column(key="sha256", head="SHA-256"),
    )
    shown = [each for each in outputs if "/site/" not in each.path and each.path != folder.NOTES]
    site = len([each for each in outputs if "/site/" in each.path])
    note = f"And {site} files of the pages for the web, in {folder.PUBLICATIONS}site/." if site else ""
    return Table(columns=head, rows=tuple((each.path, each.bytes, each.sha256) for each in shown), note=note)
