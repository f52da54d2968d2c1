"""The preview: a real server and a real browser; the page follows what is saved, and nobody else gets in."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from pet_report import editor
from pet_report.errors import ToolFailure
from pet_report.preview.board import Board
from pet_report.preview.server import PORT, Offered, Server
from tests.support import axe
from tests.support.builds import COMMAND, ROOT

PATIENCE = 120
"""Seconds; what is waited for comes long before."""
FAULT = "group: {id: e, name: E}\nproposals:\n  - {id: p, title: T, text: X, themes: [nowhere]}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """`opened`: what the editor was started with, a line each time."""

    project: Path
    process: subprocess.Popen[str]
    address: str
    opened: Path
    said: Path

    @property
    def port(self) -> int:
        return int(self.address.rsplit(":", 1)[1].strip("/"))


def _until(true: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)


@contextmanager
def serving(folder: Path, project: Path, *options: str) -> Iterator[Serving]:
    """The command at work, in a project of its own, until the end of the block."""
    opened = folder / "opened.txt"
    program = folder / "my editor"
    program.write_text(f'#!/bin/sh\nprintf "%s|" "$@" >> "{opened}"\n', encoding="utf-8")
    program.chmod(0o755)
    environment = {
        "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"],
        "PET_REPORT_EDITOR": f"'{program}' {{file}} {{line}} {{column}}",
    }  # fmt: skip
    said = folder / "said.txt"
    with said.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(
            [*COMMAND, "serve", "--port", "0", *options], cwd=project, env=environment, text=True,
            stdout=file, stderr=file, start_new_session=True,
        )  # fmt: skip
    try:
        _until(lambda: "http://" in said.read_text("utf-8"))
        address = re.search(r"http://\S+", said.read_text("utf-8"))
        assert address is not None
        yield Serving(project=project, process=process, address=address[0], opened=opened, said=said)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(PATIENCE)


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    folder = tmp_path_factory.mktemp("serve")
    project = shutil.copytree(ROOT / "tests/projects/scripts", folder / "project")
    with serving(folder, project, "--only", "html") as server:
        _until(lambda: "watching" in server.said.read_text("utf-8"))
        yield server


# --- who is let in ------------------------------------------------------------------------------------------------


def _answer(
    server: Serving, path: str = "/report.html", method: str = "GET", body: bytes | None = None, **headers: str
) -> tuple[int, Mapping[str, str], bytes]:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    named = {"Host": f"127.0.0.1:{server.port}", **{name.replace("_", "-"): value for name, value in headers.items()}}
    connection.request(method, path, body=body, headers=named)
    answer = connection.getresponse()
    content = b"" if answer.getheader("Content-Type") == "text/event-stream" else answer.read()
    connection.close()
    return answer.status, dict(answer.headers), content


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "LOCALHOST"])
def test_we_answer_to_our_own_names(scripts: Serving, host: str) -> None:
    assert _answer(scripts, Host=f"{host}:{scripts.port}")[0] == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example:{port}", "",
        "127.0.0.1:{port}@evil.example", "0.0.0.0:{port}", "127.0.0.1:{port}, evil.example",
    ],
)  # fmt: skip
def test_and_to_no_other(scripts: Serving, host: str) -> None:
    """A name on the web can be made to lead to this machine: its page would then be of one origin with ours."""
    for path in ("/", "/report.html", "/-/events", "/-/page.js"):
        assert _answer(scripts, path, Host=host.format(port=scripts.port))[0] == 421


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "https://127.0.0.1:{port}", "http://127.0.0.1:1", "http://localhost:{port}", ""],
)
def test_a_page_of_somebody_else_gets_nothing(scripts: Serving, origin: str) -> None:
    for path in ("/", "/report.html", "/-/events"):
        assert _answer(scripts, path, Origin=origin.format(port=scripts.port))[0] == 403


@pytest.mark.parametrize(
    ("mode", "destination", "status"),
    [("no-cors", "script", 403), ("no-cors", "image", 403), ("navigate", "iframe", 403), ("navigate", "document", 200)],
)
def test_another_site_may_lead_a_reader_here_and_no_more(
    scripts: Serving, mode: str, destination: str, status: int
) -> None:
    status_now, _, _ = _answer(scripts, Sec_Fetch_Site="cross-site", Sec_Fetch_Mode=mode, Sec_Fetch_Dest=destination)
    assert status_now == status


def _raw(server: Serving, request: str) -> bytes:
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as connection:
        connection.sendall(request.format(port=server.port).encode())
        return connection.recv(100)


@pytest.mark.parametrize(
    "request_",
    [
        "GET http://evil.example/report.html HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n",
        "GET /report.html HTTP/1.1\r\n\r\n",
        "GET /report.html HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: evil.example\r\n\r\n",
        "GET /report.html HTTP/1.0\r\n\r\n",
    ],
    ids=["an address", "no host", "two hosts", "an old browser"],
)
def test_requests_that_no_browser_makes(scripts: Serving, request_: str) -> None:
    assert b" 421 " in _raw(scripts, request_)


# --- what is given ------------------------------------------------------------------------------------------------


def test_a_publication_is_given_as_it_would_be_written(scripts: Serving, tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "build", "--quiet", "--only", "html", "--output", str(tmp_path / "out")],
        cwd=scripts.project, env={"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}, check=True,
    )  # fmt: skip
    assert done.returncode == 0
    status, headers, content = _answer(scripts, "/report.html")
    assert (status, content) == (200, (tmp_path / "out/report.html").read_bytes())
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    assert not (scripts.project / "build").exists()


@pytest.mark.parametrize(
    "path",
    [
        "/report.yaml", "/groups/01-voices.yaml", "/../report.yaml", "/%2e%2e/report.yaml", "/etc/passwd",
        "/build/", "/report.html/", "/report.html%00", "/%ff", "/-/", "/-/server.py", "/-/../page.html",
        "/-/..%2f..%2ffiles.py", "/.pet-report.json", "/site/", "/data/", "/report.pdf",
    ],
)  # fmt: skip
def test_nothing_else_is(scripts: Serving, path: str) -> None:
    assert _answer(scripts, path)[0] == 404


@pytest.mark.parametrize("path", ["/", "/report.html", "/-/page.css", "/-/events"])
def test_the_head_alone(scripts: Serving, path: str) -> None:
    status, _, content = _answer(scripts, path, "HEAD")
    assert (status, content) == (200, b"")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT"])
def test_nothing_is_changed(scripts: Serving, method: str) -> None:
    assert _answer(scripts, "/report.html", method)[0] >= 400


def test_it_listens_on_this_machine_alone(scripts: Serving) -> None:
    lines = [
        line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]
    ]
    listening = {line[1] for line in lines if line[3] == "0A" and line[1].endswith(f":{scripts.port:04X}")}
    loopback = {"0100007F", "00000000000000000000000001000000"}
    assert listening
    assert {each.partition(":")[0] for each in listening} <= loopback


# --- the editor ---------------------------------------------------------------------------------------------------


def _token(server: Serving) -> str:
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as connection:
        connection.sendall(f"GET /-/events HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode())
        said = ""
        while not (found := re.search(r'"token": "([^"]+)"', said)):
            said += connection.recv(4096).decode()
        return found[1]


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({}, 404),
        ({"Origin": None}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Content_Type": "text/plain"}, 400),
        ({"token": "guessed"}, 403),
        ({"token": None}, 403),
        ({"place": "/etc/passwd:1:1"}, 404),
        ({"place": ["a", "list"]}, 404),
        ({"path": "/report.html"}, 400),
        ({"body": b"[]"}, 400),
        ({"body": b"{"}, 400),
        ({"body": b" " * 3000}, 400),
    ],
)
def test_only_our_own_page_opens_the_editor_and_only_where_something_is_found(
    scripts: Serving, changed: dict[str, object], status: int
) -> None:
    body = {"token": _token(scripts), "place": "groups/01-voices.yaml:1:1", **changed}
    headers = {"Origin": scripts.address.rstrip("/"), "Content_Type": "application/json", **changed}
    sent = {name: str(headers[name]) for name in ("Origin", "Content_Type") if headers[name] is not None}
    content = changed.get("body", json.dumps({name: body[name] for name in ("token", "place")}).encode())
    assert isinstance(content, bytes)
    assert _answer(scripts, str(changed.get("path", "/-/open")), "POST", content, **sent)[0] == status
    assert not scripts.opened.exists()


@pytest.mark.parametrize(
    ("environment", "command"),
    [
        ({"VISUAL": "code --wait"}, ("code", "--wait", "--goto", "/a b.yaml:3:5")),
        ({"EDITOR": "subl"}, ("subl", "/a b.yaml:3:5")),
        ({"VISUAL": "vim", "EDITOR": "gvim"}, ("gvim", "+call cursor(3,5)", "/a b.yaml")),
        ({"PET_REPORT_EDITOR": "kate", "VISUAL": "code"}, ("kate", "--line", "3", "--column", "5", "/a b.yaml")),
        ({"TERM_PROGRAM": "vscode"}, ("code", "--goto", "/a b.yaml:3:5")),
        ({"PET_REPORT_EDITOR": "mine '--at={line} {column}' {file}"}, ("mine", "--at=3 5", "/a b.yaml")),
    ],
    ids=str,
)
def test_an_editor_is_told_the_line(
    environment: dict[str, str], command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []

    class Started:
        def __init__(self, arguments: list[str], **_: object) -> None:
            started.append(arguments)

        def wait(self) -> None: ...

    monkeypatch.setattr("shutil.which", lambda name: name)
    monkeypatch.setattr("subprocess.Popen", Started)
    found = editor.find(environment)
    assert found is not None
    found.open(Path("/a b.yaml"), 3, 5)
    assert tuple(started[0]) == command


@pytest.mark.parametrize("environment", [{}, {"EDITOR": "vim"}, {"VISUAL": "nano"}, {"VISUAL": "'"}], ids=str)
def test_one_that_needs_a_terminal_or_is_not_there_is_none(environment: dict[str, str]) -> None:
    assert editor.find(environment) is None


def test_what_is_in_the_name_of_a_file_is_not_filled_in() -> None:
    assert editor._filled("{file}:{line}", {"{file}": "/a{line}.yaml", "{line}": "3"}) == "/a{line}.yaml:3"


def test_an_editor_that_cannot_be_told_a_file_is_refused() -> None:
    with pytest.raises(ToolFailure, match=r"no \{file\}"):
        editor.find({"PET_REPORT_EDITOR": "mine"})


def test_an_editor_that_does_not_start_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(ToolFailure, match="does not start"):
        editor.Editor((str(tmp_path / "nothing"), "{file}")).open(tmp_path, 1, 1)


# --- ports --------------------------------------------------------------------------------------------------------


def _offered() -> Offered:
    return Offered(board=Board("word", opens=False), styles=str, font=str.encode, open=lambda *_: None)


def test_two_find_ports_of_their_own() -> None:
    first, second = Server(_offered()), Server(_offered())
    try:
        assert PORT <= first.port < second.port
    finally:
        first.close()
        second.close()


def test_a_port_that_is_in_use_is_told_of() -> None:
    first = Server(_offered(), 0)
    try:
        with pytest.raises(ToolFailure, match=f"port {first.port} is in use") as failure:
            Server(_offered(), first.port)
        assert "--port" in failure.value.remedy
    finally:
        first.close()


def test_a_port_of_which_somebody_has_the_other_half_is_in_use() -> None:
    """Else a browser that is sent to `localhost` could come to either."""
    with socket.socket(socket.AF_INET6) as other:
        try:
            other.bind(("::1", 0))
        except OSError:
            pytest.skip("this machine has no IPv6")
        other.listen()
        with pytest.raises(ToolFailure, match="is in use"):
            Server(_offered(), other.getsockname()[1])


# --- in a browser -------------------------------------------------------------------------------------------------

_SHOWN = "() => document.body.dataset.shown"


@contextmanager
def browsing(browser: Browser, address: str, **wishes: object) -> Iterator[Page]:
    """An open page; the test fails for whatever it complains of."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **wishes})  # type: ignore[arg-type]
    page, errors = context.new_page(), []
    page.set_default_timeout(PATIENCE * 1000)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(address)
    yield page
    context.close()
    assert errors == []


