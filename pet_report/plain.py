"""Words that the house style has an opinion about: what to write in plain words, and what everybody knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from msgspec import Struct

_KNOWN = """
UK GB US USA EU UN BBC ITV MP MPs QC KC PhD BA MA MBE OBE CBE HM PO VAT PAYE NHS GP A&E DNA HIV AIDS GCSE GMT BST BC AD
AM PM PDF HTML CSV URL DVD CD TV IT ID SMS FAQ PIN ISBN ISSN OK CEO
Q&A R&D
"""
EVERYBODY_KNOWS = frozenset(_KNOWN.split())
"""Short forms that stand for themselves: our own choice of those that general dictionaries and British newspapers do
not explain either. What else its readers know, a project says under `words`."""


class Advice(Struct, frozen=True):
    """Words to do without, as a pattern; what says the same; before what they may stand, as they are meant there."""

    words: str
    instead: str
    but_not: str = ""


ADVICE = (
    Advice(
        "agendas?", 'plan, aims; "agenda" is the list for a meeting', r"\W+(?:item|paper)|\W+(?:\w+\W+){0,3}?meeting"
    ),
    Advice("ahead of", "before"),
    Advice("assist(?:s|ed|ing)?|assistance", "help"),
    Advice("at this moment in time|at the present time", "now"),
    Advice("collaborat(?:e|es|ed|ing)", "work with, work together"),
    Advice("combat(?:s|ed|ting|ing)", "fight, stop, or what is really done"),
    Advice("commence(?:s|d)?|commencing|commencement", "begin, start"),
    Advice("counter(?:ed|ing)", "prevent, answer, or what is really done"),
    Advice(
        "deliver(?:s|ed|ing)?",
        "make, give, provide, or what is really done",
        r"\W+(?:\w+\W+){0,2}?(?:letters?|post|mail|parcels?|leaflets?|food|meals?|pizzas?|goods|babies|a baby|by hand"
        r"|speech|speeches|lectures?|sermons?|talks?|address(?:es)?)\b",
    ),
    Advice("dialogues?", "talks, discussion"),
    Advice("disincentivi[sz](?:e|es|ed|ing)|incentivi[sz](?:e|es|ed|ing)", "discourage, encourage"),
    Advice("drive forward|drives forward|driving forward|drove forward|driven forward", "do, lead, speed up"),
    Advice("driv(?:e|es|ing) out|drove out|driven out", "stop, end"),
    Advice("empower(?:s|ed|ing)?|empowerment", "let, allow, give the right or the means"),
    Advice("facilitat(?:e|es|ed|ing|ion)", "help, make easier, run"),
    Advice(
        "foster(?:s|ed|ing)?", "encourage, help", r"\W+(?:care|child|children|parents?|famil\w+|home|homes|carers?)\b"
    ),
    Advice("going forwards?|moving forwards?", "from now on, in future; or nothing"),
    Advice("impact(?:ed|ing)|(?:to|can|could|may|might|will|would) impact", "affect, change"),
    Advice("in order to", "to"),
    Advice("in-depth", "detailed, thorough"),
    Advice("initiat(?:e|es|ed|ing)", "begin, start"),
    Advice(
        r"key(?= (?:areas?|challenges?|elements?|factors?|issues?|messages?|objectives?|priorit(?:y|ies)|roles?)\b)",
        "main, important; or nothing",
    ),
    Advice("leverag(?:e|es|ed|ing)", "use, influence"),
    Advice("liais(?:e|es|ed|ing) with", "work with, talk to"),
    Advice("one-stop shops?", "one place, one website"),
    Advice("overarching", "main, general; or nothing"),
    Advice("prior to", "before"),
    Advice("progress(?:ed|ing)", "take forward, work on, finish", r"\W+(?:well|slowly|to)\b"),
    Advice("proactiv(?:e|ely)", "say what is done before it is asked for"),
    Advice("rolled out|rolls? out|rolling out|roll-out|rollout", "start, introduce, extend"),
    Advice("robust(?:ly|ness)?", "strong, thorough, sound"),
    Advice("ring-?fenc(?:e|es|ed|ing)", "set aside, keep for one purpose"),
    Advice("signpost(?:s|ed|ing)", "tell where to find"),
    Advice("stakeholders?", "say who: parents, councils, schools"),
    Advice("streamlin(?:e|es|ed|ing)", "simplify, make simpler"),
    Advice("synerg(?:y|ies)", "working together"),
    Advice("tackl(?:e|es|ed|ing)", "stop, solve, reduce, deal with"),
    Advice("transform(?:s|ed|ing|ation|ational|ative)?", "change, improve; say what changes"),
    Advice("utili[sz](?:e|es|ed|ing|ation)", "use"),
    Advice("whilst|amongst", "while, among"),
    Advice("with regards? to|in respect of|in relation to", "about"),
)
"""Our own selection and wording, after the list of words to avoid in the style guide of GOV.UK."""


def advised_against(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Each word or phrase in a text that plain words could replace, and what they are."""
    for found in _pattern().finditer(text):
        yield found, ADVICE[int((found.lastgroup or "w0")[1:])].instead


_GAP = r"\s+"


@cache
def _pattern() -> re.Pattern[str]:
    parts = (f"(?P<w{i}>{each.words.replace(' ', _GAP)})(?!{each.but_not or '(?!)'})" for i, each in enumerate(ADVICE))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?![\w-])", re.IGNORECASE)
