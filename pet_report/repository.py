"""What a project's repository remembers of its files; the one module that runs git."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from pet_report import files
from pet_report.errors import ToolFailure
from pet_report.fingerprint import fingerprint
from pet_report.load import REPORT, load
from pet_report.model import Proposal
from pet_report.source import Source

DEEPEST = 200
"""Versions of a file that are looked through for a wording."""
_PATIENCE = 20.0
"""Seconds that git may take for one answer."""
# Nothing that a repository's own settings name is to be run for reading it.
_GIT = ("git", "--no-pager", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")
_AS_IT_IS = ("--no-ext-diff", "--no-textconv")


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
        listed = self._git("ls-tree", "-r", "-z", "--name-only", commit, "--", REPORT, "groups") if commit else None
        if listed is None:
            return None
        names = sorted((name for name in listed.split("\0") if files.is_source(name)), key=files.order)
        return {name: self._run("show", *_AS_IT_IS, f"{commit}:{self._prefix}{name}") or b"" for name in names}

    def commit(self, revision: str) -> str | None:
        """The full name of a commit; None where the history has no such thing."""
        said = self._git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        return said.strip() if said else None

    def tags(self, beginning: str) -> tuple[str, ...]:
        """What the tags are called that begin with `beginning`, without it; sorted as text."""
        listed = self._git("for-each-ref", "--format=%(refname:lstrip=2)", f"refs/tags/{beginning}") or ""
        return tuple(sorted(name.removeprefix(beginning) for name in listed.splitlines()))

    @property
    def is_shallow(self) -> bool:
        """Whether only the end of the history is here, as CI fetches it."""
        return (self._git("rev-parse", "--is-shallow-repository") or "").strip() == "true"

    @cached_property
    def _prefix(self) -> str:
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
                [*_GIT, *arguments], cwd=self._root, capture_output=True, timeout=_PATIENCE, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        return done.stdout if done.returncode == 0 else None
