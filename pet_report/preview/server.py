"""Serves the publications, and nothing else, to browsers of this machine.

Any page of the web can send a browser to an address of this machine, and a name of its owner's can be made to lead
here. So whoever asks must call us by a name of our own; a page that asks must be one of ours; and what can be had are
the outputs, by their names, from memory: no path is ever looked up on the disk.
"""

from __future__ import annotations

import errno
import json
import os
import secrets
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from msgspec import Struct

from pet_report import fonts
from pet_report.errors import ToolFailure
from pet_report.preview.board import Board

PORT, LAST_PORT = 8000, 8019
"""Tried one after the other where nobody names one."""
_SHELL = "/preview/"
_OWN = "/-/"
_HERE = Path(__file__).parent
_HEARTBEAT = 10.0
"""Seconds after which a browser that is gone is noticed."""
_LONGEST_BODY = 2000
_TYPES = {
    ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
    ".csv": "text/csv; charset=utf-8", ".txt": "text/plain; charset=utf-8", ".md": "text/plain; charset=utf-8",
    ".json": "application/json", ".xml": "application/xml", ".pdf": "application/pdf", ".woff2": "font/woff2",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip
_EVERYWHERE = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_SHELL_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; frame-src 'self'; "
    "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_OUTPUT_POLICY = "frame-ancestors 'self'"
"""Each publication says the rest itself."""
_LETTERS = "".join(map(chr, (0x628, 0x995)))
"""One letter of each script that has faces of its own: the titles and messages may be in any."""


class Offered(Struct, frozen=True, kw_only=True):
    """styles: the colours and sizes of the publications. font: a file's content. open: shows a place in the editor."""

    board: Board
    styles: Callable[[], str]
    font: Callable[[str], bytes]
    open: Callable[[str, int, int], None]


class Server:
    """Listens on this machine alone, from its making until it is closed. port: 0 takes any; None a usual one."""

    def __init__(self, offered: Offered, port: int | None = None) -> None:
        self._listening = _bind(offered, port)
        self.port: int = self._listening[0].server_address[1]
        for each in self._listening:
            threading.Thread(target=each.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def close(self) -> None:
        for each in self._listening:
            each.ended.set()
        for each in self._listening:
            each.shutdown()
            each.server_close()


class _Listening(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = os.name == "posix"  # elsewhere it would let others take the port from us
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], offered: Offered) -> None:
        self.offered = offered
        self.ended = threading.Event()
        super().__init__(address, _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that goes away in the middle of an answer is no news."""


class _Listening6(_Listening):
    address_family = socket.AF_INET6


def _bind(offered: Offered, port: int | None) -> tuple[_Listening, ...]:
    for each in (port,) if port is not None else range(PORT, LAST_PORT + 1):
        try:
            return _both(offered, each)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
    taken = f"port {port} is" if port is not None else f"the ports from {PORT} to {LAST_PORT} are"
    raise ToolFailure(f"{taken} in use, or not to be had", remedy="name another with --port; 0 takes any that is free")


def _both(offered: Offered, port: int) -> tuple[_Listening, ...]:
    """On both addresses of this machine, so that nobody else answers where we are called `localhost`."""
    first = _Listening(("127.0.0.1", port), offered)
    try:
        return first, _Listening6(("::1", first.server_address[1]), offered)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:  # a machine without IPv6
            return (first,)
        first.server_close()
        raise


class _Handler(BaseHTTPRequestHandler):
    server: _Listening
    protocol_version = "HTTP/1.1"
    timeout = 30
    error_message_format = "%(code)d %(message)s\n"
    error_content_type = "text/plain; charset=utf-8"

    def version_string(self) -> str:
        return "pet-report"

    def log_message(self, *_: object) -> None:
        """What is asked for is nobody's business."""

    def do_GET(self) -> None:
        if self._trusted(whole=False):
            self._answer(self.path.partition("?")[0])

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_POST(self) -> None:
        if self._trusted(whole=True) and (asked := self._asked()) is not None:
            self._open(asked)

    # --- who asks ---

    def _trusted(self, *, whole: bool) -> bool:
        """whole: a page of ours must have asked; else it is enough that no other did."""
        names = {f"{host}:{self.server.server_address[1]}" for host in ("localhost", "127.0.0.1", "[::1]")}
        hosts = [each.lower() for each in self.headers.get_all("Host", [])]
        origins = [each.lower() for each in self.headers.get_all("Origin", [])]
        if len(hosts) != 1 or hosts[0] not in names or not self.path.startswith("/"):
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST)
        elif (
            any(each != f"http://{hosts[0]}" for each in origins)
            or (whole and len(origins) != 1)
            or self._from_elsewhere()
        ):
            self._refuse(HTTPStatus.FORBIDDEN)
        else:
            return True
        return False

    def _from_elsewhere(self) -> bool:
        """Asked by another site's page, other than by a reader who follows a link."""
        site = self.headers.get("Sec-Fetch-Site", "none")
        return site not in ("none", "same-origin") and (
            self.headers.get("Sec-Fetch-Mode") != "navigate" or self.headers.get("Sec-Fetch-Dest") != "document"
        )

    # --- what is given ---

    def _answer(self, path: str) -> None:
        try:
            name = unquote(path, errors="strict")
        except UnicodeDecodeError:
            self._refuse(HTTPStatus.NOT_FOUND)
            return
        if name == f"{_OWN}events":
            self._tell()
        elif name == "/" or name.startswith(_SHELL):
            self._send((_HERE / "page.html").read_bytes(), "page.html", _SHELL_POLICY)
        elif name.startswith(_OWN):
            self._send(self._own(name.removeprefix(_OWN)), name, _SHELL_POLICY)
        else:
            self._send(self.server.offered.board.output(name.removeprefix("/")), name, _OUTPUT_POLICY)

    def _own(self, name: str) -> bytes | None:
        """What our page consists of, by the names that it has."""
        offered = self.server.offered
        if name == "page.js":
            return (_HERE / name).read_bytes()
        if name == "page.css":
            faces = fonts.style(_LETTERS, lambda face: f"{_OWN}{face.file}.woff2")
            return (faces + offered.styles() + (_HERE / name).read_text("utf-8")).encode()
        known = {f"{face.file}.woff2" for face in fonts.FACES}
        return offered.font(name) if name in known else None

    def _send(self, content: bytes | None, name: str, policy: str) -> None:
        if content is None:
            self._refuse(HTTPStatus.NOT_FOUND)
            return
        kind = _TYPES.get(PurePosixPath(name).suffix, "application/octet-stream")
        self._begin(
            HTTPStatus.OK, {"Content-Type": kind, "Content-Length": len(content), "Content-Security-Policy": policy}
        )
        if self.command != "HEAD":
            self.wfile.write(content)

    def _tell(self) -> None:
        """The state of things, each time that it changes, for as long as somebody listens."""
        self.close_connection = True
        self._begin(HTTPStatus.OK, {"Content-Type": "text/event-stream", "Connection": "close"})
        for said in self._events() if self.command != "HEAD" else ():
            self.wfile.write(said)
            self.wfile.flush()

    def _events(self) -> Iterator[bytes]:
        number = 0
        while not self.server.ended.is_set():
            now, said = self.server.offered.board.read(number, _HEARTBEAT)
            yield b"data: " + said + b"\n\n" if now != number else b":\n\n"
            number = now

    # --- what is opened ---

    def _asked(self) -> Mapping[str, Any] | None:
        """What a page of ours asks for; None, and an answer, where it is nothing that one would ask."""
        length = self.headers.get("Content-Length", "")
        fits = length.isdecimal() and int(length) <= _LONGEST_BODY and self.path == f"{_OWN}open"
        if not fits or self.headers.get("Content-Type") != "application/json":
            self._refuse(HTTPStatus.BAD_REQUEST)
            return None
        try:
            asked = json.loads(self.rfile.read(int(length)))
        except ValueError:
            asked = None
        if not isinstance(asked, dict):
            self._refuse(HTTPStatus.BAD_REQUEST)
            return None
        return asked

    def _open(self, asked: Mapping[str, Any]) -> None:
        board = self.server.offered.board
        if not secrets.compare_digest(str(asked.get("token")).encode("utf-8", "replace"), board.token.encode()):
            self._refuse(HTTPStatus.FORBIDDEN)
            return
        place = board.place(str(asked.get("place")))
        if place is None:
            self._refuse(HTTPStatus.NOT_FOUND)
            return
        try:
            self.server.offered.open(*place)
        except ToolFailure as failure:
            self._refuse(HTTPStatus.INTERNAL_SERVER_ERROR, f"{failure.message}; {failure.remedy}")
        else:
            self._begin(HTTPStatus.NO_CONTENT, {})

    # --- how it is given ---

    def _begin(self, status: HTTPStatus, headers: Mapping[str, object]) -> None:
        self.send_response(status)
        for name, value in {**_EVERYWHERE, **headers}.items():
            self.send_header(name, str(value))
        self.end_headers()

    def _refuse(self, status: HTTPStatus, words: str = "") -> None:
        """The connection ends with it: what else was sent on it is not read."""
        self.close_connection = True
        content = f"{status.value} {words or status.phrase}\n".encode()
        self._begin(
            status,
            {"Content-Type": "text/plain; charset=utf-8", "Content-Length": len(content), "Connection": "close"},
        )
        if self.command != "HEAD":
            self.wfile.write(content)
