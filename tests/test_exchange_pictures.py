"""Do pictures that a file from elsewhere carries come along, and does `check` ask for what they lack?"""

from __future__ import annotations

import io
import zipfile
from base64 import b64encode
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from instructor.__main__ import main
from instructor.authoring.findings import findings
from instructor.course import Course, CourseError
from instructor.exchange_formats import moodle, moodle_in, qti12_in
from instructor.exchange_formats.forms import Found, Group, Lesson, Option, Picks
from instructor.exchange_formats.into_items import taken
from instructor.exchange_formats.shown import name_in
from instructor.release import make_release
from quizzes.pictures import LARGEST
from tests.small_course import ASSIGNMENT

PNG, GIF = b"\x89PNG\r\n\x1a\n a map", b"GIF89a a graph"


def file(name: str, data: bytes, path: str = "/") -> str:
    return f'<file name="{name}" path="{path}" encoding="base64">{b64encode(data).decode()}</file>'


def field(tag: str, html: str, files: str = "", kind: str = "html") -> str:
    return f'<{tag} format="{kind}"><text><![CDATA[{html}]]></text>{files}</{tag}>'


def question(*fields: str) -> str:
    answers = '<answer fraction="100" format="html"><text>Yes</text></answer>'
    answers += '<answer fraction="0" format="html"><text>No</text></answer>'
    return f'<question type="multichoice"><name><text>Name</text></name>{"".join(fields)}{answers}</question>'


def read(*questions: str) -> Found:
    return moodle_in.read(f"<quiz>{''.join(questions)}</quiz>".encode())


def lost(found: Found) -> str:
    return "\n".join(map(str, taken(found, "sample").lost))


def name_of(found: Found, data: bytes) -> str:
    (name,) = (name for name, each in found.pictures.items() if each == data)
    return name


# Moodle XML


def test_a_picture_beside_a_text_is_taken_with_its_words() -> None:
    html = '<p>Look: <img src="@@PLUGINFILE@@/my%20map.png?time=1" alt="A [small] map"/> Which?</p>'
    found = read(question(field("questiontext", html, file("my map.png", PNG))))
    name = name_of(found, PNG)
    assert name.startswith("my-map-")
    assert name.endswith(".png")
    assert found.groups[0].questions[0].stem == f"Look: ![A (small) map]({name}) Which?"
    assert "left out" not in lost(found)
    assert "nothing says" not in lost(found)
    assert taken(found, "sample").pictures == {name: PNG}


def test_pictures_of_one_name_are_told_apart_and_one_that_is_shown_twice_is_one_file() -> None:
    html = '<img src="@@PLUGINFILE@@/m.png" alt="x">'
    first, second = (question(field("questiontext", f"{html}?", file("m.png", data))) for data in (PNG, GIF))
    found = read(first, second, first)
    assert sorted(found.pictures.values()) == sorted([PNG, GIF])
    stems = [each.stem for each in found.groups[0].questions]
    assert stems == [f"![x]({name_of(found, data)})?" for data in (PNG, GIF, PNG)]


def test_a_picture_is_found_in_feedback_in_markdown_in_folders_and_in_the_text_itself() -> None:
    inside = f"data:image/gif;base64,{b64encode(GIF).decode()}"
    told = field("generalfeedback", f'<img src="{inside}" alt="A graph">')
    asked = field("questiontext", "![A map](@@PLUGINFILE@@/a/m.png) Which?", file("m.png", PNG, "/a/"), "markdown")
    found = read(question(asked, told))
    form = found.groups[0].questions[0]
    assert form.stem == f"![A map]({name_of(found, PNG)}) Which?"
    assert form.rationale == f"![A graph]({name_of(found, GIF)})"
    assert "left out" not in lost(found)


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ('<file name="m.png" path="/" encoding="base64">%%%</file>', "m.png is damaged; export the questions anew"),
        (file("m.png", b"<svg/>"), "m.png is none that browsers draw; save it as PNG, JPEG, GIF or WebP"),
        (file("m.png", PNG + b"0" * LARGEST), "at most 300,000 fit; make it smaller"),
        ("", "a picture (a map) left out"),
    ],
)
def test_a_picture_that_cannot_be_taken_is_named_and_its_words_stay(files: str, why: str) -> None:
    found = read(question(field("questiontext", '<img src="@@PLUGINFILE@@/m.png" alt="a map"> Which?', files)))
    assert why in lost(found)
    assert found.groups[0].questions[0].stem == "\\[a map\\] Which?"
    assert found.pictures == {}