@pytest.fixture
def laid(tmp_path: Path) -> Iterator[Serving]:
    project = shutil.copytree(ROOT / "tests/projects/hard", tmp_path / "project")
    with serving(tmp_path, project, "--only", "html") as server:
        yield server


def _frame(page: Page) -> str:
    """Where the reader is: the first thing with an id in view, and its distance from the edge."""
    return str(
        page.frames[-1].evaluate(
            "() => { const seen = [...document.querySelectorAll('article[id], section[id]')]"
            ".find((each) => each.getBoundingClientRect().top >= 0);"
            " return `${seen.id} ${Math.round(seen.getBoundingClientRect().top)}`; }"
        )
    )


def test_the_page_follows_a_save_and_stays_where_the_reader_was(laid: Serving, chromium: Browser) -> None:
    file = next(path for path in sorted((laid.project / "groups").iterdir()) if "response" not in path.name)
    whole = file.read_text("utf-8")
    with browsing(chromium, f"{laid.address}preview/report.html") as page:
        before = page.wait_for_function(_SHOWN).json_value()
        page.frames[-1].evaluate(
            "[...document.querySelectorAll('article[id]')].at(-1).scrollIntoView({behavior: 'instant'})"
        )
        where = _frame(page)
        height = page.frames[-1].evaluate("document.documentElement.scrollHeight")
        longer = re.sub(r"(?m)^(\s+)text: \|\n", rf"\g<0>\1  {'A new sentence stands here. ' * 60}\n\n", whole, count=1)
        assert longer != whole
        page.frames[-1].evaluate(
            "new MutationObserver(() => { if (document.body.innerText.includes('A new sentence'))"
            " parent.document.body.dataset.seen = document.querySelectorAll('article[id]').length; })"
            ".observe(document.body, {childList: true, subtree: true})"
        )
        articles = page.frames[-1].evaluate("document.querySelectorAll('article[id]').length")
        file.write_text(longer, encoding="utf-8")
        # What changed comes first, into the page that is there; then the whole page takes its place.
        page.wait_for_function("(before) => document.body.dataset.shown !== before", arg=before)
        assert page.frames[-1].evaluate("document.documentElement.scrollHeight") > height + 200
        assert len(page.frames) == 2
        assert _frame(page) == where
        assert "A new sentence" in page.frames[-1].inner_text("main")
        assert page.evaluate("document.body.dataset.seen") == str(articles)
        page.reload()
        page.wait_for_function(_SHOWN)
        assert _frame(page) == where


