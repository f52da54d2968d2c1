"""What authors write: the models that read it, document it, and give editors their schema.

A field that may be left out means *not known* when it is. Field descriptions are written for authors: they
are the format's reference.
"""

# No `from __future__ import annotations`: the annotations of a model are read, and so are types and not texts.
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from msgspec import Meta

from pet_report import customs
from pet_report.authored import (
    Authored,
    Names,
    Number,
    Prose,
    Refers,
    convert,
    needed,
    optional,
    several,
    usually,
    usually_made,
)
from pet_report.when import Moment, When

Date = When
DayAndTime = Moment
Markdown = Annotated[str, Prose(blocks=True)]
Line = Annotated[str, Prose(blocks=False)]
ThemeRef = Annotated[str, Refers(("theme",))]
OrganisationRef = Annotated[str, Refers(("organisation",))]
FundRef = Annotated[str, Refers(("fund",))]
SourceRef = Annotated[str, Refers(("source",))]
ProposalRef = Annotated[str, Refers(("proposal",))]
CommitmentRef = Annotated[str, Refers(("commitment",))]
CriterionRef = Annotated[str, Refers(("criterion",))]
Count = Annotated[int, Meta(ge=0)]
Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}\Z")]
Amount = Annotated[float, Meta(ge=0, le=1.7976931348623157e308)]
"""At most the largest number that is not infinite."""
Forms = Annotated[list[str], Meta(min_length=2, max_length=2)]
"""A word for one, and for several."""


Confidence = Literal["documented", "partly", "uncertain"]
Decision = Literal[
    "accepted", "accepted-in-part", "accepted-in-principle", "noted", "under-consideration", "for-communities",
    "superseded", "not-accepted", "none-found",
]  # fmt: skip
Delivery = Literal[
    "not-started", "in-progress", "completed", "stalled", "no-action-reported", "not-taken-forward", "superseded",
]  # fmt: skip


# --- report.yaml -----------------------------------------------------------------------------------------------


class Wording(Authored):
    """What this report calls things: each the singular and the plural, in lower case."""

    proposal: Forms = usually(
        ["proposal", "proposals"], "What a proposal is called: one, and several.", ["idea", "ideas"]
    )
    group: Forms = usually(["group", "groups"], "What a group is called: one, and several.", ["circle", "circles"])
    member: Forms = usually(["member", "members"], "Who belongs to a group: one, and several.", ["reader", "readers"])
    convenor: Forms = usually(["convenor", "convenors"], "Who chairs a group: one, and several.", ["chair", "chairs"])


PartKind = Literal[
    "text", "summary", "groups", "themes", "grid", "announcements", "unknown", "terms", "sources",
    "organisations", "glance", "by-group", "over-time", "answers", "table", "commitments", "funds", "priorities",
    "unanswered", "next-steps", "changes",
]  # fmt: skip


class Part(Authored):
    """One part of a publication, in the order in which it is printed."""

    kind: PartKind = needed("What the part holds: `text` is prose only; the others are made from the data.", "groups")
    id: Annotated[str | None, Names("part")] = optional("A name by which prose can refer to the part.", "foreword")
    title: str | None = optional("The heading; the usual one where it is left out.", "Foreword")
    section: str | None = optional("Begins a new section of the contents, with this label.", "What the groups propose")
    lead: Line | None = optional(
        "One or two sentences in large type under the heading.",
        "Every proposal in this report was made by people who use the library.",
    )
    text: Markdown | None = optional(
        "Prose under the heading, before what is made from the data.",
        "The report holds [[count:proposals as=words]] proposals.",
    )


class Identifier(Authored):
    kind: str = needed("`ISBN`, `Paper number`.", "Paper number")
    value: str = needed("The number itself.", "TC 12/2020")


class Paper(Authored):
    """The number under which a parliament keeps a paper."""

    series: str = needed("The letters before the number: one of the series of `customs`.", "CP")
    number: Number = needed("The number, with that of a volume where there are several: `29-I`.", "1234")
    session: str | None = optional(
        "The session of parliament, for a series that begins again with each: `2026-27`.", "2026-27"
    )


class OrderedPrinted(Authored):
    """That a house ordered the paper to be printed."""

    by: str = usually("the House of Commons", "Which house.", "the House of Commons")
    date: Date | None = optional("When.", "2020-05-14")


class Address(Authored):
    """The address to which the paper is the return."""

    of: str = usually("the Honourable the House of Commons", "Of which house.", "the Honourable the House of Lords")
    date: Date | None = optional("When it was made.", "2020-05-12")
    asked_for: str | None = optional("For what.", "the report of the inquiry into the town library")


