"""Is what others write read rightly? Each sample looks like a file of the field that was once read wrongly."""

from __future__ import annotations

from textwrap import dedent

import pytest

from instructor.exchange_formats import gift_in, moodle_in, text2qti_in
from instructor.exchange_formats.forms import Essay, FormatError, Found, Numeric, Option, Pairs, Picks, Sequence, Value
from instructor.exchange_formats.into_files import bank_text, check, keys_text
from instructor.exchange_formats.into_items import taken
from instructor.exchange_formats.marked_up import markdown
from quizzes.markdown import html
from quizzes.scoring import score


def moodle(inside: str) -> Found:
    return moodle_in.read(f'<?xml version="1.0"?>\n<quiz>{inside}</quiz>'.encode())


def asked(kind: str, inside: str, text: str = "<p>Which?</p>") -> str:
    head = f'<name><text>Name</text></name><questiontext format="html"><text><![CDATA[{text}]]></text></questiontext>'
    return f'<question type="{kind}">{head}{inside}</question>'


def answered(text: str, fraction: float, more: str = "") -> str:
    return f'<answer fraction="{fraction}" format="html"><text>{text}</text>{more}</answer>'


def lost(found: Found) -> str:
    return "\n".join(map(str, found.lost))


def marked(found: Found, response: object) -> float:
    """Return what a response to the only question earns."""
    made = taken(found, "sample")
    ((item,),) = (quiz.items for quiz in made.quizzes)
    return score(item, made.answers[item.id], response).points


def lost_at_last(found: Found) -> str:
    return "\n".join(map(str, taken(found, "sample").lost))


# Moodle XML


def test_moodle_types_that_the_course_has_not_are_named_with_their_question() -> None:
    found = moodle(asked("cloze", "") + asked("shortanswer", answered("word", 100)))
    assert "question 1 “Name”: left out: the course has no item type for Moodle's “cloze”" in lost(found)
    assert "question 2 “Name”: left out: the course has no item type for Moodle's “shortanswer”" in lost(found)
    assert not found.groups


def test_shares_of_a_single_pick_and_several_right_ones_are_kept() -> None:
    answers = answered("a", 100) + answered("b", 50) + answered("c", -25) + answered("d", 100)
    found = moodle(asked("multichoice", f"<single>true</single>{answers}"))
    made = taken(found, "sample")
    ((item,),) = (quiz.items for quiz in made.quizzes)
    key = made.answers[item.id]
    assert [score(item, key, name).points for name in "abcd"] == [1, 0.5, 0, 1]
    assert "option b" not in lost_at_last(found)
    assert "option c took 25% away; here a wrong one earns nothing" in lost_at_last(found)


@pytest.mark.parametrize(
    ("fractions", "picked", "earned"),
    [
        ((50, 50, 0), "abc", 1),
        ((50, 50, -50), "abc", 0.5),
        ((50, 50, -150), "abc", 0),
        ((33.33333, 33.33333, 33.33333, 0), "ad", 0.3333),
        ((70, 30, -10), "ac", 0.6),
    ],
)
def test_shares_of_several_picks_are_kept(fractions: tuple[float, ...], picked: str, earned: float) -> None:
    answers = "".join(answered(name, each) for name, each in zip("abcd", fractions, strict=False))
    found = moodle(asked("multichoice", f"<single>false</single>{answers}"))
    assert marked(found, list(picked)) == earned
    assert "shares" not in lost_at_last(found)


def test_shares_that_the_course_cannot_hold_are_named() -> None:
    several = answered("a", 30) + answered("b", 30) + answered("c", 0)
    said = lost_at_last(moodle(asked("multichoice", f"<single>false</single>{several}")))
    assert "each right pick earns 50% and each wrong one takes as much away" in said
    one = answered("a", 100) + answered("b", 50) + answered("c", 25)
    found = moodle(asked("multichoice", f"<single>true</single>{one}"))
    assert "option b earned 50%; here it is wrong, for one has to earn nothing" in lost_at_last(found)
    assert marked(found, "b") == 0


def test_hints_come_along() -> None:
    hint = '<hint format="html"><text>&lt;p&gt;Look &lt;b&gt;here&lt;/b&gt;.&lt;/p&gt;</text></hint>'
    made = taken(moodle(asked("multichoice", answered("a", 100) + answered("b", 0) + hint)), "sample")
    assert made.quizzes[0].items[0].hints == ("Look **here**.",)


