"""The catalogues of messages in `pet_report/locale`, as they should be for the templates and the code that are there.

`make messages` writes them: new messages are added, those that nobody says any more are taken out.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from pet_report.catalogue import ENGLISH
from pet_report.data.tables import TABLES
from tests.support.builds import ROOT

FOLDER = ROOT / "pet_report/locale"
TEMPLATE = FOLDER / "pet_report.pot"
_KEYWORDS = {**DEFAULT_KEYWORDS, "Message": ((1, "c"), 2)}
_METHODS = {"templates": [("**.html", "jinja2"), ("**.svg", "jinja2")], "pet_report": [("**.py", "python")]}
_OPTIONS = {"**.html": {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}}


def files() -> list[Path]:
    """The catalogue of each language."""
    return sorted(FOLDER.glob("*/LC_MESSAGES/pet_report.po"))


def template() -> Catalog:
    """Every message that the templates and the code say, without a translation."""
    catalog = Catalog(project="pet-report", charset="utf-8", header_comment="# What publications say to readers.")
    for folder, methods in _METHODS.items():
        found = extract_from_dir(
            ROOT / folder, methods, _OPTIONS, _KEYWORDS, comment_tags=("translators:",), strip_comment_tags=True
        )
        for name, line, message, comments, context in found:
            catalog.add(message, None, [(f"{folder}/{name}", line)], auto_comments=comments, context=context)
    for context, message in _meanings():
        catalog.add(message, None, [("pet_report/model.py", 0)], context=context)
    return catalog


def _meanings() -> Iterator[tuple[str, str]]:
    """What the columns of the data hold, where the description of a field says it."""
    for table in TABLES:
        yield from (column.meaning for column in table.columns)


def written(catalog: Catalog, width: int = 110) -> str:
    """Without line numbers and times: only what is said changes the file."""
    file = BytesIO()
    write_po(file, catalog, width=width, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
    lines = file.getvalue().decode().splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(_TIMES))


_TIMES = ('"POT-Creation-Date:', '"PO-Revision-Date:', '"Last-Translator: FULL NAME', '"Report-Msgid-Bugs-To: EMAIL')


def read(path: Path) -> Catalog:
    locale = path.parent.parent.name
    return read_po(path.read_text("utf-8").splitlines(keepends=True), locale=locale, ignore_obsolete=True)


def updated(path: Path, messages: Catalog) -> str:
    """A catalogue with exactly these messages. English says them as they are, unless somebody wrote them otherwise."""
    catalog, locale = read(path), path.parent.parent.name
    catalog.update(messages, no_fuzzy_matching=True, update_header_comment=False)
    for message in catalog:
        if message.id and locale == ENGLISH and not _is_complete(message):
            message.string = message.id
            message.flags.discard("fuzzy")  # it was said of one thing before, and now of several
    return written(catalog)


def _is_complete(message: Message) -> bool:
    said = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
    return not message.fuzzy and all(said) and len(said) == (2 if message.pluralizable else 1)