def test_findings_stand_above_the_last_good_page_and_lead_to_the_editor(laid: Serving, chromium: Browser) -> None:
    with browsing(chromium, f"{laid.address}preview/report.html") as page:
        shown = page.wait_for_function(_SHOWN).json_value()
        page.frames[-1].evaluate("scrollTo({top: 900, behavior: 'instant'})")
        page.frames[-1].locator("a[href]").first.focus()
        (laid.project / "groups/09-a fault.yaml").write_text(FAULT.replace("nowhere", '"<b>no</b>"'), encoding="utf-8")
        page.locator("#findings").wait_for(state="visible")
        assert "2 errors, 2 warnings" in page.inner_text("#found")
        assert "last page that was good" in page.inner_text("#below")
        assert '"<b>no</b>" is not a declared theme' in page.inner_text("#list")
        assert page.inner_text("#status") == "2 errors: not built"
        assert page.title().startswith("2 errors: ")
        assert page.evaluate("document.body.dataset.shown") == shown
        assert page.evaluate("document.activeElement.tagName") == "IFRAME", "the focus was stolen"
        place = page.locator("li", has_text="<b>no</b>").locator("button.place")
        assert (told := place.inner_text()).startswith("groups/09-a fault.yaml:3:")
        place.focus()
        page.keyboard.press("Enter")
        _until(laid.opened.exists)
        assert laid.opened.read_text("utf-8") == f"{laid.project}/{told.replace(':', '|')}|"
        (laid.project / "groups/09-a fault.yaml").unlink()
        page.locator("#findings").wait_for(state="hidden")
        _until(lambda: page.inner_text("#status").startswith("Up to date"))


