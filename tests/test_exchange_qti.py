"""Are QTI 1.2 and text2qti's Markdown read rightly? The samples look like files of the field that once were not."""

from __future__ import annotations

import io
import warnings
import zipfile
from pathlib import Path

import pytest

from instructor.exchange_formats import qti12_in, text2qti_in
from instructor.exchange_formats.forms import Essay, FormatError, Found, Numeric, Option, Picks, Value
from instructor.exchange_formats.texts import block


def lost(found: Found) -> str:
    return "\n".join(map(str, found.lost))


# QTI 1.2


def item(inside: str, kind: str = "", more: str = "") -> str:
    field = f"<fieldlabel>question_type</fieldlabel><fieldentry>{kind}</fieldentry>"
    data = f"<itemmetadata><qtimetadata><qtimetadatafield>{field}</qtimetadatafield>{more}</qtimetadata></itemmetadata>"
    return f'<item ident="i1" title="One">{data if kind else ""}{inside}</item>'


def qti(*items: str, head: str = "") -> Found:
    return qti12_in.read(f"{head}<questestinterop><section>{''.join(items)}</section></questestinterop>".encode())


LABELS = "".join(
    f'<response_label ident="A{n}"><material><mattext>{text}</mattext></material></response_label>'
    for n, text in enumerate(("no", "yes"))
)
CHOICE = (
    '<presentation><material><mattext texttype="text/html">&lt;p&gt;Is it?&lt;/p&gt;</mattext></material>'
    f'<response_lid ident="R"><render_choice>{LABELS}</render_choice></response_lid></presentation>'
    "<resprocessing>"
    '<respcondition><conditionvar><varequal respident="R">A0</varequal></conditionvar>'
    '<setvar action="Add">0</setvar></respcondition>'
    '<respcondition><conditionvar><varequal respident="R">A1</varequal></conditionvar>'
    '<setvar action="Set">10.00</setvar></respcondition></resprocessing>'
)


def test_points_in_place_of_percent_and_no_word_of_the_type() -> None:
    (question,) = qti(item(CHOICE)).groups[0].questions
    assert isinstance(question, Picks)
    assert [(each.text, each.credit) for each in question.options] == [("no", 0), ("yes", 1)]


def test_the_first_of_two_types_counts_and_all_or_nothing_is_named() -> None:
    again = (
        "<qtimetadatafield><fieldlabel>question_type</fieldlabel><fieldentry>multiple_answers_question</fieldentry>"
        "</qtimetadatafield><qtimetadatafield><fieldlabel>scoring_algorithm</fieldlabel><fieldentry>AllOrNothing"
        "</fieldentry></qtimetadatafield>"
    )
    found = qti(item(CHOICE, "true_false_question", again))
    (question,) = found.groups[0].questions
    assert isinstance(question, Picks)
    assert question.single
    assert "it was right as a whole or not at all" in lost(found)


def test_html_that_is_not_escaped_is_read() -> None:
    bare = CHOICE.replace("&lt;p&gt;Is it?&lt;/p&gt;", "<div>Is <b>it</b>?</div>")
    assert qti(item(bare)).groups[0].questions[0].stem == "Is **it**?"


def test_a_document_type_is_passed_over_where_it_declares_nothing() -> None:
    assert qti(item(CHOICE), head='<!DOCTYPE questestinterop SYSTEM "ims_qtiasiv1p2.dtd">').groups
    with pytest.raises(FormatError, match="declares something"):
        qti(item(CHOICE), head='<!DOCTYPE q [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>')


def test_types_that_the_course_has_not_are_named() -> None:
    found = qti(item(CHOICE, "fill_in_multiple_blanks_question"), item(CHOICE, "calculated_question"))
    assert "item 1 “One”: left out: the course has no item type for “fill_in_multiple_blanks_question”" in lost(found)
    assert "“calculated_question”" in lost(found)


