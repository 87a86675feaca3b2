"""Mutation runs: is what the tests cover also what they check? `python -m tests.mutation` says how to run them.

quizzes/journal.py: 207 of 211 mutants killed. The other four are equal to what they replace: one more byte is asked for
where the file ends (`_is_torn`), all bytes where the last ones are what is left (`replay`), and twice a bound of
`rindex` is None instead of the first or the last place (`_last_lines`).
"""
