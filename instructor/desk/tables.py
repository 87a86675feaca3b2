"""The desk's own tables, which stand beside nbgrader's in the gradebook's database and never in their place.

An answer is known by an id made by chance (`desk_answer`), so what a marker sees says nothing about who wrote it. All
that a marker does hangs on answer, marker and `print`, the fingerprint of the text that was read: after another hand-in
the earlier marks are still there, and no longer count. `desk_final` says which mark stands in the gradebook, and what
was written there; `desk_event` is only ever added to. Times are seconds since 1970, UTC.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, Index, Integer, MetaData, String, Table, Text, UniqueConstraint

DESK = MetaData()

ANSWER = Table(
    "desk_answer",
    DESK,
    Column("id", String(32), primary_key=True),
    *(Column(name, String(200), nullable=False) for name in ("lesson", "task", "student")),
    Column("print", String(32), nullable=False),
    Column("words", Integer, nullable=False),
    UniqueConstraint("lesson", "task", "student"),
)
#: Who has an answer before them, and until when nobody else gets it.
CLAIM = Table(
    "desk_claim",
    DESK,
    Column("answer", String(32), primary_key=True),
    Column("marker", String(200), nullable=False),
    Column("until", Float, nullable=False),
)


def _of_mark() -> list[Column[str]]:
    return [
        Column("answer", String(32), primary_key=True),
        Column("marker", String(200), primary_key=True),
        Column("print", String(32), primary_key=True),
    ]


#: One marker's mark of one text: `score` is set when it is done, `seconds` is what it took without the pauses.
MARK = Table(
    "desk_mark",
    DESK,
    *_of_mark(),
    Column("opened", Float, nullable=False),
    Column("done", Float),
    Column("score", Float),
    Column("seconds", Float),
    Column("adjust", Float, nullable=False, default=0.0),
    Column("reason", Text, nullable=False, default=""),
)
POINT = Table(
    "desk_point", DESK, *_of_mark(), Column("criterion", String(200), primary_key=True), Column("points", Float)
)
#: Of one criterion or, with "", of the whole answer.
NOTE = Table("desk_note", DESK, *_of_mark(), Column("criterion", String(200), primary_key=True), Column("text", Text))
#: What the desk wrote into the gradebook, and whose mark it is; `comment` without what stood there before.
FINAL = Table(
    "desk_final",
    DESK,
    Column("answer", String(32), primary_key=True),
    Column("print", String(32), nullable=False),
    Column("marker", String(200), nullable=False),
    Column("score", Float, nullable=False),
    Column("maximum", Float, nullable=False),
    Column("comment", Text, nullable=False),
    Column("time", Float, nullable=False),
    Column("settled", Boolean, nullable=False, default=False),
)
#: Comments that were used before; `hash` stands for the text, which is too long for an index.
SAVED = Table(
    "desk_saved",
    DESK,
    Column("id", String(32), primary_key=True),
    *(Column(name, String(200), nullable=False) for name in ("lesson", "task", "criterion")),
    Column("text", Text, nullable=False),
    Column("hash", String(32), nullable=False),
    Column("letter", String(1), nullable=False, default=""),
    Column("used", Integer, nullable=False, default=0),
    UniqueConstraint("lesson", "task", "criterion", "hash"),
)
#: How somebody marked a sample.
TRIED = Table(
    "desk_tried",
    DESK,
    *(Column(name, String(200), primary_key=True) for name in ("lesson", "sample", "marker", "criterion")),
    Column("points", Float, nullable=False),
    Column("time", Float, nullable=False),
)
#: Who did what, when. A `batch` was done in one step; `undoes` is the batch that it takes back.
EVENT = Table(
    "desk_event",
    DESK,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("time", Float, nullable=False),
    *(Column(name, String(200), nullable=False) for name in ("lesson", "task", "marker", "kind")),
    Column("answer", String(32), nullable=False),
    Column("batch", String(32), nullable=False),
    Column("undoes", String(32), nullable=False, default=""),
    Column("data", Text, nullable=False, default="{}"),
    Index("desk_event_by_marker", "lesson", "marker", "id"),
    Index("desk_event_by_answer", "answer"),
)
#: The tables with a column `answer`.
OF_ANSWER = (CLAIM, MARK, POINT, NOTE, FINAL, EVENT)
