"""Make the course a web page that needs nothing installed: a folder of static files, for any server of files."""

from __future__ import annotations

from pathlib import Path

import click
from rich.markup import escape

from instructor.console import terminal
from instructor.course import Course
from instructor.webpage.build import build
from instructor.webpage.fetched import PYODIDE
from instructor.webpage.outside import CDN
from instructor.webpage.serving import serve


@click.command()
@click.option(
    "--self-contained",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="A download of Pyodide: its packages go into the page, which then fetches nothing from elsewhere.",
)
@click.option("--serve", "is_served", is_flag=True, help="Serve it on this computer alone, until Ctrl+C.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Where --serve listens.")
def site(is_served: bool, port: int, self_contained: Path | None) -> None:
    """Write the released lessons as a web page that students work in, with nothing to install."""
    course, console = Course.here(), terminal()
    page = build(course, self_contained)
    folder = page.folder
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
    console.print(escape(f"the course as a page: {folder}, {size:.0f} MB; put it on any https server"), soft_wrap=True)
    for lesson, packages in page.elsewhere.items():
        text = f"  {lesson} has browsers fetch {', '.join(packages)} from {CDN}, pinned; --self-contained avoids it"
        console.print(escape(text), soft_wrap=True)
    for lesson, modules in page.lacking.items():
        text = f"  {lesson} imports {', '.join(modules)}, which neither this page nor Pyodide {PYODIDE} has"
        console.print(escape(f"{text}: in a browser it stops there, unless the import stands in a try"), soft_wrap=True)
    if is_served:
        serve(folder, port, lambda text: console.print(escape(text), soft_wrap=True))
