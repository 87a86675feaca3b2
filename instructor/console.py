"""The terminal as the commands write to it: whatever a name holds is shown as it is, in any encoding."""

from __future__ import annotations

import io
import sys

from rich.console import Console


def terminal() -> Console:
    """Return the console: numbers are not coloured, and `:x:` is not made a picture.

    Text that somebody else chose is escaped where it is printed, so that `[x]` stays `[x]`.
    """
    return Console(emoji=False, highlight=False)


def speak_any_encoding() -> None:
    """Let the output spell out what its encoding does not have, as ASCII or a code page has no accents."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
