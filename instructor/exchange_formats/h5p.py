"""H5P question sets, written: one .h5p a quiz, with what H5P has a like of.

Picks become Multiple Choice, rows and orders Drag the Words, whole numbers Fill in the Blanks. The libraries are named,
not put in: a platform that has H5P has them, or fetches them from the H5P hub.
"""

from __future__ import annotations

import json
import uuid
from html import escape
from typing import Any

from instructor.exchange_formats.forms import (
    Essay,
    Form,
    Group,
    Lesson,
    Lost,
    Made,
    Numeric,
    Option,
    Pairs,
    Picks,
    Sequence,
    holds_picture,
    told_apart,
)
from instructor.exchange_formats.packages import zipped
from instructor.exchange_formats.texts import block as drawn_block
from instructor.exchange_formats.texts import inline as drawn_inline
from instructor.exchange_formats.texts import plain
from quizzes.pictures import without_data

#: H5P's libraries that the files ask for, all of version 1: the minor version.
LIBRARIES = {"H5P.QuestionSet": 20, "H5P.MultiChoice": 16, "H5P.DragText": 10, "H5P.Blanks": 14}
MAJOR = 1
MARKS = str.maketrans({"*": "∗", "/": "∕", ":": "∶", "\\": "⧵", "+": "＋"})


def write(lesson: Lesson) -> Made:
    """Return a lesson's quizzes as H5P question sets, and what H5P cannot hold."""
    files, lost = {}, []
    for group in lesson.groups:
        asked = [(question, made) for question in group.questions if (made := _content(question))]
        lost += [Lost(question.id, what) for question in group.questions for what in _lost(question)]
        if asked:
            files[f"{lesson.id}.{group.id}.h5p"] = _package(group, lesson, [made for _, made in asked])
    return Made(files, tuple(lost))


def block(text: str) -> str:
    """Return `text` as paragraphs, its pictures in words."""
    return drawn_block(without_data(text))


def inline(text: str) -> str:
    """Return `text` without a paragraph around it, its pictures in words."""
    return drawn_inline(without_data(text))


def _lost(question: Form) -> list[str]:
    lost = []
    if _content(question) is None:
        reason = "a person marks it" if isinstance(question, Essay) else "H5P counts no number within a tolerance"
        if isinstance(question, Picks):
            reason = "H5P has no vote without a right answer in a question set"
        return [f"left out: {reason}"]
    if isinstance(question, Pairs | Sequence):
        lost.append(
            "H5P counts each right row, and takes nothing for a wrong one; what is told for a pair is told to all"
        )
    elif question.rationale and isinstance(question, Numeric):
        lost.append("why it is right, and what is told for a wrong number, left out: H5P has no place for them")
    if isinstance(question, Picks) and question.has_shares:
        lost.append(
            "its options' own shares left out: H5P gives a point for a right pick and takes one for a wrong one"
        )
    if holds_picture(question):
        lost.append("its picture left out, with what it shows in its place: H5P's texts hold none")
    if question.points != 1:
        lost.append(f"its {question.points:g} points: H5P gives a point for each right part")
    return lost


def _package(group: Group, lesson: Lesson, questions: list[dict[str, Any]]) -> bytes:
    used = {"H5P.QuestionSet", *(each["library"].split()[0] for each in questions)}
    about = {
        "title": plain(group.title),
        "language": "und",
        "mainLibrary": "H5P.QuestionSet",
        "embedTypes": ["iframe"],
        "license": "U",
        "preloadedDependencies": [
            {"machineName": name, "majorVersion": MAJOR, "minorVersion": minor}
            for name, minor in LIBRARIES.items()
            if name in used
        ],
    }
    introduction = {"showIntroPage": True, "title": plain(group.title), "introduction": block(lesson.about)}
    content = {"introPage": introduction, "progressType": "textual", "passPercentage": 50, "questions": questions}
    return zipped({"h5p.json": _bytes(about), "content/content.json": _bytes(content)})


def _bytes(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _content(question: Form) -> dict[str, Any] | None:
    match question:
        case Picks(keyed=True):
            return _library(question, "H5P.MultiChoice", _choices(question))
        case Pairs():
            lines = [(question.rows[row], question.options[name]) for row, name in question.key.items()]
            free = [text for name, text in question.options.items() if name not in question.key.values()]
            return _library(question, "H5P.DragText", _drags(question, lines, free))
        case Sequence():
            lines = [(str(n), question.options[name]) for n, name in enumerate(question.key, 1)]
            return _library(question, "H5P.DragText", _drags(question, lines, []))
        case Numeric() if not any(value.tolerance for value in question.right):
            said = "/".join(dict.fromkeys(f"{value.number:.12g}" for value in question.right))
            return _library(question, "H5P.Blanks", {"text": block(question.asked), "questions": [f"<p>*{said}*</p>"]})
    return None


def _library(question: Form, name: str, params: dict[str, Any]) -> dict[str, Any]:
    made = str(uuid.uuid5(uuid.NAMESPACE_URL, question.id))
    return {
        "library": f"{name} {MAJOR}.{LIBRARIES[name]}",
        "params": params,
        "subContentId": made,
        "metadata": {"title": question.title, "license": "U"},
    }


def _choices(question: Picks) -> dict[str, Any]:
    behaviour = {"type": "single" if question.single else "multi", "singlePoint": question.single}
    behaviour |= {"randomAnswers": question.shuffle, "enableRetry": True, "enableSolutionsButton": True}
    overall = [{"from": 0, "to": 100, "feedback": plain(question.rationale)}] if question.rationale else []
    return {
        "question": block(question.stem),
        "answers": [_choice(option, option.id in question.right) for option in question.options],
        "behaviour": behaviour,
        "overallFeedback": overall,
    }


def _choice(option: Option, is_right: bool) -> dict[str, Any]:
    told = inline(option.feedback) if option.feedback else ""
    shown = {"tip": "", "chosenFeedback": told, "notChosenFeedback": ""}
    return {"text": inline(option.text), "correct": is_right, "tipsAndFeedback": shown}


def _drags(question: Pairs | Sequence, lines: list[tuple[str, str]], free: list[str]) -> dict[str, Any]:
    """Return a text with words to drag; the signs that H5P reads in it are replaced by others that look like them."""
    text = "\n".join(f"{escape(plain(row).translate(MARKS), quote=False)} *{_word(option)}*" for row, option in lines)
    return {
        "taskDescription": block(question.stem),
        "textField": text,
        "distractors": "\n".join(f"*{_word(option)}*" for option in free),
        "overallFeedback": [{"from": 0, "to": 100, "feedback": plain(told_apart(question))}],
        "behaviour": {"enableRetry": True, "enableSolutionsButton": True, "instantFeedback": False},
    }


def _word(text: str) -> str:
    return escape(plain(text).translate(MARKS), quote=False)
