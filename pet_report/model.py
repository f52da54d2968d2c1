"""What authors write: the models that validate it, document it, and give editors their schema.

A field that may be left out means *not known* when it is. Field descriptions are written for authors: they
are the format's reference.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr, WithJsonSchema
from pydantic_core import PydanticCustomError

from pet_report.source import Located, Place
from pet_report.when import PATTERN, NoSuchDay, NotADate, When

Kind = Literal[
    "theme",
    "organisation",
    "fund",
    "source",
    "proposal",
    "group",
    "announcement",
    "figure",
    "commitment",
    "part",
]


@dataclass(frozen=True, slots=True)
class Names:
    """Marks a field as the id by which the rest of the project refers to a thing of this kind."""

    kind: Kind


REFERS = "x-pet-refers"
"""In a schema, beside the type of an id: of what kinds of thing it is."""


@dataclass(frozen=True, slots=True)
class Refers:
    """Marks a field as the id of a thing of one of these kinds, declared elsewhere."""

    kinds: tuple[Kind, ...]

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        return {**handler(core), REFERS: list(self.kinds)}


@dataclass(frozen=True, slots=True)
class Prose:
    """Marks a field as Markdown; `blocks` is false where only one paragraph makes sense."""

    blocks: bool


class Authored(BaseModel):
    """Something that an author wrote; it knows its places."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, arbitrary_types_allowed=True)
    _located: Located | None = PrivateAttr(default=None)

    def locate(self, located: Located) -> None:
        """Say once, while loading, where this was read; the parts follow."""
        self._located = located
        for name, value in self:
            _locate(value, located.child(name))

    def located(self, *path: str | int) -> Located:
        """The narrowest thing that was written at `path` inside this one."""
        at = self._located
        if at is None:
            raise LookupError(f"{type(self).__name__} was not read from a file")
        for step in path:
            inner = at.child(step)
            if inner is None:
                break
            at = inner
        return at

    def at(self, *path: str | int) -> Place:
        """The place of the value at `path`, or of what would hold it where it was not written."""
        return self.located(*path).place


def _locate(value: object, located: Located | None) -> None:
    if located is None:
        return
    if isinstance(value, Authored):
        value.locate(located)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _locate(item, located.child(index))


def _read_date(value: object) -> When:
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    try:
        return When.parse(text)
    except NotADate:
        raise PydanticCustomError("date_shape", "not a date") from None
    except NoSuchDay:
        raise PydanticCustomError("date_calendar", "no such day") from None


Date = Annotated[
    When,
    BeforeValidator(_read_date),
    WithJsonSchema({"type": ["string", "integer"], "pattern": PATTERN, "examples": ["2005-09-22", "2007-11"]}),
]
Number = Annotated[
    str,
    BeforeValidator(lambda value: str(value) if type(value) is int else value),
    WithJsonSchema({"type": ["string", "integer"]}),
]
Markdown = Annotated[str, Prose(blocks=True)]
Line = Annotated[str, Prose(blocks=False)]
ThemeRef = Annotated[str, Refers(("theme",))]
OrganisationRef = Annotated[str, Refers(("organisation",))]
FundRef = Annotated[str, Refers(("fund",))]
SourceRef = Annotated[str, Refers(("source",))]
ProposalRef = Annotated[str, Refers(("proposal",))]
Count = Annotated[int, Field(ge=0)]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="Three capital letters: `GBP`, `EUR`.")]
Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]


Confidence = Literal["documented", "partly", "uncertain"]
Decision = Literal[
    "accepted", "accepted-in-part", "accepted-in-principle", "noted", "under-consideration", "for-communities",
    "superseded", "not-accepted", "none-found",
]  # fmt: skip
Delivery = Literal[
    "not-started", "in-progress", "completed", "stalled", "no-action-reported", "not-taken-forward", "superseded",
]  # fmt: skip


def optional(description: str) -> Any:
    """A field that may be left out or null: not known."""
    return Field(default=None, description=description)


def several(description: str) -> Any:
    """A list that may be left out: none."""
    return Field(default_factory=list, description=description)


def needed(description: str) -> Any:
    return Field(description=description)


# --- report.yaml -----------------------------------------------------------------------------------------------


