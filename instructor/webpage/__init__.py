"""The course as a folder of static files: JupyterLite's pages, Pyodide's Python, the released lessons and the wheel.

fetched.py    what npm and pip bring, pinned by SHA-256 (`wheels.txt`) and kept in a cache
wheels.py     wheels made small: what no lesson uses left out, modules compiled, the same bytes each time
runtime.py    the folder that Pyodide starts from, and its lock
outside.py    what Pyodide alone has: pinned, from its own servers or a folder
lab.py        JupyterLab's pages without what the course has no use for, and their configuration
contents.py   the released lessons, as the page's own file system lists them
searched.py   what students must not have is searched for, before anybody sees it
build.py      all of it in an empty place, swapped in whole
serving.py    a file server for this computer
page/         the door, the service worker, what a page tells before Python is there
"""