class Presented(Authored):
    """That a publication is laid before a parliament: by whom, by what authority, and under what number."""

    to: str = usually("Parliament", "Before whom it is laid.", "the Scottish Parliament")
    by: str | None = optional("Who lays it, with the office.", "the Secretary of State for Libraries")
    command_of: str | None = optional(
        "In whose name, where it is laid by command: that makes it a Command Paper.", "His Majesty"
    )
    pursuant_to: str | None = optional("The law that has it laid.", "section 12 of the Libraries Act 2019")
    address: Address | None = optional("The address to which it is the return.", {"date": "2020-05-12"})
    words: Line | None = optional(
        "The whole line in your own words, where none of these is how it is said.",
        "Laid before the Assembly under Standing Order 12.",
    )
    date: Date | None = optional("When it is laid: a day, or only a month.", "2020-05")
    ordered_printed: OrderedPrinted | None = optional("That a house ordered it printed.", {"date": "2020-05-14"})
    paper: Paper | None = optional(
        "Its number as a paper: only one that was really given.", {"series": "CP", "number": "1234"}
    )


class Publication(Authored):
    title: str = needed("Its own title, as on the cover.", "A Library for Everybody")
    label: str = needed("What kind of document it is: `Report`, `Government response`.", "Report")
    subtitle: str | None = optional("One sentence under the title.", "What readers propose for the town library")
    file: Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]*\Z")] = needed("The file name, without an ending.", "report")
    foot: Line | None = optional(
        "One short line at the foot of each page; figures in it are computed.", "[[count:proposals]] proposals recorded"
    )
    presented: Presented | None = optional(
        "That it is laid before a parliament; left out where it is not.",
        {"by": "the Secretary of State for Libraries", "command_of": "His Majesty", "date": "2026-07"},
    )
    identifiers: list[Identifier] = several(
        "Its own ISBN, and other numbers of this publication alone.", [{"kind": "ISBN", "value": "978-1-4028-9462-6"}]
    )
    available_at: str | None = optional("Where it can be had: a web address.", "https://library.example/readers")
    parts: Annotated[list[Part], Meta(min_length=1)] = needed(
        "What it holds, in order.", [{"kind": "summary"}, {"kind": "groups"}]
    )


_REPORT = {"title": "A Library for Everybody", "label": "Report", "file": "report", "parts": [{"kind": "groups"}]}
_RESPONSE = {**_REPORT, "label": "Response", "file": "response", "parts": [{"kind": "answers"}]}


class Publications(Authored):
    report: Publication = needed("What the groups propose.", _REPORT)
    response: Publication = needed("What is answered.", _RESPONSE)


class Row(Authored):
    """A line of the list on the back of the title page."""

    label: str = needed("What stands before the text.", "Printed by")
    text: Line = needed("One paragraph.", "The town’s own press.")


class Where(Authored):
    """Which proposals a figure counts."""

    lead: Literal["government", "community", "partnership", "police", "other"] | None = optional(
        "Only proposals with this kind of lead.", "government"
    )
    delivery: str | None = optional("Only proposals that have come so far.", "completed")
    decision: str | None = optional("Only proposals with this decision.", "accepted")

    @property
    def filters(self) -> dict[str, str]:
        """What it asks for, by field."""
        return {name: value for name in self.__struct_fields__ if (value := getattr(self, name)) is not None}


class BreakdownRow(Authored):
    label: str = needed("The words that the source uses.", "done")
    delivery: Delivery | None = optional("The delivery status that this row corresponds to, if one does.", "completed")
    value: Count = needed("How many.", 3)


class Figure(Authored):
    """A figure that a publication or a speaker declared, which the data must add up to."""

    id: Annotated[str, Names("figure")] = needed("Its name in `[[count:declared NAME]]`.", "council-led")
    label: str = needed(
        "What is counted, in words: `recommendations led by Government`.", "proposals led by the council"
    )
    counts: Literal["groups", "members", "proposals"] = needed("What kind of thing is counted.", "proposals")
    where: Where | None = optional("Which of them, where it is not all.", {"lead": "government"})
    value: Count = needed("The figure.", 12)
    as_of: Date | None = optional("On what date it was true.", "2020-05-14")
    by: str | None = optional("Who said so.", "The librarian")
    sources: list[SourceRef] = several("Where it is said.", ["readers-meeting"])
    breakdown: list[BreakdownRow] = several(
        "What it is made of; the rows must add up to it.",
        [{"label": "done", "value": 3}, {"label": "not begun", "value": 9}],
    )
    text: Markdown | None = optional(
        "What a reader should know about it.", "The librarian counted two proposals that were made together as one."
    )


class ReportedCount(Authored):
    """A count that somebody gave, recorded with its denominator, and not used in any arithmetic."""

    as_of: Date = needed("When it was said.", "2020-05-14")
    by: str = needed("Who said it.", "The librarian")
    text: Line = needed("What was said.", "Three of the twelve had been carried out.")
    of: Count | None = optional("Of how many.", 12)
    sources: list[SourceRef] = several("Where it is said.", ["readers-meeting"])


