"""Which platform a table comes from, and which of its columns say who somebody is, by their headers.

From the platforms' own sources:
    Canvas       Student (or LastName, FirstName), ID, SIS User ID, SIS Login ID, Section, ... in English whatever the
                 course's language, then a row `    Points Possible`, perhaps one of assignments that are not posted,
                 and students in the form `Souza, Ana`, the test student last (canvas-lms lib/gradebook_exporter.rb);
                 groups: name, canvas_user_id, user_id, login_id, sections, group_name (app/models/group_..._importer)
    Moodle       participants and grades: First name, Last name (once Surname), ID number, Email address, Groups, in the
                 site's language (user/action_redir.php, grade/export/lib.php); an assignment's grading worksheet:
                 Identifier with `Participant 4711`, the number of this assignment, Full name, Email address
                 (mod/assign/gradingtable.php, feedback/offline/importgradeslib.php)
    Blackboard   Last Name, First Name, Username, Student ID, Last Access, Availability, then columns such as
                 `Quiz [Total Pts: 4 Score] |534283`; the preview user among the students
    Brightspace  OrgDefinedId and Username with # before them, Last Name, First Name, Email, End-of-Line Indicator
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from instructor.rosters.table import Table
from instructor.submissions.directory import plain
from instructor.submissions.lms import PARTICIPANT, same_name

#: A field -> the headers that it has, without accents, capitals and signs.
HEADERS: dict[str, tuple[str, ...]] = {
    "full": (
        *("student", "full name", "fullname", "student name", "display name", "nombre completo", "nome completo"),
        *("nom complet", "vollstandiger name", "voller name", "vor und nachname", "estudiante", "estudante", "aluno"),
        *("alumno", "etudiant", "studierende", "participant", "nombre y apellidos", "nom et prenom", "nom prenom"),
    ),
    "given": (
        *(
            "first name",
            "firstname",
            "given name",
            "given names",
            "forename",
            "vorname",
            "vornamen",
            "prenom",
            "prenoms",
        ),
        *("nombres", "nombre s", "primeiro nome", "nome proprio", "prenom s", "first names"),
    ),
    "family": (
        *("last name", "lastname", "surname", "family name", "nachname", "familienname", "apellido", "apellidos"),
        *("apellido s", "sobrenome", "apelido", "apelidos", "nom de famille", "last names"),
    ),
    "sortable": ("sortable name",),
    "either": ("name", "nom", "nombre", "nome"),
    "email": (
        *("email", "e mail", "email address", "e mail address", "mail", "correo", "correo electronico", "courriel"),
        *("direccion de correo", "direccion de correo electronico", "direccion email", "endereco de email"),
        *("endereco de e mail", "adresse de courriel", "adresse e mail", "adresse electronique", "e mail adresse"),
        *("emailadresse", "mailadresse", "primary email", "school email", "adresse mail", "correio eletronico"),
    ),
    "login": (
        *("sis login id", "login id", "login", "username", "user name", "hub", "hub name", "hub user", "jupyterhub"),
        *("nombre de usuario", "usuario", "nome de usuario", "nome de utilizador", "utilizador", "nom d utilisateur"),
        *(
            "identifiant de connexion",
            "benutzername",
            "anmeldename",
            "anmeldename login",
            "kennung",
            "netid",
            "unix name",
        ),
    ),
    "preferred": (
        "preferred name",
        "preferred first name",
        "chosen name",
        "rufname",
        "nombre preferido",
        "nome social",
    ),
    "number": (
        *("sis user id", "sis id", "orgdefinedid", "org defined id", "student id", "student number", "id number"),
        *("matrikelnummer", "numero de id", "numero de identificacion", "numero de identificacao", "numero d etudiant"),
        *("idnumber", "matricula", "numero d identification", "id nummer", "integration id"),
    ),
    "platform_id": ("canvas user id",),
    "identifier": ("identifier", "identificador", "identifiant", "identifikator", "id", "teilnehmerkennung"),
    "group": (*("group", "groups", "group name", "grupo", "grupos", "groupe", "groupes", "gruppe", "gruppen", "team"),),
    "role": ("role", "roles", "rol", "papel", "papeis", "rolle", "rollen"),
    "available": ("availability", "child course id"),
}
_FIELD = {header: field for field, headers in HEADERS.items() for header in headers}
PLATFORMS = {"canvas": "Canvas", "moodle": "Moodle", "blackboard": "Blackboard", "brightspace": "Brightspace"}
_NUMBERED = re.compile(r"(?P<word>.*?)\s*(?P<number>\d+)")


@dataclass(frozen=True)
class Columns:
    """What a table is: the platform ("plain" where it is none), and the place of each field that is known.

    `is_worksheet` says that the numbers are those of one assignment's participants.
    """

    platform: str
    places: dict[str, int]
    is_worksheet: bool = False


def known_headers(row: Sequence[str]) -> int:
    """Return how many cells of a row are headers that are known."""
    return len({field for cell in row if (field := _FIELD.get(plain(cell)))})


def columns(table: Table) -> Columns | None:
    """Say what a table's columns are; None where they do not say who somebody is."""
    headers = [plain(header) for header in table.header]
    places: dict[str, int] = {}
    for place, header in enumerate(headers):
        if field := _FIELD.get(header):
            places.setdefault(field, place)
    places = _settled(places)
    platform, is_worksheet = _platform(table, headers, places)
    if platform == "canvas" and "identifier" in places:
        places["platform_id"] = places.pop("identifier")
    elif platform != "moodle" or not is_worksheet:
        if "identifier" in places:
            places.setdefault("number", places["identifier"])
        places.pop("identifier", None)
    has_name = bool(places.keys() & {"full", "sortable"}) or places.keys() >= {"given", "family"}
    has_key = places.keys() & {"email", "login", "number", "platform_id", "identifier"}
    return Columns(platform, places, is_worksheet) if has_name and has_key else None


