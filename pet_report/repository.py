"""What a project's repository remembers of its files; the one module that runs git."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from pet_report import files
from pet_report.errors import ToolFailure
from pet_report.fingerprint import fingerprint
from pet_report.load import CHANGE_LOG, REPORT, load
from pet_report.model import Proposal
from pet_report.source import Source

DEEPEST = 200
"""Versions of a file that are looked through for a wording."""
_PATIENCE = 20.0
"""Seconds that git may take for one answer."""
# Nothing that a repository's own settings name is to be run for reading it: no hook, no filter, no fetching of what it
# lacks; and a commit is what its name says, whatever stands in the place of its objects.
_GIT = (
    "git", "--no-pager", "--no-replace-objects", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null",
    "-c", "protocol.allow=never",
)  # fmt: skip
_SETTINGS = {"GIT_NO_LAZY_FETCH": "1"}
_AS_IT_IS = ("--no-ext-diff", "--no-textconv")


class Commit(Struct, frozen=True, kw_only=True):
    """`date`: when it was made, in universal time: `2005-11-10T09:30:00Z`."""

    id: str
    date: str


class _Stored(NamedTuple):
    """What git holds under a name."""

    mode: str
    kind: str
    id: str

    @property
    def link(self) -> bool:
        return self.mode == "120000"


class Repository:
    """The history of a project, as far as there is one: without git, or outside a repository, it is empty."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._read: dict[tuple[str, str], tuple[Proposal, ...]] = {}

    def recall(self, proposal: Proposal, answers: str) -> Proposal | None:
        """A proposal as it was when its fingerprint was `answers`; None where no version of its file has that."""
        for commit, path in self._versions(proposal.at().source.path):
            for each in self._proposals(commit, path, proposal):
                if fingerprint(each) == answers:
                    return each
        return None

    def sources(self, revision: str) -> tuple[Source, ...]:
        """The files of the project as they were in a commit, a branch or a tag."""
        contents = self.contents(revision)
        if contents is None:
            remedy = "name a commit, a branch or a tag of this project's repository"
            raise ToolFailure(f'"{revision}" is not in the history of this project', remedy=remedy)
        return tuple(source for name, content in contents.items() if (source := files.decode(content, name)[0]))

    def contents(self, revision: str) -> dict[str, bytes] | None:
        """The project's files by name, as they were in a commit, a branch or a tag; None where there is no such."""
        commit = self.commit(revision)
        listed = (
            self._git("ls-tree", "-r", "-z", "--name-only", commit, "--", REPORT, CHANGE_LOG, "groups")
            if commit
            else None
        )
        if listed is None:
            return None
        names = sorted((name for name in listed.split("\0") if files.is_source(name)), key=files.order)
        return {name: self._run("show", *_AS_IT_IS, f"{commit}:{self.prefix}{name}") or b"" for name in names}

    def commit(self, revision: str) -> str | None:
        """The full name of a commit; None where the history has no such thing."""
        said = self._git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        return said.strip() if said else None

    def tags(self, beginning: str) -> tuple[str, ...]:
        """What the tags are called that begin with `beginning` and hold this project, without it; sorted as text."""
        listed = self._git("for-each-ref", "--format=%(refname:lstrip=2)", f"refs/tags/{beginning}") or ""
        return tuple(sorted(name.removeprefix(beginning) for name in listed.splitlines() if self._holds(name)))

    def _holds(self, tag: str) -> bool:
        """Whether the project was there: a repository may have several."""
        return bool(self._git("ls-tree", "--name-only", f"refs/tags/{tag}", "--", REPORT))

    @property
    def is_shallow(self) -> bool:
        """Whether only the end of the history is here, as CI fetches it."""
        return (self._git("rev-parse", "--is-shallow-repository") or "").strip() == "true"

    @property
    def state(self) -> str:
        """What `recall` depends on: the commit that is checked out, and whether its history is here; empty without."""
        return " ".join((self._git("rev-parse", "HEAD", "--is-shallow-repository", "--show-prefix") or "").split())

    def at(self, revision: str) -> Commit | None:
        """The commit that a name stands for, such as `HEAD`; None where the history has no such thing."""
        told = self._git("log", "-n1", "--format=%H %ct", "--end-of-options", revision, "--") or ""
        id_, _, seconds = told.strip().partition(" ")
        if not id_:
            return None
        try:
            date = datetime.fromtimestamp(int(seconds), UTC)
        except (ValueError, OverflowError, OSError):
            raise ToolFailure(f"commit {id_} has no date that a calendar knows", remedy="commit again") from None
        return Commit(id=id_, date=date.strftime("%Y-%m-%dT%H:%M:%SZ"))

    def uncommitted(self, commit: str) -> tuple[str, ...]:
        """The files of the project that are not in the commit, or not as they are there, or are no longer here.

        `git status` would run what its settings name, and believe what was set to be believed.
        """
        stored = self._stored(commit)
        told = self._run("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ".")
        if told is None:
            raise ToolFailure("git does not say what is committed", remedy="try `git status` in the project's folder")
        names = {*os.fsdecode(told).split("\0"), *stored} - {""}
        return tuple(sorted(name for name in names if not self._is_as_stored(name, stored.get(name))))

    def _is_as_stored(self, name: str, stored: _Stored | None) -> bool:
        path = self._root / name
        if stored is None:
            return not os.path.lexists(path)
        if stored.kind == "commit":
            return True  # another repository, of which a build reads nothing
        if stored.link:
            return path.is_symlink() and stored.id in _ids(os.fsencode(os.readlink(path)))
        return path.is_file() and not path.is_symlink() and stored.id in _ids(path.read_bytes())

    def differing(self, commit: str, contents: Mapping[str, bytes]) -> tuple[str, ...]:
        """Which of these files, by name in the project, are in the commit with another content, or not at all.

        Line ends do not count: git may change them when it writes a file to the disk.
        """
        stored = self._stored(commit)
        return tuple(name for name, content in contents.items() if not self._holds_content(stored, name, content))

    def _holds_content(self, stored: Mapping[str, _Stored], name: str, content: bytes) -> bool:
        found = stored.get(name)
        if found and found.link:
            target = os.path.realpath(self._root / name)
            found = stored.get(Path(os.path.relpath(target, os.path.realpath(self._root))).as_posix())
        return found is not None and found.id in _ids(content)

    def _stored(self, commit: str) -> dict[str, _Stored]:
        """What a commit holds of the project, by name."""
        told = os.fsdecode(self._run("ls-tree", "-r", "-z", commit, "--", ".") or b"")
        entries = (entry.partition("\t") for entry in told.split("\0") if entry)
        return {name: _Stored(*about.split()[:3]) for about, _, name in entries}

    @cached_property
    def prefix(self) -> str:
        """The project's folder from the top of the repository, with a slash behind it; empty at the top."""
        return (self._git("rev-parse", "--show-prefix") or "").strip()

    def _versions(self, path: str) -> Iterator[tuple[str, str]]:
        """(commit, path from the top of the repository) of each version of a file, the newest first."""
        told = self._git("log", f"-n{DEEPEST}", "--follow", "--format=%x00%H", "--name-only", "--", path) or ""
        for entry in told.split("\0"):
            lines = entry.split("\n")
            if len(lines) > 2 and lines[2]:
                yield lines[0], lines[2]

    def _proposals(self, commit: str, path: str, wanted: Proposal) -> tuple[Proposal, ...]:
        ids = (wanted.id, *wanted.former_ids)
        text = self._text(commit, path)
        if text is None or not any(id_ in text for id_ in ids):
            return ()
        if (path, text) not in self._read:
            read = load((Source(path=wanted.at().source.path, text=text),)).project.groups
            self._read[path, text] = tuple(each for file in read for each in file.proposals)
        return tuple(each for each in self._read[path, text] if each.id in ids)

    def _text(self, revision: str, path: str) -> str | None:
        return self._git("show", *_AS_IT_IS, f"{revision}:{path}")

    def _git(self, *arguments: str) -> str | None:
        """What git says; None where it cannot answer."""
        said = self._run(*arguments)
        return said.decode("utf-8", "replace") if said is not None else None

    def _run(self, *arguments: str) -> bytes | None:
        try:
            done = subprocess.run(
                [*_GIT, *arguments],
                cwd=self._root,
                capture_output=True,
                timeout=_PATIENCE,
                check=False,
                env={**os.environ, **_SETTINGS},
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        return done.stdout if done.returncode == 0 else None


def _ids(content: bytes) -> set[str]:
    """Under which names git may have stored a file; a repository has names of 40 digits, or of 64."""
    found = set()
    for each in (content, content.replace(b"\r\n", b"\n")):
        stored = b"blob %d\0" % len(each) + each
        found |= {hashlib.sha1(stored, usedforsecurity=False).hexdigest(), hashlib.sha256(stored).hexdigest()}
    return found
