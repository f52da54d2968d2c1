"""Findings for machines that show tests: JUnit XML, one suite for each file that has any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from pet_report.announce.cells import visible
from pet_report.diagnostics import Diagnostic, Severity


def junit(found: Sequence[Diagnostic], *, color: bool = False, width: int = 80) -> str:  # noqa: ARG001 - one shape for all forms
    """A failed test for each error or warning; a note passes, and says what it says."""
    root = Element("testsuites", name="pet-report", tests=str(len(found)), failures=str(_failures(found)))
    for path, group in groupby(found, key=lambda each: each.place.source.path):
        root.append(_suite(path, list(group)))
    if not found:
        SubElement(SubElement(root, "testsuite", name="pet-report", tests="1", failures="0"), "testcase", name="check")
    indent(root)
    # JUnit's readers are strict about characters; what is invisible is made visible, as on a terminal.
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _suite(path: str, found: list[Diagnostic]) -> Element:
    suite = Element("testsuite", name=visible(path), tests=str(len(found)), failures=str(_failures(found)))
    for each in found:
        name = f"{each.rule.name} at {each.place.start.line}:{each.place.start.column}"
        case = SubElement(suite, "testcase", classname=visible(path), name=name)
        tag = "system-out" if each.severity is Severity.NOTE else "failure"
        told = SubElement(case, tag)
        if tag == "failure":
            told.attrib.update(type=each.severity.value, message=visible(each.message))
        told.text = "\n".join(_lines(each))
    return suite


def _lines(each: Diagnostic) -> Iterator[str]:
    yield visible(f"{each.place}: {each.severity}[{each.rule.name}] {each.message}")
    for note in each.notes:
        yield visible(f"note: {note.text}: {note.place}")
    if each.hint:
        yield visible(f"hint: {each.hint}")


def _failures(found: Sequence[Diagnostic]) -> int:
    return sum(each.severity is not Severity.NOTE for each in found)