def test_the_reader_goes_from_one_publication_to_the_other(laid: Serving, chromium: Browser) -> None:
    with browsing(chromium, laid.address) as page:
        page.locator("#index a").first.click()
        page.wait_for_function(_SHOWN)
        assert page.url.startswith(f"{laid.address}preview/report.html")
        page.frames[-1].locator("header a[href='response.html']").click()
        page.wait_for_url(f"{laid.address}preview/response.html*")
        assert page.locator("#choices a[aria-current=page]").inner_text() == "response.html"
        page.frames[-1].evaluate(
            "document.querySelector('main').insertAdjacentHTML('afterbegin', '<a id=out href=\"http://127.0.0.1:1/\">out</a>')"
        )
        with page.context.expect_page() as beside:
            page.frames[-1].locator("#out").click()
        beside.value.close()
        assert page.url.startswith(f"{laid.address}preview/response.html")


@pytest.mark.parametrize(
    "wishes", [{}, {"color_scheme": "dark", "viewport": {"width": 320, "height": 640}}], ids=["wide", "narrow, dark"]
)
def test_everybody_can_use_it(laid: Serving, chromium: Browser, wishes: dict[str, object]) -> None:
    (laid.project / "groups/09-fault.yaml").write_text(FAULT, encoding="utf-8")
    with browsing(chromium, f"{laid.address}preview/report.html", **wishes) as page:
        page.locator("#findings").wait_for(state="visible")
        assert axe.examine(page).found == ()
        (laid.project / "groups/09-fault.yaml").unlink()
        page.wait_for_function(_SHOWN)
        assert axe.examine(page).found == ()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.goto(laid.address)
        page.locator("#index a").first.wait_for()
        assert axe.examine(page).found == ()


def test_it_ends_quietly_while_somebody_looks_and_the_page_goes_on_with_the_next(
    tmp_path: Path, chromium: Browser
) -> None:
    project = shutil.copytree(ROOT / "tests/projects/scripts", tmp_path / "project")
    with serving(tmp_path, project, "--only", "html") as server, browsing(chromium, server.address) as page:
        page.locator("#index a").first.wait_for()
        os.killpg(server.process.pid, signal.SIGINT)
        assert server.process.wait(PATIENCE) == 130
        assert "Traceback" not in server.said.read_text("utf-8")
        _until(lambda: "has ended" in page.inner_text("#status"))
        page.goto("about:blank")
