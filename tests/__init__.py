"""The tests; the folder mirrors the package, and what several tests share lies in `support`."""