def test_a_picture_as_moodle_once_kept_it_stands_below_the_text() -> None:
    kept = f"<image>old.png</image><image_base64>\n{b64encode(PNG).decode()}\n</image_base64>"
    found = read(question(field("questiontext", "Which?"), kept))
    assert found.groups[0].questions[0].stem == f"Which?\n\n![]({name_of(found, PNG)})"
    assert "nothing says what its picture old-" in lost(found)
    found = read(question(field("questiontext", "Which?"), "<image>quiz/old.png</image>"))
    assert "a picture (quiz/old.png) left out" in lost(found)
    assert found.groups[0].questions[0].stem == "Which?"


def test_files_that_no_text_shows_are_counted() -> None:
    found = read(question(field("questiontext", "Which?", file("m.png", PNG))))
    assert "1 file(s) of the question left out" in lost(found)
    assert taken(found, "sample").pictures == {}


def test_what_the_course_wrote_for_moodle_comes_back_with_its_pictures() -> None:
    shown = f'![A map](data:image/png;base64,{b64encode(PNG).decode()} "Us, CC0")'
    options = (Option("a", "Yes", 1.0), Option("b", "No"))
    lesson = Lesson("l", "L", (Group("g", "G", (Picks(id="q", stem=f"{shown} Which?", options=options),)),))
    (data,) = moodle.write(lesson).files.values()
    found = moodle_in.read(data)
    assert found.groups[0].questions[0].stem.startswith(f"![A map]({name_of(found, PNG)})")


# QTI 1.2


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("$IMS-CC-FILEBASE$/Uploaded%20Media/map.png?canvas=1", "web_resources/Uploaded Media/map.png"),
        ("graph.gif", "quiz/graph.gif"),
        ("../images/map.png", "images/map.png"),
        ("/images/map.png", "images/map.png"),
        ("quiz/graph.gif", "quiz/graph.gif"),
        ("elsewhere/graph.gif", None),
        ("map.png", None),
        ("https://example.org/images/map.png", None),
        ("//example.org/images/map.png", None),
        ("../../../etc/passwd", None),
        ("", None),
    ],
)
def test_an_address_means_a_file_of_the_zip_or_none(address: str, meant: str | None) -> None:
    names = ["images/map.png", "quiz/graph.gif", "web_resources/Uploaded Media/map.png"]
    assert name_in(names, address, "quiz") == meant


def canvas(html: str, **files: bytes) -> bytes:
    """Return a zip with a question in `html`, and files of these names in `web_resources`."""
    text = f'<mattext texttype="text/html"><![CDATA[{html}]]></mattext>'
    labels = "".join(
        f'<response_label ident="{each}"><material><mattext>{each}</mattext></material></response_label>'
        for each in ("yes", "no")
    )
    asked = f'<material>{text}</material><response_lid ident="R"><render_choice>{labels}</render_choice></response_lid>'
    right = '<respcondition><conditionvar><varequal respident="R">yes</varequal></conditionvar>'
    item = f"<presentation>{asked}</presentation><resprocessing>{right}<setvar>100</setvar></respcondition>"
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        xml = f'<questestinterop><item ident="i" title="One">{item}</resprocessing></item></questestinterop>'
        archive.writestr("q/q.xml", xml)
        for name, content in files.items():
            archive.writestr(f"web_resources/{name}.png", content)
    return data.getvalue()


