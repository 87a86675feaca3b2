"""QTI 2.1, written: a package with an item a file, a test a quiz, and a manifest.

All that this course counts is said to the platform: shares of picks and rows, right less wrong and never below nothing.
An order is right as a whole or not at all, since QTI cannot compare places; mathematics is MathML, as in the standard.
Rows are to be a table (the class is QTI 3's word for it): a player may let nobody drag a long row to an outer option.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
    told_apart,
)
from instructor.exchange_formats.packages import Packed, manifest, zipped
from instructor.exchange_formats.qti21_parts import is_among, is_picked, named, put
from instructor.exchange_formats.texts import plain
from quizzes.markdown import html
from quizzes.markdown import inline as inline_html

NAMESPACE = "http://www.imsglobal.org/xsd/imsqti_v2p1"
SHOWS = {Numeric: "float", Pairs: "directedPair"}


def write(lesson: Lesson) -> Made:
    """Return a lesson as a QTI 2.1 package, and what QTI cannot hold."""
    files, packed, lost = {}, [], []
    for group in lesson.groups:
        for question in group.questions:
            name = f"items/{question.id}.xml"
            files[name] = _bytes(Item(question).element)
            packed.append(Packed(question.id, "imsqti_item_xmlv2p1", (name,)))
            lost += [Lost(question.id, what) for what in _lost(question)]
        name = f"tests/{group.id}.xml"
        files[name] = _bytes(_test(group))
        packed.append(Packed(f"test-{group.id}", "imsqti_test_xmlv2p1", (name,)))
    files["imsmanifest.xml"] = manifest(lesson.id, packed, "QTIv2.1 Package", "1.0.0")
    return Made({f"{lesson.id}.qti.zip": zipped(files)}, tuple(lost))


def _lost(question: Form) -> list[str]:
    match question:
        case Sequence():
            told = "; what is told for a pair stands in the explanation" if question.feedback else ""
            return [f"an order is right as a whole or not at all: QTI 2.1 cannot compare two places{told}"]
        case Essay() if question.criteria:
            return ["its criteria stand below its text: QTI 2.1 has no field for them"]
        case Picks(keyed=False):
            return ["a vote: it has no right answer and no points"]
    return []


def _bytes(element: Element) -> bytes:
    element.set("xmlns", NAMESPACE)
    return bytes(tostring(element, encoding="utf-8", xml_declaration=True))


def _test(group: Group) -> Element:
    name = named(group.id)
    test = Element("assessmentTest", identifier=name, title=plain(group.title))
    part = SubElement(test, "testPart", identifier="part", navigationMode="nonlinear", submissionMode="individual")
    section = SubElement(part, "assessmentSection", identifier="section", title=plain(group.title), visible="true")
    for question in group.questions:
        SubElement(section, "assessmentItemRef", identifier=named(question.id), href=f"../items/{question.id}.xml")
    return test


class Item:
    """One item: what is declared, asked, counted and told."""

    def __init__(self, question: Form) -> None:
        self.question = question
        title = question.title or question.id
        fixed = {"adaptive": "false", "timeDependent": "false"}
        self.element = Element("assessmentItem", {"identifier": named(question.id), "title": title} | fixed)
        self._declare()
        self.body = SubElement(self.element, "itemBody")
        self._ask()
        self.processing = SubElement(self.element, "responseProcessing")
        self._count()
        self._tell()

    @property
    def is_counted(self) -> bool:
        """Whether a machine marks it."""
        return not isinstance(self.question, Essay) and not (
            isinstance(self.question, Picks) and not self.question.keyed
        )

    @property
    def is_mapped(self) -> bool:
        """Whether each pick or pair counts for itself."""
        question = self.question
        if isinstance(question, Picks):
            return not question.single or question.has_shares
        return isinstance(question, Pairs)

    def _declare(self) -> None:
        question = self.question
        kind = SHOWS.get(type(question), "string" if isinstance(question, Essay) else "identifier")
        many = {Pairs: "multiple", Sequence: "ordered"}.get(type(question), "single")
        if isinstance(question, Picks) and not question.single:
            many = "multiple"
        declared = SubElement(
            self.element, "responseDeclaration", identifier="RESPONSE", cardinality=many, baseType=kind
        )
        if self.is_counted:
            correct = SubElement(declared, "correctResponse")
            for value in _right(question):
                SubElement(correct, "value").text = value
            if self.is_mapped:
                self._map(declared)
        for name, cardinality, base in (("SCORE", "single", "float"), ("FEEDBACK", "multiple", "identifier")):
            SubElement(self.element, "outcomeDeclaration", identifier=name, cardinality=cardinality, baseType=base)
        self._maximum()

    def _maximum(self) -> None:
        most = SubElement(
            self.element, "outcomeDeclaration", identifier="MAXSCORE", cardinality="single", baseType="float"
        )
        SubElement(SubElement(most, "defaultValue"), "value").text = f"{self.question.points:g}"

    def _map(self, declared: Element) -> None:
        """Write what each pick or pair counts, in points: the sum is kept between nothing and all."""
        question = self.question
        mapping = SubElement(declared, "mapping", lowerBound="0", upperBound=f"{question.points:g}", defaultValue="0")
        for key, credit in _credits(question):
            SubElement(mapping, "mapEntry", mapKey=key, mappedValue=repr(round(credit * question.points, 10)))

    def _ask(self) -> None:
        question = self.question
        put(self.body, html(question.asked if isinstance(question, Numeric) else question.stem))
        match question:
            case Picks():
                most = {"maxChoices": "1" if question.single else "0"}
                shown = self._interaction(
                    "choiceInteraction", most | {"shuffle": "true" if question.shuffle else "false"}
                )
                for option in question.options:
                    put(SubElement(shown, "simpleChoice", identifier=named(option.id)), inline_html(option.text))
            case Numeric():
                SubElement(
                    SubElement(self.body, "p"),
                    "textEntryInteraction",
                    responseIdentifier="RESPONSE",
                    expectedLength="12",
                )
            case Pairs():
                self._match(question)
            case Sequence():
                shown = self._interaction("orderInteraction", {"shuffle": "true", "orientation": "vertical"})
                for name, text in question.options.items():
                    put(SubElement(shown, "simpleChoice", identifier=named(name)), inline_html(text))
            case Essay():
                for text in question.criteria:
                    put(SubElement(self.body, "p"), inline_html(text))
                words = {"expectedLines": str(max(3, question.most // 10))} if question.most else {}
                self._interaction("extendedTextInteraction", words)

    def _interaction(self, tag: str, more: Mapping[str, str]) -> Element:
        return SubElement(self.body, tag, {"responseIdentifier": "RESPONSE", **more})

    def _match(self, question: Pairs) -> None:
        table = {"class": "qti-match-tabular", "shuffle": "true", "maxAssociations": str(len(question.rows))}
        shown = self._interaction("matchInteraction", table)
        for prefix, texts, most in (("row", question.rows, "1"), ("option", question.options, str(len(question.rows)))):
            held = SubElement(shown, "simpleMatchSet")
            for name, text in texts.items():
                choice = SubElement(held, "simpleAssociableChoice", identifier=f"{prefix}_{name}", matchMax=most)
                put(choice, inline_html(text))

    def _count(self) -> None:
        if not self.is_counted:
            return
        question = self.question
        if self.is_mapped:
            given = self._if(is_given=True)
            SubElement(self._set(given, "SCORE"), "mapResponse", identifier="RESPONSE")
        elif isinstance(question, Numeric):
            self._either([self._near(value.number, value.tolerance) for value in question.right])
        elif isinstance(question, Picks):
            self._either([is_picked(option.id) for option in question.options if option.credit == 1])
        else:
            same = Element("match")
            SubElement(same, "variable", identifier="RESPONSE")
            SubElement(same, "correct", identifier="RESPONSE")
            self._either([same])

    def _if(self, is_given: bool = False) -> Element:
        branch = SubElement(SubElement(self.processing, "responseCondition"), "responseIf")
        if is_given:
            SubElement(SubElement(SubElement(branch, "not"), "isNull"), "variable", identifier="RESPONSE")
        return branch

    def _set(self, parent: Element, name: str) -> Element:
        return SubElement(parent, "setOutcomeValue", identifier=name)

    def _either(self, tests: Iterable[Element]) -> None:
        branch = self._if()
        SubElement(branch, "or").extend(tests)
        SubElement(self._set(branch, "SCORE"), "baseValue", baseType="float").text = f"{self.question.points:g}"

    def _near(self, number: float, tolerance: float) -> Element:
        """Return the test that a number lies between two bounds: `equal` with a tolerance is not read alike by all."""
        both = Element("and")
        for test, bound in (("gte", number - tolerance), ("lte", number + tolerance)):
            compared = SubElement(both, test)
            SubElement(compared, "variable", identifier="RESPONSE")
            SubElement(compared, "baseValue", baseType="float").text = f"{bound:.12g}"
        return both

    def _tell(self) -> None:
        """Write what is told for an option, a pair or a number, and the explanation for all."""
        told = dict(self._tests())
        if self.question.rationale:
            told["explanation"] = (None, self._explanation())
        for name, (test, text) in told.items():
            branch = self._if(is_given=test is None)
            if test is not None:
                branch.append(test)
            both = SubElement(self._set(branch, "FEEDBACK"), "multiple")
            SubElement(both, "variable", identifier="FEEDBACK")
            SubElement(both, "baseValue", baseType="identifier").text = name
            shown = {"outcomeIdentifier": "FEEDBACK", "identifier": name, "showHide": "show"}
            put(SubElement(self.element, "modalFeedback", shown), html(text))

    def _explanation(self) -> str:
        return told_apart(self.question) if isinstance(self.question, Sequence) else self.question.rationale

    def _tests(self) -> Iterable[tuple[str, tuple[Element | None, str]]]:
        question = self.question
        match question:
            case Picks():
                for option in question.options:
                    if option.feedback:
                        test = is_picked(option.id) if question.single else is_among(named(option.id), "identifier")
                        yield f"told_{option.id}", (test, option.feedback)
            case Numeric():
                for number, value in enumerate((*question.wrong, *question.right), 1):
                    if value.feedback:
                        yield f"told_{number}", (self._near(value.number, value.tolerance), value.feedback)
            case Pairs():
                for name, text in question.feedback.items():
                    row, _, picked = name.partition(":")
                    yield f"told_{row}_{picked}", (is_among(f"row_{row} option_{picked}", "directedPair"), text)


def _right(question: Form) -> list[str]:
    match question:
        case Picks():
            return [named(name) for name in question.right]
        case Numeric():
            return [repr(question.right[0].number)]
        case Pairs():
            return [f"row_{row} option_{option}" for row, option in question.key.items()]
        case Sequence():
            return [named(name) for name in question.key]
    return []


def _credits(question: Form) -> Iterable[tuple[str, float]]:
    if isinstance(question, Picks):
        yield from ((named(option.id), option.credit) for option in question.options)
    elif isinstance(question, Pairs):
        share = 1 / len(question.rows)
        for row, right in question.key.items():
            yield from ((f"row_{row} option_{name}", share if name == right else -share) for name in question.options)
