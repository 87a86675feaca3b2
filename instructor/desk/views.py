"""What the desk shows, as structs that serialise to JSON by `msgspec.json.encode`.

`student` and `name` are filled for the instructor alone: a marker's view carries no name, id or path. Texts that end in
`html` are safe to put into a page: of a student's text no HTML gets through.
"""

from __future__ import annotations

import msgspec


class Level(msgspec.Struct, frozen=True):
    """One level of a criterion: the points it gives, and the words of the scheme."""

    points: float
    words: str


class Criterion(msgspec.Struct, frozen=True):
    """One criterion of a scheme; its levels, best first. Without levels any number up to the maximum may be given."""

    id: str
    name: str
    maximum: float
    levels: tuple[Level, ...] = ()


class Task(msgspec.Struct, frozen=True):
    """A manually graded cell of a lesson: what is asked, and how it is marked. The criteria sum to the points."""

    id: str
    title: str
    points: float
    criteria: tuple[Criterion, ...]
    prompt_html: str
    scheme_html: str

    def criterion(self, name: str) -> Criterion | None:
        """Return a criterion by its id; None where there is none."""
        return next((each for each in self.criteria if each.id == name), None)


class Progress(msgspec.Struct, frozen=True):
    """Where a task stands.

    Attributes
    ----------
    answers, unmarked, again, marked, formgrader, blank, unreadable
        All answers handed in, and of these: nobody marked them; marked before, but changed or put up again since; done
        at the desk; done in the formgrader; given 0 by machine, since nothing was written at all; not to be read.
    second
        How many are marked once and wait for a second marker.
    open, mine
        How many somebody has before them now; how many this marker has finished.
    left
        How many `next` may still give to this marker.
    median_seconds, seconds_left
        What one answer takes this marker (or all, while they have none), and what is left at that pace; None while
        nobody has finished one.
    """

    task: str
    answers: int
    unmarked: int
    again: int
    marked: int
    formgrader: int
    blank: int
    unreadable: int
    second: int
    open: int
    mine: int
    left: int
    median_seconds: float | None = None
    seconds_left: float | None = None


class TaskView(msgspec.Struct, frozen=True):
    """A task, where it stands, and how many samples there are to practise on."""

    task: Task
    progress: Progress
    samples: int


class MarkView(msgspec.Struct, frozen=True):
    """One marker's mark of an answer: points and notes by criterion, and what they come to.

    `score` is the sum with the adjustment, within 0 and the task's points; None while a criterion is open. `earlier`
    says that it was of another text, handed in before.
    """

    marker: str
    points: dict[str, float]
    notes: dict[str, str]
    adjust: float = 0.0
    reason: str = ""
    score: float | None = None
    done: bool = False
    earlier: bool = False


class Picture(msgspec.Struct, frozen=True):
    """A picture in an answer: what to write under it, and a `data:` address (PNG or JPEG)."""

    name: str
    address: str


class AnswerView(msgspec.Struct, frozen=True):
    """One answer on the desk.

    Attributes
    ----------
    id
        Made by chance; says nothing of the student.
    state
        "unmarked", "again" (marked before; its text changed since, or it was put up again), "marked", "formgrader"
        (marked there, and by nobody here), "blank" (nothing was written at all).
    answer_html, pictures, words
        What was written, and of how many words.
    mine
        This marker's mark, as far as it has come.
    earlier
        Marks of a text handed in before, and those that do not count any more.
    claimed_until
        Until when nobody else gets it, in seconds since 1970; 0 where it is not this marker's now.
    same, near
        The ids of answers with the very same words, and of those that share nearly all: for a person to look at.
    elsewhere_score, elsewhere_comment
        What the gradebook has that did not come from the desk.
    second
        Whether this is a second marking; instructors see that the first one counts, markers do not see the first.
    """

    id: str
    task: str
    state: str
    answer_html: str
    pictures: tuple[Picture, ...]
    words: int
    mine: MarkView
    earlier: tuple[MarkView, ...] = ()
    claimed_until: float = 0.0
    same: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    elsewhere_score: float | None = None
    elsewhere_comment: str = ""
    second: bool = False
    student: str = ""
    name: str = ""


class Finished(msgspec.Struct, frozen=True):
    """What became of a mark: its score, the ids that got it, and whether it was written into the gradebook.

    A second mark is not written: the first counts until a person settles it.
    """

    score: float
    answers: tuple[str, ...]
    written: bool


class SavedComment(msgspec.Struct, frozen=True):
    """A comment used before: of one criterion ("" is of the whole), how often, and the letter that inserts it."""

    id: str
    criterion: str
    text: str
    letter: str
    used: int


class SampleView(msgspec.Struct, frozen=True):
    """A marked sample. Its marks, and why, are told once this marker has marked it: until then they are empty."""

    id: str
    task: str
    name: str
    sample_html: str
    mine: dict[str, float] = {}
    marks: dict[str, float] = {}
    total: float | None = None
    why_html: str = ""


class CriterionDifference(msgspec.Struct, frozen=True):
    """How far a marker is from the samples' marks: over so many, the mean difference and the mean distance."""

    criterion: str
    samples: int
    mean_difference: float
    mean_distance: float


class Calibration(msgspec.Struct, frozen=True):
    """A marker beside the samples; `total_difference` is by sample, mine less theirs."""

    marker: str
    tried: int
    of: int
    criteria: tuple[CriterionDifference, ...]
    total_difference: dict[str, float]


class CriterionAgreement(msgspec.Struct, frozen=True):
    """Krippendorff's alpha (interval) of one criterion, "" for the total; None where it is not defined."""

    criterion: str
    answers: int
    alpha: float | None
    same: float


class PairAgreement(msgspec.Struct, frozen=True):
    """Two markers over the answers that both marked: quadratic weighted kappa, and first less second on average."""

    first: str
    second: str
    answers: int
    kappa: float | None
    mean_difference: float


class Agreement(msgspec.Struct, frozen=True):
    """How far markers agree on a task, over the answers that two have marked."""

    task: str
    answers: int
    criteria: tuple[CriterionAgreement, ...]
    pairs: tuple[PairAgreement, ...]


class Difference(msgspec.Struct, frozen=True):
    """An answer that two marked: how far apart, the mark that counts first, and whether a person has settled it."""

    answer: str
    task: str
    difference: float
    marks: tuple[MarkView, ...]
    settled: bool
    student: str = ""
    name: str = ""


class RollEntry(msgspec.Struct, frozen=True):
    """One answer in the instructor's list: where it stands, what the gradebook has, and who has marked it."""

    answer: str
    state: str
    score: float | None
    comment: str
    words: int
    markers: tuple[str, ...]
    holder: str
    student: str
    name: str


class NearCopy(msgspec.Struct, frozen=True):
    """Two answers that share nearly all words in nearly the same order: for a person to judge."""

    first: str
    second: str
    shared: float


class Event(msgspec.Struct, frozen=True):
    """One line of the log: who did what with which answer, when (seconds since 1970)."""

    id: int
    time: float
    task: str
    answer: str
    marker: str
    kind: str
    data: str
    batch: str
    undoes: str