class Wording(Authored):
    """What this report calls things: each the singular and the plural, in lower case."""

    proposal: list[str] = Field(
        default=["proposal", "proposals"],
        min_length=2,
        max_length=2,
        description="What a proposal is called: one, and several.",
    )
    group: list[str] = Field(
        default=["group", "groups"], min_length=2, max_length=2, description="What a group is called: one, and several."
    )
    member: list[str] = Field(
        default=["member", "members"],
        min_length=2,
        max_length=2,
        description="Who belongs to a group: one, and several.",
    )
    convenor: list[str] = Field(
        default=["convenor", "convenors"],
        min_length=2,
        max_length=2,
        description="Who chairs a group: one, and several.",
    )


PartKind = Literal[
    "text", "summary", "groups", "themes", "grid", "announcements", "unknown", "terms", "sources",
    "organisations", "glance", "answers", "table", "commitments", "funds", "unanswered", "next-steps",
]  # fmt: skip


class Part(Authored):
    """One part of a publication, in the order in which it is printed."""

    kind: PartKind = needed("What the part holds: `text` is prose only; the others are made from the data.")
    id: Annotated[str | None, Names("part")] = optional("A name by which prose can refer to the part.")
    title: str | None = optional("The heading; the usual one where it is left out.")
    section: str | None = optional("Begins a new section of the contents, with this label.")
    lead: Line | None = optional("One or two sentences in large type under the heading.")
    text: Markdown | None = optional("Prose under the heading, before what is made from the data.")


class Publication(Authored):
    title: str = needed("Its own title, as on the cover.")
    label: str = needed("What kind of document it is: `Report`, `Government response`.")
    subtitle: str | None = optional("One sentence under the title.")
    file: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")] = needed("The file name, without an ending.")
    foot: Line | None = optional("One short line at the foot of each page; figures in it are computed.")
    parts: Annotated[list[Part], Field(min_length=1)] = needed("What it holds, in order.")


class Publications(Authored):
    report: Publication = needed("What the groups propose.")
    response: Publication = needed("What is answered.")


class Row(Authored):
    """A line of the list on the back of the title page."""

    label: str = needed("What stands before the text.")
    text: Line = needed("One paragraph.")


class Where(Authored):
    """Which proposals a figure counts."""

    lead: Literal["government", "community", "partnership", "police", "other"] | None = optional(
        "Only proposals with this kind of lead."
    )
    delivery: str | None = optional("Only proposals that have come so far.")
    decision: str | None = optional("Only proposals with this decision.")


class BreakdownRow(Authored):
    label: str = needed("The words that the source uses.")
    delivery: Delivery | None = optional("The delivery status that this row corresponds to, if one does.")
    value: Count = needed("How many.")


class Figure(Authored):
    """A figure that a publication or a speaker declared, which the data must add up to."""

    id: Annotated[str, Names("figure")] = needed("Its name in `[[count:declared NAME]]`.")
    label: str = needed("What is counted, in words: `recommendations led by Government`.")
    counts: Literal["groups", "members", "proposals"] = needed("What kind of thing is counted.")
    where: Where | None = optional("Which of them, where it is not all.")
    value: Count = needed("The figure.")
    as_of: Date | None = optional("On what date it was true.")
    by: str | None = optional("Who said so.")
    sources: list[SourceRef] = several("Where it is said.")
    breakdown: list[BreakdownRow] = several("What it is made of; the rows must add up to it.")
    text: Markdown | None = optional("What a reader should know about it.")


class ReportedCount(Authored):
    """A count that somebody gave, recorded with its denominator, and not used in any arithmetic."""

    as_of: Date = needed("When it was said.")
    by: str = needed("Who said it.")
    text: Line = needed("What was said.")
    of: Count | None = optional("Of how many.")
    sources: list[SourceRef] = several("Where it is said.")


class Theme(Authored):
    id: Annotated[str, Names("theme")] = needed("The name by which proposals refer to it.")
    name: str = needed("As printed: short, no full stop.")
    kind: Literal["cross-cutting", "emerging"] | None = optional(
        "`cross-cutting` runs through many proposals, `emerging` informs future thinking; null where nobody said."
    )
    description: Line | None = optional("What the theme is about, in a sentence.")
    basis: str | None = optional("Who named it: the document, or `editorial`.")
    sources: list[SourceRef] = several("Where it is named.")


class Organisation(Authored):
    id: Annotated[str, Names("organisation")] = needed("The name by which proposals and answers refer to it.")
    name: str = needed("Its name when this was written.")
    short_name: str | None = optional("The usual abbreviation.")
    kind: Literal["department", "police", "community", "public-body", "other"] = needed(
        "What it is; the list of organisations is divided by it."
    )
    note: Line | None = optional("Anything a reader should know, such as a change of name.")


