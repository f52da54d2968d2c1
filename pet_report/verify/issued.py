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

from pet_report.diagnostics import Diagnostic
from pet_report.errors import ToolFailure
from pet_report.release import archive, bom, folder, manifest, signing
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
    digests = {name: _digest(path) for name, path in _files(root)}
    try:
        told = manifest.read((root / manifest.NAME).read_bytes())
    except OSError:
        return Release(root=root, digests=digests, told=None)
    except manifest.NoManifest as why:
        return Release(root=root, digests=digests, told=None, why_not=str(why))
    return Release(root=root, digests=digests, told=told)


def check(release: Release) -> Iterator[Diagnostic]:
    """All that is wrong with a release as such, without looking at what its publications say."""
    if release.why_not:
        message = f"this is no manifest: {release.why_not}"
        yield faults.DISAGREES.at(whole(manifest.NAME), message, hint=_AGAIN)
    known = {**_sums(release), **release.expected}
    yield from _sums_at_fault(release)
    yield from _compared(release, known)
    if release.told:
        yield from _packed(release, release.told)
        yield from _billed(release, release.told)


# --- file by file ----------------------------------------------------------------------------------------------------


def _files(root: Path) -> Iterator[tuple[str, Path]]:
    for parent, folders, names in os.walk(root):
        linked = [name for name in folders if (Path(parent) / name).is_symlink()]
        for name in (*names, *linked):
            path = Path(parent) / name
            yield path.relative_to(root).as_posix(), path


def _digest(path: Path) -> str:
    """Empty for what is no file: a link may lead to the right bytes today and to others tomorrow."""
    if path.is_symlink() or not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _compared(release: Release, known: Mapping[str, str]) -> Iterator[Diagnostic]:
    beside = {manifest.NAME, folder.SUMS, *folder.SIGNATURES, release.archive, release.archive + folder.SUMS_ENDING}
    for name in sorted({*known, manifest.NAME, folder.SUMS} - set(release.digests)):
        yield faults.REMOVED.at(whole(name), "this file of the release is not there", hint=_AGAIN)
    for name, digest in sorted(release.digests.items()):
        if name in known and digest != known[name]:
            said = "this file is not as it was issued" if digest else "a link stands in the place of this file"
            yield faults.CHANGED.at(whole(name), said, hint=_AGAIN)
        elif name not in known and name not in beside:
            yield faults.ADDED.at(whole(name), "this file does not belong to the release", hint="take it away")


# --- sums ------------------------------------------------------------------------------------------------------------


def _sums(release: Release) -> dict[str, str]:
    """By name, what SHA256SUMS says; nothing where it cannot be read."""
    try:
        return folder.read_sums((release.root / folder.SUMS).read_bytes())
    except (OSError, ValueError):
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
    try:
        said = folder.read_sums((release.root / own).read_bytes())
    except (OSError, ValueError):
        said = {}
    if said != {release.archive: release.digests[release.archive]}:
        yield faults.CHANGED.at(whole(release.archive), f"{own} has another sum for it", hint=_AGAIN)


def _billed(release: Release, told: Manifest) -> Iterator[Diagnostic]:
    """The bill of materials names what the manifest names."""
    try:
        parts = json.loads((release.root / bom.NAME).read_bytes())["components"]
        billed = {each["name"]: each["version"] for each in parts}
    except OSError:
        return  # that it is not there is said already
    except (ValueError, LookupError, TypeError):
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
    if signing.MINISIGN not in release.digests:
        yield faults.SIGNATURE.at(whole(signing.MINISIGN), "the release is not signed by minisign", hint=_AGAIN)
    elif why := signing.refused(release.root, public_key):
        yield faults.SIGNATURE.at(whole(signing.MINISIGN), f"it is not that of {public_key.name}: {why}", hint=_AGAIN)


def moved(finding: Diagnostic, folder_name: str) -> Diagnostic:
    """A finding in a folder of the release, as one in the release."""
    place = finding.place
    source = Source(path=folder_name + place.source.path, text=place.source.text)
    return replace(finding, place=replace(place, source=source))
