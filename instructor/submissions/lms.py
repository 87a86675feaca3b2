"""What an LMS lets an instructor download: whose each file is, by the name that the LMS gave it, never by its inside.

Names, from the sources (Moodle `mod/assign/classes/downloader.php` and its forerunner in `locallib.php`, Canvas
`lib/content_zipper.rb`); `LATE_` is there where it applies:
    Canvas   souzaana_LATE_4821_90017_02-lesson-1.zip     name, LATE, user, file, title (anonymous: anon_x7Yz3_...)
             souzaana_4821_text.html, ..._link.html       what was typed into the page
    Moodle   Ana Souza_4711_assignsubmission_file/02-lesson.zip     or with _ in place of the folder, or folders within;
             Ana Souza_4711_assignsubmission_onlinetext/...         the number is one assignment's (see `people`)
             Team A-Ana Souza_4711_..., Team A_17_..., Default group_assignsubmission_file/...    where groups hand in
             Participant_4711_... (in the site's language)          where marking is blind
"""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import IO

from instructor.course import CourseError
from instructor.submissions.screen import IGNORED, UNREADABLE
from quizzes.journal import printable

AREA = r"_assign(?P<side>submission|feedback)_(?P<area>[a-z]+)(?:_/|/|_)(?P<title>.+)"

MOODLE = re.compile(rf"(?P<name>[^/]+)_(?P<number>\d+){AREA}", re.DOTALL)

MOODLE_NUMBER_FIRST = re.compile(rf"(?P<number>\d+)[_ -]+(?P<name>[^/]+){AREA}", re.DOTALL)

MOODLE_NOBODY = re.compile(rf"(?P<name>[^/]+){AREA}", re.DOTALL)

CANVAS = re.compile(r"(?P<name>[^/]+?)_(?P<late>LATE_)?(?P<number>\d+)_(?P<file>\d+)_(?P<title>[^/]+)$")

CANVAS_ANONYMOUS = re.compile(r"(?P<late>LATE_)?(?P<name>anon)_(?P<number>\w+?)_(?P<file>\d+)_(?P<title>[^/]+)$")

CANVAS_TYPED = re.compile(r"(?P<name>[^/]+?)_(?P<late>LATE_)?(?P<number>\d+)_(?P<title>(?:text|link)\.html)$")

#: "Participant", as Moodle's languages have it: what everybody is called in blind marking.
PARTICIPANT = re.compile(
    "participante?|partecipante|participantă|teilnehmer(in)?|deelnemer|deltager|deltagare|deltaker|osallistuja|dalyvis|"
    "uczestnik|účastník|résztvevő|udeleženec|sudionik|učesnik|osaleja|dalībnieks|þátttakandi|katılımcı|iştirakçı|peserta|"
    "rannpháirtí|cyfranogwr|pjesëmarrës|parte-hartzailea|người tham gia|участник|учесник|учасник|удзельнік|қатысушы|"
    "συμμετέχων|مشارك|شرکت‌کننده|משתתף|प्रतिभागी|অংশগ্রহণকারী|ผู้เข้าร่วม|参加者|参与者|參與者|参与人|참가자|참여자|მონაწილე|մասնակից"
)

#: An LMS's own name begins at most so deep in folders.
DEEPEST = 20

#: A dot above, behind a letter that has one: nobody sees it.
_SECOND_DOT = re.compile("(?<=[ij\u012f\u0268\u0456\u0458\u1ecb\u1e2d])\u0307")

#: Apostrophes: typewriter's, typographer's, modifier letters, prime, accents used for one.
APOSTROPHES = re.compile("[\u0027\u2018\u2019\u02bc\u02b9\u02bb\u2032\u00b4\u0060\uff07]")


