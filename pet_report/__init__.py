"""Compile what working groups propose, and what a government answers, into publications."""

__version__ = "0.1.0"
