"""Files offered as evidence: believed by what is in them, and never unpacked whole."""

import struct
import tracemalloc
import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.errors import RuleError
from risk_register.domain.evidence import (
    LONGEST_NAME,
    FileKind,
    check_size,
    clean_name,
    inspect_file,
    list_endings,
    say_size,
)
from tests.files import (
    CSV,
    DOCX,
    EXCEL,
    GOOD,
    JPEG,
    ODT,
    PDF,
    PNG,
    TEXT,
    WORD,
    XLSX,
    container,
    office,
    open_document,
)

MEGABYTE = 1_000_000
MACROS = WORD.replace("openxmlformats-officedocument.wordprocessingml", "ms-word").replace(
    "document.main", "document.macroEnabled.main"
)
NO = "is not"
LOCK = '<manifest:encryption-data manifest:checksum="x"/>'


def refusal(name, content):
    with pytest.raises(RuleError) as refused:
        inspect_file(name, content)
    assert refused.value.field == "file"
    return str(refused.value)


@pytest.mark.parametrize("ending", GOOD)
def test_each_kind_is_kept_when_its_content_is_what_its_name_says(ending):
    file = inspect_file(f"Minutes of May.{ending.upper()}", GOOD[ending])

    assert ending in file.kind.endings
    assert file.size == len(GOOD[ending])


def test_every_ending_that_is_offered_is_tried_here():
    assert set(list_endings()) == set(GOOD)


@pytest.mark.parametrize("kind", FileKind)
def test_no_kind_is_of_a_media_type_that_a_browser_runs(kind):
    assert not {"html", "xml", "svg", "script"} & set(kind.media_type.replace("+", "/").split("/"))


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("", PDF, "Choose a file."),
        ("/", PDF, "Choose a file."),
        ("a.pdf", b"", "a.pdf is empty."),
        ("a.pdf.exe", PDF, "A .exe file cannot be kept."),
        ("a.html", TEXT, "A .html file cannot be kept."),
        ("a.svg", b"<svg/>", "A .svg file cannot be kept."),
        ("a.zip", DOCX, "A .zip file cannot be kept."),
        ("minutes", PDF, "no ending"),
        (".pdf", PDF, "no ending"),
        ("a.docm", DOCX, "Save it as .docx"),
        ("a.doc", b"\xd0\xcf\x11\xe0", "Save it as .docx"),
        ("a.xlsm", XLSX, "Save it as .xlsx"),
        ("a.pdf", PNG, NO),
        ("a.pdf", b"junk" + PDF, NO),
        ("a.pdf", PDF[:-7], NO),
        ("a.png", JPEG, NO),
        ("a.png", PNG[:10], NO),
        ("a.jpg", b"GIF89a", NO),
        ("a.txt", PDF, NO),
        ("a.txt", b"MZ\x90\x00", NO),
        ("a.txt", b"MZ and on", NO),
        ("a.txt", b"Two\x00posts", NO),
        ("a.csv", XLSX, NO),
        ("a.docx", XLSX, NO),
        ("a.docx", ODT, NO),
        ("a.docx", PDF, NO),
        ("a.docx", container({"a.exe": "MZ"}), NO),
        ("a.docx", DOCX[:-30], NO),
        ("a.docx", b"PK\x03\x04", NO),
        ("a.xlsx", DOCX, NO),
        ("a.odt", open_document("spreadsheet"), NO),
        ("a.odt", DOCX, NO),
        ("a.docx", office(MACROS), "holds macros"),
        ("a.docx", office(WORD, **{"word/vbaProject.bin": "x"}), "holds macros"),
        ("a.docx", office(WORD, **{"word/VBAPROJECT.BIN": "x"}), "holds macros"),
        ("a.xlsx", office(EXCEL, **{"xl/macrosheets/sheet1.xml": "x"}), "holds macros"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "password or saved in an old"),
        ("a.odt", open_document("text", **{"META-INF/manifest.xml": LOCK}), "with a password."),
        ("a.odt", open_document("text", **{"Basic/Standard/Module1.xml": "x"}), "holds macros"),
        ("a.ods", open_document("spreadsheet", **{"Scripts/python/a.py": "x"}), "holds macros"),
    ],
)
def test_what_is_not_kept_gets_one_sentence_that_says_why(name, content, sentence):
    assert sentence in refusal(name, content)


