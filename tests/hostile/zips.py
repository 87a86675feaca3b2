"""Uploads with odd names, kinds of entries, sizes and forms."""

from __future__ import annotations

import zipfile

from tests.hostile.spoiling import (
    MEBIBYTE,
    NOTEBOOK,
    QUIZ,
)
from tests.hostile.zipping import (
    CRC,
    DEVICE,
    DISK,
    FLAGS,
    INSIDE,
    METHOD,
    PACKED,
    PIPE,
    SIZE,
    SOCKET,
    START,
    SYMLINK,
    ZIP64,
    HostileZip,
    always,
    good,
    holding,
    in_a_long_folder,
    many_entries,
    members,
    named,
    nested,
    only,
    packed,
    patched,
    patched_end,
    spoilt_content,
    swapped,
    tarball,
    zeros,
)
from tests.small_course import ASSIGNMENT

CLIMBING = {
    "climbs": "../evil.py",
    "climbs far": "../" * 40 + "tmp/evil.py",
    "climbs from within": f"{ASSIGNMENT}/../../evil.py",
    "climbs with backslashes": "..\\..\\evil.py",
    "climbs with both slashes": f"{ASSIGNMENT}/..\\../evil.py",
    "climbs to a classmate": f"../../ana-souza/{INSIDE}",
    "is its folder's parent": "..",
    "is absolute": "/etc/cron.d/evil",
    "is absolute with two slashes": "//server/share/evil.py",
    "is absolute with a backslash": "\\evil.py",
    "is a share": "\\\\server\\share\\evil.py",
    "has a drive letter": "C:\\evil.py",
    "has a drive letter and a slash": "c:/evil.py",
    "has a drive letter alone": "C:evil.py",
    "has a backslash": f"{ASSIGNMENT}\\evil.py",
    "has a NUL": f"{INSIDE}\0.txt",
    "has a line break": "a\nb.txt",
    "has an ANSI escape": "\x1b[2J\x1b[31mred.txt",
}

ZIP_NAMES = {
    **{
        f"a zip with a name that {words}": HostileZip(holding((named(name), b"x")), "refused", "name|path|climbs")
        for words, name in CLIMBING.items()
    },
    "a zip with a climbing notebook": HostileZip(only(f"../{NOTEBOOK}"), "refused", "climbs"),
    "a zip with a notebook whose name climbs in its local header alone": HostileZip(
        lambda folder: good(folder).replace(INSIDE.encode(), b"../" + INSIDE.encode()[3:], 1), "refused", "read"
    ),
    "a zip with a name in the console's markup": HostileZip(holding(("[red]x[/nothing].txt", b"")), "collected"),
    "a zip with a name of 60,000 letters": HostileZip(holding(("x" * 60_000, b"")), "collected"),
    "a zip with a path of 20,000 folders": HostileZip(holding(("d/" * 20_000 + "x", b"")), "collected"),
    "a zip whose folder has 5,000 letters": HostileZip(in_a_long_folder, "collected"),
    "a zip with a wrong checksum in a folder of 5,000 letters": HostileZip(
        patched(CRC, 1, in_a_long_folder), "refused", "read"
    ),
    "a zip with Windows's names of devices": HostileZip(
        holding(("CON", b""), ("aux.txt", b""), ("essay.txt:stream", b"")), "collected"
    ),
    "a zip with a name that is no UTF-8": HostileZip(
        swapped(holding(("é.txt", b"")), "é.txt".encode(), b"\xff\xfe.txt"), "refused", "zip"
    ),
    "a zip with the notebook twice": HostileZip(
        swapped(holding((INSIDE.replace("01", "XX"), b"{}")), b"XX-small/XX", b"01-small/01"), "refused", "twice"
    ),
    "a zip with the notebook twice, by case": HostileZip(holding((INSIDE.upper(), b"{}")), "refused", "twice"),
    "a zip with a journal twice, by case": HostileZip(
        holding((f"{ASSIGNMENT}/{QUIZ}".upper(), b"")), "refused", "twice"
    ),
    "a zip with a name twice, by folding": HostileZip(holding(("straße", b""), ("STRASSE", b"")), "refused", "twice"),
    "a zip with a name twice, composed and decomposed": HostileZip(
        holding(("li\u00e7\u00e3o", b""), ("lic\u0327a\u0303o", b"")), "refused", "twice"
    ),
    "a zip with a journal that is a folder as well": HostileZip(
        holding((f"{ASSIGNMENT}/{QUIZ}/", b""), (f"{ASSIGNMENT}/{QUIZ}/x", b"")), "collected"
    ),
    "a zip with a wide-lettered journal": HostileZip(
        holding((f"{ASSIGNMENT}/responses/ｑuiz-01.jsonl", b"")), "collected"
    ),
    "a zip whose title has control characters": HostileZip(only("x"), "refused", "notebook", "\x1b[2J[red]\n.zip"),
    "a zip whose title climbs": HostileZip(only("x"), "refused", "notebook", "..\\..\\evil.zip"),
    "a zip whose title has 200 letters": HostileZip(only("x"), "refused", "notebook", "x" * 200 + ".zip"),
}

