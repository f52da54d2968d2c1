"""Commands about releases: making one, and making one again to see that it is what its sources give."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer
from msgspec import Struct

from pet_report import files, pipeline, versions
from pet_report.cli.changing import linked as readable
from pet_report.cli.common import (
    FAULTS,
    Form,
    FormOption,
    ProjectOption,
    QuietOption,
    kept,
    now,
    root_of,
    say,
    tell,
    told_to_github,
    unpacked,
)
from pet_report.diagnostics import Diagnostic, blocks, nearest
from pet_report.errors import ToolFailure
from pet_report.link import Linked
from pet_report.release import folder, gates, making, manifest
from pet_report.release.making import Issue, Made
from pet_report.release.manifest import Previous
from pet_report.release.signing import Signer, require, sign
from pet_report.repository import Commit, Repository


def release(
    version: Annotated[str, typer.Argument(metavar="VERSION", help="Of the release: 1.0, or 2.0-draft.1.")],
    despite: Annotated[
        list[str] | None,
        typer.Option(metavar="RULE", help=f"Release in spite of this rule: {' or '.join(gates.EXEMPTED)}."),
    ] = None,
    check_only: Annotated[
        bool, typer.Option("--check", help="Only say what would stop the release, and make nothing.")
    ] = False,
    signer: Annotated[Signer | None, typer.Option("--sign", help="Sign SHA256SUMS, with minisign or Sigstore.")] = None,
    key: Annotated[
        Path | None,
        typer.Option(envvar="PET_REPORT_KEY", help="The secret key for minisign, where it is not the usual one."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where releases are kept; dist/ in the project.")
    ] = None,
    project: ProjectOption = None,
    form: FormOption = None,
    quiet: QuietOption = False,
) -> None:
    """Make a release from what is committed: publications, data, sources, and what proves them."""
    _refuse_words(version, despite or ())
    if signer is not None:
        require(signer)
    candidate = _candidate(root_of(project), version, output)
    _refuse_what_is_taken(candidate)
    with tempfile.TemporaryDirectory(prefix="pet-report-") as folder_:
        stage = Path(folder_)
        checked = _staged(candidate, stage)
        judged = _judged(candidate, checked, stage, despite or ())
        for name, times in judged.exempted.items():
            say(f"let pass: {times} times {name}; manifest.json and the notes say so", quiet)
        _tell(judged.found, form, len(checked.linked.project.sources), always=check_only)
        if check_only:
            return
        say(f"building {', '.join(making.FORMATS)} from commit {candidate.commit.id[:12]}", quiet)
        issue = _issue(candidate, checked.linked, judged.exempted)
        made = making.make(checked, version, stage, candidate.root)
    _tell(_since(candidate, checked, made), form, len(checked.linked.project.sources))
    contents = making.assembled(issue, checked.linked, made)
    files.issue(contents, candidate.target)
    _say_what_was_made(contents, candidate.target, quiet)
    if signer is not None:
        comment = f"{version} of {candidate.commit.id}"
        typer.echo(sign(candidate.target, signer, key and key.resolve(), comment))


def reproduce(
    given: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a release, or its archive.")],
    form: FormOption = None,
    quiet: QuietOption = False,
) -> None:
    """Make a release again from its own sources, and see whether each file comes out the same, byte for byte."""
    from pet_report.verify import issued

    with unpacked(given) as place:
        release = issued.read(place)
        _tell(tuple(issued.check(release)), form, len(release.digests), closing="it is not made again")
        if release.told is None:
            raise ToolFailure(f"{given} is no release", remedy="name the folder of a release, or its archive")
        other = making.other_tools(release.told)
        for name, then, here in other:
            say(f"made with {name} {then}; here is {here or 'none'}", quiet)
        say(f"making release {release.told.version} again", quiet)
        found, same = making.again(place, release.told)
    tell(found, form, same + len(found))
    if blocks(found):
        raise typer.Exit(FAULTS)


# --- what makes no sense ---------------------------------------------------------------------------------------------


def _refuse_words(version: str, despite: Sequence[str]) -> None:
    if not manifest.is_version(version):
        raise ToolFailure(f'"{version}" is no version', remedy="figures and points, as 1.0; or 2.0-draft.1 before 2.0")
    for name in despite:
        if name not in gates.EXEMPTED:
            remedy = f"it can be {' or '.join(gates.EXEMPTED)}: {nearest(name, gates.EXEMPTED) or 'nothing else'}"
            raise ToolFailure(f'no release can be made in spite of "{name}"', remedy=remedy)


class _Candidate(Struct, frozen=True, kw_only=True):
    """What is to become a release. target: the folder that it is to have."""

    version: str
    root: Path
    target: Path
    repository: Repository
    commit: Commit


def _candidate(root: Path, version: str, output: Path | None) -> _Candidate:
    repository = Repository(root)
    commit = repository.at("HEAD")
    if commit is None:
        remedy = "a release is made from a commit: git init, git add ., git commit; or ask `git log` what is wrong"
        raise ToolFailure(f"nothing is committed in {root}", remedy=remedy)
    target = (output or root / versions.RELEASES) / version
    return _Candidate(version=version, root=root, target=target, repository=repository, commit=commit)


def _refuse_what_is_taken(candidate: _Candidate) -> None:
    """A version means one thing for ever. Its tag may be there before it, as where a CI releases what was tagged."""
    version, tag = candidate.version, versions.TAG + candidate.version
    if candidate.target.exists():
        remedy = "a release is never changed: choose another version"
        raise ToolFailure(f"{candidate.target} is there already", remedy=remedy)
    tagged = candidate.repository.at(f"refs/tags/{tag}")
    if tagged is not None and tagged != candidate.commit:
        remedy = f"check that out: git checkout {tag}; or choose another version"
        raise ToolFailure(f"the tag {tag} is on another commit than this one", remedy=remedy)
    later = [each for each in versions.releases(candidate.root) if versions.order(each) > versions.order(version)]
    if later and tagged is None:
        remedy = f"choose one after {later[-1]}"
        raise ToolFailure(f"there is a later release than {version} would be: {later[-1]}", remedy=remedy)


# --- findings --------------------------------------------------------------------------------------------------------


def _staged(candidate: _Candidate, stage: Path) -> pipeline.Checked:
    """The project's files, read once, and laid where nobody changes them while they are built."""
    files.lay(files.inputs(candidate.root), stage)
    return pipeline.check(*files.read_sources(stage))


