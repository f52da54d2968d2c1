"""Files to models: every fault of form in every file, each at its place, in one run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, get_args

from msgspec import Struct

from pet_report import yamltree
from pet_report.authored import Authored, Unfit, convert
from pet_report.diagnostics import Diagnostic, Example, Rule, Severity, nearest, suggest, with_article
from pet_report.model import ChangeLog, GroupFile, Report, ResponseFile
from pet_report.source import Place, Source
from pet_report.when import in_numbers

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails as _Error

REPORT = "report.yaml"
CHANGE_LOG = "changelog.yaml"
RESPONSE_ENDING = ".response.yaml"


class Project(Struct, frozen=True, kw_only=True):
    """Everything that authors wrote, as far as it could be read.

    `whole` is False where anything was left out because it could not be read: a rule that counts, or that reasons
    from absence, then keeps quiet. `all_ids` is False where something with an id was left out: rules about unknown
    ids then keep quiet too, so that one typo does not set off ten complaints.
    """

    report: Report | None
    groups: tuple[GroupFile, ...]
    responses: tuple[ResponseFile, ...]
    sources: tuple[Source, ...]
    change_log: ChangeLog | None = None
    whole: bool = True
    all_ids: bool = True

    @property
    def files(self) -> tuple[Authored, ...]:
        """What each file holds, as far as it could be read."""
        found = self.report, self.change_log, *self.groups, *self.responses
        return tuple(each for each in found if each is not None)


class Loaded(Struct, frozen=True, kw_only=True):
    project: Project
    found: tuple[Diagnostic, ...]


def load(
    sources: tuple[Source, ...], *, whole: bool = True, known: Mapping[str, Authored] = MappingProxyType({})
) -> Loaded:
    """Read `report.yaml`, then the group files and response files in the order of their names.

    `whole` is False where a file could not even be opened. `known`: by path, the models of files that need not be
    read, for somebody knows that they have no faults.
    """
    read = [
        _Read(model=known[source.path], found=()) if source.path in known else _read(source, kind_of(source))
        for source in sources
    ]
    models = [each.model for each in read if each.model is not None]
    project = Project(
        report=next((model for model in models if isinstance(model, Report)), None),
        groups=tuple(model for model in models if isinstance(model, GroupFile)),
        responses=tuple(model for model in models if isinstance(model, ResponseFile)),
        sources=sources,
        change_log=next((model for model in models if isinstance(model, ChangeLog)), None),
        whole=whole and not any(each.pruned or each.lost_ids for each in read),
        all_ids=whole and not any(each.lost_ids for each in read),
    )
    return Loaded(project=project, found=tuple(fault for each in read for fault in each.found))


class _Read(Struct, frozen=True, kw_only=True):
    """What one file gave. `pruned`: something in it was left out; `lost_ids`: and with it something that has an id."""

    model: Authored | None
    found: tuple[Diagnostic, ...]
    pruned: bool = False
    lost_ids: bool = False


def kind_of(source: Source) -> type[Authored]:
    """What a file holds, by its name."""
    if source.path in _BY_NAME:
        return _BY_NAME[source.path]
    return ResponseFile if source.path.endswith(RESPONSE_ENDING) else GroupFile


_BY_NAME: Mapping[str, type[Authored]] = {REPORT: Report, CHANGE_LOG: ChangeLog}


def _read(source: Source, kind: type[Authored]) -> _Read:
    reading = yamltree.read(source)
    if reading.root is None:
        unread = reading.found or (EMPTY.at(source.whole(), "the file is empty"),)
        return _Read(model=None, found=unread, lost_ids=True)
    return _validate(reading.root, kind, reading.found)


def _validate(root: yamltree.Node, kind: type[Authored], found: tuple[Diagnostic, ...]) -> _Read:
    """Validate, and where there are faults, again with what was probably meant, or without: so the rules see the rest.

    What the later rounds complain of follows from the mending, and is not the author's fault.
    """
    faults: tuple[Diagnostic, ...] = ()
    lost = False
    mended: set[tuple[str | int, ...]] = set()
    while (model := _model(data := yamltree.data(root), kind)) is None:
        errors = _faults(kind, data)
        faults = faults or tuple(_explain(errors, root, kind))
        if _mend(root, errors, kind, mended):
            continue
        pruned = _prune(root, errors)
        if pruned is None:
            return _Read(model=None, found=(*found, *faults), lost_ids=True)
        lost = lost or pruned
    model.locate(root)
    return _Read(model=model, found=(*found, *faults), pruned=bool(faults), lost_ids=lost)


def _model(data: object, kind: type[Authored]) -> Authored | None:
    try:
        return convert(data, kind)
    except Unfit:
        return None


def _faults(kind: type[Authored], data: object) -> Sequence[_Error]:
    from pet_report import validation  # it takes a tenth of a second, for those alone who have a fault

    found = validation.faults(kind, data)
    if not found:
        raise AssertionError(f"no {kind.__name__}, and nobody can say why")
    return found


def _mend(
    root: yamltree.Node, errors: Sequence[_Error], kind: type[Authored], mended: set[tuple[str | int, ...]]
) -> bool:
    """Put what was probably meant in the place of faulty values; False where nothing was left to mend.

    Only in the tree, so that one slip in a needed field does not hide everything else in its item.
    """
    changed = False
    for fault in errors:
        path = tuple(fault["loc"])
        if path in mended:
            continue
        mended.add(path)
        changed = _put_right(root, path, fault, model_at(kind, path[:-1])) or changed
    return changed


def _put_right(root: yamltree.Node, path: tuple[str | int, ...], fault: Any, kind: type[Authored]) -> bool:
    if fault["type"] == "extra_forbidden":
        near = nearest(str(path[-1]), kind.__struct_fields__)
        return near is not None and yamltree.rename(root, path, near)
    _, _, node = _find(root, path)
    if not isinstance(node, yamltree.Scalar) or node.value is None:
        return False
    if fault["type"] == "literal_error":
        allowed = _allowed(str(fault["ctx"]["expected"]))
        stated = kind.stated.get(str(path[-1]))
        meant = nearest(node.text, allowed) or (allowed[0] if stated and stated.needed else None)
        return meant is not None and yamltree.put(root, path, meant)
    return fault["type"] == "string_type" and yamltree.put(root, path, node.text)


def _prune(root: yamltree.Node, errors: Sequence[_Error]) -> bool | None:
    """Take the faulty values out of the tree; True where an id went with them, None where nothing is left."""
    paths = list({tuple(fault["loc"][:-1] if fault["type"] == "missing" else fault["loc"]) for fault in errors})
    if () in paths:
        return None
    taken = yamltree.take_out(root, paths)
    if all(each is None for each in taken):
        return None
    return any(
        path[-1] == "id" or (node is not None and yamltree.has_key(node, "id"))
        for path, node in zip(paths, taken, strict=True)
    )


def _explain(errors: Sequence[_Error], root: yamltree.Node, kind: type[Authored]) -> Iterator[Diagnostic]:
    for fault in errors:
        path = tuple(fault["loc"])
        place, key, node = _find(root, path)
        yield _explained(
            _Fault(
                kind=fault["type"],
                context=fault.get("ctx", {}),
                path=path,
                written=fault.get("input"),
                text=_plain_text(node),
                place=place,
                key=key,
                fields=_fields(kind, path[:-1]),
                beside=_keys_at(root, path[:-1]),
                of_texts=bool(path) and model_at(kind, path[:-1]) is model_at(kind, path),
            )
        )


class _Fault(Struct, frozen=True, kw_only=True):
    """What pydantic says of one value, with where it stands."""

    kind: str
    context: Mapping[str, Any]
    path: tuple[str | int, ...]
    written: object
    text: str
    """The characters that stand for it, where they are few: unlike the value, `1.10` keeps its nought."""
    place: Place
    key: Place | None
    fields: list[str]
    beside: frozenset[str]
    """The keys of the mapping in which it stands."""
    of_texts: bool
    """Whether what belongs here, or into the list that belongs here, is a text and no mapping."""

    @property
    def name(self) -> str:
        return str(self.path[-1]) if self.path else ""


def _explained(fault: _Fault) -> Diagnostic:
    explain = _EXPLAIN.get(fault.kind)
    if explain is not None:
        return explain(fault)
    if fault.kind in _BOUNDS:
        message = _BOUNDS[fault.kind].format(**fault.context, name=fault.name, written=_quote(fault.written))
        return VALUE.at(fault.place, message)
    meant = _KINDS.get(fault.kind, "something else")
    message = f'"{_words(fault.path)}" must be {meant}'
    if fault.kind == "string_type" and isinstance(fault.written, bool | int | float):
        kind = "a truth value" if isinstance(fault.written, bool) else f"the number {fault.written}"
        message += f"; unquoted, {fault.text} is {kind}"
    return TYPE.at(fault.place, message, hint=_type_hint(fault))


def _unknown(fault: _Fault) -> Diagnostic:
    near = nearest(fault.name, fault.fields)
    free = [each for each in fault.fields if each not in fault.beside]
    hint = f'did you mean "{near}"?' if near in free else f"known here: {', '.join(free)}"
    if near in fault.beside:
        hint = f'"{near}" is here already: take one of the two out'
    around = [step for step in fault.path[:-1] if isinstance(step, str)]
    holder = f'"{around[-1]}"' if around else "this file"
    return UNKNOWN.at(fault.key or fault.place, f'"{fault.name}" is not a field of {holder}', hint=hint)


def _missing(fault: _Fault) -> Diagnostic:
    return MISSING.at(fault.place, f'"{fault.name}" is missing', hint=f'add "{fault.name}: …" here')


def _not_allowed(fault: _Fault) -> Diagnostic:
    allowed = _allowed(str(fault.context["expected"]))
    word = str(fault.written) if isinstance(fault.written, str | int | float) else ""
    hint = suggest(word, allowed, few=9)
    return VALUE.at(fault.place, f"{_quote(fault.written)} is not {with_article(_words(fault.path))}", hint=hint)


def _not_a_date(fault: _Fault) -> Diagnostic:
    meant = in_numbers(str(fault.written))
    hint = f"write the date as {meant}" if meant else "write a date as 2005-09-22, 2005-09 or 2005"
    return DATE_MALFORMED.at(fault.place, f"{_quote(fault.written)} is not a date", hint=hint)


def _not_a_moment(fault: _Fault) -> Diagnostic:
    hint = "write the day and the time as 2026-07-07 09:30"
    return DATE_MALFORMED.at(fault.place, f"{_quote(fault.written)} is not a day with its time", hint=hint)


def _no_such_day(fault: _Fault) -> Diagnostic:
    return DATE_IMPOSSIBLE.at(fault.place, f"the calendar has no {_quote(fault.written)}")


_EXPLAIN = {
    "extra_forbidden": _unknown,
    "missing": _missing,
    "literal_error": _not_allowed,
    "date_shape": _not_a_date,
    "moment_shape": _not_a_moment,
    "date_calendar": _no_such_day,
}


def _find(root: yamltree.Node, path: tuple[str | int, ...]) -> tuple[Place, Place | None, yamltree.Node]:
    """The place of the value at `path`, or of the nearest thing around it, the place of its key, and the value."""
    node, key = root, None
    for step in path:
        key = node.key(step)
        inner = node.child(step)
        if inner is None:
            break
        node = inner
    return node.place, key, node


def _keys_at(root: yamltree.Node, path: Sequence[str | int]) -> frozenset[str]:
    _, _, node = _find(root, tuple(path))
    return frozenset(key.text for key, _ in node.entries) if isinstance(node, yamltree.Mapping) else frozenset()


def _plain_text(node: yamltree.Node) -> str:
    """What is written: a word or number, or `key: value` where a colon made a mapping of a text."""
    if isinstance(node, yamltree.Scalar):
        return node.text
    if isinstance(node, yamltree.Mapping) and len(node.entries) == 1:
        key, value = node.entries[0]
        return f"{key.text}: {value.text}" if isinstance(value, yamltree.Scalar) and value.plain else ""
    return ""


def _fields(kind: type[Authored], path: tuple[str | int, ...]) -> list[str]:
    return list(model_at(kind, path).__struct_fields__)


def model_at(kind: type[Authored], path: tuple[str | int, ...]) -> type[Authored]:
    """The model that is found by following `path` from `kind`."""
    model: type[Authored] = kind
    for step in path:
        if isinstance(step, str) and step in model.__struct_fields__:
            model = model_of(model, step) or model
    return model


def model_of(kind: type[Authored], name: str) -> type[Authored] | None:
    """The model of what stands in a field, or of each item of its list; None for text and numbers."""
    return _model_in(kind.__annotations__[name]) if name in kind.__struct_fields__ else None


def _model_in(annotation: Any) -> type[Authored] | None:
    if isinstance(annotation, type) and issubclass(annotation, Authored):
        return annotation
    return next((model for each in get_args(annotation) if (model := _model_in(each))), None)


def _allowed(expected: str) -> list[str]:
    """pydantic says `'a', 'b' or 'c'`."""
    return [word.strip(" '") for word in expected.replace(" or ", ", ").split(",")]


def _words(path: tuple[str | int, ...]) -> str:
    """The last named step: what an author calls the place."""
    names = [step for step in path if isinstance(step, str)]
    return names[-1].replace("_", " ") if names else "the file"


def _quote(written: object) -> str:
    if written is None:
        return "nothing"
    if isinstance(written, dict | list):
        return "a " + ("mapping" if isinstance(written, dict) else "list")
    return f'"{str(written)[:60]}"'


def _type_hint(fault: _Fault) -> str:
    written, wanted = fault.written, fault.kind
    if wanted == "string_type" and fault.text and isinstance(written, bool | int | float | dict):
        return f'put it in quotation marks: "{fault.text}"'
    if wanted == "list_type" and isinstance(written, str) and fault.of_texts:
        items = [each.removeprefix("-") for each in written.split()] if written.startswith("-") else [written]
        return f"write it as a list: [{', '.join(items)}]"
    if wanted in ("bool_type", "bool_parsing") and str(written).lower() in _TRUTHS:
        return f"write {_TRUTHS[str(written).lower()]}"
    return "leave the line out if it is not known" if written is None else ""


_TRUTHS = {**dict.fromkeys(("yes", "on", "y", "1"), "true"), **dict.fromkeys(("no", "off", "n", "0"), "false")}
_KINDS = {
    "string_type": "text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list, each item after a dash",
    "dict_type": "fields with their names, as in {name: value}",
    "model_type": "fields with their names, as in {name: value}",
    "model_attributes_type": "fields with their names, as in {name: value}",
}
_BOUNDS = {
    "greater_than_equal": '"{name}" must be {ge} or more, not {written}',
    "string_pattern_mismatch": '{written} is not a possible "{name}"',
    "too_short": '"{name}" needs at least {min_length}',
    "too_long": '"{name}" may have at most {max_length}',
}


def _rule(
    name: str, summary: str, why: str, bad: str, good: str, part: str = "proposal", severity: Severity = Severity.ERROR
) -> Rule:
    return Rule(
        name=name,
        severity=severity,
        summary=summary,
        why=why,
        example=Example(part=part, bad=bad, good=good),
    )


UNKNOWN = _rule(
    "field/unknown",
    "a field that the format does not have",
    "A misspelt field would be dropped without a word, and what it holds would be missing from the publication.",
    "titel: More youth workers",
    "title: More youth workers",
)
MISSING = _rule(
    "field/missing",
    "a field that must be there",
    "Without it the item cannot be printed or referred to.",
    "sources: [{title: A source without an id}]",
    "sources: [{id: example-source, title: A source with an id}]",
    part="report",
)
TYPE = _rule(
    "field/type",
    "a value of the wrong kind",
    "A number where text is meant, or one word where a list is meant, prints wrongly or not at all.",
    "themes: example-theme",
    "themes: [example-theme]",
)
VALUE = _rule(
    "field/value",
    "a value that is not one of those allowed",
    "Statuses, kinds and decisions are counted and compared, so each has one spelling.",
    "confidence: proven",
    "confidence: documented",
)
DATE_MALFORMED = _rule(
    "date/malformed",
    "a date that is not written as a date",
    "Dates are put in order and compared; 3/4/2005 is March in one country and April in another.",
    "issued: 10 November 2005",
    "issued: 2005-11-10",
    part="report",
)
DATE_IMPOSSIBLE = _rule(
    "date/impossible",
    "a day that the calendar does not have",
    "A slip in a date is hard to see and easy to print.",
    "issued: 2005-11-31",
    "issued: 2005-11-30",
    part="report",
)
EMPTY = _rule(
    "file/empty",
    "a file with nothing in it",
    "An empty file is more often a lost one than a meant one.",
    "# nothing\n",
    "group:\n  id: example\n  name: Example\n",
    part="file",
)
ENCODING = _rule(
    "file/encoding",
    "a file that is not UTF-8",
    "Letters outside English would be printed as other letters. Editors save as UTF-8 when asked to.",
    "group:\n  id: example\n  name: Caf\udce9\n",
    "group:\n  id: example\n  name: Café\n",
    part="file",
)
NAME = _rule(
    "file/name",
    "a file in `groups` that is not read",
    "Only files that end in `.yaml` are read; what another one holds would be missing without a word.",
    "# saved as groups/01-example.yml\n",
    "group:\n  id: example\n  name: Example\n",
    part="file",
)
UNREADABLE = _rule(
    "file/unreadable",
    "a file of the project that cannot be opened",
    "What it holds would be missing without a word.",
    "# a folder, or a link to nothing, with the name groups/01-example.yaml\n",
    "group:\n  id: example\n  name: Example\n",
    part="file",
)
RULES = (UNKNOWN, MISSING, TYPE, VALUE, DATE_MALFORMED, DATE_IMPOSSIBLE, EMPTY)
BYTE_ORDER_MARK = _rule(
    "file/byte-order-mark",
    "an invisible mark at the start of a file",
    "Some editors on Windows put it there; tools that compare files show the first line as changed.",
    "# saved as UTF-8 with a byte-order mark\n",
    "# saved as UTF-8\n",
    part="file",
    severity=Severity.NOTE,
)
LINE_ENDS = _rule(
    "file/line-ends",
    "line ends of Windows",
    "Mixed line ends show every line as changed when two people edit a file, and hide what did change.",
    "# saved with the line ends of Windows\n",
    "# saved with line feeds\n",
    part="file",
    severity=Severity.NOTE,
)
FILE_RULES = (ENCODING, NAME, UNREADABLE, yamltree.LARGE, BYTE_ORDER_MARK, LINE_ENDS)
"""Found by `files` while reading from disk."""
