"""Stands in for jedi: IPython then completes without it."""

raise ImportError("jedi is not part of this page")