class Theme(Authored):
    id: Annotated[str, Names("theme")] = needed("The name by which proposals refer to it.", "quiet-places")
    name: str = needed("As printed: short, no full stop.", "Quiet places")
    kind: Literal["cross-cutting", "emerging"] | None = optional(
        "`cross-cutting` runs through many proposals, `emerging` informs future thinking; null where nobody said.",
        "cross-cutting",
    )
    description: Line | None = optional(
        "What the theme is about, in a sentence.", "Where one can read and work undisturbed."
    )
    basis: str | None = optional("Who named it: the document, or `editorial`.", "editorial")
    sources: list[SourceRef] = several("Where it is named.", ["readers-meeting"])


class Organisation(Authored):
    id: Annotated[str, Names("organisation")] = needed(
        "The name by which proposals and answers refer to it.", "youth-club"
    )
    name: str = needed("Its name when this was written.", "Harbour Youth Club")
    short_name: str | None = optional("The usual abbreviation.", "HYC")
    kind: Literal["department", "police", "community", "public-body", "other"] = needed(
        "What it is; the list of organisations is divided by it.", "community"
    )
    note: Line | None = optional(
        "Anything a reader should know, such as a change of name.", "Called the Harbour Boys’ Club until 2012."
    )


class Round(Authored):
    """Money that was given out at one time."""

    label: str = needed("What this round is called.", "First round")
    amount: Amount | None = optional("Null where it is not known.", 20000)
    organisations: Count | None = optional("To how many.", 8)
    as_of: Date | None = optional("When, or on what date this was said.", "2020-06")
    sources: list[SourceRef] = several("Where it is said.", ["readers-meeting"])


class Allocation(Authored):
    """What one community received."""

    to: str = needed("Who: `rural libraries`.", "rural libraries")
    amount: Amount | None = optional("Null where it is not known.", 7500)
    organisations: Count | None = optional("How many of them.", 3)
    period: str | None = optional("Over what time.", "2020 to 2022")
    as_of: Date | None = optional("On what date this was said.", "2020-06")
    sources: list[SourceRef] = several("Where it is said.", ["readers-meeting"])


class Fund(Authored):
    id: Annotated[str, Names("fund")] = needed("The name by which answers refer to it.", "new-books-fund")
    name: str = needed("Its official name.", "New Books Fund")
    amount: Amount | None = optional("What was announced.", 50000)
    currency: Currency = needed("Three capital letters: `GBP`, `EUR`.", "GBP")
    period: str | None = optional("Over what time it was to be spent.", "three years")
    launched: Date | None = optional("When it began.", "2020-04-01")
    holder: OrganisationRef | None = optional("Who holds the money.", "town-council")
    holder_note: Line | None = optional("More about who holds it.", "A panel of readers advises it.")
    who_may_apply: Line | None = optional(
        "Who can ask for money from it.", "Libraries and reading groups of the county."
    )
    communities: list[str] = several(
        "Those who can ask for money, each as `to` of an allocation says it: so it shows who has received nothing.",
        ["rural libraries", "town libraries"],
    )
    rounds: list[Round] = several("Money given out, round by round.", [{"label": "First round", "amount": 20000}])
    allocations: list[Allocation] = several("Who received what.", [{"to": "rural libraries", "amount": 7500}])
    note: Line | None = optional("What a reader should know about it.", "A second round is being considered.")
    sources: list[SourceRef] = several("Where the fund is described.", ["readers-meeting"])


class Announcement(Authored):
    id: Annotated[str, Names("announcement")] = needed("For links to it.", "sunday-trial")
    date: Date = needed("When it was announced.", "2020-05-14")
    title: str = needed("What was announced, in a few words.", "A first Sunday")
    by: str | None = optional("Who announced it.", "The mayor")
    proposals: Annotated[list[ProposalRef], Meta(min_length=1)] = needed(
        "The proposals that it is about.", ["open-on-sundays"]
    )
    text: Markdown | None = optional("What was said.", "The library opens on the last Sunday of June.")
    sources: list[SourceRef] = several("Where it is reported.", ["readers-meeting"])


class FollowUp(Authored):
    """Who is consulted after the groups have ended."""

    text: Markdown | None = optional(
        "How the answers are followed up.", "The readers meet every spring and ask what has been done."
    )
    contact: str | None = optional("How to reach them.", "readers@library.example")
    next_review: Date | None = optional("When the answers are looked at again.", "2021-04")


class Criterion(Authored):
    """By what the secretariat ranks proposals: cost, lead, readiness, reach."""

    id: Annotated[str, Names("criterion")] = needed("The name by which marks refer to it.", "reach")
    name: str = needed("As printed at the head of a column: one or two words.", "Reach")
    text: Line | None = optional("What is asked, and how the marks are given.", "How many readers it helps.")


class Mark(Authored):
    """How a proposal does by one criterion."""

    criterion: CriterionRef = needed("The id of the criterion.", "reach")
    mark: str = needed("A word or two: `high`, `ready`, `under £50,000`.", "high")


