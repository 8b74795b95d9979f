"""The command line, as an operator types it."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from tests.domain.test_looks import PNG
from tests.nursery import find_nursery
from tests.registers import CLOCK_START, ROOT


@pytest.fixture
def run(templates, tmp_path):
    """Run a command on a small register of its own: ``run("pack", "list")``."""
    url = templates.copy("small", "sqlite", tmp_path)

    def command(*words, **settings):
        return run_command(tmp_path, *words, DATABASE_URL=url, **settings)

    return command


def run_command(folder, *words, **settings):
    environ = {
        "PATH": os.environ["PATH"],
        "RISK_REGISTER_ENVIRONMENT": "testing",
        "RISK_REGISTER_CLOCK_START": CLOCK_START,
        "RISK_REGISTER_MAIL_FOLDER": str(folder / "mail"),
        **{f"RISK_REGISTER_{name}": value for name, value in settings.items()},
    }
    return find_nursery().run("risk_register.cli", *words, env=environ)


def test_a_pack_is_made_and_written_to_a_file(run, tmp_path):
    made = run("pack", "make", "--meeting", "2018-06-14", "--out", str(tmp_path / "june.pdf"))

    assert made.returncode == 0, made.stderr
    assert "Made: 2018-06-14, version 1, SHA-256 " in made.stdout
    assert (tmp_path / "june.pdf").read_bytes().startswith(b"%PDF-")
    assert (
        "send 2018-06-14 version 1, full edition: Made, to be approved"
        in run("pack", "list").stdout
    )


def test_a_file_is_told_to_be_a_pack_or_not(templates, tmp_path):
    url = templates.copy("approved", "sqlite", tmp_path)
    with closing(sqlite3.connect(tmp_path / "register.sqlite")) as register:
        (pdf,) = register.execute("SELECT pdf FROM pack").fetchone()
    (tmp_path / "june.pdf").write_bytes(pdf)
    (tmp_path / "other.pdf").write_bytes(pdf + b" ")
    known, strange = (
        run_command(tmp_path, "pack", "verify", str(tmp_path / name), DATABASE_URL=url)
        for name in ("june.pdf", "other.pdf")
    )

    assert known.returncode == 0, known.stderr
    assert "send 2018-06-14 version 1, full edition, PDF, as it was made" in known.stdout
    assert strange.returncode == 1
    assert "is no file of a pack of this register" in strange.stderr


def test_a_second_pack_says_what_it_changes_or_is_not_made(run):
    run("pack", "make")
    refused = run("pack", "make")

    assert refused.returncode == 1
    assert refused.stderr.strip() == "Say what the new version changes."


def test_a_tick_counts_what_it_did_and_the_next_one_does_nothing(run):
    first, second = run("tick", "--json"), run("tick", "--json")

    told, then = json.loads(first.stdout), json.loads(second.stdout)
    assert told["packs_made"] == 1
    assert told["jobs"]["make packs"] == {"said": "made: 1", "failed": False}
    assert told["jobs"]["check the record"]["said"].endswith("all as recorded")
    assert "check the record" not in then.pop("jobs")  # once a night
    assert set(then.values()) == {0}


def test_the_record_verifies_and_says_which_head_it_does_not_hold(run):
    verified = run("history", "verify")
    assert verified.returncode == 0
    assert "all as recorded" in verified.stdout

    doubted = run("history", "verify", "--expect", f"3:{'0' * 64}")
    assert doubted.returncode == 1
    assert "The record holds no line 3:" in doubted.stderr


def test_an_exported_record_is_checked_without_the_service(run, tmp_path):
    export = tmp_path / "history.jsonl"
    export.write_text(run("history", "export", "--chain", "send").stdout, encoding="utf-8")
    check = [sys.executable, str(ROOT / "scripts/verify_history"), str(export)]
    assert subprocess.run(check, check=False, capture_output=True).returncode == 0

    export.write_text(export.read_text(encoding="utf-8").replace("vacant", "filled"), "utf-8")
    assert subprocess.run(check, check=False, capture_output=True).returncode == 1


def test_a_backup_is_made_and_put_back_by_hand(run, tmp_path):
    made = run("backup", "--to", str(tmp_path / "backups"))
    (file,) = (tmp_path / "backups").iterdir()
    refused = run("restore", str(file))
    empty = f"sqlite:///{tmp_path / 'empty.sqlite'}"
    restored = run_command(tmp_path, "restore", str(file), DATABASE_URL=empty)

    assert made.returncode == 0, made.stderr
    assert f"Written: {file}" in made.stdout
    assert refused.returncode == 1
    assert "holds a register already" in refused.stderr
    assert restored.returncode == 0, restored.stderr
    assert "Held until somebody looks: letters 0, packs 1." in restored.stdout
    assert list(tmp_path.glob(".restoring-*")) == []


def test_a_backup_needs_a_folder(run):
    refused = run("backup")

    assert refused.returncode == 1
    assert "Name a folder with --to" in refused.stderr


def test_every_door_says_what_opens_it(run):
    doors = json.loads(run("routes", "--json").stdout)

    assert {"address", "method", "needs", "endpoint", "risk_owner", "auditor"} <= set(doors[0])
    assert all(door["needs"] for door in doors)


def test_a_database_without_tables_is_not_served(tmp_path):
    url = f"sqlite:///{tmp_path}/empty.sqlite"
    refused = run_command(tmp_path, "serve", DATABASE_URL=url)

    assert refused.returncode == 1
    assert "risk-register database upgrade" in refused.stderr


def test_the_demonstration_is_never_loaded_in_production(tmp_path):
    refused = run_command(
        tmp_path,
        "demonstration",
        "load",
        ENVIRONMENT="production",
        CLOCK_START="",
        SECRET_KEY="k" * 32,
        PUBLIC_URL="https://risks.example.org",
        DATABASE_URL=f"sqlite:///{tmp_path}/empty.sqlite",
    )

    assert refused.returncode == 1
    assert refused.stderr.strip() == "The demonstration is never loaded in production."


def test_a_misspelt_setting_stops_every_command(tmp_path):
    refused = run_command(tmp_path, "tick", MAIL_TRANSPROT="smtp")

    assert refused.returncode == 1
    assert "There is no setting MAIL_TRANSPROT" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_programme_is_given_its_look(run, tmp_path):
    (tmp_path / "mark.png").write_bytes(PNG)
    file = tmp_path / "look.toml"
    file.write_text('accent = "#1d4f7c"\nlogo = "mark.png"\nalt = "Five dots"\ncontact = "Sofia"\n')
    done = run("programme", "look", "send", str(file))

    assert done.returncode == 0, done.stderr
    assert "The next packs of send look so." in done.stdout
    assert "look chosen" in run("history", "export", "--chain", "send").stdout


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('accent = "#ffdd00"', "The accent #ffdd00 has a contrast of 1.3 against white"),
        ('logo = "nowhere.png"', "nowhere.png cannot be read"),
        ('colour = "red"', "A look does not know colour."),
    ],
)
def test_a_look_that_could_not_be_drawn_is_refused(run, tmp_path, text, sentence):
    file = tmp_path / "look.toml"
    file.write_text(text)
    refused = run("programme", "look", "send", str(file))

    assert refused.returncode == 1
    assert sentence in refused.stderr
