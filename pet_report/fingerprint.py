"""The fingerprint of what a proposal says: of its meaning, not of its bytes."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata

from pet_report.model import AnsweredWording, Proposal

LENGTH = 16
"""Hexadecimal digits, 64 bits: two of a few thousand wordings meet by chance once in 10^12 reports."""
FORM = re.compile(rf"sha256-[0-9a-f]{{{LENGTH}}}")


def fingerprint(worded: Proposal | AnsweredWording) -> str:
    """A hash of title, text, parts, lead, timescale and cost.

    White space, comments, the order of keys, themes, notes and sources do not count: they do not change what
    was asked. `sha256-` and 16 hexadecimal digits.
    """
    lead, cost = worded.lead, worded.cost
    said = {
        "title": plain(worded.title),
        "text": plain(worded.text),
        "parts": [[plain(part.letter), plain(part.text)] for part in worded.parts],
        "lead": [lead.kind, sorted(lead.organisations), plain(lead.note)] if lead else None,
        "timescale": plain(worded.timescale),
        "cost": [cost.amount, cost.to, cost.currency, plain(cost.period)] if cost else None,
    }
    text = json.dumps(said, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return "sha256-" + hashlib.sha256(text.encode()).hexdigest()[:LENGTH]


def plain(text: str | None) -> str:
    """Words as they count: one form of each letter, one space between two of them."""
    return " ".join(unicodedata.normalize("NFC", text or "").split())
