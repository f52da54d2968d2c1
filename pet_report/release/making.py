"""A release made: from a project as it was committed to the files of its folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field

from pet_report import coverage, files, machine, pipeline, provenance, scaffold
from pet_report.diagnostics import Diagnostic, blocks
from pet_report.errors import ToolFailure
from pet_report.link import Linked
from pet_report.release import bom, folder, manifest
from pet_report.release.folder import NOTES, SOURCES
from pet_report.release.manifest import Exempted, Font, Format, Manifest, Previous
from pet_report.release.notes import notes
from pet_report.repository import Commit
from pet_report.verify.remade import compare

FORMATS: tuple[Format, ...] = ("html", "pdf", "large-print", "site", "data")
"""Everything that a build can make."""


class Made(Struct, frozen=True, kw_only=True):
    """inputs: all files that were read, by their names in the project. outputs: what was made of them, by theirs in the
    release; empty where the findings stood in the way."""

    found: tuple[Diagnostic, ...]
    inputs: Mapping[str, bytes]
    outputs: Mapping[str, bytes]


def make(
    checked: pipeline.Checked, version: str, stage: Path, pictures: Path, formats: tuple[Format, ...] = FORMATS
) -> Made:
    """Build what lies in `stage`, which holds all but the pictures: those are read from the project in `pictures`."""
    read: dict[str, bytes] = {}

    def read_picture(address: str) -> bytes:
        content = files.read_picture(pictures, address)
        return read.setdefault(files.picture_name(address), content)

    built = machine.build(checked, stage, formats, read_picture=read_picture, version=version)
    inputs = {**files.inputs(stage), **read}
    return Made(found=built.found, inputs=inputs, outputs=folder.placed(built.outputs))


class Issue(Struct, frozen=True, kw_only=True):
    """What somebody decides about a release, and what its repository knows of it.

    changes: since the release before, as Markdown. notes: all of them, where they cannot be written anew.
    """

    version: str
    commit: Commit
    previous: Previous | None = None
    despite: Mapping[str, int] = field(default_factory=dict)
    changes: str = ""
    notes: bytes | None = None


def assembled(issue: Issue, linked: Linked, made: Made, formats: tuple[Format, ...] = FORMATS) -> dict[str, bytes]:
    """All files of a release by their names in its folder."""
    told = _told(issue, linked, formats)
    inputs = {SOURCES + name: content for name, content in made.inputs.items()}
    outputs = {**made.outputs, bom.NAME: _bill(told)}
    # The notes list every file but themselves; the manifest lists them too.
    told = told.model_copy(update={"inputs": manifest.listed(inputs), "outputs": manifest.listed(outputs)})
    outputs[NOTES] = issue.notes or notes(told, issue.changes)
    told = told.model_copy(update={"outputs": manifest.listed(outputs)})
    return folder.assemble(told, {**outputs, **inputs})


def _told(issue: Issue, linked: Linked, formats: tuple[Format, ...]) -> Manifest:
    """The manifest of a release whose files are still to come."""
    report = linked.project.report
    if report is None:
        raise ValueError("a project without a report has no releases")
    return Manifest(
        format=1,
        name=scaffold.slug(report.short_title or report.title) or "report",
        version=issue.version,
        title=report.title,
        edition=report.edition,
        issued=report.issued.text if report.issued else None,
        language=report.language,
        commit=manifest.Commit(id=issue.commit.id, date=issue.commit.date),
        previous=issue.previous,
        despite=tuple(Exempted(rule=name, count=count) for name, count in issue.despite.items()),
        formats=formats,
        counts=counts_of(linked),
        tools=provenance.versions(),
        fonts=_fonts(),
        inputs=(),
        outputs=(),
    )


def _bill(told: Manifest) -> bytes:
    return bom.bill(told.title, told.version, told.commit.id, folder.moment(told), provenance.components())


def counts_of(linked: Linked) -> dict[str, int]:
    """How many there are of each thing, as a manifest says it."""
    states = Counter(state for _, state in coverage.covered(linked))
    commitments = [each for _, response in linked.responses for each in response.commitments]
    return {
        "proposals": len(linked.proposals),
        "answered": states["answered"],
        "groups": len(linked.groups),
        "commitments": len(commitments),
        **{f"{kind}s": len(linked.of_kind(kind)) for kind in ("theme", "organisation", "fund", "source")},
    }


def _fonts() -> tuple[Font, ...]:
    return tuple(
        Font(file=each.name, version=each.version, sha256=each.sha256)
        for each in provenance.components()
        if each.kind == "font"
    )


# --- again -----------------------------------------------------------------------------------------------------------


def other_tools(told: Manifest) -> list[tuple[str, str, str]]:
    """(name, version then, version here) of what this machine has otherwise; "" for what it has not."""
    here = provenance.versions()
    return [(name, then, here.get(name, "")) for name, then in told.tools.items() if here.get(name) != then]


def again(place: Path, told: Manifest) -> tuple[tuple[Diagnostic, ...], int]:
    """What comes out otherwise when a release is made again from its own sources, and how many files do not.

    Raises ToolFailure where its sources cannot be built. With other programs the files that name these cannot be the
    same, and only publications and data are compared.
    """
    others = other_tools(told)
    remade = _remade(place / SOURCES, told, _notes_to_keep(place, told))
    issued = {name: (place / name).read_bytes() for name in _comparable(place, told, whole=not others)}
    known = {name: content for name, content in remade.items() if name in issued or name.startswith(folder.BUILT)}
    hint = "made with other programs, as said above" if others else "ask whoever issued it how it was made"
    found = tuple(compare(issued, known, hint))
    return found, len(issued) - len(found)


def _comparable(place: Path, told: Manifest, *, whole: bool) -> set[str]:
    """The files that must come out the same: with the same programs, all that there are."""
    listed = {each.path for each in told.outputs}
    if not whole:
        return listed - {bom.NAME, NOTES}
    packed = folder.archive_name(told)
    archive = {packed, packed + folder.SUMS_ENDING} if (place / packed).is_file() else set()
    return listed | archive | {manifest.NAME, folder.SUMS}


def _notes_to_keep(place: Path, told: Manifest) -> bytes | None:
    """They tell of the release before, which is not in this one: only those of a first release are written anew."""
    return (place / NOTES).read_bytes() if told.previous else None


def _remade(sources: Path, told: Manifest, own_notes: bytes | None) -> dict[str, bytes]:
    checked = pipeline.check(*files.read_sources(sources))
    made = make(checked, told.version, sources, sources, told.formats)
    if blocks(made.found):
        raise ToolFailure("the sources in it have faults", remedy=f"pet-report check --project {sources}")
    issue = Issue(
        version=told.version, commit=Commit(id=told.commit.id, date=told.commit.date), previous=told.previous,
        despite={each.rule: each.count for each in told.despite}, notes=own_notes,
    )  # fmt: skip
    return assembled(issue, checked.linked, made, told.formats)
