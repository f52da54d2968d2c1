"""Damage files for a while, and say what that did: `python -m tests.fuzz --seconds 3600`."""

from __future__ import annotations

import argparse
import itertools
import secrets
import sys
import time
from collections.abc import Iterator
from functools import partial

from tests.fuzz.damage import mixed
from tests.fuzz.doors import findings_of
from tests.fuzz.seeds import Input
from tests.fuzz.watch import falls


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=3600)
    parser.add_argument("--seed", type=int, default=None, help="to do again what another run did")
    parser.add_argument("--number", type=int, help="show this input alone, and what is found in it")
    given = parser.parse_args()
    seed = given.seed if given.seed is not None else secrets.randbelow(1_000_000)
    if given.number is not None:
        return _show(mixed(seed, given.number))
    print(f"seed {seed}", flush=True)
    end = time.monotonic() + given.seconds
    numbers = itertools.takewhile(lambda _: time.monotonic() < end, itertools.count())
    return 1 if _counted(falls(partial(mixed, seed), numbers)) else 0


def _counted(tried: Iterator[object]) -> int:
    fallen = number = 0
    for number, fall in enumerate(tried, start=1):
        if fall is not None:
            fallen += 1
            print(f"{fall}\n", flush=True)
        if number % 1000 == 0:
            print(f"{number} inputs, {fallen} fell", file=sys.stderr, flush=True)
    print(f"{number} inputs, {fallen} fell", flush=True)
    return fallen


def _show(put: Input) -> int:
    sys.stdout.buffer.write(put.files[put.path])
    for each in findings_of(put):
        print(f"{each.place}: {each.severity}[{each.rule.name}] {each.message}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
