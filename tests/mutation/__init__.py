"""Mutation runs: is what the tests cover also what they check? `python -m tests.mutation` says how to run them.

The runs of 2026-11-26, module by module. A mutant that hangs is none that passes, but is not counted as killed.

| module                   | mutants | killed | hung | lived |
|--------------------------|---------|--------|------|-------|
| quizzes/scoring.py       |      65 |     65 |      |       |
| quizzes/journal.py       |     222 |    218 |      |     4 |
| quizzes/types/__init__   |      32 |     31 |      |     1 |
| quizzes/types/base       |      65 |     64 |      |     1 |
| quizzes/types/choice     |      45 |     45 |      |       |
| quizzes/types/hottext    |     135 |    135 |      |       |
| quizzes/types/match      |     103 |    100 |      |     3 |
| quizzes/types/multiple   |      57 |     56 |      |     1 |
| quizzes/types/number     |     119 |    114 |      |     5 |
| quizzes/types/order      |      97 |     95 |      |     2 |
| quizzes/types/run        |     336 |    331 |      |     5 |
| quizzes/types/shown      |      38 |     38 |      |       |
| grading/gradebook.py     |     285 |    284 |      |     1 |
| submissions/screen.py    |      93 |     90 |      |     3 |
| submissions/read.py      |     153 |    137 |    4 |    12 |
| submissions/notebook.py  |     215 |    209 |    1 |     5 |

Those that lived are equal to what they replace in all that anyone can see, but for the four marked by a star:

- journal: one more byte is asked for where the file ends, all bytes where the last ones are what is left, and twice a
  bound of `rindex` is None instead of the first or the last place.
- types/__init__: None instead of False where either is no. base: a class of a module without a file has no control.
- match: the default of a row that was not filled in only has to be no option. order: only the feedback "x>x" differs,
  which names no mistake *, and a mistake has one ">".
- multiple, number, run: another wrong answer, as wrong as the example; number: feedback beside a right number *
  (whether it should be read there is open).
- run: what a comparison earns that is not asked for, the unit of one, a result of exactly 1e300 *.
- gradebook: another kind of database is looked for as a file * (`test_postgres.py` uses one; it was not asked here).
- screen, read: a file or a byte more or less beyond a limit above all that is taken; links are not followed for None
  either; defaults for systems that have no such flag, and flags of other systems.
- notebook, read: the name of a codec in capitals, another name for no kind of cell, and a notebook of today's form
  taken through a conversion that leaves it as it is.
"""
