"""Rules for every test: what is missing is skipped by name, in CI nothing may be, and no setting leaks in."""

import os
import signal
from collections.abc import Iterator

import pytest

pytest_plugins = [
    "tests.support.builds",
    "tests.support.chromium",
    "tests.support.issued",
    "tests.support.packages",
    "tests.support.verapdf",
]

# What the program takes from the environment: a test sets what it means to try.
_SETTINGS = (
    "CI",
    "FORCE_COLOR",
    "GITHUB_ACTIONS",
    "GITHUB_OUTPUT",
    "GITHUB_STEP_SUMMARY",
    "NO_COLOR",
    "SOURCE_DATE_EPOCH",
)


# What a shell starts in the background ignores Ctrl-C, and so does all that it starts; our tests send it.
signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="rewrite the outputs that tests keep as files")


@pytest.fixture
def accept(pytestconfig: pytest.Config) -> bool:
    """Whether outputs kept as files are to be rewritten instead of compared."""
    return bool(pytestconfig.getoption("accept"))


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    for name in os.environ:
        if name in _SETTINGS or name.startswith("PET_REPORT_"):
            monkeypatch.delenv(name)
    # What is remembered of a test's projects is no business of whoever runs the tests.
    monkeypatch.setenv("PET_REPORT_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))


def pytest_sessionfinish(session: pytest.Session) -> None:
    # A part that is missing where all must be there would make every run look good.
    if _in_ci() and _skipped(session.config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
    yield  # first everyone else's, the reasons among them
    if count := len(_skipped(terminalreporter.config)):
        if _in_ci():
            terminalreporter.write_line(f"FAILED: {count} skipped, and in CI nothing may be", red=True)
        else:
            terminalreporter.write_line(f"{count} skipped: this machine lacks some parts", yellow=True)


def _skipped(config: pytest.Config) -> list[pytest.TestReport]:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    assert isinstance(reporter, pytest.TerminalReporter)
    reports: list[pytest.TestReport] = reporter.stats.get("skipped", [])
    return reports


def _in_ci() -> bool:
    return os.environ.get("CI") == "true"
