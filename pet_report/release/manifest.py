"""`manifest.json`: what a release holds, what it was made from, and with what."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

NAME = "manifest.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
VERSION = r"[0-9]+(\.[0-9]+)*(-[0-9A-Za-z]+(\.[0-9A-Za-z]+)*)?"
"""Of a release: `1`, `1.0`, `2.1-draft.2`. It names a folder, a tag and an archive."""

LONGEST = 40
"""Characters of a version."""
_SHA256 = r"^[0-9a-f]{64}$"


Format = Literal["html", "pdf", "large-print", "site", "data"]
"""What a build can be asked for."""


class _Told(BaseModel):
    # Keys that a later version adds are no fault of a file.
    model_config = ConfigDict(frozen=True, extra="ignore")


class Listed(_Told):
    """A file of the release."""

    path: str = Field(description="From the folder of the release, with slashes.")
    bytes: int = Field(ge=0, description="Its length.")
    sha256: str = Field(pattern=_SHA256, description="The SHA-256 of its content, in hexadecimal digits.")


class Font(_Told):
    """A font that publications were set in."""

    file: str = Field(description="The name of its file.")
    version: str = Field(description="What the font says of its version.")
    sha256: str = Field(pattern=_SHA256, description="The SHA-256 of the file, in hexadecimal digits.")


def _known(date: str) -> str:
    datetime.fromisoformat(date)
    return date


class Commit(_Told):
    """Where in the history of its repository something stands."""

    id: str = Field(pattern="^([0-9a-f]{40}|[0-9a-f]{64})$", description="The commit, in full.")
    date: Annotated[str, AfterValidator(_known)] = Field(
        pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$",
        description="When it was committed, in universal time: 2005-11-10T09:30:00Z.",
    )


class Previous(_Told):
    """The release before this one."""

    version: str = Field(description="Its version.")
    commit: Commit = Field(description="What it was made from.")


class Exempted(_Told):
    """Findings that would have stopped the release, and were let pass by name."""

    rule: str = Field(description="The rule that was set aside.")
    count: int = Field(ge=1, description="How many findings of it there were.")


class Manifest(_Told):
    """What a release holds, what it was made from, and with what."""

    format: Literal[1] = Field(
        description="The version of this format: raised when a reader of older manifests would misunderstand a new one."
    )
    name: str = Field(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", description="Of the archive, without version and ending.")
    version: str = Field(pattern=f"^{VERSION}$", max_length=LONGEST, description="Of the release.")
    title: str = Field(description="The title of the report.")
    edition: str = Field(description="draft, consultation or final.")
    issued: str | None = Field(
        description="The date of the edition, as its authors wrote it; null where there is none."
    )
    language: str = Field(description="Of the report: en-GB.")
    commit: Commit = Field(description="What the release was made from.")
    previous: Previous | None = Field(description="The release before this one; null for the first.")
    despite: tuple[Exempted, ...] = Field(description="What would have stopped the release, and was let pass by name.")
    formats: tuple[Format, ...] = Field(description="What was asked of the build.")
    counts: dict[str, int] = Field(description="How many there are of each thing, by its name.")
    tools: dict[str, str] = Field(description="The version of each program and library that took part, by its name.")
    fonts: tuple[Font, ...] = Field(description="The fonts that came with the program.")
    inputs: tuple[Listed, ...] = Field(description="The files that the release was made from: the project.")
    outputs: tuple[Listed, ...] = Field(description="The files that were made from them.")

    @model_validator(mode="after")
    def _each_once(self) -> Manifest:
        paths = [each.path for each in (*self.inputs, *self.outputs)]
        if len(set(paths)) < len(paths):
            raise ValueError("a file is listed twice")
        return self


class NoManifest(ValueError):
    """Why a file is no manifest, in words for a message."""


def is_version(text: str) -> bool:
    """Whether a release may be called so."""
    return len(text) <= LONGEST and re.fullmatch(VERSION, text) is not None


def listed(files: Mapping[str, bytes]) -> tuple[Listed, ...]:
    return tuple(
        Listed(path=path, bytes=len(content), sha256=hashlib.sha256(content).hexdigest())
        for path, content in sorted(files.items())
    )


def written(manifest: Manifest) -> bytes:
    """Keys in the order of the model, lists in that of their paths: the same manifest is the same bytes."""
    return (json.dumps(manifest.model_dump(mode="json"), indent=1, ensure_ascii=False) + "\n").encode()


def read(content: bytes) -> Manifest:
    """Raises NoManifest."""
    try:
        return Manifest.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise NoManifest(f"{place}: {first['msg'].lower()}" if place else first["msg"].lower()) from None


def schema() -> dict[str, Any]:
    """The published JSON Schema."""
    return {"$schema": DIALECT, **Manifest.model_json_schema()}
