"""Where the command begins. A process that prints loads the main module once more, and has no use for the commands."""

from __future__ import annotations

import gc


def main() -> None:
    """`pet-report`, or `python -m pet_report`."""
    from pet_report.cli import main as run

    try:
        run()
    finally:
        gc.freeze()  # all goes with the process: to look through it once more takes a tenth of a small build


if __name__ == "__main__":
    main()
