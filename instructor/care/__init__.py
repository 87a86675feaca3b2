"""What keeps a course going: copies of it, forgetting people, looking for faults."""
