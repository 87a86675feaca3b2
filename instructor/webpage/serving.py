"""A file server for this computer: the page as a web server gives it, compressed where the browser takes it."""

from __future__ import annotations

import errno
import functools
import gzip
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from instructor.course import CourseError

TYPES = {".wasm": "application/wasm", ".mjs": "text/javascript", ".js": "text/javascript", ".whl": "application/zip"}
#: What is packed already.
_PACKED = (".zip", ".whl", ".png", ".woff", ".woff2")

#: Told the path of each file that is sent, below the page, and the bytes.
Count = Callable[[str, int], object]


class Handler(SimpleHTTPRequestHandler):
    """Gives files below a folder, at an address that may begin with a path."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: Any, base: str, headers: Mapping[str, str], count: Count, **kwargs: Any) -> None:
        self._base, self._more, self._count = base, headers, count
        self.extensions_map = {**SimpleHTTPRequestHandler.extensions_map, **TYPES}
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:
        """Send a file, unless the browser has it: as gzip where it takes that."""
        path = Path(self.translate_path(self.path.split("?")[0]))
        path = path / "index.html" if path.is_dir() and self.path.split("?")[0].endswith("/") else path
        if not path.is_file():
            return super().do_GET()
        is_packed = path.suffix not in _PACKED and "gzip" in self.headers.get("Accept-Encoding", "")
        tag = f'"{path.stat().st_mtime_ns:x}-{is_packed:d}"'
        if self.headers.get("If-None-Match") == tag:
            self.send_response(304)
            return self.end_headers()
        data = packed(path, path.stat().st_mtime_ns) if is_packed else path.read_bytes()
        self._count(path.relative_to(self.directory).as_posix(), len(data))
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("ETag", tag)
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
        """Let browsers ask whether a file has changed, and tell what the server was told to."""
        self.send_header("Cache-Control", "no-cache")
        for name, value in self._more.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing of what is asked for."""


def _forget(_path: str, _size: int) -> None:
    """Count nothing."""


@functools.lru_cache(maxsize=2000)
def packed(path: Path, _time: int) -> bytes:
    """Return a file's content as gzip."""
    return gzip.compress(path.read_bytes(), 6, mtime=0)


@contextmanager
def served(
    folder: Path, port: int = 0, base: str = "", headers: Mapping[str, str] | None = None, count: Count | None = None
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
        Told each file that is sent, and how many bytes.
    """
    handler = functools.partial(
        Handler, directory=str(folder), base=base, headers=headers or {}, count=count or _forget
    )
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://localhost:{server.server_port}{base}/"
        finally:
            server.shutdown()
            thread.join()


def serve(folder: Path, port: int, tell: Callable[[str], object]) -> None:
    """Serve a folder until Ctrl+C.

    Raises
    ------
    CourseError
        Where nothing can listen at the port, as where another program does.
    """
    with ExitStack() as stack:
        try:
            address = stack.enter_context(served(folder, port))
        except OSError as error:
            raise CourseError(_taken(port, error)) from None
        tell(f"open {address} (Ctrl+C ends it)")
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


def _taken(port: int, error: OSError) -> str:
    """Say that a port cannot be had, and what another one means for whoever has worked at this one."""
    why = f"cannot be had: {error.strerror}"
    if error.errno == errno.EADDRINUSE:
        why = "is busy: another program uses it, perhaps this command in another window"
    return (
        f"port {port} {why}. Name another one, --port N, or end that program: to a browser another port is another "
        f"address, and work that it keeps for http://localhost:{port}/ is not seen there"
    )
