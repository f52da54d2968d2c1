"""A release in its folder: whether each file is the one that was issued, and whether all that it says of itself is so.

Whoever changes a file and every sum of it is not found out here, but by a signature, or by making the release again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from msgspec import structs

from pet_report.diagnostics import Diagnostic
from pet_report.errors import ToolFailure
from pet_report.link import Linked
from pet_report.release import archive, bom, folder, making, manifest, signing
from pet_report.release.manifest import Manifest
from pet_report.source import Source
from pet_report.verify import faults
from pet_report.verify.examined import whole

_AGAIN = "get the release again from where it was issued"


@dataclass(frozen=True, kw_only=True)
class Release:
    """digests: of each file there is, by its name; empty for what is no file.

    told: None where no manifest can be read; why_not: why one that is there cannot.
    """

    root: Path
    digests: Mapping[str, str]
    told: Manifest | None
    why_not: str = ""

    @cached_property
    def expected(self) -> dict[str, str]:
        """What the manifest lists, by name, with its sum."""
        return {each.path: each.sha256 for each in (*self.told.inputs, *self.told.outputs)} if self.told else {}

    @property
    def archive(self) -> str:
        return folder.archive_name(self.told) if self.told else ""


def is_release(root: Path) -> bool:
    """Whether this is the folder of a release, or of what is left of one."""
    return folder.is_release({path.name for path in root.iterdir()})


def read(root: Path) -> Release:
    release = Release(root=root, digests={name: _digest(path) for name, path in _files(root)}, told=None)
    content = _content(release, manifest.NAME)
    if content is None:
        return release
    try:
        return replace(release, told=manifest.read(content))
    except manifest.NoManifest as why:
        return replace(release, why_not=str(why))


def _content(release: Release, name: str) -> bytes | None:
    """What a file holds, of a release's own account of itself; None where there is no plain file of that name."""
    path = release.root / name
    return path.read_bytes() if release.digests.get(name) and path.stat().st_size <= _LONGEST else None


_LONGEST = 50_000_000
"""Bytes of a manifest, of sums, or of a bill."""


def check(release: Release) -> Iterator[Diagnostic]:
    """All that is wrong with a release as such, without looking at what its publications say."""
    if release.why_not:
        message = f"this is no manifest: {release.why_not}"
        yield faults.DISAGREES.at(whole(manifest.NAME), message, hint=_AGAIN)
    known = {**_sums(release), **release.expected}
    yield from _sums_at_fault(release)
    yield from _compared(release, known)
    if release.told:
        yield from _listed(release, release.told)
        yield from _packed(release, release.told)
        yield from _billed(release, release.told)


# --- file by file ----------------------------------------------------------------------------------------------------


def _files(root: Path) -> Iterator[tuple[str, Path]]:
    """Every file; and every folder that is a link, or has nothing in it, which no release has."""
    for parent, folders, names in os.walk(root):
        inner = [Path(parent) / name for name in folders]
        odd = [path for path in inner if path.is_symlink() or not any(path.iterdir())]
        for path in (*(Path(parent) / name for name in names), *odd):
            yield path.relative_to(root).as_posix(), path


def _digest(path: Path) -> str:
    """Empty for what is no file of a usual size: a link may lead to the right bytes today and to others tomorrow."""
    if path.is_symlink() or not path.is_file() or path.stat().st_size > archive.LARGEST:
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _compared(release: Release, known: Mapping[str, str]) -> Iterator[Diagnostic]:
    beside = {manifest.NAME, folder.SUMS, *folder.SIGNATURES, release.archive, release.archive + folder.SUMS_ENDING}
    for name in sorted({*known, manifest.NAME, folder.SUMS} - set(release.digests)):
        yield faults.REMOVED.at(whole(name), "this file of the release is not there", hint=_AGAIN)
    for name, digest in sorted(release.digests.items()):
        if not digest and (name in known or name in beside):
            yield faults.CHANGED.at(whole(name), "in the place of this file stands something else", hint=_AGAIN)
        elif name in known and digest != known[name]:
            yield faults.CHANGED.at(whole(name), "this file is not as it was issued", hint=_AGAIN)
        elif name not in known and name not in beside:
            yield faults.ADDED.at(whole(name), "this file does not belong to the release", hint="take it away")


# --- sums ------------------------------------------------------------------------------------------------------------


def _sums(release: Release) -> dict[str, str]:
    """By name, what SHA256SUMS says; nothing where it cannot be read."""
    return _read_sums(release, folder.SUMS)


def _read_sums(release: Release, name: str) -> dict[str, str]:
    try:
        return folder.read_sums(_content(release, name) or b"")
    except ValueError:
        return {}


def _sums_at_fault(release: Release) -> Iterator[Diagnostic]:
    said = _sums(release)
    place = whole(folder.SUMS)
    if not said and folder.SUMS in release.digests:
        yield faults.DISAGREES.at(place, "these are no sums of files", hint=_AGAIN)
        return
    for name in sorted(set(release.expected) & set(said)):
        if release.expected[name] != said[name]:
            yield faults.DISAGREES.at(place, f"for {name} it has another sum than the manifest", hint=_AGAIN)
    missing = set(release.expected) - set(said) if said else set()
    for name in sorted(missing):
        yield faults.DISAGREES.at(place, f"it has no sum for {name}", hint=_AGAIN)
    for name in sorted(set(said) - set(release.expected) - {manifest.NAME} if release.told else ()):
        yield faults.DISAGREES.at(place, f"it has a sum for {name}, of which the manifest knows nothing", hint=_AGAIN)