class Round(Authored):
    """Money that was given out at one time."""

    label: str = needed("What this round is called.")
    amount: Amount | None = optional("Null where it is not known.")
    organisations: Count | None = optional("To how many.")
    as_of: Date | None = optional("When, or on what date this was said.")
    sources: list[SourceRef] = several("Where it is said.")


class Allocation(Authored):
    """What one community received."""

    to: str = needed("Who: `rural libraries`.")
    amount: Amount | None = optional("Null where it is not known.")
    organisations: Count | None = optional("How many of them.")
    period: str | None = optional("Over what time.")
    as_of: Date | None = optional("On what date this was said.")
    sources: list[SourceRef] = several("Where it is said.")


class Fund(Authored):
    id: Annotated[str, Names("fund")] = needed("The name by which answers refer to it.")
    name: str = needed("Its official name.")
    amount: Amount | None = optional("What was announced.")
    currency: Currency
    period: str | None = optional("Over what time it was to be spent.")
    launched: Date | None = optional("When it began.")
    holder: OrganisationRef | None = optional("Who holds the money.")
    holder_note: Line | None = optional("More about who holds it.")
    who_may_apply: Line | None = optional("Who can ask for money from it.")
    rounds: list[Round] = several("Money given out, round by round.")
    allocations: list[Allocation] = several("Who received what.")
    note: Line | None = optional("What a reader should know about it.")
    sources: list[SourceRef] = several("Where the fund is described.")


class Announcement(Authored):
    id: Annotated[str, Names("announcement")] = needed("For links to it.")
    date: Date = needed("When it was announced.")
    title: str = needed("What was announced, in a few words.")
    by: str | None = optional("Who announced it.")
    proposals: Annotated[list[ProposalRef], Field(min_length=1)] = needed("The proposals that it is about.")
    text: Markdown | None = optional("What was said.")
    sources: list[SourceRef] = several("Where it is reported.")


class FollowUp(Authored):
    """Who is consulted after the groups have ended."""

    text: Markdown | None = optional("How the answers are followed up.")
    contact: str | None = optional("How to reach them.")
    next_review: Date | None = optional("When the answers are looked at again.")


class Priorities(Authored):
    criteria: list[Line] = several("By what the proposals are ranked.")
    order: list[ProposalRef] = several("The proposals, most urgent first.")


class Reference(Authored):
    """A source: a document that facts were taken from."""

    id: Annotated[str, Names("source")] = needed("The name by which everything else refers to this document.")
    title: str = needed("Its title.")
    publisher: str | None = optional("Who published it.")
    date: Date | None = optional("When it was published.")
    date_note: str | None = optional("Where the date is not known exactly: `undated, autumn 2005`.")
    address: str | None = optional("Where it can be read: a web address.")
    read: Literal["full", "opening", "part", "second-hand", "not-retrieved"] | None = optional(
        "How much of it was read: a fact from an opening may be incomplete."
    )
    note: Line | None = optional("What a reader should know about it.")


class Identifier(Authored):
    kind: str = needed("`ISBN`, `Paper number`.")
    value: str = needed("The number itself.")


class Ignored(Authored):
    """A rule that does not hold for this project."""

    rule: str = needed("The name of the rule: `pet-report rules` lists them.")
    reason: str = needed("Why it does not hold here.")


class Report(Authored):
    """`report.yaml`: what holds for the whole project."""

    format: Literal[1] = needed("The version of this format.")
    title: str = needed("The title of the whole.")
    short_title: str | None = optional("For the head of each page.")
    issuer: str | None = optional("Who issues this edition.")
    issued: Date | None = optional("The date of this edition.")
    edition: Literal["draft", "consultation", "final"] = needed("A draft carries a mark on every page.")
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")] = Field(
        default="en-GB", description="Of the text: `en-GB`, `cy`."
    )
    contact: str | None = optional("Whom to write to.")
    alternative_formats: Line | None = optional("Whom to ask for large print, audio or braille.")
    copyright: str | None = optional("Who holds it.")
    licence: str | None = optional("Under which terms others may use the text.")
    identifiers: list[Identifier] = several("ISBN, paper number: only those that were really given.")
    about: Markdown | None = optional("The first words on the back of the title page.")
    details: list[Row] = several("More lines for the back of the title page.")
    wording: Wording = Field(default_factory=Wording, description="What this report calls things.")
    publications: Publications = needed("The report and the response: their titles, and the parts that each has.")
    declared: list[Figure] = several("Figures that the publications quote.")
    reported_counts: list[ReportedCount] = several("How others have counted the same proposals.")
    themes: list[Theme] = several("The themes that proposals share.")
    organisations: list[Organisation] = several("Everyone who leads, answers or owns something.")
    funds: list[Fund] = several("The money that is spoken of.")
    announcements: list[Announcement] = several("Proposals that were announced before the report.")
    follow_up: FollowUp | None = optional("What happens after publication.")
    priorities: Priorities | None = optional("Which proposals the groups put first.")
    sources: list[Reference] = several("Every document that a fact was taken from.")
    style: list[str] = several("Rules of house style to look at: their names, such as `style/long-sentence`, or `all`.")
    words: list[str] = several("Names, and words that no dictionary has: they are spelt as they should be.")
    ignore: list[Ignored] = several("Rules whose findings are not shown for this project, each with the reason.")


