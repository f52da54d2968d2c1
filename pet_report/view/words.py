"""The words that a publication uses for the values of the format, and what each means to a reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pet_report.catalogue import ENGLISH, WORDS, Catalogue, Message, capital, choose
from pet_report.model import Report, Wording

Meanings = Mapping[str, tuple[Message, Message]]
"""By the value in the format: a label, and what it means to a reader."""

DECISIONS: Meanings = {
    "accepted": (
        Message("decision", "Accepted"),
        Message("decision", "It is agreed as it was asked."),
    ),
    "accepted-in-part": (
        Message("decision", "Accepted in part"),
        Message("decision", "Some of it is agreed; the reason says what is not."),
    ),
    "accepted-in-principle": (
        Message("decision", "Accepted in principle"),
        Message("decision", "It is agreed under a condition, which is given."),
    ),
    "noted": (
        Message("decision", "Noted"),
        Message("decision", "It informs future thinking. No more is promised."),
    ),
    "under-consideration": (
        Message("decision", "Under consideration"),
        Message("decision", "No decision has been taken yet."),
    ),
    "for-communities": (
        Message("decision", "For communities"),
        Message("decision", "Communities take it forward themselves."),
    ),
    "superseded": (
        Message("decision", "Superseded"),
        Message("decision", "Something else has taken its place."),
    ),
    "not-accepted": (
        Message("decision", "Not accepted"),
        Message("decision", "It is refused, with a reason."),
    ),
    "none-found": (
        Message("decision", "No answer found"),
        Message("decision", "No decision is recorded from any source read."),
    ),
}
"""In the order of the tables."""

DELIVERIES: Meanings = {
    "completed": (
        Message("delivery", "Completed"),
        Message("delivery", "Said, by someone named, to be done."),
    ),
    "in-progress": (
        Message("delivery", "In progress"),
        Message("delivery", "Said to have begun."),
    ),
    "stalled": (
        Message("delivery", "Stalled"),
        Message("delivery", "Begun or announced, and then said to have stopped."),
    ),
    "not-started": (
        Message("delivery", "Not started"),
        Message("delivery", "Announced or promised, and not yet begun."),
    ),
    "no-action-reported": (
        Message("delivery", "No action reported"),
        Message("delivery", "Said not to have been taken up."),
    ),
    "not-taken-forward": (
        Message("delivery", "Not taken forward"),
        Message("delivery", "Said to have been refused or dropped."),
    ),
    "superseded": (
        Message("delivery", "Superseded"),
        Message("delivery", "Something else has taken its place."),
    ),
    "unknown": (
        Message("delivery", "Not known"),
        Message("delivery", "No dated report of progress is recorded."),
    ),
}

LEADS = {
    "government": Message("lead", "Government"),
    "community": Message("lead", "Community"),
    "partnership": Message("lead", "Partnership"),
    "police": Message("lead", "Police"),
    "other": Message("lead", "Other"),
}
CONFIDENCES = {
    "documented": Message("confidence", "Documented"),
    "partly": Message("confidence", "Partly documented"),
    "uncertain": Message("confidence", "Uncertain"),
}
TEXT_STATUSES = {
    "verbatim": Message("wording", "Official wording"),
    "paraphrase": Message("wording", "Paraphrase"),
    "not-retrieved": Message("wording", "Wording not retrieved"),
}
BASES = {
    "existing-work": Message("basis", "Work already under way"),
    "new": Message("basis", "New work"),
}
THEME_KINDS = {
    "cross-cutting": Message("theme", "Cross-cutting"),
    "emerging": Message("theme", "Emerging"),
}
READ = {
    "full": Message("source", "read in full"),
    "opening": Message("source", "opening read"),
    "part": Message("source", "read in part"),
    "second-hand": Message("source", "read at second hand"),
    "not-retrieved": Message("source", "not retrieved"),
}
ORGANISATION_KINDS = {
    "department": Message("organisations", "Departments"),
    "police": Message("organisations", "Police"),
    "public-body": Message("organisations", "Public bodies"),
    "community": Message("organisations", "Community organisations"),
    "other": Message("organisations", "Others"),
}
EDITIONS = {
    "draft": Message("edition", "Draft"),
    "consultation": Message("edition", "Consultation edition"),
    "final": Message("edition", "Final edition"),
}

PARTS = {
    "summary": Message("part", "Summary of %(proposals)s"),
    "groups": Message("part", "%(Group)s reports"),
    "themes": Message("part", "Themes"),
    "grid": Message("part", "Themes and %(groups)s"),
    "announcements": Message("part", "Announced early"),
    "unknown": Message("part", "What is not known"),
    "terms": Message("part", "Terms of reference"),
    "sources": Message("part", "Sources"),
    "organisations": Message("part", "Index of organisations"),
    "glance": Message("part", "The answer at a glance"),
    "by-group": Message("part", "Decisions by %(group)s"),
    "over-time": Message("part", "Delivery over time"),
    "answers": Message("part", "Answers by %(group)s"),
    "table": Message("part", "%(Proposal)s, response and progress"),
    "commitments": Message("part", "Commitments"),
    "funds": Message("part", "Money, and who may apply"),
    "priorities": Message("part", "What comes first"),
    "unanswered": Message("part", "%(Proposals)s without an answer"),
    "next-steps": Message("part", "Next steps"),
    "changes": Message("part", "What changed"),
}
"""The heading of a part where the author gives none."""

FIELDS = {
    "title": Message("field", "the title"),
    "text": Message("field", "the text"),
    "lead": Message("field", "the lead"),
    "timescale": Message("field", "the timescale"),
    "cost": Message("field", "the cost"),
}
"""What may have changed since it was answered; a lettered part besides."""


def catalogue_of(report: Report, files: Mapping[str, str]) -> Catalogue:
    """What a publication says to readers, in the language of the report and with its own words for things."""
    return replace(choose(report.language, files), words=of_report(report))


def in_english(report: Report | None) -> Catalogue:
    """What a command says, whatever the language of the report, with the report's own words for things."""
    return replace(choose(ENGLISH, {}), words=_of(report.wording if report else Wording()))


def of_report(report: Report) -> dict[str, str]:
    """What this report calls things: `proposals`, `Group`."""
    return _of(report.wording)


def _of(wording: Wording) -> dict[str, str]:
    made: dict[str, str] = {}
    for name in WORDS[::2]:
        made[name], made[name + "s"] = getattr(wording, name)
    return made | {key.capitalize(): capital(value) for key, value in made.items()}
