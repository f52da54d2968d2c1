"""A real browser: opens a page from its file, as readers do; tells what it asks for and complains of."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.parts import need_library, need_program

_EXECUTABLES = ("chromium", "chromium-browser", "google-chrome")
# No sandbox: containers, where tests run as root, have none. The others keep Chromium from calling home.
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_NOT_LOCAL = re.compile(r"^(?!file:|data:|blob:|about:)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """An open page, and what it did so far."""

    page: Page
    requests: list[str] = field(default_factory=list)
    """Every address asked for, the page's own first. What is not a file is recorded and refused."""
    errors: list[str] = field(default_factory=list)
    """Error messages in the console, and exceptions that no script caught."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium; nothing is downloaded."""
    executable = need_program("Chromium", *_EXECUTABLES, package="chromium")
    need_library("what Playwright's driver is linked with", "libatomic.so.1", package="libatomic1")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(_FLAGS))
        yield browser
        browser.close()


@contextmanager
def visit(
    browser: Browser,
    file: Path,
    *,
    width: int = 1280,
    height: int = 900,
    javascript: bool = True,
    after: str = "",
    before: str = "",
    **wishes: Any,
) -> Iterator[Visit]:
    """Opens a page from its file in a window of this size, in CSS pixels, and waits until it has loaded.

    after: what stands behind the file's name in the address. before: a script that runs before those of the page, to
    take something away from the browser. wishes: what the reader asks the browser for, in
    Playwright's words: `color_scheme="dark"`, `forced_colors="active"`, `contrast="more"`.
    """
    context = browser.new_context(
        viewport={"width": width, "height": height},
        java_script_enabled=javascript,
        **{"reduced_motion": "reduce", **wishes},
    )
    context.route(_NOT_LOCAL, lambda route: route.abort())
    if before:
        context.add_init_script(before)
    visited = Visit(page=context.new_page())
    visited.page.on("request", lambda request: visited.requests.append(request.url))
    visited.page.on("pageerror", lambda error: visited.errors.append(str(error)))
    visited.page.on("console", lambda message: visited.errors.append(message.text) if message.type == "error" else None)
    visited.page.goto(file.resolve().as_uri() + after)
    yield visited
    context.close()


def screenshot(browser: Browser, file: Path, to: Path, *, width: int = 1280) -> Visit:
    """Writes the whole page as a PNG, as wide as the window; the visit is over when it returns."""
    with visit(browser, file, width=width) as visited:
        visited.page.screenshot(path=to, full_page=True)
    return visited