@pytest.mark.parametrize(
    ("kind", "inside", "said"),
    [
        ("numerical", answered("nan", 100), "one of its numbers is not finite"),
        ("numerical", answered("2", 100, "<tolerance>-1</tolerance>"), "Expected `float` >= 0.0"),
        ("multichoice", answered("a", 100) + "<defaultgrade>x</defaultgrade>", "a number in it cannot be read"),
        (
            "multichoice",
            answered("a", 100) + answered("b", 0) + "<defaultgrade>200</defaultgrade>",
            "it is worth 200 points; an item has 100 at most",
        ),
        ("truefalse", answered("sí", 100) + answered("no", 0), "Expected `str` matching"),
        ("essay", "<minwordlimit>300</minwordlimit><maxwordlimit>200</maxwordlimit>", "`length` needs"),
    ],
)
def test_a_question_that_no_bank_can_hold_costs_no_other_one(kind: str, inside: str, said: str) -> None:
    found = moodle(asked(kind, inside) + asked("multichoice", answered("a", 100) + answered("b", 0)))
    made = taken(found, "sample")
    assert said in "\n".join(map(str, made.lost))
    assert sum(len(quiz.items) for quiz in made.quizzes) == 1
    check(bank_text("", "lesson", made, practice=False), keys_text("", "lesson", made), "lesson")


def test_what_is_told_for_a_right_number_is_named() -> None:
    general = '<generalfeedback format="html"><text>Why.</text></generalfeedback>'
    number = answered("2", 100, '<feedback format="html"><text>Well seen.</text></feedback>')
    assert "what was told for the right answer 2 left out" in lost_at_last(moodle(asked("numerical", number + general)))


def test_a_document_type_within_a_text_is_text() -> None:
    text = '<answer fraction="{}" format="plain_text"><text><![CDATA[<!DOCTYPE {}>]]></text></answer>'
    found = moodle(asked("multichoice", text.format(100, "html") + text.format(0, "q [<!ENTITY a 'b'>]")))
    (question,) = found.groups[0].questions
    assert isinstance(question, Picks)
    assert [option.text for option in question.options] == [r"\<!DOCTYPE html>", r"\<!DOCTYPE q \[\<!ENTITY a 'b'>\]>"]


def test_a_question_without_a_right_answer_is_left_out_and_named() -> None:
    found = moodle(asked("multichoice", answered("a", 0) + answered("b", 30)))
    assert "question 1 “Name”: left out: no option is fully right" in lost_at_last(found)


def test_pictures_are_named_and_their_words_kept() -> None:
    found = moodle(asked("essay", "", '<p><img src="@@PLUGINFILE@@/m.png" alt="a map"/> Describe it.</p>'))
    assert "a picture (a map) left out" in lost(found)
    assert found.groups[0].questions[0].stem == "\\[a map\\] Describe it."


def test_numbers_units_and_the_answer_for_all_others() -> None:
    answers = answered("2.5", 100, "<tolerance>0.5</tolerance>") + answered("25", 0) + answered("*", 0)
    units = "<units><unit><unit_name>m</unit_name></unit></units>"
    found = moodle(asked("numerical", answers + answered("3.5", 50) + units))
    (question,) = found.groups[0].questions
    assert isinstance(question, Numeric)
    assert question.right == (Value(2.5, 0.5),)
    for what in ("the answer “*” left out", "3.5 earned 50%", "1 unit(s) left out"):
        assert what in lost(found)


def test_rows_with_a_free_option_and_an_order() -> None:
    rows = "".join(
        f'<subquestion format="html"><text>{row}</text><answer><text>{name}</text></answer></subquestion>'
        for row, name in (("one", "x"), ("two", "y"), ("", "z"))
    )
    found = moodle(asked("matching", rows) + asked("ordering", answered("last", 2) + answered("first", 1)))
    pairs, order = found.groups[0].questions
    assert isinstance(pairs, Pairs)
    assert isinstance(order, Sequence)
    assert (list(pairs.rows.values()), list(pairs.options.values())) == (["one", "two"], ["x", "y", "z"])
    assert [order.options[name] for name in order.key] == ["first", "last"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<quiz><question></quiz>", "not XML: mismatched tag"),
        (b"<html/>", "begins with <quiz>, and this one with <html>"),
        (b'<!DOCTYPE q [<!ENTITY a "b">]><quiz/>', "its <!DOCTYPE declares something"),
        (b'<!DOCTYPE q> <!-- --> <!DOCTYPE q [<!ENTITY a "b">]><quiz/>', "its <!DOCTYPE declares something"),
        ('<?xml version="1.0"?><!DOCTYPE q [<!ENTITY a "b">]><quiz/>'.encode("utf-16"), "declares something"),
        ('<!DOCTYPE q [<!ENTITY a "b">]><quiz/>'.encode("utf-16-le"), "declares something"),
    ],
)
def test_what_is_no_moodle_xml_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(FormatError, match=message):
        moodle_in.read(data)


# GIFT


