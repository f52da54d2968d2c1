"""Where the command begins. A process that prints loads the main module once more, and has no use for the commands."""

from __future__ import annotations


def main() -> None:
    """`pet-report`, or `python -m pet_report`."""
    from pet_report.cli import main as run

    run()


if __name__ == "__main__":
    main()
