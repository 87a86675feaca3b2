"""nbgrader, configured for this course: found through JUPYTER_CONFIG_PATH=instructor.

Where things lie comes from `instructor.course`, so that `nbgrader`, the formgrader and our own commands agree. Three
lists differ from nbgrader's own. Release: `WriteQuiz` writes the questions beside the notebook, and model answers are
cleared with what is attached to them. Autograde: cells are restored whole and quizzes are scored from the journal in
place of `Execute`, so no student code runs. Feedback: mark schemes are cleared again, and the page is arranged for our
template. Students' Markdown is rendered by `quizzes.markdown`, which lets no HTML through, and attached
pictures below it.

The gradebook is a file in the course folder, or the database at the SQLAlchemy address in the variable GRADEBOOK of
`instructor.course`. What `course.toml` says of exchange, zone and late work stands here, too; dates are settled in the
gradebook (`grading.settling`).
"""

import os
from importlib.util import find_spec
from pathlib import Path

from instructor.course import CONFIGURATION, Course, variable
from instructor.plan import read_plan

course = Course.here()
plan = read_plan(course)
# Found, not imported: `grade` reads this file too, and does without.
NBGRADER = Path(find_spec("nbgrader").submodule_search_locations[0])  # type: ignore[union-attr,index]
folder = Path(os.path.relpath(course.folder, course.root))

c = get_config()  # type: ignore[name-defined]  # noqa: F821 (traitlets defines it where it reads this file)

c.CourseDirectory.course_id = course.course_id
c.CourseDirectory.root = str(course.root)
c.CourseDirectory.source_directory = "notebooks"
c.CourseDirectory.ignore = [".*", "*.pyc", "__pycache__", "feedback"]
for step in ("release", "submitted", "autograded", "feedback", "solution", "source_with_tests"):
    c.CourseDirectory[f"{step}_directory"] = str(folder / step)
gradebook = f"sqlite:///{(course.folder / 'gradebook.db').as_posix()}?timeout=60"
c.CourseDirectory.db_url = os.environ.get(variable("GRADEBOOK")) or gradebook
c.Exchange.root = str(plan.exchange or course.folder / "exchange")
c.Exchange.cache = str(course.folder / "cache")
c.ExchangeFactory.collect = "instructor.submissions.exchange.ScreenedCollect"
if plan.source:
    c.Exchange.timezone = plan.zone.key
if plan.late.per_day:
    c.AssignLatePenalties.plugin_class = "instructor.penalties.PlannedPenalty"

PREPROCESSORS = "nbgrader.preprocessors"
c.GenerateAssignment.preprocessors = [
    f"{PREPROCESSORS}.IncludeHeaderFooter",
    f"{PREPROCESSORS}.InstantiateTests",
    "instructor.preprocessors.NoteUnused",
    f"{PREPROCESSORS}.LockCells",
    "instructor.preprocessors.SetPoints",
    "instructor.preprocessors.ClearSolutions",
    "instructor.preprocessors.KeepCompared",
    f"{PREPROCESSORS}.CheckCellMetadata",
    f"{PREPROCESSORS}.ComputeChecksums",
    f"{PREPROCESSORS}.SaveCells",
    f"{PREPROCESSORS}.ClearHiddenTests",
    f"{PREPROCESSORS}.ClearMarkScheme",
    f"{PREPROCESSORS}.ComputeChecksums",
    f"{PREPROCESSORS}.CheckCellMetadata",
    "instructor.preprocessors.LeaveFields",
    "instructor.preprocessors.WriteQuiz",
]
c.Autograde.exporter_class = "instructor.preprocessors.CheckedExporter"
c.Autograde.sanitize_preprocessors = [
    f"{PREPROCESSORS}.ClearOutput",
    "instructor.preprocessors.SetTime",
    "instructor.preprocessors.RestoreCells",
    f"{PREPROCESSORS}.DeduplicateIds",
    f"{PREPROCESSORS}.OverwriteKernelspec",
    f"{PREPROCESSORS}.OverwriteCells",
    f"{PREPROCESSORS}.CheckCellMetadata",
]
c.Autograde.autograde_preprocessors = [
    "instructor.preprocessors.RunCode",
    "instructor.preprocessors.ScoreResponses",
    f"{PREPROCESSORS}.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    f"{PREPROCESSORS}.LimitOutput",
    "instructor.preprocessors.SaveAutoGrades",
    f"{PREPROCESSORS}.AssignLatePenalties",
    f"{PREPROCESSORS}.CheckCellMetadata",
]
c.GenerateFeedback.preprocessors = [
    "instructor.penalties.SettlePenalty",
    f"{PREPROCESSORS}.GetGrades",
    "instructor.preprocessors.ClearMarkSchemes",
    "instructor.returned.page.ArrangePage",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]

# The scheme stands in locked read-only cells, which nbgrader does not expect; OverwriteCells restores it for graders.
c.ClearMarkScheme.enforce_metadata = False

# nbconvert's own sanitizing does not reach nbgrader's templates, and would break the reviews' mathematics.
c.HTMLExporter.filters = {"markdown2html": "instructor.preprocessors.markdown2html"}
# Our templates come first: the feedback page is ours, and none loads MathJax, since mathematics arrives as MathML.
c.HTMLExporter.extra_template_basedirs = [
    str(CONFIGURATION / "templates"),
    str(NBGRADER / "server_extensions" / "formgrader" / "templates"),
]

# `nbgrader export`: penalties follow the final scores.
c.ExportApp.plugin_class = "instructor.penalties.FinalExport"

# An LMS download is staged by `collect`, one folder a student: <student>@<time in UTC>.
c.ZipCollectApp.downloaded_directory = str(folder / "downloaded")
c.FileNameCollectorPlugin.valid_ext = [".ipynb", ".jsonl", ".json"]
c.FileNameCollectorPlugin.named_regexp = (
    r".*[/\\](?P<student_id>[^/\\]+)@(?P<timestamp>\d{8}T\d{6})[/\\](?P<file_id>.+)"
)
