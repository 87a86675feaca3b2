"""What a server says that was started for one person: its address and how to end it, and errors; no more.

`lab`, `preview` and `mark` start it so unless they are asked for the whole log. This is an extension of that server,
which knows its port and its token only once it serves; `jupyter_server_config.py` enables it.
"""

from __future__ import annotations

import logging
from typing import Any

import click

#: What is added to the command of a server; one that was not started so says what it always says.
QUIET = ("--Application.log_level=ERROR", "--ServerApp.answer_yes=True")


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(server: Any) -> None:
    if server.log_level >= logging.ERROR:
        token = server.identity_provider.token
        # Its own lines on how to reach it come as if they were errors.
        server.log.addFilter(lambda record: not (token and token in record.getMessage()))
        server.io_loop.add_callback(_say, server)


def _say(server: Any) -> None:
    click.echo(f"{server.public_url}\nThe page is there until you press Ctrl+C here.")