class Ranked(Authored):
    """A proposal in the order of priority."""

    proposal: ProposalRef = needed("The id of the proposal.", "open-on-sundays")
    reason: Line = needed("Why it stands here, in a sentence.", "It helps most readers, and can begin at once.")
    marks: list[Mark] = several("How it does by each criterion.", [{"criterion": "reach", "mark": "high"}])


class Priorities(Authored):
    """The order in which the secretariat would have the proposals taken forward, and why."""

    by: str | None = optional("Who ranked them.", "The secretariat")
    as_of: Date | None = optional("When they were ranked.", "2020-06")
    criteria: list[Criterion] = several("By what the proposals are ranked.", [{"id": "reach", "name": "Reach"}])
    order: list[Ranked] = several(
        "The proposals, the first to be taken forward first.",
        [{"proposal": "open-on-sundays", "reason": "It helps most readers."}],
    )
    sources: list[SourceRef] = several("Where the order is recorded.", ["readers-meeting"])


class Reference(Authored):
    """A source: a document that facts were taken from."""

    id: Annotated[str, Names("source")] = needed(
        "The name by which everything else refers to this document.", "annual-report"
    )
    title: str = needed("Its title.", "The library’s annual report")
    publisher: str | None = optional("Who published it.", "Town Council")
    date: Date | None = optional("When it was published.", "2019-11")
    date_note: str | None = optional(
        "Where the date is not known exactly: `undated, autumn 2005`.", "undated, autumn 2019"
    )
    address: str | None = optional("Where it can be read: a web address.", "https://library.example/annual-report")
    read: Literal["full", "opening", "part", "second-hand", "not-retrieved"] | None = optional(
        "How much of it was read: a fact from an opening may be incomplete.", "full"
    )
    note: Line | None = optional("What a reader should know about it.", "The tables at the end are missing.")


class Embargo(Authored):
    """Until when nobody may publish what is in this edition. Take it out when the time has come."""

    until: DayAndTime = needed(
        "Day and time: `2020-05-14 09:30`, with `+01:00` behind it where readers are in several time zones.",
        "2020-05-14 09:30",
    )
    words: str | None = optional(
        "What else must be said, in a few words.", "Given in confidence to those named in the report"
    )


class Series(Authored):
    """A series in which a parliament numbers its papers."""

    name: str = needed("The letters before the number.", "CP")
    begins: Date | None = optional("When it began.", "2019")
    ended: Date | None = optional("When it ended; left out where it goes on.", "2018")
    numbering: Literal["running", "sessional", "yearly"] = usually(
        "running",
        "`running` goes on and on, `sessional` begins again with each session, `yearly` is written as `2020/12`.",
        "sessional",
    )
    last: Count | None = optional("The highest number that was given, where the series has ended.", 9756)


class Sovereign(Authored):
    """In whose name papers are presented by command, and when."""

    style: str = needed("As it is said.", "His Majesty")
    begins: Date | None = optional("Since when.", "2022-09-08")
    ended: Date | None = optional("Until when; left out where it is so today.", "2022-09-08")


class Licence(Authored):
    """A licence of public bodies in one version, with the time in which it was the one to use."""

    short: str = needed("What `licence` may say to mean the version of its day.", "OGL")
    name: str = needed("Its name, with the version.", "Open Government Licence v3.0")
    begins: Date | None = optional("When it began to be used.", "2014-10-31")
    ended: Date | None = optional("When another took its place.", "2014-10-31")
    address: str | None = optional("Where it can be read.", "https://library.example/licence/3/")


def _usual(model: type[Any], what: Sequence[Mapping[str, object]], description: str, example: object) -> Any:
    """A list that is that of the United Kingdom where it is left out."""
    return usually_made(
        lambda: [convert(each, model) for each in what],
        description + " Those of the United Kingdom where it is left out.",
        [example],
    )


class Customs(Authored):
    """What is usual where the report is published."""

    series: list[Series] = _usual(Series, customs.SERIES, "The series of parliamentary papers.", {"name": "SG"})
    sovereigns: list[Sovereign] = _usual(
        Sovereign, customs.SOVEREIGNS, "In whose name papers are presented.", {"style": "The Governor-General"}
    )
    licences: list[Licence] = _usual(
        Licence,
        customs.LICENCES,
        "The licences of public bodies.",
        {"short": "NLOD", "name": "Norwegian Licence for Open Government Data 2.0", "begins": "2014"},
    )


class Ignored(Authored):
    """A rule that does not hold for this project."""

    rule: str = needed("The name of the rule: `pet-report rules` lists them.", "theme/none")
    reason: str = needed("Why it does not hold here.", "This report has no themes.")


