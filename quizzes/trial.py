"""The page's side of `explore`: fields, a button and the result, as a widget.

page -> kernel    try      with a token and what the fields hold, as text
kernel -> page    shown    the result as HTML; or refused, with a sentence
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

import anywidget
import traitlets
from IPython.core.formatters import DisplayFormatter
from IPython.core.getipython import get_ipython

from quizzes import catalogue
from quizzes.explore import Entry, called
from quizzes.labelled import Labelled
from quizzes.script import styles, trial_script


class Trial(anywidget.AnyWidget):
    """A result with the numbers it was made of; its representation is that of the result it begins with."""

    _esm = trial_script()
    _css = styles("trial.css")
    view = traitlets.Dict().tag(sync=True)

    def __init__(self, call: Callable[..., Any], entries: Mapping[str, Entry], labels: Sequence[str] = ()) -> None:
        self._call, self._entries, self._labels = call, dict(entries), labels
        self._first = shown(call(**{name: each.start for name, each in entries.items()}), labels)
        fields = {name: each.view() for name, each in entries.items()}
        words = catalogue.spoken()
        super().__init__(view={"fields": fields, "html": as_html(self._first)} | words)
        self.on_msg(self._receive)

    def __repr__(self) -> str:
        return self._first["text/plain"]

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is not None:
            bundle[0].update(self._first)
        return bundle

    def _receive(self, _widget: Any, message: dict[str, Any], _buffers: Any) -> None:
        try:
            result = called(self._call, self._entries, message.get("values", {}))
            reply = {"kind": "shown", "html": as_html(shown(result, self._labels))}
        except ValueError as error:
            reply = {"kind": "refused", "error": str(error)}
        self.send(reply | {"token": message.get("token")})


def shown(result: Any, labels: Sequence[str] = ()) -> dict[str, str]:
    """Return a result as the notebook shows it, by kind: its text, and its HTML where it has some."""
    shell = get_ipython()
    formatter: Any = (shell and shell.display_formatter) or DisplayFormatter()

    def formatted(value: Any) -> dict[str, str]:
        return dict(formatter.format(value, include={"text/plain", "text/html"})[0])

    if labels:
        return formatted(Labelled(result, labels, lambda value: formatted(value)["text/plain"]))
    return formatted(result)


def as_html(data: Mapping[str, str]) -> str:
    """Return a shown result as HTML."""
    return data.get("text/html") or f"<pre>{escape(data['text/plain'])}</pre>"
