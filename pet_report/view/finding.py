"""What a reader can look for in a publication on a screen: its proposals by number, by word, and by what they share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import unescape
from typing import Any

from markupsafe import Markup
from msgspec import Struct

from pet_report import figures, search
from pet_report.catalogue import capital
from pet_report.model import Proposal
from pet_report.view import words
from pet_report.view.frame import Frame, numbered
from pet_report.view.items import Item, former_ids


class Choice(Struct, frozen=True, kw_only=True):
    """One box to tick; `known` is False where it stands for what is not known."""

    value: str
    label: str
    count: int
    known: bool = True


class Filter(Struct, frozen=True, kw_only=True):
    """What proposals share. Of several choices any will do; every filter that is set must hold."""

    name: str
    label: str
    choices: tuple[Choice, ...]


class Entry(Struct, frozen=True, kw_only=True):
    """One proposal as a search finds it. `shared`: its choices by the name of the filter."""

    id: str
    number: str
    title: str
    href: str
    former: tuple[str, ...]
    group: str
    decision: str
    answered: bool
    delivery: str
    state: str
    shared: Mapping[str, tuple[str, ...]]


class Finding(Struct, frozen=True, kw_only=True):
    """`data` is what the script of the page reads, and `index` its words; both fit into JSON.

    ways: `group, theme or lead`, by which one can choose.
    """

    filters: tuple[Filter, ...]
    ways: str
    entries: tuple[Entry, ...]
    data: Mapping[str, Any]
    index: Mapping[str, Any]


NOT_KNOWN = "unknown"
"""The choice of those of which nothing is recorded."""


def finding(frame: Frame, shown: Mapping[str, Item], hrefs: Mapping[str, str] | None = None) -> Finding:
    """shown: by id, what the publication prints of each proposal. hrefs: where each stands, if not on this page."""
    proposals = [each for each in frame.linked.proposals if each.id in shown]
    entries = tuple(_entry(frame, each, (hrefs or {}).get(each.id, f"#{each.id}")) for each in proposals)
    filters = tuple(_filters(frame, entries))
    return Finding(
        filters=filters,
        ways=frame.catalogue.either([each.label.lower() for each in filters]) if filters else "",
        entries=entries,
        data={"entries": [_plain(each) for each in entries], "strings": _strings(frame, len(entries))},
        index=search.index([_document(frame, each, shown[each.id]) for each in entries]),
    )


def _entry(frame: Frame, proposal: Proposal, href: str) -> Entry:
    group = frame.linked.group_of[proposal.id].group
    response = frame.linked.response_to.get(proposal.id)
    decision, delivery = figures.decision_of(proposal, frame.linked), figures.delivery_of(response)
    return Entry(
        id=proposal.id,
        number=proposal.number or "",
        title=proposal.title,
        href=href,
        former=former_ids(frame, proposal),
        group=numbered(group),
        decision=frame.catalogue.say(words.DECISIONS[decision][0]),
        answered=decision != "none-found",
        delivery=_delivery(frame, delivery),
        state=delivery,
        shared={
            "group": (group.id,),
            "theme": tuple(proposal.themes) or (NOT_KNOWN,),
            "lead": (proposal.lead.kind if proposal.lead else NOT_KNOWN,),
            "department": tuple(response.departments if response else ()) or (NOT_KNOWN,),
            "decision": (decision,),
            "delivery": (delivery,),
        },
    )


def _delivery(frame: Frame, state: str) -> str:
    """In a row of words "not known" would not say what of."""
    said = frame.catalogue
    return said.gettext("Delivery not known") if state == "unknown" else said.say(words.DELIVERIES[state][0])


def _filters(frame: Frame, entries: Sequence[Entry]) -> Iterator[Filter]:
    report, things, _ = frame.report, frame.linked.things, frame.catalogue.gettext
    groups = [(each.group.id, numbered(each.group)) for each in frame.linked.project.groups]
    departments = sorted({one for entry in entries for one in entry.shared["department"]} - {NOT_KNOWN})
    named = sorted(((one, things[one].title) for one in departments), key=lambda pair: pair[1].casefold())
    every: dict[str, tuple[str, Iterable[tuple[str, str]]]] = {
        "group": (capital(frame.word("group")), groups),
        "theme": (_("Theme"), [(each.id, each.name) for each in report.themes]),
        "lead": (_("Lead"), [(kind, frame.catalogue.say(label)) for kind, label in words.LEADS.items()]),
        "department": (_("Department"), named),
        "decision": (_("Decision"), _labels(frame, words.DECISIONS)),
        "delivery": (_("Delivery"), _labels(frame, words.DELIVERIES)),
    }
    for name, (label, values) in every.items():
        counts = Counter(one for entry in entries for one in entry.shared[name])
        choices = tuple(_choices(frame, dict(values), counts))
        if len(choices) > 1:
            yield Filter(name=name, label=label, choices=choices)


def _labels(frame: Frame, labels: words.Meanings) -> list[tuple[str, str]]:
    return [(state, frame.catalogue.say(label)) for state, (label, _) in labels.items()]


def _choices(frame: Frame, values: Mapping[str, str], counts: Mapping[str, int]) -> Iterator[Choice]:
    for value, label in values.items():
        if counts[value]:
            known = value not in {NOT_KNOWN, "none-found"}
            yield Choice(value=value, label=label, count=counts[value], known=known)
    if counts[NOT_KNOWN] and NOT_KNOWN not in values:
        label = frame.catalogue.gettext("Not known")
        yield Choice(value=NOT_KNOWN, label=label, count=counts[NOT_KNOWN], known=False)


def _plain(entry: Entry) -> Mapping[str, Any]:
    return {name: getattr(entry, name) for name in Entry.__struct_fields__}


def _strings(frame: Frame, count: int) -> Mapping[str, str]:
    """What the script says; `{}` stands for what it puts there."""
    _, ngettext = frame.catalogue.gettext, frame.catalogue.ngettext
    says = {"whole": frame.catalogue.number(count), "count": "{}"}
    return {
        "all": ngettext("The only %(proposal)s is shown.", "All %(whole)s %(proposals)s are shown.", count, **says),
        "some": ngettext(
            "%(count)s of %(whole)s %(proposal)s shown.", "%(count)s of %(whole)s %(proposals)s shown.", count, **says
        ),
        "none": ngettext(
            "The only %(proposal)s does not fit. Take away a word or a tick.",
            "None of the %(whole)s %(proposals)s fits. Take away a word or a tick.",
            count, **says,
        ),
        "emptied": _("No %(proposal)s of this %(group)s is shown, because of what you look for."),
        "more": _("Show all %(count)s that were found", **says),
        "copy": _("Copy link"),
        "copy-to": _("Copy link to %(title)s", title="{}"),
        "filtered": _("Only those that fit are printed. %(what)s", what="{}"),
        "words": _("Words"),
    }  # fmt: skip


def _document(frame: Frame, entry: Entry, item: Item) -> Mapping[str, str]:
    named = [
        frame.linked.things[one].title
        for name in ("group", "theme", "department")
        for one in entry.shared[name]
        if one != NOT_KNOWN
    ]
    told = [entry.id, *entry.former, entry.number, entry.group, *named, *_texts(item)]
    return {"title": f"{entry.number} {entry.title}", "text": " ".join(told)}


def _texts(item: Item) -> Iterator[str]:
    """All that is printed of a proposal, without its marks."""
    yield _bare(item.text)
    yield from (_bare(part.text) for part in item.parts)
    yield from (_bare(fact.value) for fact in (*item.margin, *item.fields) if fact.known)
    answer = item.answer
    if answer:
        yield from map(_bare, (answer.text, answer.reason, answer.condition, answer.note))
        yield from (_bare(fact.value) for fact in answer.margin if fact.known)
        yield from (_bare(promise.text) for promise in answer.promises)
        yield from (f"{_bare(row.text)} {row.by}" for row in answer.progress)


def _bare(text: Markup) -> str:
    # A space for each: two paragraphs, or two names with a line between them, are no one word.
    bare = " ".join(_TAG.sub(" ", text).split())
    return unescape(bare) if "&" in bare else bare


_TAG = re.compile("<[^>]*>")
"""What `prose` wrote has no `>` within one."""