ZIP_KINDS = {
    **{
        f"a zip with {kind} {place}": HostileZip(holding((named(name, mode), b"/etc/passwd")), "refused", "link|device")
        for kind, mode in {"a link": SYMLINK, "a device": DEVICE, "a pipe": PIPE, "a socket": SOCKET}.items()
        for place, name in {"in a corner": "notes", "in the responses": f"{ASSIGNMENT}/responses/diary.jsonl"}.items()
    },
    "a zip whose notebook is a link": HostileZip(
        lambda folder: packed([(named(INSIDE, SYMLINK), b"../../../instructor/keys/01-small.yaml")]), "refused", "link"
    ),
    "a zip whose responses are a link": HostileZip(
        holding((named(f"{ASSIGNMENT}/responses", SYMLINK), b"/etc")), "refused", "link"
    ),
    "a zip with a folder named like the notebook": HostileZip(
        only(f"{INSIDE}/", content=b""), "refused", "no notebook"
    ),
    "a zip whose notebook lies in such a folder": HostileZip(
        lambda folder: packed([(f"{NOTEBOOK}/{name}", data) for name, data in members(folder).items()]), "collected"
    ),
    "a zip without a notebook": HostileZip(only("essay.docx"), "refused", "no notebook"),
    "a zip with no entry": HostileZip(only(), "refused", "no notebook"),
    "a zip with folders alone": HostileZip(only("a/", "b/", content=b""), "refused", "no notebook"),
    "a zip with two notebooks": HostileZip(holding((f"copy/{NOTEBOOK}", b"{}")), "refused", "instead of one"),
    "a zip with a foreign notebook": HostileZip(only("03-other/03-other.ipynb"), "refused", "03-other.ipynb"),
    "a zip with a foreign notebook beside the right one": HostileZip(holding(("03-other.ipynb", b"{}")), "collected"),
    "a zip with a notebook whose name differs by case": HostileZip(
        only("01-Small/01-Small.ipynb"), "refused", "01-Small"
    ),
    "a zip with a notebook among macOS's leavings": HostileZip(only(f"__MACOSX/{INSIDE}"), "refused", "no notebook"),
    "a zip with 600 files": HostileZip(holding(*((f"{n}", b"") for n in range(600))), "refused", "files"),
    "a zip with 100,000 entries": HostileZip(many_entries(100_000), "refused", "files"),
    "a zip with 499 files more": HostileZip(holding(*((f"{n}", b"") for n in range(400))), "collected"),
}

ZIP_SIZES = {
    "a zip bomb of 100 MB": HostileZip(holding(("zeros", zeros(100_000_000))), "refused", "bytes"),
    "a zip bomb in three parts": HostileZip(
        holding(*((f"zeros-{n}", zeros(30_000_000)) for n in range(3))), "refused", "bytes"
    ),
    "a zip whose notebook is a bomb": HostileZip(only(INSIDE, content=zeros(40_000_000)), "refused", "bytes"),
    "a zip whose notebook is a bomb that says it has 1,000 bytes": HostileZip(
        patched(SIZE, 1_000, only(INSIDE, content=zeros(40_000_000))), "refused", "read"
    ),
    "a zip of zips of zips": HostileZip(holding(("more.zip", nested(3, 8))), "collected"),
    "a zip of zips in place of the notebook": HostileZip(
        only("more.zip", content=nested(2, 4)), "refused", "no notebook"
    ),
    "a zip zipped again whose notebook is a bomb": HostileZip(
        only("more.zip", content=packed([(INSIDE, zeros(40_000_000))])), "refused", "bytes"
    ),
    "a zip zipped again that is a bomb itself": HostileZip(
        only("more.zip", content=zeros(40_000_000)), "refused", "bytes"
    ),
    "a zip zipped again that climbs": HostileZip(
        only("more.zip", content=packed([("../x", b"")])), "refused", "climbs"
    ),
    "a zip that says its notebook has 4 GB": HostileZip(patched(SIZE, 0xFFFFFFFE), "refused", "bytes"),
    "a zip that says its notebook has 2**62 bytes": HostileZip(
        patched(SIZE, 0xFFFFFFFF, lambda folder: packed([(named(INSIDE, extra=ZIP64), b"{}")])), "refused", "bytes"
    ),
    "a zip that says its notebook has no bytes": HostileZip(patched(SIZE, 0), "refused", "read"),
    "a zip that says its notebook has a byte more": HostileZip(
        lambda folder: patched(SIZE, len(members(folder)[INSIDE]) + 1)(folder), "collected"
    ),
    "a zip that says its notebook is packed in 10 bytes": HostileZip(patched(PACKED, 10), "refused", "read"),
    "a zip with a field that is too short": HostileZip(
        patched(SIZE, 0xFFFFFFFF, lambda folder: packed([(named(INSIDE, extra=b"\1\0\4\0abcd"), b"{}")])),
        "refused",
        "read",
    ),
    "a zip with a journal of 33 MiB": HostileZip(
        lambda folder: packed((members(folder) | {f"{ASSIGNMENT}/{QUIZ}": b"\n" * 33 * MEBIBYTE}).items()),
        "refused",
        "bytes",
    ),
    "an upload of 65 MiB": HostileZip(lambda folder: good(folder) + zeros(65 * MEBIBYTE), "refused", "bytes"),
}

