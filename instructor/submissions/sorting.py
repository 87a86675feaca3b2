"""What counts of what each sender sent: the newest parcel that holds the lesson; every other file is named with why."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from instructor.submissions.lesson import Lesson
from instructor.submissions.lms import Sender, Upload, by_sender, nobodys
from instructor.submissions.parcel import Parcel, parcels
from instructor.submissions.unpack import Choice, NotTheLesson, inspect


@dataclass(frozen=True)
class Counting:
    """A sender's parcel that counts, what to take out of it, and the parcels beside it that may hold journals."""

    parcel: Parcel
    choice: Choice
    beside: tuple[Parcel, ...] = ()

    @property
    def sender(self) -> Sender:
        """Who sent it, as the LMS names them."""
        who = self.parcel.sender
        assert who is not None  # what is nobody's does not count
        return who


@dataclass(frozen=True)
class Sorted:
    """What became of a download's files: a parcel that counts a sender, and uploads that do not, with the reason."""

    counting: list[Counting] = field(default_factory=list)
    refused: list[tuple[Parcel, str]] = field(default_factory=list)
    left: list[tuple[Parcel, str]] = field(default_factory=list)


def sort_uploads(found: Sequence[Upload], lesson: Lesson, takes: Collection[str] = ()) -> Sorted:
    """Sort a download's files; `takes` as for `inspect`."""
    done = Sorted()
    done.refused.extend((Parcel((upload,)), nobodys(upload)) for upload in found if upload.sender is None)
    for sent in by_sender(found):
        typed = [Parcel((upload,)) for upload in sent if upload.area != "file"]
        _sort_sender(parcels([upload for upload in sent if upload.area == "file"]), typed, lesson, takes, done)
    return done


def _sort_sender(sent: list[Parcel], typed: list[Parcel], lesson: Lesson, takes: Collection[str], done: Sorted) -> None:
    """Sort what one sender sent, the newest first, into `done`."""
    verdicts: list[tuple[Parcel, Choice | ValueError]]
    verdicts = [(parcel, _verdict(parcel, lesson, takes)) for parcel in sent]
    verdicts += [(parcel, NotTheLesson("it was typed into the page or is feedback, no file")) for parcel in typed]
    counts = next((parcel for parcel, verdict in verdicts if isinstance(verdict, Choice)), None)
    beside = tuple(parcel for parcel, verdict in verdicts[: len(sent)] if isinstance(verdict, NotTheLesson))
    for parcel, verdict in verdicts:
        if parcel is counts and isinstance(verdict, Choice):
            done.counting.append(Counting(parcel, verdict, beside))
        elif counts and isinstance(verdict, Choice):
            done.left.append((parcel, f'kept the newer one, "{counts.title}"'))
        elif counts and (isinstance(verdict, NotTheLesson) or parcel.rank < counts.rank):
            done.left.append((parcel, f'"{counts.title}" of the same sender counts; {str(verdict).partition(";")[0]}'))
        else:
            done.refused.append((parcel, str(verdict)))


def _verdict(parcel: Parcel, lesson: Lesson, takes: Collection[str]) -> Choice | ValueError:
    try:
        return inspect(parcel, lesson, takes)
    except ValueError as error:
        return error
