"""A project as needs of Sphinx-Needs and as requirements of StrictDoc: one for each proposal, answer and commitment."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from benchmarks.peers import documents
from pet_report import load

Made = Mapping[str, Any]
_CONFIGURATION = """\
project = "Working Together in Practice"
extensions = ["sphinx_needs"]
html_theme = "alabaster"
needs_id_regex = "^[a-z0-9-]+$"
needs_types = [
    {"directive": "proposal", "title": "Proposal", "prefix": "", "color": "#BFD8D2", "style": "node"},
    {"directive": "answer", "title": "Answer", "prefix": "", "color": "#FEDCD2", "style": "node"},
    {"directive": "commitment", "title": "Commitment", "prefix": "", "color": "#DF744A", "style": "node"},
]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Need:
    """text: in Markdown, and then in reStructuredText. links: the ids of others."""

    file: str
    kind: str
    id: str
    title: str
    status: str
    tags: tuple[str, ...]
    links: tuple[str, ...]
    text: str


def sphinx(made: Made) -> dict[str, str]:
    """The files of a project of Sphinx-Needs, by name."""
    needs = _in_rest(list(_needs(made)), lambda own: f":need:`{own}`")
    pages = {name: [need for need in needs if need.file == name] for name in _names(made)}
    index = "\n".join(
        [
            *_heading("Working Together in Practice", "="),
            *(".. toctree::", "   :maxdepth: 2", "", *(f"   {name}" for name in pages), ""),
            *(".. needtable::", '   :types: proposal', "   :columns: id, title, status", ""),
            *(".. needtable::", "   :types: commitment", "   :columns: id, title, status", ""),
        ]
    )  # fmt: skip
    return {
        "conf.py": _CONFIGURATION,
        "index.rst": index,
        **{f"{name}.rst": "\n".join(_page(name, own)) for name, own in pages.items()},
    }


def _page(name: str, needs: list[_Need]) -> Iterator[str]:
    yield from _heading(name, "=")
    for need in needs:
        yield f".. {need.kind}:: {need.title}"
        yield f"   :id: {need.id}"
        yield f"   :status: {need.status}"
        yield from ([f"   :tags: {', '.join(need.tags)}"] if need.tags else [])
        yield from ([f"   :links: {', '.join(need.links)}"] if need.links else [])
        yield from ("", textwrap.indent(need.text, "   "), "")


def strictdoc(made: Made) -> dict[str, str]:
    """The files of a project of StrictDoc, by name."""
    needs = _in_rest(list(_needs(made)), lambda own: f"[LINK: {own}]")
    pages = {name: [need for need in needs if need.file == name] for name in _names(made)}
    return {f"{name}.sdoc": "\n".join(_document(name, own)) for name, own in pages.items()}


def _document(name: str, needs: list[_Need]) -> Iterator[str]:
    yield from ("[DOCUMENT]", f"TITLE: {name}", "OPTIONS:", "  MARKUP: RST", "")
    for need in needs:
        yield from ("[REQUIREMENT]", f"UID: {need.id}", f"STATUS: {need.status}")
        yield from ([f"TAGS: {', '.join(need.tags)}"] if need.tags else [])
        yield from (f"TITLE: {need.title}", "STATEMENT: >>>", need.text, "<<<")
        # What is related goes round in circles, which StrictDoc refuses; an answer has one proposal.
        parents = need.links if need.kind != "proposal" else ()
        yield from (["RELATIONS:"] if parents else [])
        yield from (line for each in parents for line in ("- TYPE: Parent", f"  VALUE: {each}"))
        yield ""


def _names(made: Made) -> list[str]:
    return [_stem(name) for name in made if name != load.REPORT]


def _stem(name: str) -> str:
    return name.removeprefix("groups/").removesuffix(".yaml").replace(".", "-")


def _heading(words: str, mark: str) -> Iterator[str]:
    yield from (words, mark * len(words), "")


def _needs(made: Made) -> Iterator[_Need]:
    for name, record in made.items():
        for proposal in record.get("proposals", ()):
            yield _proposal(_stem(name), proposal)
        for response in record.get("responses", ()):
            yield from _answer(_stem(name), response)


def _proposal(file: str, made: Made) -> _Need:
    parts = [f"({part['letter']}) {part['text']}" for part in made.get("parts", ())]
    texts = [made["text"], made.get("rationale"), *parts, made.get("evidence"), made.get("notes")]
    return _Need(
        file=file,
        kind="proposal",
        id=made["id"],
        title=made["title"],
        status=made["text_status"],
        tags=tuple(made.get("themes", ())),
        links=tuple(made.get("related", ())),
        text="\n\n".join(filter(None, texts)),
    )


def _answer(file: str, made: Made) -> Iterator[_Need]:
    own = f"{made['proposal']}-answer"
    progress = [f"{each['as_of']}, {each['by']}: {each.get('text', '')}" for each in made.get("progress", ())]
    texts = [made.get("reason"), made.get("condition"), made.get("text"), *progress]
    yield _Need(
        file=file,
        kind="answer",
        id=own,
        title=f"{made['decision']}: {made['proposal']}",
        status=made["decision"],
        tags=tuple(made.get("departments", ())),
        links=(made["proposal"],),
        text="\n\n".join(filter(None, texts)) or "No answer was found.",
    )
    for each in made.get("commitments", ()):
        yield _Need(
            file=file,
            kind="commitment",
            id=each["id"],
            title=each["text"],
            status="kept" if each.get("kept") else "open",
            tags=(each["owner"],) if each.get("owner") else (),
            links=(own,),
            text=each.get("due_note") or f"Due {each.get('due', 'on a day that nobody named')}.",
        )


# --- prose ------------------------------------------------------------------------------------------------------------

_NOTE = re.compile(r"^\[\^1\]:[ ]*((?:.+\n?)+)", re.MULTILINE)
_HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
_REFERENCE = re.compile(r"\[\[([^\]|]*)(?:\|([^\]]*))?\]\]")
_TOKEN = re.compile(r"ANOTHER-([a-z0-9-]+)-ENDS")


def _in_rest(needs: list[_Need], refer: Callable[[str], str]) -> list[_Need]:
    """The same with texts in reStructuredText. refer: how a tool writes a reference to an id."""
    ids = {need.id for need in needs}
    texts = documents.rest([_plain_references(_without_notes(need.text), ids) for need in needs])
    return [
        replace(need, text=_TOKEN.sub(lambda found: refer(found[1]), text))
        for need, text in zip(needs, texts, strict=True)
    ]


def _without_notes(text: str) -> str:
    """Notes as brackets where they belong, and headings as bold lines: a need can hold neither."""
    notes = [" ".join(each.split()) for each in _NOTE.findall(text)]
    bare = _NOTE.sub("", text)
    for note in notes:
        bare = bare.replace("[^1]", f" ({note})", 1)
    return _HEADING.sub(r"**\1**", bare)


def _plain_references(text: str, ids: set[str]) -> str:
    def said(found: re.Match[str]) -> str:
        target, words = found[1], found[2]
        if target in ids:
            return f"{words} (ANOTHER-{target}-ENDS)" if words else f"ANOTHER-{target}-ENDS"
        return words or target.split(" ")[0].replace("count:", "the number of ")

    return _REFERENCE.sub(said, text)
