"""The code of our own templates, kept where Python keeps that of our modules: compiled once, and not by each process.

That is in the program's own folder: whoever can write there is believed in everything. In the user's cache, or in a
project, nothing is ever code. Only what was compiled from a template of ours, as it is now, is kept and found.

`python -m pet_report.owncode` compiles all of them ahead.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping
from functools import cached_property
from importlib.util import cache_from_source
from pathlib import Path

from pet_report import cache, files, installed
from pet_report.store import Store

_SEAL = hashlib.sha256().digest_size


class OwnCode:
    """For the templates of one build; texts: of all of them, by name, of which only those that are ours count.

    keep: whether new code is kept; else what is there is only read.
    """

    def __init__(self, texts: Mapping[str, str], *, keep: bool) -> None:
        self._texts = texts
        self._keep = keep

    def get(self, name: str) -> bytes | None:
        """What was kept of a template; None where it is to be compiled."""
        if not self._is_ours(name):
            return None
        folder, file = _place(name)
        kept = folder.get(file) or b""
        seal, code = kept[:_SEAL], kept[_SEAL:]
        return code if seal == self._seal(name, code) else None

    def put(self, name: str, code: bytes) -> None:
        """Keep it, if it can be kept: a program that belongs to somebody else is only read."""
        if self._keep and self._is_ours(name):
            folder, file = _place(name)
            folder.put(file, self._seal(name, code) + code)

    def _is_ours(self, name: str) -> bool:
        return self._texts[name] == files.own_template(name)

    def _seal(self, name: str, code: bytes) -> bytes:
        about = "\0".join((self._compiler, name, self._texts[name]))
        return hashlib.sha256(about.encode() + b"\0" + code).digest()

    @cached_property
    def _compiler(self) -> str:
        """What makes code of a text: the library, and this program, which says how."""
        return f"{installed.packages('jinja2')} {cache.program()}"


def own_code(texts: Mapping[str, str]) -> OwnCode:
    """As Python was told: with PYTHONDONTWRITEBYTECODE it keeps no code, and so do we."""
    return OwnCode(texts, keep=not sys.dont_write_bytecode)


def compile_all() -> None:
    """Whatever Python was told; as `python -m compileall` does for modules."""
    from pet_report.catalogue import choose
    from pet_report.render import Templates

    texts = files.templates()
    templates = Templates(texts, choose("en-GB", files.catalogues()), OwnCode(texts, keep=True))
    for name in texts:
        if name.endswith((".html", ".svg")) and not name.startswith("ours/"):
            templates.environment.get_template(name)


def _place(name: str) -> tuple[Store, str]:
    """The folder and the name in it, as of a module. Python may have been told to keep them elsewhere, or nowhere."""
    try:
        path = Path(cache_from_source(str(Path(__file__).with_name(f"{name.replace('/', '-')}.py"))))
    except NotImplementedError:
        return Store(None), name
    return Store(path.parent), path.name


if __name__ == "__main__":
    compile_all()
