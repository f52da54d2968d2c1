"""Signatures of a release, by programs that people have: minisign, and cosign for Sigstore. The door to both."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from pet_report.errors import ToolFailure
from pet_report.release.folder import MINISIGN, SIGSTORE, SUMS


class Signer(StrEnum):
    """`sigstore` needs the network, and a browser or the identity that a CI gives; `minisign` a key."""

    minisign = "minisign"
    sigstore = "sigstore"


def require(signer: Signer) -> None:
    """Raises ToolFailure where the program is missing: before a release is made, and not behind it."""
    _program(_PROGRAMS[signer])


def sign(folder: Path, signer: Signer, key: Path | None, comment: str) -> Path:
    """Sign SHA256SUMS, and with it every file that it names. comment: signed too. Gives the signature's file.

    The program may ask for a password, or for consent in a browser.
    """
    if signer is Signer.minisign:
        own = ("-s", str(key)) if key else ()
        _run(("minisign", "-S", *own, "-m", SUMS, "-x", MINISIGN, "-t", comment), folder)
        return folder / MINISIGN
    _run(("cosign", "sign-blob", "--yes", "--bundle", SIGSTORE, SUMS), folder)
    return folder / SIGSTORE


def refused(folder: Path, public_key: Path) -> str:
    """Why minisign does not accept the signature; empty where it does."""
    done = _started(("minisign", "-V", "-q", "-p", str(public_key.resolve()), "-m", SUMS, "-x", MINISIGN), folder)
    return "" if done.returncode == 0 else _said(done) or "minisign refuses it"


def _run(command: Sequence[str], folder: Path) -> None:
    done = _started(command, folder, talks=True)
    if done.returncode != 0:
        remedy = f"the release is made, and only not signed; in {folder}: {shlex.join(command)}"
        raise ToolFailure(f"{command[0]} has not signed: {_said(done) or 'it does not say why'}", remedy=remedy)


def _started(command: Sequence[str], folder: Path, *, talks: bool = False) -> subprocess.CompletedProcess[str]:
    """talks: the program may ask its user something on the terminal."""
    taken = None if talks else subprocess.DEVNULL
    return subprocess.run(
        [_program(command[0]), *command[1:]], cwd=folder, stdin=taken, stdout=taken and subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, errors="replace", check=False,
    )  # fmt: skip


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise ToolFailure(f"{name} is not here", remedy=_REMEDIES[name])
    return found


def _said(done: subprocess.CompletedProcess[str]) -> str:
    return " ".join(done.stderr.split())[:300]


_PROGRAMS = {Signer.minisign: "minisign", Signer.sigstore: "cosign"}
_REMEDIES = {
    "minisign": "on Debian or Ubuntu: apt-get install minisign; elsewhere: https://jedisct1.github.io/minisign/",
    "cosign": "install cosign of the Sigstore project, or sign with minisign",
}
