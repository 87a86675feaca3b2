"""Does the report say what the class did, by values worked out by hand, and never who?"""

from __future__ import annotations

import itertools
import math
import os
import sys
import warnings
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from instructor.__main__ import main
from instructor.course import Course, CourseError
from instructor.marking.answer_key import read_answer_key
from instructor.marking.marks import mark_folder
from instructor.report import Submissions, class_report, class_run, page
from instructor.reports import agreement, items, strategies
from instructor.reports.page import Report, ReportSection, ReportTable, html
from quizzes.items import Run
from quizzes.journal import Entry, append
from tests.conftest import ASSIGNMENT, RIGHT, hand_in_folder
from tests.dilemma import composed_player

ROOT = Path(__file__).parent.parent
RECIPROCITY, CODING = "03-reciprocity", "05-coding-diffuse-unilateralism"
IDS = ("ana-souza-20264711", "bilal-haddad-20264712", "chipo-moyo-20264713", "dorothea-20264714")
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'{{ 7 * 7 }}"


def real_run(lesson: str) -> tuple[str, Run, Any]:
    """Return the graded run of a real lesson: its quiz, the item and the model."""
    run = class_run(Course(ROOT, ROOT / "build"), lesson)
    assert run
    return run.quiz.id, run.item, run.model


RUN_03, ROUNDS, model = real_run(RECIPROCITY)
RUN_05, SHEET, lab = real_run(CODING)
RULE_PARAMETERS = strategies.rule_parameters(ROUNDS, model)

TFT = ("co-operate", "co-operate", "defect", "never", "one")
ALLC = ("co-operate", "co-operate", "co-operate", "never", "one")
ALLD = ("defect", "defect", "defect", "never", "one")
GRIM = ("co-operate", "co-operate", "defect", "never", "ever")
PAVLOV = ("co-operate", "repeat", "change", "never", "one")


@pytest.fixture
def real(tmp_path: Path) -> Course:
    """Return a course of the real lessons to which nobody has handed in."""
    return Course(ROOT, tmp_path)


def hand_in(course: Course, lesson: str, student: str, quiz: str, item: str, *responses: Any) -> None:
    folder = course.step("submitted", lesson, student)
    folder.mkdir(parents=True, exist_ok=True)
    for response in responses:
        append(folder / "responses" / f"{quiz}.jsonl", Entry(time="t", item=item, response=response))


def strategy_run(rules: tuple[str, ...]) -> dict[str, Any]:
    values = {parameter.name: parameter.default for parameter in ROUNDS.parameters}
    return {"prediction": "1", "parameters": values | dict(zip(model.RULES, rules, strict=True)), "result": {"a": 1}}


def sheet_run(**codes: str) -> dict[str, Any]:
    """Return a record of the second coder's sheet with some codes changed."""
    values: dict[str, Any] = {parameter.name: parameter.default for parameter in SHEET.parameters}
    for case, row in sys.modules["codebook"].second_sheet().items():
        values |= {f"{case}_{letter}": code for letter, code in zip(lab.CRITERIA, row, strict=True)}
    return {"prediction": "3", "parameters": values | codes, "result": {"alpha": 1}}


def run(course: Course, *arguments: str) -> Result:
    course.enter()
    return CliRunner().invoke(main, ["--course", str(course.folder), "report", *arguments])


def written(course: Course, lesson: str, *options: str) -> str:
    done = run(course, lesson, *options)
    assert done.exit_code == 0, done.output
    return page(course, lesson).read_text("utf-8")


# Lesson 3


def test_a_tournament_worked_out_by_hand() -> None:
    """δ = 0.95. Against tit for tat, always defecting gets 0.05 * 5 + 0.95 * 1 = 1.2 and gives 0.95."""
    chosen = Counter({TFT: 2, ALLD: 1, ALLC: 1})
    points = strategies.averages(model, chosen, 0.95, 0.0)
    assert points == pytest.approx({TFT: (3 + 0.95 + 3) / 3, ALLD: (1.2 + 1.2 + 5) / 3, ALLC: (3 + 3 + 0) / 3})
    assert strategies.places(points, chosen) == {ALLD: 1, TFT: 2, ALLC: 4}