class Report(Authored):
    """`report.yaml`: what holds for the whole project."""

    format: Literal[1] = needed("The version of this format.", 1)
    title: str = needed("The title of the whole.", "A Library for Everybody")
    short_title: str | None = optional("For the head of each page.", "Library")
    issuer: str | None = optional("Who issues this edition.", "The readers’ commission")
    issued: Date | None = optional("The date of this edition.", "2020-05-14")
    edition: Literal["draft", "consultation", "final"] = needed("A draft carries a mark on every page.", "draft")
    language: Annotated[str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*\Z")] = usually(
        "en-GB", "Of the text: `en-GB`, `cy`.", "cy"
    )
    address: Annotated[str, Meta(pattern=r"^https?://[^\s/?#]+(/[^\s?#]*)?\Z")] | None = optional(
        "Where the pages of `build --site` will stand on the web.", "https://library.example/report/"
    )
    contact: str | None = optional("Whom to write to.", "readers@library.example")
    alternative_formats: Line | None = optional(
        "Whom to ask for large print, audio or braille.", "For large print, audio or braille ask at the desk."
    )
    copyright: str | None = optional("Who holds it.", "The readers’ commission")
    licence: str | None = optional(
        "Under which terms others may use the text: `CC BY 4.0`. `OGL` is the Open Government Licence in the version "
        "of the day of issue.",
        "CC BY 4.0",
    )
    identifiers: list[Identifier] = several(
        "ISBN, paper number: only those that were really given.", [{"kind": "Paper number", "value": "TC 12/2020"}]
    )
    embargo: Embargo | None = optional(
        "Until when nobody may publish what is in this edition.", {"until": "2020-05-14 09:30"}
    )
    customs: Customs = usually_made(
        Customs,
        "What is usual where the report is published, where that is not the United Kingdom.",
        {"series": [{"name": "TC", "numbering": "yearly"}]},
    )
    about: Markdown | None = optional(
        "The first words on the back of the title page.",
        "What readers of the town library proposed in the spring of 2020.",
    )
    details: list[Row] = several(
        "More lines for the back of the title page.", [{"label": "Printed by", "text": "The town’s own press."}]
    )
    wording: Wording = usually_made(Wording, "What this report calls things.", {"proposal": ["idea", "ideas"]})
    publications: Publications = needed(
        "The report and the response: their titles, and the parts that each has.",
        {"report": _REPORT, "response": _RESPONSE},
    )
    declared: list[Figure] = several(
        "Figures that the publications quote.",
        [{"id": "all-proposals", "label": "proposals", "counts": "proposals", "value": 12}],
    )
    reported_counts: list[ReportedCount] = several(
        "How others have counted the same proposals.",
        [{"as_of": "2020-05-14", "by": "The librarian", "text": "Three were done.", "of": 12}],
    )
    themes: list[Theme] = several("The themes that proposals share.", [{"id": "quiet-places", "name": "Quiet places"}])
    organisations: list[Organisation] = several(
        "Everyone who leads, answers or owns something.",
        [{"id": "youth-club", "name": "Harbour Youth Club", "kind": "community"}],
    )
    funds: list[Fund] = several(
        "The money that is spoken of.",
        [{"id": "new-books-fund", "name": "New Books Fund", "amount": 50000, "currency": "GBP"}],
    )
    announcements: list[Announcement] = several(
        "Proposals that were announced before the report.",
        [{"id": "sunday-trial", "date": "2020-05-14", "title": "A first Sunday", "proposals": ["open-on-sundays"]}],
    )
    follow_up: FollowUp | None = optional(
        "What happens after publication.", {"text": "The readers meet every spring.", "next_review": "2021-04"}
    )
    priorities: Priorities | None = optional(
        "Which proposals come first, by what criteria, and why.",
        {"order": [{"proposal": "open-on-sundays", "reason": "It helps most readers."}]},
    )
    sources: list[Reference] = several(
        "Every document that a fact was taken from.",
        [{"id": "annual-report", "title": "The library’s annual report", "date": "2019-11"}],
    )
    ignore: list[Ignored] = several(
        "Rules whose findings are not shown for this project, each with the reason.",
        [{"rule": "theme/none", "reason": "This report has no themes."}],
    )
    style: list[str] = several(
        "Rules of house style to look at: their names, such as `style/long-sentence`, or `all`.",
        ["style/long-sentence", "style/click-here"],
    )
    words: list[str] = several(
        "Names, and words that no dictionary has: they are spelt as they should be.", ["Harbourside"]
    )


# --- groups/NN-name.yaml ---------------------------------------------------------------------------------------


class Convenor(Authored):
    name: str = needed("First name and last name, with any title.", "Dr Ada Reader")
    confidence: Confidence | None = optional("How sure it is that this person chaired the group.", "documented")
    note: Line | None = optional("What a reader should know about it.", "Chaired the first two meetings.")
    sources: list[SourceRef] = several("Where it is said.", ["readers-meeting"])


