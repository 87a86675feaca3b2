"""How a feedback page is rendered: nbconvert's HTML exporter without what this page has no use for.

nbconvert parses the page once more to describe pictures and to let a notebook's cells be focused, and checks the
notebook after each step. `templates/feedback` describes its pictures itself and has no such cells. Both
`nbgrader generate_feedback` and `feedback` render by this exporter, so both give the same bytes.
"""

from __future__ import annotations

from typing import Any

from nbconvert.exporters import HTMLExporter
from nbformat.notebooknode import NotebookNode
from traitlets import default


class FeedbackExporter(HTMLExporter):
    """Renders a feedback page; one exporter compiles its template once, however many pages it renders."""

    @default("optimistic_validation")
    def _optimistic_validation_default(self) -> bool:
        return True

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **kw: Any) -> Any:
        """Render a notebook; return the page and nbconvert's resources."""
        return super(HTMLExporter, self).from_notebook_node(nb, resources, **kw)
