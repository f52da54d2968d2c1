"""The fingerprint of what a proposal says: of its meaning, not of its bytes."""

from __future__ import annotations

import hashlib
import json
import unicodedata

from pet_report.model import Proposal

LENGTH = 16
"""Hexadecimal digits, 64 bits: two of a few thousand wordings meet by chance once in 10^12 reports."""


def fingerprint(proposal: Proposal) -> str:
    """A hash of title, text, parts, lead, timescale and cost.

    White space, comments, the order of keys, themes, notes and sources do not count: they do not change what
    was asked. `sha256-` and 16 hexadecimal digits.
    """
    lead, cost = proposal.lead, proposal.cost
    said = {
        "title": _words(proposal.title),
        "text": _words(proposal.text),
        "parts": [[_words(part.letter), _words(part.text)] for part in proposal.parts],
        "lead": [lead.kind, sorted(lead.organisations), _words(lead.note)] if lead else None,
        "timescale": _words(proposal.timescale),
        "cost": [cost.amount, cost.to, cost.currency, _words(cost.period)] if cost else None,
    }
    text = json.dumps(said, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return "sha256-" + hashlib.sha256(text.encode()).hexdigest()[:LENGTH]


def _words(text: str | None) -> str:
    return " ".join(unicodedata.normalize("NFC", text or "").split())
