"""Names as Moodle and Canvas write them, the ids they give, and which of them are one person's."""

from __future__ import annotations

import unicodedata

NFD = unicodedata.normalize("NFD", "José Núñez")

#: A file's name in a download, and the id of its sender.
NAMES: list[tuple[str, str]] = [
    ("José Núñez_12_assignsubmission_file/a.zip", "josé-núñez"),
    (f"{NFD}_12_assignsubmission_file/a.zip", "josé-núñez"),
    ("ＪＯＳＥ_12_assignsubmission_file/a.zip", "jose"),
    ("Sinéad O'Brien_12_assignsubmission_file/a.zip", "sinéad-o-brien"),
    ("Sinéad O’Brien_12_assignsubmission_file/a.zip", "sinéad-o-brien"),
    ("Sinéad Oʼbrien_12_assignsubmission_file/a.zip", "sinéad-o-brien"),
    ("Ana  Souza_12_assignsubmission_file/a.zip", "ana-souza"),
    ("Ana\u00a0Souza_12_assignsubmission_file/a.zip", "ana-souza"),
    ("Ana\u200bSouza_12_assignsubmission_file/a.zip", "anasouza"),
    ("प्रिया शर्मा_12_assignsubmission_file/a.zip", "प्रिया-शर्मा"),
    ("น้ำฝน_12_assignsubmission_file/a.zip", unicodedata.normalize("NFKC", "น้ำฝน")),
    ("مُحَمَّد علي_12_assignsubmission_file/a.zip", "مُحَمَّد-علي"),
    ("Straße Groß_12_assignsubmission_file/a.zip", "strasse-gross"),
    ("ﬁona_12_assignsubmission_file/a.zip", "fiona"),
    ("★★★_12_assignsubmission_file/a.zip", "student-12"),
    ("❤️_12_assignsubmission_file/a.zip", "student-12"),
    ("Ana 😀_12_assignsubmission_file/a.zip", "ana"),
    ("王小明_12_assignsubmission_file/a.zip", "王小明"),
    ("12_Ana Souza_assignsubmission_file/a.zip", "ana-souza"),
    ("12 Ana Souza_assignsubmission_file_a.zip", "ana-souza"),
    ("s0012345 Ana Souza_12_assignsubmission_file/a.zip", "s0012345-ana-souza"),
    ("Team A_17_assignsubmission_file/a.zip", "team-a"),
    ("Participante_12_assignsubmission_file/a.zip", "participante-12"),
    ("Teilnehmerin_12_assignsubmission_file_a.zip", "teilnehmerin-12"),
    ("参加者_12_assignsubmission_file/a.zip", "参加者-12"),
    ("Participant 12_12_assignsubmission_file/a.zip", "participant-12"),
    ("Osallistuja12_12_assignsubmission_file/a.zip", "osallistuja-12"),
    ("souzaana_4821_90017_a.zip", "souzaana-4821"),
    ("शर्माप्रिया_4821_90017_a.zip", "शर्माप्रिया-4821"),
    ("😀_4821_90017_a.zip", "student-4821"),
]
#: Two names, and whether they are one.
PAIRS: list[tuple[str, str, bool]] = [
    ("José", unicodedata.normalize("NFD", "José"), True),
    ("O'Brien", "O’BRIEN", True),
    ("O'Brien", "Oʼbrien", True),
    ("Ana Souza", "ana\u00a0 souza", True),
    ("ＡＮＡ", "Ana", True),
    ("İnan", "inan", True),
    ("İnan", "I\u0307nan", True),
    ("J\u0307o", "jo", True),
    ("e\u0307", "e", False),
    ("José", "Jose", False),
    ("Ana Souza", "Ana-Souza", False),
    ("की", "का", False),
]