@pytest.mark.parametrize(
    ("data", "message"),
    [(b"PK\x03\x04 broken", "the zip is damaged"), (b"<assessmentItem/>", "no QTI 1.2"), (b"<a", "not XML")],
)
def test_what_is_no_qti_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        qti12_in.read(data)


# text2qti

MARKDOWN = """\
Quiz title: Sample
Quiz description: Not kept.

Title: Sum
Points: 2
1.  What is $2+3$?

    Think *twice*.
... In general.
a)  6
... Too much.
*c) 5

2.  Which?
[ ] mammoth
[*] rex
[*] tops

% a comment
3.  Root of 2?
= 1.4142 +- 0.0001

4.  Cube root?
= [1.2598, 1.2600]

5.  Say it.
____
"""
REST = """
COMMENT
6. Not asked.
END_COMMENT

GROUP
pick: 1
```{.python .run}
print("7. Never run.")
```
END_GROUP

8. Who?
* Santa

9. Upload.
^^^^
"""


def test_text2qti_is_read_as_text2qti_reads_it() -> None:
    found = text2qti_in.read(MARKDOWN.encode())
    one, two, root, cube, essay = found.groups[0].questions
    assert isinstance(one, Picks)
    assert (one.title, one.points, one.stem, one.rationale) == (
        "Sum",
        2,
        "What is $2+3$?\n\nThink *twice*.",
        "In general.",
    )
    assert one.options == (Option("a", "6", 0, "Too much."), Option("b", "5", 1))
    assert isinstance(two, Picks)
    assert [each.credit for each in two.options] == [-0.5, 0.5, 0.5]
    assert isinstance(root, Numeric)
    assert root.right == (Value(1.4142, 0.0001),)
    assert isinstance(cube, Numeric)
    assert cube.right[0].number == pytest.approx(1.2599)
    assert isinstance(essay, Essay)


def test_what_text2qti_makes_of_the_same_text_is_read_alike(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from text2qti.config import Config
        from text2qti.qti import QTI
        from text2qti.quiz import Quiz

        QTI(Quiz(MARKDOWN, config=Config(), source_name="sample.txt")).save(str(tmp_path / "sample.zip"))
    zipped = qti12_in.read((tmp_path / "sample.zip").read_bytes()).groups[0].questions
    plain = text2qti_in.read(MARKDOWN.encode()).groups[0].questions
    assert [type(each) for each in zipped] == [type(each) for each in plain]
    for one, other in zip(zipped, plain, strict=True):
        assert block(one.stem) == block(other.stem)
        assert one.points == other.points
        if isinstance(one, Picks) and isinstance(other, Picks):
            assert [(each.text, each.credit, each.feedback) for each in one.options] == [
                (each.text, each.credit, each.feedback) for each in other.options
            ]
        if isinstance(one, Numeric) and isinstance(other, Numeric):
            for value, wanted in zip(one.right, other.right, strict=True):
                assert value.number == pytest.approx(wanted.number)
                assert value.tolerance == pytest.approx(wanted.tolerance)


def test_code_is_never_run_and_what_does_not_fit_is_named() -> None:
    found = text2qti_in.read((MARKDOWN + REST).encode())
    assert len(found.groups[0].questions) == 5
    said = lost(found)
    for what in (
        "code that makes questions left out",
        "a group to draw from",
        "a word is typed",
        "a file is handed in",
    ):
        assert what in said
    assert "Never run" not in said
    assert "line 2: a text between the questions left out" in said


def test_a_zip_with_pictures_names_them() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("quiz/q.xml", f"<questestinterop>{item(CHOICE)}</questestinterop>")
        archive.writestr("images/map.png", b"x")
    assert "images/map.png: a file beside the questions left out" in lost(qti12_in.read(data.getvalue()))


# What was once read wrongly


def number(*conditions: str) -> Found:
    asked = '<presentation><material><mattext>How many?</mattext></material><response_str ident="r"/></presentation>'
    return qti(item(f"{asked}<resprocessing>{''.join(conditions)}</resprocessing>", "numerical_question"))


def condition(inside: str, score: float = 100, action: str = "Set") -> str:
    scored = f'<setvar action="{action}">{score}</setvar>'
    return f"<respcondition><conditionvar>{inside}</conditionvar>{scored}</respcondition>"


def within(low: float, high: float, exact: float) -> str:
    both = f"<and><vargte>{low}</vargte><varlte>{high}</varlte></and>"
    return f"<or><varequal>{exact}</varequal>{both}</or>"


def test_bounds_that_lie_unevenly_accept_no_number_outside_of_them() -> None:
    (even,) = number(condition(within(9, 11, 10))).groups[0].questions
    (uneven,) = number(condition(within(9, 12, 10))).groups[0].questions
    assert isinstance(even, Numeric)
    assert isinstance(uneven, Numeric)
    assert (even.right, uneven.right) == ((Value(10, 1),), (Value(10.5, 1.5),))


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("<varequal>2,5</varequal>", "left out: “2,5” in it is no number"),
        ("<vargte>9</vargte>", "left out: every number on one side of a bound is right"),
    ],
)
def test_a_number_that_cannot_be_read_is_named_and_not_made_up(inside: str, said: str) -> None:
    found = number(condition(inside))
    assert said in lost(found)
    assert not found.groups


