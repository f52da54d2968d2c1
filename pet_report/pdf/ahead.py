"""Loads what prints, when it is imported: in a process from which those that print are forked, once for all of them."""

from __future__ import annotations

import gc
from contextlib import suppress

from pet_report import pdf
from pet_report.errors import ToolFailure

with suppress(ToolFailure):  # whoever prints says what is missing
    pdf.warm()
gc.freeze()
