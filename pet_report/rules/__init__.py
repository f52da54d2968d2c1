"""All the checks, in order."""

from __future__ import annotations

from pet_report import load, silence, yamltree
from pet_report.diagnostics import Diagnostic, Rule, Severity, in_reading_order
from pet_report.link import Linked
from pet_report.prose import RULES as FOUND_WHILE_CONVERTING
from pet_report.rules import (
    against,
    alike,
    dates,
    declared,
    evidence,
    front,
    ids,
    letters,
    money,
    priorities,
    prose,
    references,
    releases,
    responses,
    structure,
    style,
    typed,
)

FAMILIES = (
    ids, references, responses, dates, declared, typed, money, priorities, evidence, front, prose, letters, structure,
    alike, releases, style,
)  # fmt: skip
CATALOGUE: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        *yamltree.RULES,
        *load.FILE_RULES,
        *load.RULES,
        *(rule for family in FAMILIES for rule in family.RULES),
        *against.RULES,
        *FOUND_WHILE_CONVERTING,
        *silence.RULES,
    )
}


def check(linked: Linked, force: style.InForce | None = None) -> tuple[Diagnostic, ...]:
    """Everything that is wrong with what could be read.

    Notes wait until everything could be read: they speak of what is not there, and it may be among what was left out.
    """
    always = (each for family in FAMILIES for look in family.CHECKS for each in look(linked))
    found = (*always, *(style.check(linked, force) if force else ()))
    return in_reading_order(each for each in found if linked.project.whole or each.severity is not Severity.NOTE)