# --- groups/NN-name.yaml ---------------------------------------------------------------------------------------


class Convenor(Authored):
    name: str = needed("First name and last name, with any title.")
    confidence: Confidence | None = optional("How sure it is that this person chaired the group.")
    note: Line | None = optional("What a reader should know about it.")
    sources: list[SourceRef] = several("Where it is said.")


class Group(Authored):
    id: Annotated[str, Names("group")] = needed("The name by which answers and links refer to the group.")
    kind: Literal["group", "unattributed"] = Field(
        default="group", description="`unattributed` holds proposals whose group is not known."
    )
    number: Count | None = optional("As printed.")
    name: str = needed("The official name.")
    short_name: str | None = optional("For narrow places; the name where it is left out.")
    convenors: list[Convenor] = several("Who chaired it; none means not known.")
    members: Count | None = optional("How many; null where it is not known.")
    proposals_made: Count | None = optional("How many proposals it made, whether or not they are recorded here.")
    lead: Line | None = optional("One or two sentences in large type under the name.")
    introduction: Markdown | None = optional("Prose under the heading, before the proposals.")
    terms_of_reference: Markdown | None = optional("What the group was asked to do.")
    note: Line | None = optional("What a reader should know about it, in one paragraph.")
    sources: list[SourceRef] = several("Where the group is described.")


class Lead(Authored):
    kind: Literal["government", "community", "partnership", "police", "other"] = needed("Who is to act.")
    organisations: list[OrganisationRef] = several("Who, where they are named.")
    note: Line | None = optional("In words, where the kind does not say it all.")


class LetteredPart(Authored):
    id: Annotated[str, Names("part")] = needed("For links to this part.")
    letter: str = needed("As printed: `a`.")
    text: Markdown = needed("What this part proposes.")


class Cost(Authored):
    amount: Amount | None = optional("In whole units of the currency; the lower end, where it is a range.")
    to: Amount | None = optional("The upper end, where it is a range.")
    currency: Currency
    period: str | None = optional("`a year`, `over three years`.")
    note: Line | None = optional("What it covers.")


class Proposal(Authored):
    id: Annotated[str, Names("proposal")] = needed(
        "Permanent: lower-case words and hyphens, never reused, never made from the order."
    )
    number: Number | None = optional("As printed; null where it is not known.")
    title: str = needed("The proposal in a few words, for headings and lists.")
    text: Markdown = needed("The proposal as it was made. An answer holds a fingerprint of it.")
    text_status: Literal["verbatim", "paraphrase", "not-retrieved"] = Field(
        default="verbatim", description="Whether `text` is the official wording."
    )
    rationale: Markdown | None = optional("Why the group proposes it.")
    parts: list[LetteredPart] = several("Lettered sub-points.")
    lead: Lead | None = optional("Who is asked to act.")
    group_basis: Line | None = optional("How it is known, or why it is not known, that the group made it.")
    themes: list[ThemeRef] = several("The themes that it belongs to.")
    themes_basis: str | None = optional("Who chose the themes: `editorial`, or the document.")
    related: list[ProposalRef] = several("Proposals that a reader should see together with this one.")
    timescale: Line | None = optional("By when, in the group's words.")
    cost: Cost | None = optional("What it would cost, where the group says so.")
    evidence: Markdown | None = optional("The case studies and experience behind it.")
    sources: list[SourceRef] = several("Where it is reported.")
    confidence: Confidence | None = optional("How well the wording is documented.")
    notes: Line | None = optional("What a reader should know about it.")
    former_ids: list[str] = several("Ids under which it was published before.")


class GroupFile(Authored):
    """`groups/NN-name.yaml`: a group and what it proposes."""

    group: Group = needed("Who proposes.")
    proposals: list[Proposal] = several("What it proposes, in order.")


