"""What a project's repository remembers of its files; the one module that runs git."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path, PurePosixPath

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
        listed = self._git("ls-tree", "-r", "-z", "--name-only", f"{revision}^{{commit}}", "--", REPORT, "groups")
        if listed is None or revision.startswith("-"):
            remedy = "name a commit, a branch or a tag of this project's repository"
            raise ToolFailure(f'"{revision}" is not in the history of this project', remedy=remedy)
        names = [name for name in listed.split("\0") if PurePosixPath(name).suffix == ".yaml"]
        texts = {name: self._text(revision, self._prefix + name) for name in names}
        order = sorted(texts, key=lambda name: (name != REPORT, name))
        return tuple(source for name in order if (source := _decoded(texts[name], name)))

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
        return self._git("show", "--no-ext-diff", "--no-textconv", f"{revision}:{path}")

    def _git(self, *arguments: str) -> str | None:
        """What git says; None where it cannot answer."""
        try:
            done = subprocess.run(
                [*_GIT, *arguments], cwd=self._root, capture_output=True, timeout=_PATIENCE, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None


def _decoded(text: str | None, name: str) -> Source | None:
    return files.decode(text.encode(), name)[0] if text is not None else None