def test_the_axelrod_library_is_the_referee() -> None:
    """A meeting is worth the library's points of each turn, the turns to come weighted by δ."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        axelrod = pytest.importorskip("axelrod")
    students, delta, turns = [TFT, TFT, ALLC, ALLD, GRIM, PAVLOV], 0.9, 250
    weights = (1 - delta) * delta ** np.arange(turns)
    total = [0.0] * len(students)
    for one, two in itertools.combinations(range(len(students)), 2):
        played = axelrod.Match([composed_player(model.composed(*students[n])) for n in (one, two)], turns=turns)
        played.play()
        for student, points in zip((one, two), np.transpose(played.scores()), strict=True):
            total[student] += float(weights @ points)
    ours = strategies.averages(model, Counter(students), delta, 0.0)
    assert [ours[rules] for rules in students] == pytest.approx([points / 5 for points in total])


def test_strategies_have_the_names_of_the_lesson() -> None:
    never_angry = ("co-operate", "co-operate", "co-operate", "one-in-two", "three")
    chosen = Counter([TFT, ALLD, GRIM, ALLC, never_angry, ("defect", *GRIM[1:])])
    names = {row.rules: row.name for row in strategies.standings(model, chosen, 0.95, 0.03)}
    assert names[TFT] == "tit for tat"
    assert {names[ALLC], names[never_angry]} == {"always co-operates 1", "always co-operates 2"}
    assert names["defect", *GRIM[1:]] == "composed"


def test_the_class_sees_its_ranking_its_points_and_its_rules(real: Course) -> None:
    for student, rules in zip(IDS, (TFT, TFT, ALLD, ALLC), strict=True):
        hand_in(real, RECIPROCITY, student, RUN_03, ROUNDS.id, strategy_run(GRIM), strategy_run(rules))
    text = written(real, RECIPROCITY)
    for words in (
        "4 submissions, 4 with a recorded strategy",
        "First in round A: always defects (2.47)",
        "The class gets 2.2",
        '<th scope="row">tit for tat</th><td>2</td><td>2.32</td><td>2</td>',
        '<th scope="row">co-operate</th><td>3 (75%)</td><td>2.21</td>',
        '<th scope="row">every other time</th><td>0 (0%)</td><td>–</td>',
    ):
        assert words in text
    assert "grim" not in text


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda part: st.lists(part) | st.dictionaries(st.sampled_from(["parameters", *model.RULES]), part),
    )
)
@settings(deadline=None)
def test_no_response_is_taken_for_a_strategy_or_a_sheet_unless_it_is_one(response: Any) -> None:
    assert strategies.strategy_of(response, RULE_PARAMETERS) is None
    assert agreement.given([response], SHEET, lab) is None


def test_a_class_result_that_there_is_not_is_named_with_those_there_are(course: Course) -> None:
    assert class_run(course, ASSIGNMENT) is None
    path = course.source(ASSIGNMENT) / "doubling.py"
    path.write_text(path.read_text("utf-8") + '\nclass_report = "strategems"\n', "utf-8")
    with pytest.raises(CourseError, match=r'doubling.py: .* "strategems"; there are agreement, strategies'):
        class_run(course, ASSIGNMENT)


# Lesson 5


def test_alpha_of_a_class_is_the_published_one() -> None:
    """Krippendorff's four coders and twelve units, with the values 4 and 5 left blank: still the library's alpha."""
    blank = math.nan
    codes = np.array(
        [
            [1, 0.5, 0, 0, 0.5, 1, blank, 1, 0.5, blank, blank, blank],
            [1, 0.5, 0, 0, 0.5, 0.5, blank, 1, 0.5, blank, blank, 0],
            [blank, 0, 0, 0, 0.5, 0, blank, 0.5, 0.5, blank, 1, blank],
            [1, 0.5, 0, 0, 0.5, blank, blank, 1, 0.5, blank, 1, blank],
        ]
    )
    found = agreement.agreement(codes.reshape(4, 2, 6), lab)
    assert found.alpha == pytest.approx(lab.alpha(codes))
    assert found.low <= found.alpha <= found.high


def test_agreement_worked_out_by_hand() -> None:
    """Three coders, one case, two boxes: y y n and n n n. Of 6 codes that pair, 2 are yes and 4 no."""
    codes = np.array([[[1.0, 0.0]], [[1.0, 0.0]], [[0.0, 0.0]]])
    found = agreement.agreement(codes, lab)
    assert found.counts.tolist() == [[[2, 1, 0], [0, 3, 0]]]
    assert found.differ == pytest.approx(np.array([[2 / 3, 0]]))
    assert found.alpha == pytest.approx(1 - (2 / 6) / (2 * 2 * 4 / 30))
    assert found.by_criterion[0] == pytest.approx(1 - (2 / 3) / (2 * 2 * 1 / 6))
    assert math.isnan(found.by_criterion[1])


codes = st.sampled_from([1.0, 0.0, 0.5, math.nan])


@given(st.lists(st.lists(codes, min_size=12, max_size=12), min_size=2, max_size=6))
@settings(deadline=None, max_examples=50)
def test_the_tables_of_the_interval_give_the_same_alpha(rows: list[list[float]]) -> None:
    codes = np.array(rows).reshape(len(rows), 2, 6)
    found = agreement.agreement(codes, lab)
    tables = agreement.coincidences(found.counts).sum(axis=(0, 1)) / 2
    if not math.isnan(found.alpha):
        assert sys.modules["codebook"].alpha_of_tables(tables) == pytest.approx(found.alpha)


def test_the_first_sheet_with_enough_boxes_counts_without_the_worked_example() -> None:
    few = {f"{case}_{letter}": "blank" for case in ("panama", "haiti", "exit", "raid", "eu") for letter in lab.CRITERIA}
    records = [{"prediction": "3"}, sheet_run(**few), sheet_run(boats_a="contested"), sheet_run()]
    sheet = agreement.given(records, SHEET, lab)
    assert sheet is not None
    assert len(sheet) == 13
    assert "gulf" not in sheet
    assert sheet["boats"][0] == "contested"
    assert agreement.given(records[:2], SHEET, lab) is None


def test_the_class_sees_its_alpha_and_where_it_differs(real: Course) -> None:
    changes = ({}, {}, {"iran_c": "yes", "boats_d": "contested"}, {"iran_c": "no"})
    for student, codes in zip(IDS, changes, strict=True):
        hand_in(real, CODING, student, RUN_05, SHEET.id, sheet_run(**codes, gulf_a="yes"))
    text = written(real, CODING)
    expected = np.stack([lab.numbers(lab.read_sheet(sheet_run(**codes)["parameters"])) for codes in changes])
    kept = expected[:, [case != "gulf" for case in lab.CASES]]
    for words in (
        f"alpha is {lab.alpha(kept.reshape(4, -1)):.2f} (95 per cent:",
        "The class differs most often on C no existential threat",
        "The cases it differs on most: Iran 2025, Boats 2025",
        '<th scope="row">Iran 2025, C no existential threat</th><td>1</td><td>1</td><td>2</td><td>83%</td>',
        "Gulf 1990-91, came filled in and is left out",
    ):
        assert words in text
    assert '<th scope="row">Gulf' not in text


def test_a_class_that_agrees_on_everything_has_a_page(real: Course) -> None:
    same = {parameter.name: "yes" for parameter in SHEET.parameters if parameter.group}
    for student in IDS:
        hand_in(real, CODING, student, RUN_05, SHEET.id, sheet_run(**same))
    assert "alpha is not defined" in written(real, CODING)


# Any other lesson


def results_of(course: Course, *answers: dict[str, Any]) -> list[items.ItemResult]:
    for number, given_answers in enumerate(answers):
        hand_in_folder(course, f"s{number}", given_answers)
    scheme = read_answer_key(course, ASSIGNMENT)
    folders = [course.step("submitted", ASSIGNMENT, f"s{number}") for number in range(len(answers))]
    return items.item_results(scheme, [mark_folder(folder, scheme) for folder in folders])


def test_item_analysis_worked_out_by_hand(course: Course) -> None:
    wrong = {"s-club": "b", "s-several": ["a", "b"], "s-number": "7", "s-run": RIGHT["s-run"] | {"comparison": "8"}}
    club, several, number, runs = results_of(course, RIGHT, wrong, wrong | {"s-number": "4711"}, {})
    assert [club.facility, several.facility, number.facility] == pytest.approx([1 / 4, 1 / 4, 1 / 4])
    assert runs.facility == pytest.approx((1 + 0.75 + 0.75 + 0) / 4)
    assert (club.answered, club.students) == (3, 4)
    assert club.frequent() == [("b", 2)]
    assert several.frequent() == [("b", 2), ("c", 2)]
    assert number.mistakes == Counter({"7": 1, "4711": 1})
    assert number.frequent() == []


def test_the_class_sees_facility_and_wrong_answers_with_their_diagnosis(course: Course) -> None:
    results_of(course, RIGHT, RIGHT | {"s-club": "b", "s-several": ["a", "b"]}, RIGHT | {"s-number": "3"}, {})
    text = written(course, ASSIGNMENT)
    for words in (
        "Which good has a door? Let ",
        "Facility 50%; answered by 3 of 4.",
        '<th scope="row">a public good</th><td>1</td><td>Takes every shared good for a public one in',
        '<th scope="row"><i>left out:</i> light</th><td>1</td>',
        "The class earned 62% of the points",
    ):
        assert words in text


@pytest.mark.parametrize("lesson", [path.stem for path in sorted((ROOT / "instructor" / "keys").glob("*.yaml"))])
def test_every_mistake_that_the_keys_name_has_words(lesson: str) -> None:
    scheme = read_answer_key(Course(ROOT, ROOT / "build"), lesson)
    for item_id, answer in scheme.answers.items():
        item = next(item for _, item in scheme.bank.items() if item.id == item_id)
        assert all(items.in_words(item, answer, name) for name in answer.diagnosis)


def test_lessons_3_and_5_have_both_pages(real: Course) -> None:
    for student in IDS:
        hand_in(real, RECIPROCITY, student, RUN_03, ROUNDS.id, strategy_run(TFT))
    assert run(real, RECIPROCITY).exit_code == 0
    assert run(real, RECIPROCITY, "--items").exit_code == 0
    assert sorted(path.name for path in (real.folder / "report").iterdir()) == [
        "03-reciprocity-items.html",
        "03-reciprocity.html",
    ]


# No student is named, and nothing a student wrote is run


def naming(course: Course, lesson: str, quiz: str, item: str, response: dict[str, Any]) -> str:
    """Let each student hand in `response` and write the own id wherever a journal takes words; return the page."""
    for student in IDS:
        noise = [
            student,
            {"prediction": student, "parameters": student},
            {"prediction": HOSTILE, "comparison": HOSTILE},
        ]
        signed = response | {"prediction": student, "comparison": f"{student} {HOSTILE}"}
        hand_in(course, lesson, student, quiz, item, *noise, signed)
        hand_in(course, lesson, student, quiz, HOSTILE[:50], student)
    return written(course, lesson)


@pytest.mark.parametrize(
    ("lesson", "quiz", "item", "response"),
    [(RECIPROCITY, RUN_03, ROUNDS.id, strategy_run(TFT)), (CODING, RUN_05, SHEET.id, sheet_run())],
    ids=["strategies", "codes"],
)
def test_no_name_and_no_word_of_a_student_is_on_the_page(
    real: Course, lesson: str, quiz: str, item: str, response: dict[str, Any]
) -> None:
    text = naming(real, lesson, quiz, item, response)
    for word in (*IDS, "20264711", "souza", "<script", "alert(", "onerror"):
        assert word not in text


def test_no_word_of_a_student_is_in_the_item_analysis(course: Course) -> None:
    for student in IDS:
        signed = {"s-club": student, "s-several": [HOSTILE], "s-number": student[-8:], "s-run": {"comparison": student}}
        hand_in_folder(course, student, signed)
    text = written(course, ASSIGNMENT)
    for word in (*IDS, "20264711", "2.02647e", "souza", "<script", "alert(", "onerror"):
        assert word not in text


def test_the_page_does_not_depend_on_who_is_who(real: Course, tmp_path: Path) -> None:
    other = Course(ROOT, tmp_path / "other")
    for each, students in ((real, IDS), (other, IDS[::-1])):
        for student, rules in zip(students, (TFT, GRIM, ALLD, ALLC), strict=True):
            hand_in(each, RECIPROCITY, student, RUN_03, ROUNDS.id, strategy_run(rules))
    assert written(real, RECIPROCITY) == written(other, RECIPROCITY)


def test_every_string_of_a_report_is_escaped() -> None:
    table = ReportTable(HOSTILE, (HOSTILE,), ((HOSTILE, HOSTILE),))
    text = html(Report(HOSTILE, HOSTILE, (HOSTILE,), (ReportSection(HOSTILE, (HOSTILE,), HOSTILE, (table,)),), table))
    assert "<script>" not in text
    assert "<img" not in text
    assert "{{ 7 * 7 }}" in text


@pytest.mark.parametrize("lesson", [RECIPROCITY, CODING, ASSIGNMENT])
def test_few_submissions_are_refused_unless_asked_for(real: Course, course: Course, lesson: str) -> None:
    where = course if lesson == ASSIGNMENT else real
    for student in IDS[:2]:
        if lesson == ASSIGNMENT:
            hand_in_folder(where, student, RIGHT)
        else:
            quiz, item, response = {
                RECIPROCITY: (RUN_03, ROUNDS.id, strategy_run(TFT)),
                CODING: (RUN_05, SHEET.id, sheet_run()),
            }[lesson]
            hand_in(where, lesson, student, quiz, item, response)
    refused = run(where, lesson)
    assert refused.exit_code == 1
    assert "could identify someone" in refused.output
    assert not page(where, lesson).exists()
    assert written(where, lesson, "--even-if-few")


def test_those_who_recorded_nothing_do_not_make_a_class_larger(real: Course) -> None:
    hand_in(real, RECIPROCITY, IDS[0], RUN_03, ROUNDS.id, strategy_run(TFT))
    for student in IDS[1:]:
        hand_in(real, RECIPROCITY, student, RUN_03, ROUNDS.id, {"prediction": "3"})
    assert "1 recorded strategies; the report needs at least 2" in run(real, RECIPROCITY).output


def test_an_error_names_the_next_step(course: Course) -> None:
    assert "run: python -m instructor collect 01-small" in run(course, ASSIGNMENT).output
    assert 'did you mean "01-small"?' in run(course, "01-smal").output


def test_a_submission_that_cannot_be_read_is_left_out_and_named_in_the_terminal_only(real: Course) -> None:
    for student in IDS:
        hand_in(real, RECIPROCITY, student, RUN_03, ROUNDS.id, strategy_run(TFT))
    (real.step("submitted", RECIPROCITY, "broken-journal") / "responses" / f"{RUN_03}.jsonl").mkdir(parents=True)
    done = run(real, RECIPROCITY)
    assert "left out broken-journal" in done.output
    text = page(real, RECIPROCITY).read_text("utf-8")
    assert "4 submissions" in text
    assert "broken-journal" not in text


# The page


class Outline(HTMLParser):
    """Collects what a reader of the page needs, and what could load or run."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Look at one tag."""
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attributes]