@dataclass(frozen=True)
class Sender:
    """Who sent a file, as the LMS names it. Of several files of one sender the one with the greatest `order` counts.

    `student` is the id that the name alone would give; `people` says whose it is in this course.
    """

    student: str
    number: str
    late: bool = False
    order: int = 0
    name: str = field(default="", compare=False)
    platform: str = field(default="moodle", compare=False)
    blind: bool = field(default=False, compare=False)

    @property
    def has_name(self) -> bool:
        """Whether the name may tell who it is: Moodle's, where marking is not blind."""
        return self.platform == "moodle" and not self.blind


@dataclass(frozen=True)
class Upload:
    """A file of an LMS download: its name there, its sender, when it was stored (UTC), and how to read it.

    `title` is the name that the student gave it, with folders; `area` is what Moodle calls where it was put; `damage`
    is why a zip of nobody's, which may be a download itself, cannot be opened.
    """

    name: str
    sender: Sender | None
    time: datetime
    size: int
    open: Callable[[], IO[bytes]]
    title: str = ""
    area: str = "file"
    damage: str = ""


def nobodys(upload: Upload) -> str:
    """Say why a file is nobody's, and what to do."""
    group = "those who are in no group handed it in together: " if MOODLE_NOBODY.search(upload.name) else ""
    damage = f"it is no zip that can be read ({upload.damage}); download it again. If a student sent it: "
    return (
        f"{damage if upload.damage else ''}{group}it does not say whose it is as Moodle or Canvas would; "
        "give the download as it came, or name the file "
        "<student>_<number>_assignsubmission_file_<title>.zip"
    )


def read_name(name: str) -> tuple[Sender | None, str, str]:
    """Read from the name (with folders) that Moodle or Canvas gave a file who sent it: None where neither did.

    With what they called it, and where they put it: "file", or another of the LMS's areas.
    """
    parts = name.split("/")
    for rest in ("/".join(parts[start:]) for start in range(min(len(parts), DEEPEST))):
        if match := MOODLE.fullmatch(rest) or MOODLE_NUMBER_FIRST.fullmatch(rest):
            area = match["area"] if match["side"] == "submission" else "feedback"
            return _moodle(match["name"], match["number"]), match["title"], area
    if match := CANVAS_ANONYMOUS.fullmatch(parts[-1]) or CANVAS.fullmatch(parts[-1]):
        return _canvas(match, int(match["file"])), match["title"], "file"
    if match := CANVAS_TYPED.fullmatch(parts[-1]):
        return _canvas(match, 0), match["title"], "typed"
    return None, parts[-1], "file"


def _moodle(name: str, number: str) -> Sender:
    bare = re.sub(rf"[\W_]*{number}$", "", name)
    blind = bare != name or is_nobodys(name)
    student = slug(bare) or "student"
    return Sender(f"{student}-{number}" if blind or not slug(bare) else student, number, name=name, blind=blind)


def is_nobodys(name: str) -> bool:
    """Say whether a name is what Moodle calls everybody where marking is blind."""
    return PARTICIPANT.fullmatch(same_name(name)) is not None


def _canvas(match: re.Match[str], order: int) -> Sender:
    name, number = match["name"], match["number"]
    student = f"{slug(name) or 'student'}-{number.casefold()}"
    return Sender(student, number, bool(match["late"]), order, name, "canvas", blind=name == "anon")


def slug(name: str) -> str:
    """Return a name as nbgrader can use it for a folder: letters with their marks, digits and hyphens, in lower case.

    At most 80 bytes, so that a number fits after it.
    """
    kept = ""
    for letter in same_name(name):
        kind = unicodedata.category(letter)
        if kind[0] in "LN" or (kind[0] == "M" and kept[-1:].strip("-")):
            kept += letter
        elif kind not in {"Cf", "Mn", "Me"}:
            kept += "-"
    short = re.sub("-+", "-", kept).encode()[:80].decode("utf-8", "ignore")
    return short.strip("-")


def former_slug(name: str) -> str:
    """Return the id that courses collected before there was a register have for a name."""
    return re.sub(r"[\W_]+", "-", name.casefold()).strip("-")