def _settled(places: dict[str, int]) -> dict[str, int]:
    """Settle what Name, Nom, Nombre, Nome mean: what the other column of the name leaves."""
    if "either" in places:
        place = places.pop("either")
        field = "given" if "family" in places else "family" if "given" in places else "full"
        places.setdefault(field, place)
    return places


def _platform(table: Table, headers: Sequence[str], places: dict[str, int]) -> tuple[str, bool]:
    if "orgdefinedid" in headers or "end of line indicator" in headers:
        return "brightspace", False
    if "canvas user id" in headers or ("id" in headers and {"sis login id", "section"} & {*headers}):
        return "canvas", False
    if any("[Total Pts:" in header for header in table.header) or {"last access", "availability"} & {*headers}:
        return "blackboard", False
    if "identifier" in places and participants(table.column(places["identifier"])):
        return "moodle", True
    is_moodle = any(_MOODLE.search(header) for header in headers)
    return ("moodle", False) if is_moodle else ("plain", False)


#: What a Moodle writes into a header, in its languages: grade exports, and how a participants' table calls an address.
_MOODLE = re.compile(
    r"^(email address|direccion de correo|endereco de email|adresse de courriel|e mail adresse)$|"
    r"^(last downloaded from this course|ultima descarga de este curso|ultimo download|"
    r"dernier telechargement|zuletzt aus diesem kurs)"
)


def participants(cells: Sequence[str]) -> dict[str, str]:
    """Return the numbers of `Participant 4711`, by cell; none where a cell is something else."""
    matches = {cell: _NUMBERED.fullmatch(cell) for cell in cells if cell}
    if not matches or any(match is None for match in matches.values()):
        return {}
    words = {same_name(match["word"]) for match in matches.values() if match}
    is_one = len(words) == 1 and (PARTICIPANT.fullmatch(next(iter(words))) or len(matches) > 2)
    return {cell: match["number"] for cell, match in matches.items() if match} if is_one and words != {""} else {}
