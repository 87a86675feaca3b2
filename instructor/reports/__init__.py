"""What a class's answers show, as values and as a page; no analysis here ever sees a name."""