@lru_cache(maxsize=2**16)
def same_name(name: str) -> str:
    """Return what two spellings of one name have in common: composed or not, in any case, with any apostrophe.

    A dot above a letter that has one already, as İ in lower case, is not to be seen, and is left out.
    """
    return _SECOND_DOT.sub("", dotted_name(name))


def dotted_name(name: str) -> str:
    """Return what `same_name` did before it left out second dots: what was kept by that form is found by it."""
    folded = unicodedata.normalize("NFKC", APOSTROPHES.sub("'", name)).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def by_sender(found: Sequence[Upload]) -> list[list[Upload]]:
    """Return the uploads of each sender; a name that all of three or more share is no name: marking is blind there."""
    groups: dict[tuple[str, str, str], list[Upload]] = defaultdict(list)
    for upload in found:
        if who := upload.sender:
            groups[who.platform, who.number, same_name(who.name)].append(upload)
    moodle = {(number, name) for platform, number, name in groups if platform == "moodle"}
    if len(moodle) >= 3 and len({name for _, name in moodle}) == 1:
        return [[_blinded(upload) for upload in uploads] for uploads in groups.values()]
    return list(groups.values())


def _blinded(upload: Upload) -> Upload:
    who = upload.sender
    if who is None or who.blind or who.platform != "moodle":
        return upload
    return replace(upload, sender=replace(who, student=f"{who.student}-{who.number}", blind=True))


@contextmanager
def uploads(download: Path) -> Iterator[list[Upload]]:
    """Open an LMS download, a zip as it came or the folder it was unpacked to, and yield its files.

    A folder, or a zip, may hold several downloads, as they came or unpacked.

    Raises
    ------
    CourseError
        Where it is neither.
    """
    with ExitStack() as opened:
        if download.is_dir():
            paths = sorted(path for path in download.rglob("*") if path.is_file() and not path.is_symlink())
            found = [_file_upload(download, path) for path in paths]
        else:
            try:
                archive = opened.enter_context(zipfile.ZipFile(download))
            except zipfile.BadZipFile:
                raise CourseError(f"{download.name} is neither a folder nor a zip; give the LMS's download") from None
            found = _entries(archive)
        yield [
            inner
            for upload in found
            for inner in _within(upload, opened)
            if not IGNORED.search(inner.name) and not IGNORED.search(inner.title)
        ]


def _within(upload: Upload, opened: ExitStack) -> list[Upload]:
    """Return the files of a download that lies in another one; of any other file, itself."""
    if upload.sender is None and upload.title.casefold().endswith(".zip"):
        try:
            inner = _entries(opened.enter_context(zipfile.ZipFile(opened.enter_context(upload.open()))))
        except (*UNREADABLE, ValueError) as error:
            return [replace(upload, damage=printable(str(error)))]
        if any(entry.sender for entry in inner):
            return [replace(entry, name=f"{upload.name}/{entry.name}") for entry in inner]
    return [upload]


def _file_upload(download: Path, path: Path) -> Upload:
    # A name that is no UTF-8 cannot be written anywhere; the file is opened by its path.
    name, facts = path.relative_to(download).as_posix().encode("utf-8", "replace").decode(), path.stat()
    time = datetime.fromtimestamp(facts.st_mtime, UTC)
    who, title, area = read_name(name)
    return Upload(name, who, time, facts.st_size, lambda: path.open("rb"), title, area)


def _entries(archive: zipfile.ZipFile) -> list[Upload]:
    return [_zip_upload(archive, entry) for entry in archive.infolist() if not entry.is_dir()]


def _zip_upload(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Upload:
    who, title, area = read_name(entry.filename)
    time = _zip_time(entry)
    return Upload(entry.filename, who, time, entry.file_size, partial(archive.open, entry), title, area)


def _zip_time(entry: zipfile.ZipInfo) -> datetime:
    """Return when an entry was stored; a zip keeps local time without saying which, so the instructor's is taken."""
    try:
        return datetime(*entry.date_time).astimezone(UTC)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
