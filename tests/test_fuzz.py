"""Nothing that a file holds makes the compiler fall over: a part of what `make fuzz` tries, in less than a minute.

tests/fuzz/README.md says what must hold. Each input runs in a process that the system ends when it takes more than
two seconds of processor time, or too much memory.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from pet_report import yamltree
from pet_report.source import Source
from tests.fuzz import watch
from tests.fuzz.damage import damaged
from tests.fuzz.doors import Tick, demand
from tests.fuzz.seeds import BASE, FIXED, GROUP, PROJECTS, ROOT, SUITE, Input, suite

SEED, DAMAGED = 2005, 150
CHOSEN = (*range(0, len(SUITE), 3), *range(len(SUITE) + 1, len(FIXED), 3))
"""Each case of yaml-test-suite, and each text that is known to hurt, in the place of one file."""


def _chosen(number: int) -> Input:
    return FIXED[CHOSEN[number]] if number < len(CHOSEN) else damaged(SEED, number - len(CHOSEN))


def test_no_file_makes_the_compiler_fall_over() -> None:
    assert len(CHOSEN) > 450
    numbers = range(len(CHOSEN) + DAMAGED)
    with ThreadPoolExecutor(2) as pool:
        tried = list(pool.map(lambda part: list(watch.falls(_chosen, iter(part))), (numbers[::2], numbers[1::2])))
    results = [each for part in tried for each in part]
    assert len(results) == len(numbers)
    assert [str(each) for each in results if each is not None] == []


LIBYAML = {"652Z", "HM87-1", "L24T-1"}
"""Where the parser differs from the suite, and no word is lost: a `?` without a space, a last line of spaces."""


@pytest.mark.parametrize("case", [case for case in suite() if "json" in case], ids=lambda case: case["id"])
def test_what_is_read_is_what_was_written(case: dict[str, str]) -> None:
    """A document of yaml-test-suite is refused with a finding, or read as the suite says."""
    reading = yamltree.read(Source(path=GROUP, text=case["yaml"]))
    if reading.root is None:
        assert reading.found or not case["json"], "refused without a finding"
    elif "yaml/duplicate-key" not in {each.rule.name for each in reading.found}:
        same = _as_text(yamltree.data(reading.root)) == _as_text(json.loads(case["json"]))
        assert same is (case["id"] not in LIBYAML)


def _as_text(value: object) -> object:
    """Numbers as they are said, whole or not."""
    if isinstance(value, dict):
        return {str(key): _as_text(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_as_text(each) for each in value]
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def test_the_real_files_are_among_those_that_are_damaged() -> None:
    assert sum(path.startswith("groups/") for path in PROJECTS["real"]) > 7
    paths = {damaged(SEED, number).path for number in range(200)}
    assert {"report.yaml", "groups/05-imams.yaml", "groups/01-readers.yaml", GROUP} <= paths


def test_an_input_can_be_made_again() -> None:
    assert damaged(1, 2) == damaged(1, 2)
    assert damaged(1, 2).files != damaged(1, 3).files


def test_the_program_tries_files_until_its_time_is_over() -> None:
    command = [sys.executable, "-m", "tests.fuzz", "--seconds", "3", "--seed", "5"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.fullmatch(r"seed 5\n[1-9]\d* inputs, 0 fell\n", done.stdout)


# --- the guard itself ---------------------------------------------------------------------------------------------


def _sound(number: int) -> Input:
    return Input(name=str(number), path=GROUP, files=BASE)


def _go_through(harm: Callable[[], object], put: Input, tick: Tick) -> None:
    tick("a door")
    if put.name == "1":
        harm()


def _loop() -> None:
    re.fullmatch("(a+)+b", "a" * 60)  # in C, where no handler of Python's is ever called


def _raise() -> None:
    demand(False, "nothing holds")  # noqa: FBT003 - what is false is the point


@pytest.mark.parametrize(
    ("harm", "what"),
    [
        (_raise, "Fell: nothing holds"),
        (_loop, "more than 2 s"),
        (partial(bytearray, 2 * watch.LARGEST), "MemoryError"),
        (partial(os._exit, 7), "ended with 7"),
    ],
    ids=["a demand", "a loop", "memory", "an end"],
)
def test_the_guard_sees_harm_and_goes_on(harm: Callable[[], object], what: str) -> None:
    first, second, third = watch.falls(_sound, iter(range(3)), partial(_go_through, harm))
    assert (first, third) == (None, None)
    assert what in str(second)
    assert "1: a door: " in str(second)
