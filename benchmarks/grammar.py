"""A small grammar of public-policy English: sentences that read like a report, and say nothing of anybody real."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Chance that falls the same way for the same name: on every machine, in every version of Python.

    Only `random()` is used, whose numbers Python promises not to change.
    """

    def __init__(self, *name: object) -> None:
        self._random = random.Random("/".join(str(each) for each in name))  # noqa: S311 - no secret hangs on it

    def chance(self, part: float) -> bool:
        return self._random.random() < part

    def between(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return least + int(self._random.random() * (most - least + 1))

    def pick(self, choices: Sequence[T]) -> T:
        return choices[self.between(0, len(choices) - 1)]

    def weighted(self, weights: Mapping[T, int]) -> T:
        return self.pick([each for each, weight in weights.items() for _ in range(weight)])

    def several(self, choices: Sequence[T], count: int) -> list[T]:
        """`count` different ones, or all where they are fewer."""
        left: list[T] = list(choices)
        chosen: list[T] = []
        while left and len(chosen) < count:
            chosen.append(left.pop(self.between(0, len(left) - 1)))
        return chosen


def write(dice: Dice, pattern: str) -> str:
    """A pattern with every `{name}` in it replaced by one of the choices of that name; `{Name}` begins a sentence."""

    def chosen(match: re.Match[str]) -> str:
        name = match[1]
        words = write(dice, dice.pick(RULES[name.lower()]))
        return capital(words) if name[0].isupper() else words

    return re.sub(r"\{(\w+)\}", chosen, pattern)


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def title(dice: Dice) -> str:
    """From two words to two lines."""
    return capital(write(dice, dice.weighted({"{thing}": 2, "{act}": 6, "{act} {where}": 3, "{act} and {act}": 1})))


def paragraph(dice: Dice, sentences: int) -> str:
    return " ".join(capital(write(dice, "{sentence}")) for _ in range(sentences))


def quotation(dice: Dice) -> tuple[str, str]:
    """A language and a sentence in it."""
    language = dice.pick(tuple(OTHER_LANGUAGES))
    return language, dice.pick(OTHER_LANGUAGES[language])


RULES: dict[str, tuple[str, ...]] = {
    "sentence": (
        "{actor} should {act} {where}.",
        "{actor} should {act}.",
        "Too often {problem}.",
        "{witness} told us that {problem}, and that {problem}.",
        "{where}, {problem}; nobody we met there thought that this would mend itself.",
        "We ask {actor} to {act}, and to say each {period} what has come of it.",
        "This would {benefit}, at a cost that {actor} could meet from money already set aside.",
        "Where {problem}, the first step is to {act}.",
        "{actor} already does some of this {where}, but {limit}.",
        "The work should begin with {people}, who said that it would {benefit}.",
        "None of this is new: {witness} asked for it {ago}, and {limit}.",
        "It would be a mistake to {mistake}.",
        "We heard two views: some would rather {act}, others that we {act}.",
        "What matters most to {people} is that somebody answers for it by name.",
        "In our visits {where} we saw what is possible when {service} and {service} work from one plan.",
        "{people} should be asked before anything is decided, and told afterwards what was.",
        "A small start {where} is better than a large one that {limit}.",
        "If {actor} can do no more, it should at least {act}.",
    ),
    "reason": (
        "{actor} agrees with the aim, but {limit}.",
        "The aim is shared; the means would {drawback}.",
        "Work that is under way {where} is expected to {benefit}, and should be looked at first.",
        "{witness} advised that it would {drawback}.",
        "It falls to {actor}, and not to Government, to {act}.",
        "The evidence is not yet strong enough: {limit}.",
    ),
    "condition": (
        "Money is found in the next spending review.",
        "{actor} gives its consent, and {people} are asked first.",
        "A trial {where} shows that it would {benefit}.",
        "Parliament has time for the change of law that it needs.",
    ),
    "answer": (
        "The Government thanks the group for what it heard from {people}.",
        "{actor} will {act}, beginning {where}.",
        "Officials will {act}, and will write to the group with what they find.",
        "It is right that {people} expect more than they have had, and that {problem} is taken as a warning.",
        "We expect the work to {benefit}.",
        "{actor} has agreed to {act}.",
        "Where {problem}, it is for {service} to say so.",
    ),
    "news": (
        "A trial began {where}",
        "{actor} published its plan, and asked for comments",
        "Said to be waiting for money",
        "{number} of {number2} places have been taken up",
        "The first {period} is over; a report was sent to Ministers",
        "Nothing further was said when the question was asked again",
        "The work passed to {actor}",
        "Evaluated by {witness}: it was found to {benefit}",
    ),
    "promise": (
        "{act} {where}",
        "Write to {people} with the outcome",
        "Publish {document} before Parliament rises",
        "{act}, and report on it each {period}",
        "Set aside money for {number} more {worker}",
    ),
    "act": (
        "train {worker} in {skill}",
        "open {venue} in the evening and at weekends",
        "publish {document} in the languages that {people} speak",
        "pay {worker} for the hours that they give",
        "set up a standing panel of {people}",
        "review how {service} reaches {people}",
        "share {document} between {service} and {service}",
        "give {people} a say in {decision}",
        "bring {people} and {people} together for {activity}",
        "fund {thing} for at least {years}",
        "appoint somebody who answers for {decision}",
        "put {worker} into {venue}",
        "write {document} in plain words",
        "count who uses {venue}, and who does not",
        "end the rule by which {people} must apply twice",
        "ask {people} what they think of {service}",
        "keep {document} where everyone can read it",
        "teach {skill} in {venue}",
        "match {worker} with {people}",
        "let {venue} decide about {decision}",
        "give each of the {number} districts its own {worker}",
        "protect {thing} from cuts for {years}",
        "judge {service} by what {people} say of it",
        "offer {activity} to {people}",
    ),
    "thing": (
        "evening youth work", "better interpreters", "open days", "a fund for small groups", "advice by telephone",
        "mentors for school leavers", "a register of trainers", "shared premises", "home visits",
        "travel costs for volunteers", "women’s sport", "a charter for visitors", "summer schools",
        "language classes with child care", "local history projects", "neighbourhood mediation",
        "grants for first steps",
        "a helpline that is answered at night", "paid placements", "libraries that stay open",
    ),
    "worker": (
        "youth workers", "teachers", "chaplains", "police officers", "librarians", "nurses", "mediators",
        "social workers", "interpreters", "prison officers", "careers advisers", "volunteers", "school governors",
    ),
    "people": (
        "young people", "parents", "new arrivals", "women who work at night", "older residents", "students",
        "people who have left prison", "families with small children", "apprentices", "carers", "faith communities",
        "tenants", "people who do not read English easily", "those who were never asked before",
    ),
    "venue": (
        "schools", "community centres", "places of worship", "libraries", "health centres", "sports clubs",
        "prisons", "further education colleges", "town halls", "children’s centres", "youth clubs", "universities",
    ),
    "document": (
        "a yearly account of spending", "guidance on good practice", "the figures for each district",
        "a list of what is on offer", "the minutes of its meetings", "a guide for first-time applicants",
        "a plan with dates", "the complaints and what became of them", "a code of conduct", "a map of services",
    ),
    "skill": (
        "listening to both sides", "first aid", "reading accounts", "the law on discrimination", "chairing a meeting",
        "safeguarding", "dealing with the press", "applying for grants", "history that is not their own",
        "settling disputes", "the use of plain words", "looking after volunteers",
    ),
    "service": (
        "the police", "the probation service", "housing officers", "the job centre", "the ambulance service",
        "schools inspectors", "the council’s planners", "local radio", "the youth service", "the courts",
        "the licensing board", "the health visitors",
    ),
    "decision": (
        "how money is shared out", "opening hours", "who is appointed", "where a new centre is built",
        "what is taught", "how complaints are heard", "which streets are patrolled", "the use of empty buildings",
        "what counts as success",
    ),
    "activity": (
        "a yearly meal", "sport", "visits to Parliament", "work on a shared garden", "music", "a week of debates",
        "work experience", "walks through the neighbourhood", "a film project", "shared training",
    ),
    "actor": (
        "the Department for Civic Life", "the Home Department", "each local authority", "the chief constable",
        "the schools inspectorate", "the Cabinet committee", "every funded body", "the lottery distributors",
        "the national forum", "the regional office", "the Treasury", "the regulator",
    ),
    "witness": (
        "a head teacher", "two youth workers", "the mothers’ group", "a former prisoner", "the student union",
        "a retired officer", "the board of a small charity", "a chaplain", "several councillors",
        "the young people themselves", "a doctor", "an independent evaluator",
    ),
    "where": (
        "in Eastmere", "in Hollin Bridge", "in the northern towns", "in Marlow Green", "along the estuary",
        "in the two cities", "in rural districts", "in Tarnside", "on the Brackley estates", "in Port Wexcombe",
        "in the old mill towns", "in Saltergate", "across the region", "in every ward", "in Upper Dene",
        "in the coastal districts", "in Kirk Alder", "in the boroughs south of the river", "in Fenwick and Thorne",
    ),
    "problem": (
        "the doors are shut when people are free to come", "a question is passed on until nobody answers it",
        "grants end just as the work begins to show results", "those who are most concerned hear of it last",
        "the same five people are asked every time", "forms are longer than the help they lead to",
        "a good project in one district is unknown in the next", "trust is lost in a week and regained in years",
        "the figures that would settle the matter are not collected", "volunteers carry what should be paid work",
        "young people are spoken about and not spoken with", "advice comes in words that nobody uses at home",
        "a single bad story in the press undoes a year of work", "travel costs more than the course itself",
    ),
    "limit": (
        "the money ran out before it could be judged", "only a few places have it", "it depends on one or two people",
        "nobody was given the task", "it was never written down", "it stops at the district boundary",
        "those it was meant for were not asked", "no figures were kept", "it was overtaken by other business",
    ),
    "benefit": (
        "save more than it costs", "reach people whom nothing else reaches", "let good work outlive a single grant",
        "make it plain who answers for what", "show people that they were heard", "help those who help others",
        "give young people a reason to stay", "settle small disputes before they grow", "build trust where it is thin",
    ),
    "drawback": (
        "cost more than it would bring", "repeat what is done elsewhere", "need a change of law",
        "place a burden on small charities", "take away from the districts what is theirs to decide",
    ),
    "mistake": (
        "wait for a perfect plan", "leave this to chance", "ask volunteers to do more for nothing",
        "begin everywhere at once", "count meetings instead of results", "treat every district alike",
    ),
    "ago": ("ten years ago", "in the last two reports", "before the present council was elected", "more than once"),
    "period": ("year", "quarter", "half-year"),
    "years": ("three years", "five years", "the life of a Parliament", "two years"),
    "number": ("four", "six", "nine", "twelve", "twenty", "thirty"),
    "number2": ("forty", "sixty", "a hundred", "a hundred and twenty"),
    "timescale": (
        "Within twelve months", "Before the next school year", "At once, as no law needs to change",
        "In two steps: a trial of one year, and then everywhere", "Within the life of this Parliament",
        "From the next round of grants, with a review after three years",
    ),
    "heading": (
        "What we heard", "What is done now", "What we propose", "What it would cost", "How it could begin",
        "Who should answer for it", "What others have tried", "What we do not know",
    ),
    "name": (
        "{first} {last}", "{first} {last}", "Dr {first} {last}", "Councillor {first} {last}",
    ),
    "first": (
        "Amina", "Tomos", "Farida", "George", "Nasreen", "Owen", "Sadia", "Peter", "Yusra", "Helen", "Imran", "Mair",
    ),
    "last": (
        "Ashdown", "Rahman", "Pritchard", "Choudhury", "Okafor", "Llewellyn", "Malik", "Thorne", "Begum", "Fairley",
    ),
}  # fmt: skip

THEMES = (
    "Young people in civic life", "Women’s participation", "Schools and learning", "Policing by consent",
    "Trust in public bodies", "Work and training", "Shared places", "Language and interpreting", "Sport and the arts",
    "Media and fair reporting", "Prisons and release", "Small charities", "Health and care", "Equality before the law",
    "Housing and neighbourhood", "Faith and leadership", "Rural life", "Data and openness", "Families",
    "Volunteers", "Further education", "Public transport", "Local history", "Mediation", "Money for first steps",
)  # fmt: skip
SUBJECTS = (
    "Young People", "Schools and Colleges", "Women", "Local and Regional Action", "Faith Leaders",
    "Policing and Safety",
    "Work and Training", "The Media", "Prisons and Release", "Health and Care", "Housing", "Sport", "The Arts",
    "Universities", "Small Charities", "Language and Interpreting", "Rural Districts", "Families", "Volunteers",
    "Public Appointments",
)  # fmt: skip
PLACES = (
    "Eastmere", "Hollin Bridge", "Marlow Green", "Tarnside", "Brackley", "Port Wexcombe", "Saltergate", "Upper Dene",
    "Kirk Alder", "Fenwick", "Thorne", "Ashby Moor", "Lower Wye", "Penhallow", "Cwm Isaf", "Harrowfield",
)  # fmt: skip
DEPARTMENTS = (
    ("Department for Civic Life", "DCL"), ("Home Department", None), ("Department for Learning and Skills", "DLS"),
    ("Department of Work", None), ("Department for Health and Care", "DHC"), ("Justice Department", None),
    ("Department for Culture and Sport", "DCS"), ("Treasury", None),
)  # fmt: skip
OTHER_LANGUAGES = {
    "cy": ("Mae pob llais yn cyfrif.", "Mae’r drws ar agor i bawb.", "Rydym am i’n plant deimlo’n ddiogel."),
    "ar": ("لكل صوت قيمته.", "الباب مفتوح للجميع.", "نريد أن يشعر أبناؤنا بالأمان."),
    "ur": ("ہر آواز اہم ہے۔", "دروازہ سب کے لیے کھلا ہے۔", "ہم چاہتے ہیں کہ ہمارے بچے محفوظ محسوس کریں۔"),
    "bn": ("প্রতিটি কণ্ঠই গুরুত্বপূর্ণ।", "দরজা সবার জন্য খোলা।", "আমরা চাই আমাদের সন্তানেরা নিরাপদ বোধ করুক।"),
}
