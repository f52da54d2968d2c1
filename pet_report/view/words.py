"""The words that a publication uses for the values of the format, and what each means to a reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pet_report.catalogue import WORDS, Catalogue, capital, choose
from pet_report.model import Report

DECISIONS = {
    "accepted": ("Accepted", "It is agreed as it was asked."),
    "accepted-in-part": ("Accepted in part", "Some of it is agreed; the reason says what is not."),
    "accepted-in-principle": ("Accepted in principle", "It is agreed under a condition, which is given."),
    "noted": ("Noted", "It informs future thinking. No more is promised."),
    "under-consideration": ("Under consideration", "No decision has been taken yet."),
    "for-communities": ("For communities", "Communities take it forward themselves."),
    "superseded": ("Superseded", "Something else has taken its place."),
    "not-accepted": ("Not accepted", "It is refused, with a reason."),
    "none-found": ("No answer found", "No decision is recorded from any source read."),
}
"""In the order of the tables: label and meaning."""

DELIVERIES = {
    "completed": ("Completed", "Said, by someone named, to be done."),
    "in-progress": ("In progress", "Said to have begun."),
    "stalled": ("Stalled", "Begun or announced, and then said to have stopped."),
    "not-started": ("Not started", "Announced or promised, and not yet begun."),
    "no-action-reported": ("No action reported", "Said not to have been taken up."),
    "not-taken-forward": ("Not taken forward", "Said to have been refused or dropped."),
    "superseded": ("Superseded", "Something else has taken its place."),
    "unknown": ("Not known", "No dated report of progress is recorded."),
}

LEADS = {
    "government": "Government",
    "community": "Community",
    "partnership": "Partnership",
    "police": "Police",
    "other": "Other",
}
CONFIDENCES = {"documented": "Documented", "partly": "Partly documented", "uncertain": "Uncertain"}
TEXT_STATUSES = {
    "verbatim": "Official wording",
    "paraphrase": "Paraphrase",
    "not-retrieved": "Wording not retrieved",
}
BASES = {"existing-work": "Work already under way", "new": "New work"}
THEME_KINDS = {"cross-cutting": "Cross-cutting", "emerging": "Emerging"}
READ = {
    "full": "read in full",
    "opening": "opening read",
    "part": "read in part",
    "second-hand": "read at second hand",
    "not-retrieved": "not retrieved",
}
ORGANISATION_KINDS = {
    "department": "Departments",
    "police": "Police",
    "public-body": "Public bodies",
    "community": "Community organisations",
    "other": "Others",
}
EDITIONS = {"draft": "Draft", "consultation": "Consultation edition", "final": "Final edition"}

PARTS = {
    "summary": "Summary of {proposals}",
    "groups": "{Group} reports",
    "themes": "Themes",
    "grid": "Themes and {groups}",
    "announcements": "Announced early",
    "unknown": "What is not known",
    "terms": "Terms of reference",
    "sources": "Sources",
    "organisations": "Index of organisations",
    "glance": "The answer at a glance",
    "by-group": "Decisions by {group}",
    "over-time": "Delivery over time",
    "answers": "Answers by {group}",
    "table": "{Proposal}, response and progress",
    "commitments": "Commitments",
    "funds": "Money, and who may apply",
    "priorities": "What comes first",
    "unanswered": "{Proposals} without an answer",
    "next-steps": "Next steps",
    "text": "",
}
"""The heading of a part where the author gives none."""

NOT_KNOWN = "Not known"
NOT_GIVEN = "Not given"


def catalogue_of(report: Report, files: Mapping[str, str]) -> Catalogue:
    """What a publication says to readers, in the language of the report and with its own words for things."""
    return replace(choose(report.language, files), words=of_report(report))


def of_report(report: Report) -> dict[str, str]:
    """What this report calls things: `proposals`, `Group`."""
    made: dict[str, str] = {}
    for name in WORDS[::2]:
        made[name], made[name + "s"] = getattr(report.wording, name)
    return made | {key.capitalize(): capital(value) for key, value in made.items()}