def _judged(candidate: _Candidate, checked: pipeline.Checked, stage: Path, despite: Sequence[str]) -> gates.Judged:
    strangers = candidate.repository.differing(candidate.commit.id, files.inputs(stage))
    changed = sorted({*_uncommitted(candidate), *strangers})
    return gates.judge(checked.linked, checked.found, changed, now().astimezone(), despite)


def _uncommitted(candidate: _Candidate) -> list[str]:
    """Files of the project that are not as they were committed; without those that the program itself made."""
    own = {"build", *_folder_in(candidate.root, candidate.target.parent)} - _OF_THE_PROJECT
    found = candidate.repository.uncommitted(candidate.commit.id)
    return [name for name in found if name.partition("/")[0] not in own]


_OF_THE_PROJECT = {"groups", "templates", "locale"}


def _folder_in(root: Path, path: Path) -> Iterator[str]:
    """The folder at the top of the project in which a path lies; none where it lies elsewhere, or is the project."""
    if path.resolve().is_relative_to(root.resolve()):
        yield from path.resolve().relative_to(root.resolve()).parts[:1]


def _since(candidate: _Candidate, checked: pipeline.Checked, made: Made) -> tuple[Diagnostic, ...]:
    """What was found when all was read that a check does not read: the pictures, and what pandoc makes of the prose."""
    known = {each.order for each in checked.found}
    strangers = candidate.repository.differing(candidate.commit.id, made.inputs)
    return (*(each for each in made.found if each.order not in known), *gates.uncommitted(strangers))


def _tell(
    found: tuple[Diagnostic, ...],
    form: Form | None,
    count: int,
    *,
    always: bool = False,
    closing: str = "nothing was released",
) -> None:
    """Findings, if there are any; the end, if one stands in the way."""
    shown = kept(found, notes=False)
    if shown or always:
        tell(shown, form, count)
    if blocks(found):
        typer.echo(closing, err=True)
        raise typer.Exit(FAULTS)


# --- what is made ----------------------------------------------------------------------------------------------------


def _issue(candidate: _Candidate, linked: Linked, exempted: Mapping[str, int]) -> Issue:
    previous = _previous(candidate)
    return Issue(
        version=candidate.version,
        commit=candidate.commit,
        previous=previous,
        despite=exempted,
        changes=_changes_since(previous.version, candidate, linked) if previous else "",
    )


def _changes_since(version: str, candidate: _Candidate, now: Linked) -> str:
    """As Markdown, in English as the notes are."""
    from pet_report import changes
    from pet_report.announce import changed
    from pet_report.announce.cells import in_markdown
    from pet_report.view.changed import told
    from pet_report.view.words import in_english

    try:
        before = readable(versions.release(version, candidate.root))
    except ToolFailure as failure:
        return f"## Changes\n\nVersion {version} cannot be compared: {in_markdown(failure.message)}."
    found = changes.compare(before, now, (f"version {version}", f"version {candidate.version}"))
    return changed.as_markdown(told(found, in_english(now.project.report)), level=2)


def _previous(candidate: _Candidate) -> Previous | None:
    """The release before this one: tagged, or in the folder of releases with what its manifest says."""
    own = versions.order(candidate.version)
    for each in reversed([each for each in versions.releases(candidate.root) if versions.order(each) < own]):
        commit = candidate.repository.at(f"refs/tags/{versions.TAG}{each}")
        if commit is not None:
            return Previous(version=each, commit=manifest.Commit(id=commit.id, date=commit.date))
        with suppress(OSError, manifest.NoManifest):
            told = manifest.read((candidate.root / versions.RELEASES / each / manifest.NAME).read_bytes())
            return Previous(version=each, commit=told.commit)
    return None


def _say_what_was_made(contents: Mapping[str, bytes], target: Path, quiet: bool) -> None:
    shown = target.relative_to(Path.cwd()) if target.is_relative_to(Path.cwd()) else target
    for name in sorted(contents):
        if "/" not in name:
            typer.echo(f"{shown / name}")
    told_to_github("GITHUB_STEP_SUMMARY", contents[folder.NOTES].decode())
    say(f"{len(contents)} files, {sum(map(len, contents.values())) / 1e6:.1f} MB; publish the whole folder", quiet)
