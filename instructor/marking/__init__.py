"""From the bytes that a student sent to marks: no gradebook, no disk but for keys and models."""
