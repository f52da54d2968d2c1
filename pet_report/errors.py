"""Failures that are nobody's text: the environment, or how the command was called."""

from __future__ import annotations


class ToolFailure(Exception):
    """Something that the work needs is missing or failed; `remedy` says how to mend it."""

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
