"""Stands in for piplite: says of `%pip install` that this page installs nothing."""

from .piplite import install

__all__ = ["install"]
