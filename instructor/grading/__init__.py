"""A class is graded, once: read, have marked, write. `batch` is the flow; nobody else writes marks."""