ZIP_FORMS = {
    "an encrypted zip": HostileZip(patched(FLAGS, 1), "refused", "encrypted|password"),
    "a strongly encrypted zip": HostileZip(patched(FLAGS, 0x41), "refused", "read"),
    "a zip of patches": HostileZip(patched(FLAGS, 0x20), "refused", "read"),
    **{
        f"a zip packed by {words}": HostileZip(patched(METHOD, method), "refused", "read")
        for words, method in {
            "Deflate64": 9,
            "PPMd": 98,
            "AES": 99,
            "nothing known": 65_535,
            "LZMA by name": 14,
        }.items()
    },
    **{
        f"a zip whose {words} content is spoilt {place}": HostileZip(
            spoilt_content(method, begin=begin), "refused", "read"
        )
        for words, method in {"deflated": 8, "bzip2": 12, "LZMA": 14, "stored": 0}.items()
        for place, begin in {"at its beginning": 0, "in its middle": 0.25}.items()
    },
    "a zip packed by bzip2": HostileZip(lambda folder: packed(members(folder).items(), zipfile.ZIP_BZIP2), "collected"),
    "a zip with a wrong checksum": HostileZip(patched(CRC, 1), "refused", "read"),
    "a zip on another disk": HostileZip(patched(DISK, 7), "collected"),
    "a zip on many disks": HostileZip(patched_end(4, "<H", 7), "collected"),
    "a zip whose entries share one content": HostileZip(patched(START, 10), "refused", "read"),
    "a zip whose entry begins behind its end": HostileZip(patched(START, 0x7FFFFFFF), "refused", "read"),
    "a zip whose directory begins behind its end": HostileZip(patched_end(16, "<I", 0x7FFFFFFF), "refused", "read"),
    "a zip whose directory is longer than the zip": HostileZip(patched_end(12, "<I", 0x7FFFFFFF), "refused", "read"),
    "a truncated zip": HostileZip(lambda folder: good(folder)[:-100], "refused", "read"),
    "the first half of a zip": HostileZip(lambda folder: good(folder)[: len(good(folder)) // 2], "refused", "read"),
    "the end of a zip": HostileZip(lambda folder: good(folder)[-22:], "refused", "read"),
    "a zip with something before it": HostileZip(lambda folder: b"#!/bin/sh\n" * 100 + good(folder), "collected"),
    "a zip with a comment of 65,535 bytes": HostileZip(
        lambda folder: good(folder)[:-2] + b"\xff\xff" + b"\xff" * 65_535, "collected"
    ),
    "a zip from before 1980": HostileZip(patched((12, "<I"), 0), "collected"),
    **{
        f"an upload that is {words}": HostileZip(always(data), "refused", "zip")
        for words, data in {
            "empty": b"",
            "a RAR archive": b"Rar!\x1a\x07\x01\x00" + b"\x33" * 500,
            "a 7z archive": b"7z\xbc\xaf\x27\x1c\x00\x04" + b"\x33" * 500,
            "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n",
            "a web page": b"<!doctype html><title>Sign in</title>",
            "one letter": b"P",
            "a zip's first letters": b"PK\3\4",
            "a zip's last letters": b"PK\5\6" + b"\xff" * 18,
        }.items()
    },
    "an upload that is a Word file": HostileZip(
        only("[Content_Types].xml", "word/document.xml", "_rels/.rels", content=b"<xml/>"), "refused", "no notebook"
    ),
    "an upload that is a tarball": HostileZip(tarball, "refused", "zip"),
    "an upload that is the notebook itself": HostileZip(lambda folder: members(folder)[INSIDE], "refused", "zip"),
    "an upload that is a journal": HostileZip(lambda folder: (folder / QUIZ).read_bytes(), "refused", "zip"),
}