def test_a_picture_in_the_zip_is_taken_and_one_that_is_not_shown_is_named() -> None:
    html = '<p><img src="$IMS-CC-FILEBASE$/map.png" alt="A map"> Which?</p>'
    found = qti12_in.read(canvas(html, map=PNG, other=GIF))
    assert found.groups[0].questions[0].stem == f"![A map]({name_of(found, PNG)}) Which?"
    assert list(found.pictures.values()) == [PNG]
    assert "web_resources/other.png: a file beside the questions left out" in lost(found)
    assert "map.png" not in lost(found)


# Into the course


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


def test_check_asks_for_what_is_missing_and_then_it_is_released(sources: Course, tmp_path: Path) -> None:
    html = '<p><img src="@@PLUGINFILE@@/map.png"> <img src="@@PLUGINFILE@@/g.gif" alt="A graph"> Which?</p>'
    path = tmp_path / "bank.xml"
    asked = field("questiontext", html, file("map.png", PNG) + file("g.gif", GIF))
    path.write_text(f"<quiz>{question(asked)}</quiz>", "utf-8")
    done = run("questions", "import", "moodle", path, "1", "--practice")
    assert done.exit_code == 0, done.output
    bank, folder = sources.bank_file(ASSIGNMENT), sources.bank_file(ASSIGNMENT).with_suffix("")
    shown, graph = (next(folder.glob(each)).name for each in ("map-*.png", "g-*.gif"))
    assert (folder / shown).read_bytes() == PNG
    assert f"nothing says what its picture {shown} shows; write it between the brackets: ![]({shown})" in done.output
    assert f"Wrote 2 picture(s) into {folder}; `check` says what they lack." in done.output
    said = [str(each) for each in findings(sources, ASSIGNMENT)]
    assert len(said) == 5, said
    assert f'item "name": stem: say in words what {shown} shows, for whoever does not see it: ![What it' in said[-1]
    for name in (shown, graph):
        for missing in ("source", "licence"):
            assert any(f"pictures.{name}.{missing}: the {missing} is not known; write it in" in each for each in said)
    with pytest.raises(CourseError, match="needs a source and a licence; write them in place"):
        make_release(sources, ASSIGNMENT)
    text = bank.read_text("utf-8").replace(f"![]({shown})", f"![A map]({shown})").replace("source: '?'", "source: Us")
    bank.write_text(text.replace("licence: '?'", "licence: CC0"), "utf-8")
    assert [str(each) for each in findings(sources, ASSIGNMENT) if "no cell for the quiz" not in str(each)] == []
    assert sources.bank(ASSIGNMENT).quizzes[-1].items[0].stem.startswith("![A map](data:image/png;base64,")


def test_pictures_stand_beside_those_there_are_with_the_source_that_was_said(sources: Course, tmp_path: Path) -> None:
    path = tmp_path / "quiz.zip"
    credit = ("--practice", "--source", "World Bank", "--licence", "CC BY 4.0")
    for name, data in (("map", PNG), ("graph", GIF), ("map", PNG)):
        html = f'<img src="$IMS-CC-FILEBASE$/{name}.png" alt="A {name}"> Which?'
        path.write_bytes(canvas(html, **{name: data}))
        done = run("questions", "import", "canvas", path, ASSIGNMENT, *credit)
        assert done.exit_code == 0, done.output
        assert "picture" not in "\n".join(line for line in done.output.splitlines() if line.startswith("- "))
    pictures = sources.bank(ASSIGNMENT).pictures or {}
    assert [(each.partition("-")[0], one.source, one.licence) for each, one in pictures.items()] == [
        ("graph", "World Bank", "CC BY 4.0"),
        ("map", "World Bank", "CC BY 4.0"),
    ]
    assert len(sources.pictures(ASSIGNMENT)) == 2


def test_a_trial_writes_no_picture(sources: Course, tmp_path: Path) -> None:
    (tmp_path / "quiz.zip").write_bytes(canvas('<img src="$IMS-CC-FILEBASE$/map.png"> Which?', map=PNG))
    done = run("questions", "import", "canvas", tmp_path / "quiz.zip", ASSIGNMENT, "--dry-run")
    assert "Would write 1 picture(s)" in done.output
    assert sources.pictures(ASSIGNMENT) == []
