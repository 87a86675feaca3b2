"""Stands in for piplite: says of `%pip install` that this page installs nothing.

It is the first that the kernel imports. A module is looked for in the working folder, which lies in the browser's
storage, only after all other places: each such look takes longer than most modules to load.
"""

import sys

from .piplite import install

__all__ = ["install"]

sys.path[:] = [*filter(None, sys.path), ""]
