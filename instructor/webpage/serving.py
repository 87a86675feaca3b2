"""A file server for this computer: the page as a web server gives it, compressed where the browser takes it."""

from __future__ import annotations

import functools
import gzip
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

TYPES = {".wasm": "application/wasm", ".mjs": "text/javascript", ".js": "text/javascript", ".whl": "application/zip"}
#: What is packed already.
_PACKED = (".zip", ".whl", ".png", ".woff", ".woff2")

Count = Callable[[int], object]


class Handler(SimpleHTTPRequestHandler):
    """Gives files below a folder, at an address that may begin with a path."""

    extensions_map: ClassVar = {**SimpleHTTPRequestHandler.extensions_map, **TYPES, "": "application/octet-stream"}
    protocol_version = "HTTP/1.1"

    def __init__(self, *args: Any, base: str, headers: Mapping[str, str], count: Count, **kwargs: Any) -> None:
        self._base, self._more, self._count = base, headers, count
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:
        """Send a file; as gzip where the browser takes it."""
        path = Path(self.translate_path(self.path.split("?")[0]))
        path = path / "index.html" if path.is_dir() and self.path.split("?")[0].endswith("/") else path
        if not path.is_file():
            return super().do_GET()
        is_packed = path.suffix not in _PACKED and "gzip" in self.headers.get("Accept-Encoding", "")
        data = packed(path, path.stat().st_mtime_ns) if is_packed else path.read_bytes()
        self._count(len(data))
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        if is_packed:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        with suppress(ConnectionError):  # a browser that has gone elsewhere
            self.wfile.write(data)
        return None

    def translate_path(self, path: str) -> str:
        """Return the file of an address; what lies above the page is not there."""
        if not path.startswith(f"{self._base}/"):
            return str(Path(self.directory, "not-there"))
        return super().translate_path(path[len(self._base) :] or "/")

    def end_headers(self) -> None:
        """Let browsers ask whether a file has changed, and say what the server was told to."""
        self.send_header("Cache-Control", "no-cache")
        for name, value in self._more.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing of what is asked for."""


@functools.lru_cache(maxsize=2000)
def packed(path: Path, _time: int) -> bytes:
    """Return a file's content as gzip."""
    return gzip.compress(path.read_bytes(), 6, mtime=0)


@contextmanager
def served(
    folder: Path, port: int = 0, base: str = "", headers: Mapping[str, str] | None = None, count: Count = id
) -> Iterator[str]:
    """Serve a folder to this computer while the block runs; yield the address.

    Parameters
    ----------
    folder
        What to serve.
    port
        Where to listen; 0 takes a free one.
    base
        A path that all addresses begin with, as in "/~prof/course".
    headers
        What is said with each file, as in Cross-Origin-Opener-Policy.
    count
        Told how many bytes of each file are sent.
    """
    handler = functools.partial(Handler, directory=str(folder), base=base, headers=headers or {}, count=count)
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://localhost:{server.server_port}{base}/"
        finally:
            server.shutdown()
            thread.join()


def serve(folder: Path, port: int, say: Callable[[str], object]) -> None:
    """Serve a folder until Ctrl+C."""
    with served(folder, port) as address:
        say(f"open {address} (Ctrl+C ends it)")
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return