# --- groups/NN-name.response.yaml ------------------------------------------------------------------------------


class Funding(Authored):
    fund: FundRef | None = optional("The fund that it comes from.")
    amount: Amount | None = optional("What the proposal was given, in whole units of the currency.")
    currency: Currency | None = optional("Three capital letters: `GBP`, `EUR`.")
    note: Line | None = optional("What is known about it in words.")


class Commitment(Authored):
    id: Annotated[str, Names("commitment")] = needed("For links to it, and for changes from one edition to the next.")
    text: Line = needed("What was promised, in one paragraph.")
    owner: OrganisationRef | None = optional("Who does it.")
    owner_note: Line | None = optional("In words, where the owner is not an organisation of the project.")
    due: Date | None = optional("When it is to be done.")
    due_note: Line | None = optional("In words, where the date is not exact.")
    fund: FundRef | None = optional("The fund that pays for it.")
    sources: list[SourceRef] = several("Where it is promised.")


class Progress(Authored):
    """One report of what was done. Entries are only ever added."""

    as_of: Date = needed("The date of the report, not of what it reports.")
    status: Delivery | None = optional("Null for a statement that does not say how far it has come.")
    by: str = needed("Who says so.")
    text: Line | None = optional("What was reported, in one paragraph.")
    sources: list[SourceRef] = several("Where it is said.")


class Response(Authored):
    proposal: ProposalRef = needed("The id of the proposal that this answers.")
    answers: str | None = optional("The fingerprint of the wording that was answered; the tool writes it.")
    decision: Decision = needed("What was decided; `none-found` where no decision is on record.")
    decided: Date | None = optional("When the decision was made.")
    reason: Markdown | None = optional("Needed where the answer is not a plain yes.")
    condition: Markdown | None = optional("Needed where it is accepted in principle.")
    basis: Literal["existing-work", "new"] | None = optional("Work already under way, or new; null: not stated.")
    departments: list[OrganisationRef] = several("Who answers.")
    text: Markdown | None = optional("The answer itself.")
    funding: Funding | None = optional("The money that the proposal was given.")
    commitments: list[Commitment] = several("What is promised.")
    progress: list[Progress] = several("What was reported, oldest first; only ever added to.")
    superseded_by: ProposalRef | None = optional("What took its place.")
    sources: list[SourceRef] = several("Where the answer is given.")
    notes: Line | None = optional("What a reader should know about it.")


class ResponseFile(Authored):
    """`groups/NN-name.response.yaml`: the answers to one group's proposals."""

    group: Annotated[str, Refers(("group",))] = needed("The id of the group whose proposals are answered.")
    introduction: Markdown | None = optional("Prose under the heading, before the answers.")
    responses: list[Response] = several("At most one for each proposal.")


# --- walking ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MarkedValue:
    """One value that an author wrote, with the mark of its field and the way to its place."""

    owner: Authored
    path: tuple[str | int, ...]
    mark: Names | Refers | Prose
    value: str

    @property
    def located(self) -> Located:
        return self.owner.located(*self.path)

    @property
    def place(self) -> Place:
        return self.located.place


def marked(root: Authored) -> Iterator[MarkedValue]:
    """Every value below `root` whose field is marked as an id, a reference or prose, in the order of the models."""
    for name, value in root:
        yield from _marked(root, (name,), value)


def _marked(owner: Authored, path: tuple[str | int, ...], value: object) -> Iterator[MarkedValue]:
    if isinstance(value, Authored):
        yield from marked(value)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _marked(owner, (*path, index), item)
    elif isinstance(value, str):
        mark = _marks(type(owner)).get(str(path[0]))
        if mark is not None:
            yield MarkedValue(owner, path, mark, value)


_MARKS: dict[type[Authored], dict[str, Names | Refers | Prose]] = {}


def _marks(model: type[Authored]) -> dict[str, Names | Refers | Prose]:
    if model not in _MARKS:
        found = {name: _mark(field.annotation, field.metadata) for name, field in model.model_fields.items()}
        _MARKS[model] = {name: mark for name, mark in found.items() if mark is not None}
    return _MARKS[model]


def _mark(annotation: Any, metadata: Any = ()) -> Names | Refers | Prose | None:
    for item in (*metadata, *getattr(annotation, "__metadata__", ())):
        if isinstance(item, Names | Refers | Prose):
            return item
    inner = (_mark(each) for each in getattr(annotation, "__args__", ()))
    return next((mark for mark in inner if mark is not None), None)
