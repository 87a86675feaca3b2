"""What a student gets back: nbgrader's feedback page, in the order in which it is read.

    lesson    the notebook in sections: where an objective is practised, and its text
    graded    a graded cell: its points, what waits, the facts of its items
    objectives  how far each objective is met
    screen    the one screen that the page begins with: points, what waits, what went well, what to reread, objectives
    parts     each graded part: the review of a quiz, a written answer with its points and comment, a test
    page      nbgrader's step that puts them together for the template `templates/feedback`

Nothing here marks anything: points and comments are the gradebook's, reviews and facts are in the autograded notebook.
"""