def test_a_number_that_earned_a_part_is_wrong_and_named() -> None:
    found = number(condition("<varequal>2.5</varequal>"), condition("<varequal>2</varequal>", 50))
    (question,) = found.groups[0].questions
    assert isinstance(question, Numeric)
    assert (question.right, question.wrong) == ((Value(2.5),), (Value(2),))
    assert "2 earned 50%; here a number is right or wrong: it is wrong" in lost(found)


def labels(*texts: str) -> str:
    made = (
        f'<response_label ident="{t[0]}"><material><mattext>{t}</mattext></material></response_label>' for t in texts
    )
    return f"<render_choice>{''.join(made)}</render_choice>"


def test_shares_that_are_added_up_are_read() -> None:
    asked = f'<presentation><response_lid ident="r" rcardinality="Multiple">{labels("a", "b", "c", "d")}</response_lid>'
    scores = (
        condition(f"<varequal>{name}</varequal>", score, "Add") for name, score in (("a", 2), ("b", 1), ("c", -1))
    )
    (question,) = (
        qti(item(f"{asked}</presentation><resprocessing>{''.join(scores)}</resprocessing>")).groups[0].questions
    )
    assert isinstance(question, Picks)
    assert [round(each.credit, 3) for each in question.options] == [0.667, 0.333, -0.333, 0]


def test_rows_with_options_of_their_own_are_left_out() -> None:
    rows = (f'<response_lid ident="r{n}">{labels(f"a{n}", f"b{n}")}</response_lid>' for n in (1, 2))
    scores = (condition(f'<varequal respident="r{n}">a</varequal>', 50, "Add") for n in (1, 2))
    found = qti(item(f"<presentation>{''.join(rows)}</presentation><resprocessing>{''.join(scores)}</resprocessing>"))
    assert "left out: its rows have options of their own" in lost(found)
    assert not found.groups


def test_a_zip_whose_file_is_damaged_locked_or_larger_than_it_says_is_refused() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("quiz.xml", f"<questestinterop>{item(CHOICE)}</questestinterop>")
    whole = made.getvalue()
    entry, start = whole.index(b"PK\x01\x02"), whole.index(b"PK\x03\x04")
    damaged, locked, lying = bytearray(whole), bytearray(whole), bytearray(whole)
    damaged[60] ^= 0xFF
    locked[entry + 8] |= 1
    locked[start + 6] |= 1
    lying[entry + 24 : entry + 28] = (10).to_bytes(4, "little")
    for data in (damaged, locked, lying):
        with pytest.raises(FormatError, match=r"quiz\.xml in it cannot be read"):
            qti12_in.read(bytes(data))
