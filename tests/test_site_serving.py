"""Does the file server give the page and nothing else, and say what a busy port means?"""

from __future__ import annotations

import socket
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from instructor.course import CourseError
from instructor.webpage.serving import serve, served


def test_the_file_server_gives_nothing_from_above_the_page(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "key.txt").write_text("key")
    (tmp_path / "site" / "a.mjs").write_text("1")
    with served(tmp_path / "site", base="/~prof/course") as address:
        with urlopen(f"{address}a.mjs") as found:
            assert (found.read(), found.headers["Content-Type"]) == (b"1", "text/javascript")
        with pytest.raises(HTTPError) as unchanged:
            urlopen(Request(f"{address}a.mjs", headers={"If-None-Match": found.headers["ETag"]}))
        unchanged.value.close()
        assert unchanged.value.code == 304
        for path in ("../key.txt", "%2e%2e/key.txt", "../../key.txt"):
            with pytest.raises(HTTPError) as refused:
                urlopen(f"{address}{path}")
            refused.value.close()


def test_a_busy_port_is_named_with_what_another_one_means(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        words = rf"^port {port} is busy: .* --port N, .* http://localhost:{port}/ is not seen there$"
        with pytest.raises(CourseError, match=words):
            serve(tmp_path, port, print)
