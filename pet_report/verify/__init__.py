"""Finished publications, checked without trusting how they were made. `folder` puts the checks together."""