def test_the_page_is_whole_by_itself_and_made_for_everyone(real: Course) -> None:
    for student, rules in zip(IDS, (TFT, GRIM, ALLD, ALLC), strict=True):
        hand_in(real, RECIPROCITY, student, RUN_03, ROUNDS.id, strategy_run(rules))
    submissions = Submissions(real, RECIPROCITY)
    outline = Outline()
    outline.feed(html(class_report(real, RECIPROCITY, submissions)))
    assert outline.tags["h1"] == outline.tags["main"] == outline.tags["svg"] == 1
    assert outline.tags["table"] == outline.tags["caption"] == 7
    assert not outline.tags.keys() & {"script", "link", "img", "iframe", "object", "embed", "form"}
    assert ("html", "lang", "en") in outline.attributes
    assert all(value in {"col", "row"} for tag, name, value in outline.attributes if tag == "th" and name == "scope")
    assert sum(tag == "th" for tag, name, _ in outline.attributes if name == "scope") == outline.tags["th"]
    (alt,) = (value for tag, name, value in outline.attributes if (tag, name) == ("svg", "aria-label"))
    assert "tit for tat 2." in alt
    for _, name, value in outline.attributes:
        assert not name.startswith("on")
        assert name not in {"src", "srcset", "action"}
        assert name not in {"href", "xlink:href"} or value.startswith("#")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes in folders")
def test_a_journal_that_is_no_file_is_passed_over_and_named(course: Course) -> None:
    folder = hand_in_folder(course, "mal", {})
    (folder / "responses").mkdir()
    os.mkfifo(folder / "responses" / "quiz-01.jsonl")
    hand_in_folder(course, "ana", RIGHT)
    submissions, scheme = Submissions(course, ASSIGNMENT), read_answer_key(course, ASSIGNMENT)
    assert len(submissions.read(lambda folder: mark_folder(folder, scheme))) == 1
    assert submissions.unread == {"mal": "a link or a device, not a file"}