class Group(Authored):
    id: Annotated[str, Names("group")] = needed(
        "The name by which answers and links refer to the group.", "young-readers"
    )
    kind: Literal["group", "unattributed"] = usually(
        "group", "`unattributed` holds proposals whose group is not known.", "unattributed"
    )
    number: Count | None = optional("As printed.", 2)
    name: str = needed("The official name.", "Young people who read")
    short_name: str | None = optional("For narrow places; the name where it is left out.", "Young readers")
    convenors: list[Convenor] = several("Who chaired it; none means not known.", [{"name": "Dr Ada Reader"}])
    members: Count | None = optional("How many; null where it is not known.", 14)
    proposals_made: Count | None = optional("How many proposals it made, whether or not they are recorded here.", 9)
    reported: Date | None = optional("When it handed in its proposals: no answer can be older.", "2020-05-02")
    lead: Line | None = optional(
        "One or two sentences in large type under the name.", "The youngest readers meet on Saturdays."
    )
    introduction: Markdown | None = optional(
        "Prose under the heading, before the proposals.", "The group met six times, and asked two schools."
    )
    terms_of_reference: Markdown | None = optional(
        "What the group was asked to do.", "To say what would bring more young people into the library."
    )
    note: Line | None = optional(
        "What a reader should know about it, in one paragraph.", "Two members joined after the first meeting."
    )
    sources: list[SourceRef] = several("Where the group is described.", ["readers-meeting"])


class Lead(Authored):
    kind: Literal["government", "community", "partnership", "police", "other"] = needed("Who is to act.", "partnership")
    organisations: list[OrganisationRef] = several("Who, where they are named.", ["town-council"])
    note: Line | None = optional(
        "In words, where the kind does not say it all.", "The council, with whoever runs the café."
    )


class LetteredPart(Authored):
    id: Annotated[str, Names("part")] = needed("For links to this part.", "sunday-staff")
    letter: str = needed("As printed: `a`.", "a")
    text: Markdown = needed("What this part proposes.", "Two librarians should be there on Sundays.")


class Cost(Authored):
    amount: Amount | None = optional("In whole units of the currency; the lower end, where it is a range.", 4000)
    to: Amount | None = optional("The upper end, where it is a range.", 6000)
    currency: Currency = needed("Three capital letters: `GBP`, `EUR`.", "GBP")
    period: str | None = optional("`a year`, `over three years`.", "a year")
    fund: FundRef | None = optional("The fund that is asked to pay for it.", "reading-fund")
    note: Line | None = optional("What it covers.", "Wages and heating.")


class Proposal(Authored):
    id: Annotated[str, Names("proposal")] = needed(
        "Permanent: lower-case words and hyphens, never reused, never made from the order.", "evening-youth-club"
    )
    number: Number | None = optional("As printed; null where it is not known.", "1.10")
    title: str = needed(
        "The proposal in a few words, for headings and lists.", "A youth club that opens in the evening"
    )
    text: Markdown = needed(
        "The proposal as it was made. An answer holds a fingerprint of it.",
        "The club should be open until **ten** on two evenings a week.",
    )
    text_status: Literal["verbatim", "paraphrase", "not-retrieved"] = usually(
        "verbatim", "Whether `text` is the official wording.", "paraphrase"
    )
    proposed: Date | None = optional(
        "When it was put forward in this wording, where that is not the group's date.", "2020-05-02"
    )
    rationale: Markdown | None = optional("Why the group proposes it.", "There is nowhere to go after six.")
    parts: list[LetteredPart] = several(
        "Lettered sub-points.", [{"id": "club-heating", "letter": "a", "text": "The hall should be heated."}]
    )
    lead: Lead | None = optional("Who is asked to act.", {"kind": "partnership"})
    group_basis: Line | None = optional(
        "How it is known, or why it is not known, that the group made it.",
        "Listed under the group’s name in the minutes.",
    )
    themes: list[ThemeRef] = several("The themes that it belongs to.", ["opening-hours"])
    themes_basis: str | None = optional("Who chose the themes: `editorial`, or the document.", "editorial")
    related: list[ProposalRef] = several(
        "Proposals that a reader should see together with this one.", ["open-on-sundays"]
    )
    timescale: Line | None = optional("By when, in the group's words.", "Within two years")
    cost: Cost | None = optional(
        "What it would cost, where the group says so.",
        {"amount": 4000, "to": 6000, "currency": "GBP", "period": "a year"},
    )
    evidence: Markdown | None = optional(
        "The case studies and experience behind it.",
        "The next town opened its club in the evening, and twice as many came.",
    )
    sources: list[SourceRef] = several("Where it is reported.", ["readers-meeting"])
    confidence: Confidence | None = optional("How well the wording is documented.", "documented")
    notes: Line | None = optional(
        "What a reader should know about it.", "The minutes say ten, a later letter says nine."
    )
    former_ids: list[str] = several("Ids under which it was published before.", ["late-youth-club"])


class GroupFile(Authored):
    """`groups/NN-name.yaml`: a group and what it proposes."""

    group: Group = needed("Who proposes.", {"id": "young-readers", "name": "Young people who read"})
    proposals: list[Proposal] = several(
        "What it proposes, in order.",
        [{"id": "story-hour", "title": "A story hour", "text": "Read to children once a week."}],
    )


