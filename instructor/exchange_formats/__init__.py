"""The questions in other platforms' formats: each a module that writes one, reads one, or does both.

    items.py      a bank's items and their answers  <->  the forms of `forms.py`
    forms.py      what questions are in any platform: picks, a number, pairs, a sequence, an essay
    texts.py      Markdown with $...$ mathematics  <->  HTML, plain text
    shown.py      the pictures of a file from elsewhere, by what its texts call them; zip_files.py: those of a zip
    FORMAT.py     `write(lesson) -> Made`: the files of a format and the list of what it cannot hold
    FORMAT_in.py  `read(...) -> Found`: the questions of a file and the list of what did not fit

Nothing is dropped in silence: whatever a format or the course cannot hold is a `Lost`, with its item or its line.
What is written has the keys in it, so it is an instructor's file. It was never read by a running platform: the tests
read it with other people's readers, and back again with ours.
"""
