"""Every case, every rule's example, and every hint: what is said is said at the right place, and helps."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest

from pet_report import load, pipeline, prose, yamltree
from pet_report.diagnostics import Diagnostic, Example, Rule
from pet_report.machine import Round
from pet_report.repair import edit_for
from pet_report.rules import CATALOGUE, FAMILIES, against, style
from pet_report.source import Source
from tests.cases.project import FOLDER, Case, Followed, Texts, cases, found_in, lay_over, read_texts, with_style

CASES = cases()
BASE = read_texts(FOLDER / "base")

# Found where files are opened, where pages are made, and beside an earlier version: the tests of those show them.
ELSEWHERE = {rule.name for rule in (*load.FILE_RULES, *prose.RULES, *against.RULES)}
RULES = [rule for name, rule in CATALOGUE.items() if name not in ELSEWHERE]
FILES = {
    "file": "groups/01-example.yaml",
    "group": "groups/01-example.yaml",
    "proposal": "groups/01-example.yaml",
    "response": "groups/01-example.response.yaml",
    "responses": "groups/01-example.response.yaml",
    "report": "report.yaml",
    "changelog": "changelog.yaml",
}


def test_the_base_is_sound() -> None:
    assert found_in(BASE) == ()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_draws_what_its_comments_say(case: Case) -> None:
    assert case.expected, "a case without a fault guards nothing"
    found = list(found_in(case.texts))
    missing = []
    for expected in case.expected:
        met = next((each for each in found if expected.meets(each)), None)
        found.remove(met) if met else missing.append(expected)
    assert (missing, [_said(each) for each in found]) == ([], [])


def test_a_hundred_cases_have_one_fault_each() -> None:
    assert sum(len(found_in(case.texts)) == 1 for case in CASES) >= 100


def test_every_rule_has_a_case() -> None:
    shown = {expected.rule for case in CASES for expected in case.expected}
    assert shown <= set(CATALOGUE)
    assert {rule.name for rule in RULES} - shown == set()


def test_several_faults_are_told_in_one_run() -> None:
    texts = _case("several/nine").texts
    per_file = Counter(each.place.source.path for each in found_in(texts))
    assert set(per_file.values()) == {3}
    assert len(per_file) == 3


def test_three_faults_in_each_of_seven_files_are_twenty_one_findings() -> None:
    per_file = Counter(each.place.source.path for each in found_in(_case("several/twenty-one").texts))
    assert list(per_file.values()) == [3] * 7


def test_a_file_that_cannot_be_read_hides_nothing_in_the_others() -> None:
    found = found_in(_case("several/unreadable").texts)
    assert {each.place.source.path for each in found} == set(_case("several/unreadable").texts) - {
        "groups/02-other.yaml", "groups/02-other.response.yaml", "groups/03-not-known.yaml",
    }  # fmt: skip


def test_what_is_kept_from_one_round_to_the_next_hides_nothing() -> None:
    """As `check --watch` goes from the base to each case, sees it again, and goes back."""
    for case in CASES:
        last = Round()
        for texts in (BASE, case.texts, case.texts, BASE):
            sources = tuple(Source(path=path, text=text) for path, text in texts.items())
            checked = pipeline.check(sources, known=last.known(sources))
            last.keep(sources, checked)
            fresh = pipeline.check(tuple(Source(path=path, text=text) for path, text in texts.items()))
            assert list(map(_said, checked.found)) == list(map(_said, fresh.found)), case.name


# --- the rules ------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_example_of_a_rule_shows_it(rule: Rule) -> None:
    base = with_style(BASE) if rule in style.RULES else BASE
    assert rule.example is not None
    assert rule.name in _drawn_by(rule.example, rule.example.bad, base)
    assert rule.name not in _drawn_by(rule.example, rule.example.good, base)


def test_no_two_rules_have_one_name() -> None:
    names = [rule.name for family in FAMILIES for rule in family.RULES]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z]+/[a-z]+(-[a-z]+)*", name) for name in CATALOGUE)


def test_messages_are_for_people() -> None:
    found = [each for case in CASES for each in found_in(case.texts)]
    for each in found:
        assert not re.match(r"[A-Z]", each.message), each.message
        assert not each.message.endswith("."), each.message
        assert not re.search(r"Traceback|[a-z]+_error|<class|None\b|\bdict\b|0x", each.message), each.message


def test_a_message_stays_short_whatever_it_quotes() -> None:
    group = BASE[FILES["group"]].replace("themes: [example-theme]", f"themes: [{'a' * 5_000}]", 1)
    [message] = [
        each.message for each in found_in({**BASE, FILES["group"]: group}) if each.rule.name == "theme/unknown"
    ]
    assert len(message) < 310
    assert re.fullmatch(r'"a+ … a+" is not a declared theme', message)


# --- the hints ------------------------------------------------------------------------------------

HINTS = [(case, index) for case in CASES for index, each in enumerate(found_in(case.texts)) if each.hint]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("indentation-of-entry", "begin it 2 spaces in, as its neighbours do"),
        ("indentation-of-entry-deep", "begin it 2 spaces in, as its neighbours do"),
        ("indentation-under-dash", "begin it 4 spaces in, as its neighbours do"),
        ("indentation-no-dash", "write the line as: - id: second-proposal"),
        ("indentation-before-bracket", "begin it 4 spaces in, as its neighbours do"),
        ("indentation-of-text", "begin each line of it 6 spaces in"),
        ("space-after-dash-of-entry", "write the line as: - id: second-proposal"),
    ],
)
def test_a_hint_tells_where_a_line_belongs(name: str, hint: str) -> None:
    assert [each.hint for each in found_in(_case(f"yaml/{name}.group").texts)] == [hint]


@pytest.mark.parametrize(("name", "both"), [("merge-conflict", False), ("merge-conflict-shared-end", True)])
def test_the_hint_about_a_merge_knows_what_both_sides_share(name: str, *, both: bool) -> None:
    last = found_in(_case(f"yaml/{name}.group").texts)[-1]
    assert ("copy it to each" in last.hint) is both


def test_many_hints_can_be_followed_by_a_machine() -> None:
    assert sum(edit_for(found_in(case.texts)[index]) is not None for case, index in HINTS) > 50


@pytest.mark.parametrize(("case", "index"), HINTS, ids=lambda part: getattr(part, "name", part))
def test_a_hint_that_is_followed_makes_the_finding_go_away(case: Case, index: int) -> None:
    """By a machine where one can; else as the case says that a person would. Nothing worse comes in its place."""
    before = found_in(case.texts)
    after = found_in(_followed(case, before[index]))
    gone = Counter(map(_fault, before)) - Counter(map(_fault, after))
    assert _fault(before[index]) in gone
    # Where nothing of a file could be read, whatever is wrong elsewhere is heard only now.
    path = before[index].place.source.path
    read = yamltree.read(Source(path=path, text=case.texts[path])).root is not None
    new = _errors(after) - _errors(before)
    assert [each for each in new.elements() if read or each[0] == path] == []


def test_nothing_is_followed_where_there_is_no_hint() -> None:
    for case in CASES:
        found = [each for each in found_in(case.texts) if each.hint and edit_for(each) is None]
        used = {each for finding in found for each in case.by_hand(finding)}
        assert set(case.followed) == used, case.name


def _followed(case: Case, finding: Diagnostic) -> Texts:
    edit = edit_for(finding)
    if edit is None:
        assert case.by_hand(finding), f"the case does not say how to follow: {finding.hint}"
        return _rewritten(case.texts, case.by_hand(finding))
    start, end = edit.place.start, edit.place.end
    lines = case.texts[finding.place.source.path].split("\n")
    line = lines[start.line - 1]
    lines[start.line - 1] = line[: start.column - 1] + edit.text + line[end.column - 1 :]
    return {**case.texts, finding.place.source.path: "\n".join(lines)}


def _rewritten(texts: Texts, followed: Sequence[Followed]) -> Texts:
    made = {path: text.split("\n") for path, text in texts.items()}
    for path, line in sorted({(each.target, each.target_line) for each in followed}, reverse=True):
        new = [each.text for each in followed if (each.target, each.target_line) == (path, line)]
        made[path][line - 1 : line] = [each or "" for each in new] if any(new) else []
    # A file from which everything was moved is taken away.
    return {path: "\n".join(lines) for path, lines in made.items() if any(lines)}


def _fault(each: Diagnostic) -> tuple[str, str, str]:
    return each.place.source.path, each.rule.name, each.message


def _errors(found: Sequence[Diagnostic]) -> Counter[tuple[str, str]]:
    return Counter((each.place.source.path, each.rule.name) for each in found if each.severity == "error")


# --- helpers --------------------------------------------------------------------------------------


def _case(name: str) -> Case:
    return next(case for case in CASES if case.name == name)


def _said(each: Diagnostic) -> str:
    return f"{each.place} {each.severity} {each.rule.name}: {each.message}"


def _drawn_by(example: Example, written: str, base: Texts) -> set[str]:
    return {each.rule.name for each in found_in(_spliced(example, written, base))}


def _spliced(example: Example, written: str, base: Texts) -> Texts:
    """The base with the example in it: whole files as they are, fields of the first of their kind."""
    path = FILES[example.part]
    if example.beside:
        base = {**base, "report.yaml": _laid(base["report.yaml"], "report", example.beside)}
    if example.part in ("file", "changelog"):
        return {**base, path: written}
    if example.part == "responses":
        return {**base, path: lay_over(written, base[path])}
    return {**base, path: _laid(base[path], example.part, written)}


def _laid(text: str, part: str, written: str) -> str:
    document = _data(text)
    _first(document, part).update(_data(written))
    return json.dumps(document)  # JSON is YAML


def _data(text: str) -> Any:
    return yamltree.data(yamltree.read(Source(path="", text=text)).root)


def _first(document: Any, part: str) -> Any:
    if part in ("proposal", "response"):
        return document[f"{part}s"][0]
    return document[part] if part == "group" else document