@pytest.mark.parametrize(
    "content",
    [
        "Cost: £300".encode("cp1252"),
        "Cost: £300".encode("utf-8-sig"),
        "Cost: £300".encode("utf-16"),
        CSV.replace(b"\n", b"\r\n"),
    ],
    ids=["Windows", "UTF-8 with its mark", "UTF-16", "Windows lines"],
)
def test_text_is_kept_as_spreadsheets_and_editors_save_it(content):
    assert inspect_file("costs.csv", content).content == content


def test_a_document_behind_a_password_is_refused():
    # Bit 0 of a part's flags says so; here in the list of parts.
    locked = bytearray(DOCX)
    locked[locked.index(b"PK\x01\x02") + 8] |= 1

    assert "password" in refusal("a.docx", bytes(locked))


def test_a_document_that_would_unpack_to_gigabytes_is_refused_without_unpacking_it():
    bomb = office(WORD, **{"word/media/image1.bmp": bytes(300 * MEGABYTE)})
    tracemalloc.start()
    try:
        sentence = refusal("a.docx", bomb)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert "unpack" in sentence
    assert peak < 5 * MEGABYTE


def test_a_list_of_contents_that_lies_about_its_size_is_read_to_its_limit_only():
    types = b"<Types>" + bytes(100 * MEGABYTE)
    liar = bytearray(container({"x": "x", "[Content_Types].xml": types}))
    at = liar.rindex(b"PK\x01\x02")
    liar[at + 24 : at + 28] = struct.pack("<I", 2000 * MEGABYTE // 10)
    tracemalloc.start()
    try:
        refusal("a.docx", bytes(liar))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 5 * MEGABYTE


def test_a_document_of_very_many_parts_is_refused_before_they_are_listed():
    many = office(WORD, **{f"word/{number}.xml": "" for number in range(5001)})

    assert "unpack" in refusal("a.docx", many)


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\Tom\\minutes.pdf", "minutes.pdf"),
        ("minutes\r\nSet-Cookie: a=b.pdf", "minutes Set-Cookie: a=b.pdf"),
        ("fdp.\u202eexe.pdf", "fdp.exe.pdf"),
        ("a\x00b.pdf", "ab.pdf"),
        ("  minutes   of May .pdf", "minutes of May .pdf"),
        ("Stra\u00dfe \u2013 Pl\u00e4ne.pdf", "Stra\u00dfe \u2013 Pl\u00e4ne.pdf"),
        ("...", ""),
    ],
)
def test_of_a_name_is_kept_what_can_be_read_and_stored_anywhere(given_name, kept):
    assert clean_name(given_name) == kept


def test_a_long_name_is_cut_before_its_ending():
    name = clean_name("x" * 300 + ".docx")

    assert len(name) == LONGEST_NAME
    assert name.endswith("x.docx")


@given(st.text(max_size=400))
def test_no_name_keeps_a_folder_a_control_character_or_too_many(given_name):
    name = clean_name(given_name)

    assert len(name) <= LONGEST_NAME
    assert not set(name) & set("/\\")
    assert not any(unicodedata.category(sign).startswith("C") for sign in name)
    assert clean_name(name) == name


@given(
    ending=st.sampled_from(["docx", "xlsx", "odt", "ods", "pdf", "png", "txt"]),
    change=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=8),
)
def test_a_damaged_file_is_kept_or_refused_and_never_breaks_the_register(ending, change):
    content = bytearray(GOOD[ending])
    for place, value in change:
        content[place % len(content)] = value
    with suppress(RuleError):
        assert inspect_file(f"a.{ending}", bytes(content)).content == bytes(content)


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1 kB"),
        (999_499, "999 kB"),
        (999_500, "1 MB"),
        (3_440_000, "3.4 MB"),
        (10_000_000, "10 MB"),
    ],
)
def test_a_size_is_said_as_people_read_it(size, words):
    assert say_size(size) == words


def test_a_file_that_is_too_large_is_told_both_sizes():
    with pytest.raises(RuleError, match=r"has 12\.5 MB; it can have at most 10 MB"):
        check_size(12_500_000, most=10_000_000)
    check_size(10_000_000, most=10_000_000)
