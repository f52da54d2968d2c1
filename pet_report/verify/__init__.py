"""Finished publications, checked without trusting how they were made."""
