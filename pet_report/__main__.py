"""Where the command begins. A process that prints loads the main module once more, and has no use for the commands."""

from __future__ import annotations

import gc


def main() -> None:
    """`pet-report`, or `python -m pet_report`."""
    gc.set_threshold(*_MADE_BEFORE_A_LOOK)
    from pet_report.cli import main as run

    try:
        run()
    finally:
        gc.freeze()  # all goes with the process: to look through it once more takes a tenth of a small build


_MADE_BEFORE_A_LOOK = 200_000, 5, 2
"""Objects, and how often they are looked through before those that are older. Nearly all that a command makes it needs
to its end: to look for each 700, as Python does, is a twentieth of a small build."""


if __name__ == "__main__":
    main()
