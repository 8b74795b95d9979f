"""The words of the command line: each is entered, and loads no more than it needs."""

import json
import subprocess
import sys

import pytest

from risk_register.cli import WORDS, _parser
from tests.registers import ROOT

#: Prints what a command has loaded by the time it says how it is used.
LOADED = """
import json, sys
from risk_register.cli import main
try:
    main(sys.argv[1:])
except SystemExit:
    print(json.dumps(sorted(sys.modules)))
"""
DOORS = {"risk_register.web", "risk_register.api", "flask_smorest", "marshmallow", "wtforms"}
FRAME = {"flask", "sqlalchemy", "risk_register.models"}
#: What draws packs, and what reads and writes spreadsheets.
DRAWING = {"weasyprint", "pikepdf", "pypdfium2", "openpyxl", "docx"}
#: What is needed while somebody signs in, with a passkey or at a directory.
SIGNING_IN = {"webauthn", "authlib"}


def list_loaded(*words):
    asked = [sys.executable, "-c", LOADED, *words, "--help"]
    said = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return set(json.loads(said.splitlines()[-1]))


@pytest.mark.parametrize("word", WORDS)
def test_a_word_says_what_it_is_about_and_what_stands_behind_it(word, capsys):
    with pytest.raises(SystemExit) as left:
        _parser().parse_args([word, "--help"])

    assert left.value.code == 0
    said = " ".join(capsys.readouterr().out.split())
    assert said.startswith(f"usage: risk-register {word} ")
    assert WORDS[word][0] in said


def test_the_list_of_words_loads_no_part_of_the_service():
    assert list_loaded() & (DOORS | FRAME | DRAWING) == set()


@pytest.mark.parametrize("words", ["tick", "pack make", "history verify", "post list"])
def test_a_command_without_pages_loads_no_doors_no_drawing_and_no_signing_in(words):
    loaded = list_loaded(*words.split())

    assert loaded >= FRAME
    assert loaded & (DOORS | DRAWING | SIGNING_IN) == set()


@pytest.mark.parametrize(
    "word", ["access", "import", "key", "meeting", "person", "post", "webhook", "pack"]
)
def test_whatever_may_write_loads_what_keeps_the_index_of_risks(word):
    assert "risk_register.services.search_index" in list_loaded(word)


def test_serving_loads_the_doors():
    assert list_loaded("serve") >= {"risk_register.web", "risk_register.api"}
