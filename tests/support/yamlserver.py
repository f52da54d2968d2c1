"""The language server that VS Code, Neovim and others run for YAML, spoken to as an editor speaks to it."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types
from pygls.lsp.client import LanguageClient

from tests.support.parts import need_file

_TESTS = Path(__file__).parent.parent
_SERVER = _TESTS / "node_modules/yaml-language-server/bin/yaml-language-server"
_NO_NETWORK = _TESTS / "support/no_network.cjs"
_CAPABILITIES = types.ClientCapabilities(
    workspace=types.WorkspaceClientCapabilities(configuration=True),
    text_document=types.TextDocumentClientCapabilities(
        completion=types.CompletionClientCapabilities(),
        hover=types.HoverClientCapabilities(content_format=[types.MarkupKind.PlainText]),
        publish_diagnostics=types.PublishDiagnosticsClientCapabilities(),
    ),
)


Result = TypeVar("Result")


class ServerEnded(Exception):
    """The server ended by itself, as it does where it reaches for the network."""


class _Client(LanguageClient):
    ended: Callable[[], None]

    async def server_exit(self, server: asyncio.subprocess.Process) -> None:
        del server
        self.ended()


class Editor:
    """An editor with one project open. Lines and columns count from 0, as the protocol has them."""

    def __init__(self, project: Path, settings: Mapping[str, Any]) -> None:
        self._project = project
        self._settings = settings
        self._configured = asyncio.Event()
        self._marked: dict[str, asyncio.Queue[list[types.Diagnostic] | None]] = {}
        self._texts: dict[str, str] = {}
        self._client = _Client("editor", "1")
        self._client.ended = self._end
        self._listen()

    async def open(self, name: str, text: str | None = None) -> list[types.Diagnostic]:
        """Show a file, or another text under its name; what the editor marks in it."""
        self._texts[name] = (self._project / name).read_text("utf-8") if text is None else text
        queue = self._marked.setdefault(self._uri(name), asyncio.Queue())
        document = types.TextDocumentItem(uri=self._uri(name), language_id="yaml", version=1, text=self._texts[name])
        self._client.text_document_did_open(types.DidOpenTextDocumentParams(text_document=document))
        marked = await queue.get()
        if marked is None:
            raise ServerEnded
        return marked

    async def completions(self, name: str, before: str) -> list[str]:
        """What is offered behind these words of a file."""
        params = types.CompletionParams(text_document=self._document(name), position=self._behind(name, before))
        offered = await self._client.text_document_completion_async(params)
        assert isinstance(offered, types.CompletionList)
        return [item.label for item in offered.items]

    async def hover(self, name: str, words: str) -> str:
        """What is shown when the mouse rests on the end of these words."""
        at = self._behind(name, words)
        position = types.Position(line=at.line, character=at.character - 1)
        shown = await self._client.text_document_hover_async(
            types.HoverParams(text_document=self._document(name), position=position)
        )
        return str(getattr(shown and shown.contents, "value", ""))

    async def start(self) -> None:
        node = Path(sys.executable).with_name("node")
        await self._client.start_io(str(node), "--require", str(_NO_NETWORK), str(_SERVER), "--stdio")
        folder = types.WorkspaceFolder(uri=self._project.as_uri(), name="project")
        await self._client.initialize_async(
            types.InitializeParams(
                capabilities=_CAPABILITIES, root_uri=self._project.as_uri(), workspace_folders=[folder]
            )
        )
        self._client.initialized(types.InitializedParams())
        await self._configured.wait()

    async def stop(self) -> None:
        await self._client.shutdown_async(None)
        self._client.exit(None)
        await self._client.stop()  # type: ignore[no-untyped-call]  # the library's own

    def _listen(self) -> None:
        def configuration(params: types.ConfigurationParams) -> list[object]:
            self._configured.set()
            return [_section(self._settings, item.section or "") for item in params.items]

        def take(params: types.PublishDiagnosticsParams) -> None:
            self._marked[params.uri].put_nowait(list(params.diagnostics))

        self._client.feature(types.WORKSPACE_CONFIGURATION)(configuration)
        self._client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(take)

    def _end(self) -> None:
        for queue in self._marked.values():
            queue.put_nowait(None)

    def _behind(self, name: str, words: str) -> types.Position:
        before, found, _ = self._texts[name].partition(words)
        assert found, words
        lines = (before + words).split("\n")
        return types.Position(line=len(lines) - 1, character=len(lines[-1]))

    def _document(self, name: str) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(uri=self._uri(name))

    def _uri(self, name: str) -> str:
        return (self._project / name).as_uri()


@asynccontextmanager
async def editing(project: Path, settings: Mapping[str, Any] | None = None) -> AsyncIterator[Editor]:
    """An editor with the project's own settings for VS Code, or with others."""
    need_file("the YAML language server", _SERVER, package="what `make test` installs")
    own = json.loads((project / ".vscode/settings.json").read_text("utf-8"))
    editor = Editor(project, own if settings is None else settings)
    async with asyncio.timeout(600):
        await editor.start()
        yield editor
        await editor.stop()


def _section(settings: Mapping[str, Any], name: str) -> object:
    """The settings of one extension: `yaml.schemaStore.enable` is `{"schemaStore": {"enable": …}}` of `yaml`."""
    if name in settings:
        return settings[name]
    section: dict[str, Any] = {}
    for key, value in settings.items():
        if key.startswith(f"{name}."):
            *outer, last = key.removeprefix(f"{name}.").split(".")
            inner = section
            for step in outer:
                inner = inner.setdefault(step, {})
            inner[last] = value
    return section or None


def finish(work: Coroutine[Any, Any, Result]) -> Result:
    """What it gives. In a thread of its own: a browser that is open keeps a loop of events in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()