def test_gift_reads_what_its_description_has() -> None:
    text = r"""
        $CATEGORY: $course$/top/Week 1//2

        // [id:first]
        ::Title \: one::[html]<p>Which \{x\}?</p> {
            =right#Yes.
            ~%50%half # Nearly.
            ~wrong\=
            ####Because.
        }

        Truth?{FALSE#It is not.#Well seen.}

        How many? {#
            =1822:0
            =%50%1822:2 #Close.
            ~#Completely wrong
        }

        Range? {#1..5}

        Rows {=one -> 1 =two -> 2 =three -> 2}

        Explain.{}
        """
    found = gift_in.read(dedent(text).replace("\n", "\r\n").encode("utf-8-sig"))
    assert [group.title for group in found.groups] == ["Week 1/2"]
    first, truth, count, span, rows, essay = found.groups[0].questions
    assert isinstance(first, Picks)
    assert (first.id, first.title, first.stem, first.rationale) == ("first", "Title : one", "Which {x}?", "Because.")
    assert first.options == (
        Option("a", "right", 1, "Yes."),
        Option("b", "half", 0.5, "Nearly."),
        Option("c", "wrong="),
    )
    assert isinstance(truth, Picks)
    assert truth.options == (Option("true", "True", 0, "It is not."), Option("false", "False", 1, "Well seen."))
    assert isinstance(count, Numeric)
    assert count.right == (Value(1822),)
    assert isinstance(span, Numeric)
    assert span.right == (Value(3, 2),)
    assert isinstance(rows, Pairs)
    assert len(rows.options) == 2
    assert isinstance(essay, Essay)
    assert "1822:2 earned 50%" in lost(found)
    assert "the answer “” is no number; left out" in lost(found)


def test_gift_names_what_does_not_fit_with_its_line() -> None:
    text = "A text.\n\nTwo {=four =4} gaps {=x}.\n\n::Word::Type it {=four =4}\n\nOpen { =a ~b\n"
    found = gift_in.read(text.encode())
    assert lost(found).splitlines() == [
        "line 1: left out: a text without answers is no question; put it into the notebook",
        "line 3: left out: several gaps in one question; the course has no item type for it",
        "line 5 “Word”: left out: a word is typed; the course has no item type for it (choice and written come near)",
        "line 7: left out: its brace { is never closed",
    ]


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_a_text_that_is_not_in_utf_8_is_refused(encoding: str) -> None:
    for reader in (gift_in, text2qti_in):
        with pytest.raises(FormatError, match="save it as UTF-8"):
            reader.read("¿Qué? {=á ~b}".encode(encoding))


# HTML


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>One</p><p>Two <b>bold </b>here</p>", "One\n\nTwo **bold** here"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "- a\n   - b"),
        ("<ul>\n<li><p>a</p></li>\n<li><p>b</p></li>\n</ul><p>c</p>", "-  a\n-  b\n\nc"),
        ("<pre><code>x = 1\ny</code></pre>", "```\nx = 1\ny\n```"),
        (
            "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>",
            "| a | b |\n|---|---|\n| 1 | 2 |",
        ),
        (r"\(x&lt;1\) and $$y$$", "$x<1$ and $$y$$"),
        ('<img class="equation_image" data-equation-content="x^2">', "$x^2$"),
        ('<img src="/equation_images/%255Cfrac%257B1%257D%257B2%257D">', r"$\frac{1}{2}$"),
        ("5 * 3 _ $5 [x] &lt;b&gt;", r"5 \* 3 \_ \$5 \[x\] \<b>"),
        ('<script>alert(1)</script><a href="https://a.org">x</a><a name="y">z</a>', "[x](https://a.org)z"),
        ("<b></b>x", "x"),
        ("<p>Text<br></p><p>a<br><br>b<br/>\n</p>", "Text\n\na\\\n\\\nb"),
        ("<p>a<b> b </b>c <strong><br></strong>d</p>", "a **b** c \\\nd"),
        ("<p>What shows &amp;nbsp; and &amp;#60;, R&amp;D?</p>", r"What shows \&nbsp; and \&#60;, R&D?"),
        ("<table><tr><td>a|b</td></tr><tr><td>c</td></tr></table>", "| a\\|b |\n|---|\n| c |"),
        ("<code>a`b</code>", "`` a`b ``"),
        (r"2\(\times\)3", "2\u2060$\\times$\u20603"),
        *((f"<p>{text}</p>", f"\\{text}") for text in ("## x", "---", "===", "~~~")),
        ("<p>&gt;5</p>", r"\>5"),
    ],
)
def test_html_becomes_markdown_that_shows_the_same(html: str, expected: str) -> None:
    assert markdown(html)[0] == expected


def test_html_that_became_markdown_is_drawn_as_it_was() -> None:
    assert html(markdown(r"2\(\times\)3, and \[x^2\] too")[0]).count("<math") == 2
    assert "$" not in html(markdown(r"2\(\times\)3, and \[x^2\] too")[0])
    assert html(markdown("<p>a<b> b </b>c<br></p>")[0]) == "<p>a <strong>b</strong> c</p>"
    assert html(markdown("<p>&amp;nbsp;</p>")[0]) == "<p>&amp;nbsp;</p>"
