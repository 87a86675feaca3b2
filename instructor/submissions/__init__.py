"""What students sent, read as hostile: whose it is, what may be read, and what of it counts."""