# --- groups/NN-name.response.yaml ------------------------------------------------------------------------------


class Funding(Authored):
    fund: FundRef | None = optional("The fund that it comes from.", "reading-fund")
    amount: Amount | None = optional("What the proposal was given, in whole units of the currency.", 4000)
    currency: Currency | None = optional("Three capital letters: `GBP`, `EUR`.", "GBP")
    note: Line | None = optional("What is known about it in words.", "For the first year.")


class AnsweredPart(Authored):
    letter: str = needed("As it was printed.", "a")
    text: str = needed("As it read.", "The hall should be heated.")


class AnsweredLead(Authored):
    kind: str = needed("Who was to act.", "partnership")
    organisations: list[str] = several("Who, where they were named.", ["youth-club"])
    note: str | None = optional("In words.", "Together with the schools.")


class AnsweredCost(Authored):
    amount: Amount | None = optional("In whole units of the currency.", 4000)
    to: Amount | None = optional("The upper end, where it was a range.", 6000)
    currency: Currency = needed("Three capital letters: `GBP`, `EUR`.", "GBP")
    period: str | None = optional("Over what time.", "a year")


_ANSWERED = {"title": "Open on Sundays", "text": "The library should open on Sundays."}


class AnsweredWording(Authored):
    """A proposal as it read when it was answered: all that its fingerprint is made of."""

    # None of its fields is marked: what was once a reference need not lead anywhere today.
    title: str = needed("The title.", "Open on Sundays")
    text: str = needed("The text.", "The library should open on Sundays.")
    parts: list[AnsweredPart] = several("The lettered sub-points.", [{"letter": "a", "text": "From ten to four."}])
    lead: AnsweredLead | None = optional("Who was asked to act.", {"kind": "partnership"})
    timescale: str | None = optional("By when.", "Within two years")
    cost: AnsweredCost | None = optional("What it would cost.", {"amount": 4000, "currency": "GBP"})


class Acceptance(Authored):
    """That the answer holds for a wording: written by `pet-report new response` and `pet-report accept`."""

    answers: str = needed("The fingerprint of the wording.", "sha256-0123456789abcdef")
    on: Date | None = optional("When the answer was given, or accepted for this wording.", "2020-05-14")
    reason: str | None = optional(
        "Why the answer still holds, where the wording had changed.", "Only a spelling was corrected."
    )
    wording: AnsweredWording = needed("The wording itself, so that old and new can be compared for good.", _ANSWERED)


class Commitment(Authored):
    id: Annotated[str, Names("commitment")] = needed(
        "For links to it, and for changes from one edition to the next.", "sunday-rota"
    )
    text: Line = needed("What was promised, in one paragraph.", "A rota for Sundays will be drawn up with the staff.")
    owner: OrganisationRef | None = optional("Who does it.", "town-council")
    owner_note: Line | None = optional(
        "In words, where the owner is not an organisation of the project.", "The librarian."
    )
    due: Date | None = optional("When it is to be done.", "2020-09")
    due_note: Line | None = optional("In words, where the date is not exact.", "before the schools begin")
    fund: FundRef | None = optional("The fund that pays for it.", "reading-fund")
    amount: Amount | None = optional("What it draws on the fund, or costs, in whole units of the currency.", 1500)
    currency: Currency | None = optional("Three capital letters: `GBP`, `EUR`.", "GBP")
    kept: Date | None = optional("When it was kept.", "2020-08-20")
    superseded_by: CommitmentRef | None = optional("The promise that took its place.", "new-rota")
    sources: list[SourceRef] = several("Where it is promised.", ["readers-meeting"])


class Progress(Authored):
    """One report of what was done. Entries are only ever added."""

    as_of: Date = needed("The date of the report, not of what it reports.", "2020-05")
    status: Delivery | None = optional("Null for a statement that does not say how far it has come.", "in-progress")
    by: str = needed("Who says so.", "The librarian")
    text: Line | None = optional("What was reported, in one paragraph.", "A first Sunday has been tried.")
    note: Line | None = optional(
        "Why it comes late, or says less than the report before it.", "Found in the minutes a year later."
    )
    sources: list[SourceRef] = several("Where it is said.", ["readers-meeting"])


