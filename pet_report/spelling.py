"""Whether a word is in the dictionary of a language; the only module that knows Enchant.

Enchant asks the dictionaries that the machine has, as LibreOffice and GNOME do: on Debian, `hunspell-en-gb`. They are
as well kept as those programs, and no package for Python holds one that is.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct

from pet_report.errors import ToolFailure

_FEW = 3
"""Suggestions; those further down are far-fetched."""


class Dictionary(Struct, frozen=True):
    """The words of a language."""

    words: Any

    def knows(self, word: str) -> bool:
        return bool(self.words.check(word))

    def near(self, word: str) -> Sequence[str]:
        """What was probably meant, the likeliest first."""
        return tuple(self.words.suggest(word))[:_FEW]


@cache
def open_dictionary(language: str) -> Dictionary:
    """The dictionary of a language (`en-GB`). Raises ToolFailure where this machine has none."""
    tag = _tag(language)
    try:
        import enchant
    except ImportError:
        raise _absent(tag, "Enchant, which looks words up, is not installed") from None
    with _nobodys_settings():
        broker = enchant.Broker()
        broker.set_ordering("*", "hunspell,aspell")
        try:
            return Dictionary(broker.request_dict(tag))
        except enchant.errors.DictNotFoundError:
            raise _absent(tag, f"there is no dictionary of {language}") from None


def files_of(language: str) -> tuple[Path, ...]:
    """The files of a language's dictionary, where systems mostly have them; none where they are kept elsewhere."""
    shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    folders = [Path(base) / name for base in shared.split(":") for name in ("hunspell", "myspell", "myspell/dicts")]
    return tuple(path for folder in folders for path in sorted(folder.glob(f"{_tag(language)}*")) if path.is_file())


def _tag(language: str) -> str:
    return "en_GB" if language == "en" else language.replace("-", "_")


def _absent(tag: str, message: str) -> ToolFailure:
    package = f"hunspell-{tag.lower().replace('_', '-')}"
    remedy = f"on Debian or Ubuntu: apt-get install --yes libenchant-2-2 {package}"
    return ToolFailure(message, remedy=f"{remedy}; elsewhere: install Enchant, and a Hunspell dictionary of it")


@contextmanager
def _nobodys_settings() -> Iterator[None]:
    """Without the words that somebody taught their own machine: what is misspelt is the same on every one."""
    before = os.environ.get("ENCHANT_CONFIG_DIR")
    os.environ["ENCHANT_CONFIG_DIR"] = os.devnull
    try:
        yield
    finally:
        if before is None:
            del os.environ["ENCHANT_CONFIG_DIR"]
        else:
            os.environ["ENCHANT_CONFIG_DIR"] = before
