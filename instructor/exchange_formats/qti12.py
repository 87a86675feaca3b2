"""QTI 1.2 as Canvas imports it: a zip with a quiz a file, its meta and a manifest.

An order becomes a row a place: Canvas's classic quizzes have none. Feedback goes with each option; Canvas shows the
rationale as the question's general comment. What Canvas gives for several picks is what this course gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement, tostring

from instructor.exchange_formats.forms import (
    Essay,
    Form,
    Group,
    Lesson,
    Lost,
    Made,
    Numeric,
    Pairs,
    Picks,
    Sequence,
    holds_picture,
    told_apart,
)
from instructor.exchange_formats.packages import Packed, manifest, zipped
from instructor.exchange_formats.texts import block, inline, plain
from quizzes.types.base import drawn

NAMESPACE = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
META = "http://canvas.instructure.com/xsd/cccv1p0"
PICTURES = "its picture stands in the text itself; look whether your Canvas shows it, else upload the file there"
ORDERED = "its options have an order, and Canvas shuffles all of a quiz or nothing; it was told to shuffle"
KINDS = {
    Numeric: "numerical_question",
    Pairs: "matching_question",
    Sequence: "matching_question",
    Essay: "essay_question",
}


def write(lesson: Lesson) -> Made:
    """Return a lesson as a zip for Canvas, and what Canvas cannot hold."""
    files, packed, lost = {}, [], []
    for group in lesson.groups:
        name = f"{group.id}/{group.id}.xml"
        files[name] = _assessment(group)
        files[f"{group.id}/assessment_meta.xml"] = _meta(group, lesson)
        packed.append(Packed(group.id, "imsqti_xmlv1p2", (name, f"{group.id}/assessment_meta.xml")))
        lost += [Lost(question.id, what) for question in group.questions for what in _lost(question)]
        lost += [Lost(question.id, PICTURES) for question in group.questions if holds_picture(question)]
        lost += [Lost(each.id, ORDERED) for each in group.questions if isinstance(each, Picks) and each.has_order]
    files["imsmanifest.xml"] = manifest(lesson.id, packed, "IMS Content", "1.1.3")
    return Made({f"{lesson.id}.canvas.zip": zipped(files)}, tuple(lost))


def _lost(question: Form) -> list[str]:
    match question:
        case Pairs():
            return ["Canvas gives each right row its share, and takes nothing for a wrong one"]
        case Sequence():
            return ["became a row a place, each counting its share: Canvas has no order"]
        case Picks() if question.has_shares:
            return ["its options' own shares left out: Canvas counts right less wrong, and one pick as right or wrong"]
        case Picks(keyed=False):
            return ["a vote: every option counts as right, for no points"]
        case Essay() if question.least or question.criteria:
            return ["length and criteria stand in the question's comment: Canvas has no field for them"]
    return []


def _assessment(group: Group) -> bytes:
    root = Element("questestinterop", xmlns=NAMESPACE)
    assessment = SubElement(root, "assessment", ident=group.id, title=plain(group.title))
    section = SubElement(assessment, "section", ident="root_section")
    for question in group.questions:
        _item(section, question)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _meta(group: Group, lesson: Lesson) -> bytes:
    root = Element("quiz", xmlns=META, identifier=group.id)
    points = sum(question.points for question in group.questions)
    values = {
        "title": plain(group.title),
        "description": block(lesson.about),
        "quiz_type": "assignment" if points else "practice_quiz",
        "points_possible": f"{points:g}",
        "shuffle_answers": "true",
        "scoring_policy": "keep_highest",
    }
    for name, value in values.items():
        SubElement(root, name).text = value
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _kind(question: Form) -> str:
    if isinstance(question, Picks):
        return "multiple_choice_question" if question.single else "multiple_answers_question"
    return KINDS[type(question)]


def _item(section: Element, question: Form) -> None:
    item = SubElement(section, "item", ident=question.id, title=question.title)
    data = SubElement(SubElement(item, "itemmetadata"), "qtimetadata")
    for label, entry in (("question_type", _kind(question)), ("points_possible", f"{question.points:g}")):
        entered = SubElement(data, "qtimetadatafield")
        SubElement(entered, "fieldlabel").text = label
        SubElement(entered, "fieldentry").text = entry
    presentation = SubElement(item, "presentation")
    _material(presentation, block(question.asked if isinstance(question, Numeric) else question.stem))
    processing = SubElement(item, "resprocessing")
    outcomes = SubElement(processing, "outcomes")
    SubElement(outcomes, "decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal")
    general = _general(question)
    if general:
        condition = _condition(processing, "other")
        SubElement(condition, "displayfeedback", feedbacktype="Response", linkrefid="general_fb")
    match question:
        case Picks():
            _picks(item, presentation, processing, question)
        case Numeric():
            _numeric(item, presentation, processing, question)
        case Pairs():
            _rows(presentation, processing, question.rows, question.options, question.key)
        case Sequence():
            places = {f"place-{n}": str(n) for n in range(1, len(question.key) + 1)}
            rows = {name: question.options[name] for name in drawn(question.options, question.id)}
            _rows(presentation, processing, rows, places, dict(zip(question.key, places, strict=True)))
        case Essay():
            _field(presentation)
            SubElement(SubElement(_condition(processing, ""), "conditionvar"), "other")
    if general:
        _feedback(item, "general_fb", general)


def _general(question: Form) -> str:
    if isinstance(question, Essay):
        length = f"{question.least}-{question.most}" if question.least != question.most else f"{question.most}"
        return "\n".join([*([f"({length})"] if question.most else []), *(f"- {text}" for text in question.criteria)])
    return told_apart(question)


def _condition(processing: Element, kind: str) -> Element:
    condition = SubElement(processing, "respcondition", {"continue": "Yes" if kind else "No"})
    if kind == "other":
        SubElement(SubElement(condition, "conditionvar"), "other")
    return condition


def _picks(item: Element, presentation: Element, processing: Element, question: Picks) -> None:
    cardinality = "Single" if question.single else "Multiple"
    asked = SubElement(presentation, "response_lid", ident="response1", rcardinality=cardinality)
    shown = SubElement(asked, "render_choice", shuffle="Yes" if question.shuffle else "No")
    for option in question.options:
        _material(SubElement(shown, "response_label", ident=option.id), inline(option.text))
        if option.feedback:
            condition = _condition(processing, "told")
            variable = SubElement(condition, "conditionvar")
            SubElement(variable, "varequal", respident="response1").text = option.id
            SubElement(condition, "displayfeedback", feedbacktype="Response", linkrefid=f"{option.id}_fb")
            _feedback(item, f"{option.id}_fb", option.feedback)
    if question.single:
        for name in question.right if question.keyed else [option.id for option in question.options]:
            _scored(processing, [("response1", name)], [])
    else:
        wrong = [option.id for option in question.options if option.id not in question.right]
        _scored(processing, [("response1", name) for name in question.right], wrong)


def _scored(processing: Element, right: list[tuple[str, str]], wrong: list[str], share: float = 0.0) -> None:
    """Write what is full marks, or a share of them that is added."""
    condition = _condition(processing, "")
    variable = SubElement(condition, "conditionvar")
    inside = variable if len(right) == 1 and not wrong else SubElement(variable, "and")
    for asked, name in right:
        SubElement(inside, "varequal", respident=asked).text = name
    for name in wrong:
        SubElement(SubElement(inside, "not"), "varequal", respident="response1").text = name
    action = "Add" if share else "Set"
    SubElement(condition, "setvar", action=action, varname="SCORE").text = f"{share:.2f}" if share else "100"


def _rows(
    presentation: Element,
    processing: Element,
    rows: Mapping[str, str],
    options: Mapping[str, str],
    key: Mapping[str, str],
) -> None:
    for row, text in rows.items():
        asked = SubElement(presentation, "response_lid", ident=f"response_{row}")
        _material(asked, inline(text))
        shown = SubElement(asked, "render_choice")
        for name, option in options.items():
            _material(SubElement(shown, "response_label", ident=name), plain(option), "text/plain")
    for row, name in key.items():
        _scored(processing, [(f"response_{row}", name)], [], 100 / len(rows))


def _numeric(item: Element, presentation: Element, processing: Element, question: Numeric) -> None:
    shown = SubElement(SubElement(presentation, "response_str", ident="response1", rcardinality="Single"), "render_fib")
    shown.set("fibtype", "Decimal")
    SubElement(shown, "response_label", ident="answer1")
    for value in question.right:
        condition = _condition(processing, "")
        _range(condition, value.number, value.tolerance)
        SubElement(condition, "setvar", action="Set", varname="SCORE").text = "100"
    for n, value in enumerate(question.wrong, 1):
        condition = _condition(processing, "told")
        _range(condition, value.number, value.tolerance)
        SubElement(condition, "displayfeedback", feedbacktype="Response", linkrefid=f"wrong{n}_fb")
        _feedback(item, f"wrong{n}_fb", value.feedback)


def _range(condition: Element, number: float, tolerance: float) -> None:
    either = SubElement(SubElement(condition, "conditionvar"), "or")
    SubElement(either, "varequal", respident="response1").text = repr(number)
    both = SubElement(either, "and")
    SubElement(both, "vargte", respident="response1").text = f"{number - tolerance:.12g}"
    SubElement(both, "varlte", respident="response1").text = f"{number + tolerance:.12g}"


def _field(presentation: Element) -> None:
    asked = SubElement(presentation, "response_str", ident="response1", rcardinality="Single")
    SubElement(SubElement(asked, "render_fib"), "response_label", ident="answer1", rshuffle="No")


def _feedback(item: Element, name: str, text: str) -> None:
    _material(SubElement(SubElement(item, "itemfeedback", ident=name), "flow_mat"), block(text))


def _material(parent: Element, text: str, kind: str = "text/html") -> None:
    SubElement(SubElement(parent, "material"), "mattext", texttype=kind).text = text