class Response(Authored):
    proposal: ProposalRef = needed("The id of the proposal that this answers.", "open-on-sundays")
    answers: str | None = optional(
        "The fingerprint of the wording that was answered; the tool writes it.", "sha256-0123456789abcdef"
    )
    decision: Decision = needed("What was decided; `none-found` where no decision is on record.", "accepted")
    decided: Date | None = optional("When the decision was made.", "2020-05-14")
    reason: Markdown | None = optional(
        "Needed where the answer is not a plain yes.", "There are not enough librarians for every Sunday."
    )
    condition: Markdown | None = optional(
        "Needed where it is accepted in principle.", "If the trial shows that readers come."
    )
    basis: Literal["existing-work", "new"] | None = optional("Work already under way, or new; null: not stated.", "new")
    departments: list[OrganisationRef] = several("Who answers.", ["town-council"])
    text: Markdown | None = optional("The answer itself.", "The council agrees.")
    funding: Funding | None = optional("The money that the proposal was given.", {"amount": 4000, "currency": "GBP"})
    commitments: list[Commitment] = several(
        "What is promised.", [{"id": "sunday-rota", "text": "A rota will be drawn up.", "due": "2020-09"}]
    )
    progress: list[Progress] = several(
        "What was reported, oldest first; only ever added to.",
        [{"as_of": "2020-05", "status": "in-progress", "by": "The librarian"}],
    )
    superseded_by: ProposalRef | None = optional("What took its place.", "open-on-sundays")
    sources: list[SourceRef] = several("Where the answer is given.", ["readers-meeting"])
    notes: Line | None = optional("What a reader should know about it.", "The answer was given in the meeting.")
    accepted: list[Acceptance] = several(
        "Each wording that it was held to answer, the latest last; the tool writes it.",
        [{"answers": "sha256-0123456789abcdef", "on": "2020-05-14", "wording": _ANSWERED}],
    )


class ResponseFile(Authored):
    """`groups/NN-name.response.yaml`: the answers to one group's proposals."""

    group: Annotated[str, Refers(("group",))] = needed("The id of the group whose proposals are answered.", "readers")
    introduction: Markdown | None = optional(
        "Prose under the heading, before the answers.", "The council thanks the readers."
    )
    responses: list[Response] = several(
        "At most one for each proposal.", [{"proposal": "open-on-sundays", "decision": "accepted"}]
    )


# --- changelog.yaml --------------------------------------------------------------------------------------------


class Recount(Authored):
    """A figure computed from the data, in the release before and in this one."""

    counts: Literal["proposals", "groups", "commitments", "coverage", "decision", "delivery"] = needed(
        "What is counted.", "coverage"
    )
    which: str | None = optional("Which of them; all where it is left out.", "answered")
    before: Count | None = optional("In the release before; left out in the first.", 7)
    now: Count = needed("In this release.", 9)


class Reworded(Authored):
    """What a field said in the release before, and says in this one."""

    field: str = needed("Its name in the files.", "text")
    key: str | None = optional("Which of several of this name: the letter of a part.", "a")
    how: Literal["words", "value", "date", "names", "order"] = usually(
        "words", "What it holds: a text, one word or number, a date, ids, or ids in an order.", "words"
    )
    old: list[str] = several("What it said.", ["The library should open on Sundays."])
    new: list[str] = several("What it says now.", ["The library should open on Sundays, from ten to four."])


class Changed(Authored):
    """What happened to one thing."""

    # None of its fields is marked: what is gone need not be anywhere today.
    kind: Literal[
        "report", "publication", "part", "group", "proposal", "commitment", "figure", "theme", "organisation", "fund",
        "announcement", "source", "criterion",
    ] = needed("What it is.", "proposal")  # fmt: skip
    id: str = needed("Its id in this release, or the last that it had.", "open-on-sundays")
    act: Literal["added", "gone", "changed"] = usually("changed", "Whether it is new, gone, or otherwise.", "changed")
    title: str = needed("What readers call it.", "Open on Sundays")
    number: Number | None = optional("As printed.", "1.1")
    former_id: str | None = optional("Its id before, where that was another one.", "sundays")
    proposal: str | None = optional("Of a commitment: the proposal that it belongs to.", "open-on-sundays")
    edits: list[Reworded] = several(
        "What is said otherwise.", [{"field": "text", "old": ["Open on Sundays."], "new": ["Open every Sunday."]}]
    )


class Called(Authored):
    """What an id that is named in the changes stands for."""

    id: str = needed("The id.", "quiet-places")
    name: str = needed("What it is called.", "Quiet places")


class Issue(Authored):
    """One release, and what changed since the one before."""

    version: Number = needed("Its number.", "1.1")
    since: Number | None = optional("The release before; left out in the first.", "1.0")
    issued: Date | None = optional("The date of its edition.", "2020-05-14")
    edition: Literal["draft", "consultation", "final"] | None = optional("Its edition.", "final")
    figures: list[Recount] = several("What can be counted.", [{"counts": "proposals", "before": 12, "now": 13}])
    changes: list[Changed] = several(
        "Everything that is new, gone or otherwise.",
        [{"kind": "proposal", "id": "story-hour", "act": "added", "title": "A story hour"}],
    )
    names: list[Called] = several("What the ids are called.", [{"id": "quiet-places", "name": "Quiet places"}])


class ChangeLog(Authored):
    """`changelog.yaml`: what changed from release to release. `pet-report changelog --write` writes it."""

    releases: list[Issue] = several("Each release, the newest first.", [{"version": "1.0", "issued": "2020-05-14"}])
