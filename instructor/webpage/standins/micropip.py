"""Stands in for micropip: this page installs nothing."""
