"""Fuzzing, guided by coverage, which is run by hand for as long as one likes; nothing here is a test."""
