"""A room for student code, where an instructor's own test cells need it run. Quizzes and runs never do."""
