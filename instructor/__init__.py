"""The instructor's side: release, collect, grade, return. Students never have this package."""