# --- what a release says of itself -----------------------------------------------------------------------------------


def _listed(release: Release, told: Manifest) -> Iterator[Diagnostic]:
    """A manifest tells of publications and of sources, and of each file how long it is."""
    place = whole(manifest.NAME)
    for begins, files in ((folder.PUBLICATIONS, told.outputs), (folder.SOURCES, told.inputs)):
        if not any(each.path.startswith(begins) for each in files):
            yield faults.DISAGREES.at(place, f"it lists nothing in {begins}", hint=_AGAIN)
    for each in (*told.inputs, *told.outputs):
        if release.digests.get(each.path) and (release.root / each.path).stat().st_size != each.bytes:
            yield faults.DISAGREES.at(place, f"{each.path} has not {each.bytes:,} bytes", hint=_AGAIN)


def check_told(release: Release, linked: Linked) -> Iterator[Diagnostic]:
    """Whether what the manifest says of the report is what the sources say."""
    report, told = linked.project.report, release.told
    if report is None or told is None:
        return
    issued = report.issued.text if report.issued else None
    named = ("title", "edition", "issued", "language")
    known: dict[str, object] = dict(zip(named, (report.title, report.edition, issued, report.language), strict=True))
    known |= making.counts_of(linked)
    said = {**{name: getattr(told, name) for name in named}, **told.counts}
    for name in sorted(known.keys() | said.keys()):
        if known.get(name) != said.get(name):
            message = f"{name} is {said.get(name)} here, and {known.get(name)} in the sources"
            yield faults.DISAGREES.at(whole(manifest.NAME), message, hint=_AGAIN)


def _packed(release: Release, told: Manifest) -> Iterator[Diagnostic]:
    """The archive holds what the folder holds. Who got only what was in it has no archive, and lacks nothing."""
    path = release.root / release.archive
    own = release.archive + folder.SUMS_ENDING
    if not release.digests.get(release.archive):
        if own in release.digests:
            yield faults.REMOVED.at(whole(release.archive), "this file of the release is not there", hint=_AGAIN)
        return
    yield from _archive_sum(release, own)
    place = whole(release.archive)
    try:
        inside = archive.digests(path)
    except ToolFailure as why:
        yield faults.DISAGREES.at(place, why.message, hint=_AGAIN)
        return
    if inside.folder != f"{told.name}-{told.version}":
        yield faults.DISAGREES.at(place, f'its files stand in "{inside.folder}"', hint=_AGAIN)
    beside = {release.archive, own, *folder.SIGNATURES}
    lying = {name: digest for name, digest in release.digests.items() if name not in beside}
    wanted = {**release.expected, **{name: lying.get(name, "") for name in (manifest.NAME, folder.SUMS)}}
    for name in sorted(wanted.keys() | inside.sums.keys()):
        if inside.sums.get(name) != wanted.get(name):
            yield faults.DISAGREES.at(place, f"{name} in it is not that of the release", hint=_AGAIN)


def _archive_sum(release: Release, own: str) -> Iterator[Diagnostic]:
    if own not in release.digests:
        yield faults.REMOVED.at(whole(own), "this file of the release is not there", hint=_AGAIN)
        return
    if _read_sums(release, own) != {release.archive: release.digests[release.archive]}:
        yield faults.CHANGED.at(whole(release.archive), f"{own} has another sum for it", hint=_AGAIN)


def _billed(release: Release, told: Manifest) -> Iterator[Diagnostic]:
    """The bill of materials names what the manifest names."""
    content = _content(release, bom.NAME)
    if content is None:
        return  # that it is not there is said already
    try:
        billed = {str(each["name"]): str(each["version"]) for each in json.loads(content)["components"]}
    except (ValueError, LookupError, TypeError, RecursionError):
        yield faults.DISAGREES.at(whole(bom.NAME), "this is no bill of materials", hint=_AGAIN)
        return
    wanted = {**told.tools, **{each.file: each.version for each in told.fonts}}
    for name in sorted(wanted.keys() | billed.keys()):
        if wanted.get(name) != billed.get(name):
            here, there = (each.get(name) or "not there" for each in (billed, wanted))
            message = f"{name} is {here}; in the manifest it is {there}"
            yield faults.DISAGREES.at(whole(bom.NAME), message, hint=_AGAIN)


# --- signatures ------------------------------------------------------------------------------------------------------


def is_signed(release: Release) -> bool:
    return any(name in release.digests for name in folder.SIGNATURES)


def check_signature(release: Release, public_key: Path | None) -> Iterator[Diagnostic]:
    """Whether SHA256SUMS is signed with a key. Raises ToolFailure where there is no minisign to ask."""
    if public_key is None:
        return
    if folder.MINISIGN not in release.digests:
        yield faults.SIGNATURE.at(whole(folder.MINISIGN), "the release is not signed by minisign", hint=_AGAIN)
    elif why := signing.refused(release.root, public_key):
        yield faults.SIGNATURE.at(whole(folder.MINISIGN), f"it is not that of {public_key.name}: {why}", hint=_AGAIN)


def moved(finding: Diagnostic, folder_name: str) -> Diagnostic:
    """A finding in a folder of the release, as one in the release."""
    place = finding.place
    source = Source(path=folder_name + place.source.path, text=place.source.text)
    return structs.replace(finding, place=replace(place, source=source))
