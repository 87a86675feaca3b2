"""Rosters: who is in the class, read from what a platform exports, and taken into the register of people."""
