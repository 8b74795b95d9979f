"""Backups while people write, while clocks race, when one is killed, and when the disk is full."""

import json
import os
import subprocess

import pytest

from risk_register import clock
from risk_register.domain.jobs import Job
from risk_register.scheduler.jobs import run_round
from risk_register.scheduler.nightly import back_up
from risk_register.services.backup_files import read_copy
from risk_register.services.backups import make_backup
from risk_register.services.job_runs import list_runs
from tests.conftest import NOW
from tests.faults.processes import CLOCK, kill, race, read, result_of, started, wait_until, write

pytestmark = pytest.mark.faults

EDITS = 12
BACK_UP = ("risk_register.cli", "backup", "--to")


@pytest.fixture
def folder(tmp_path):
    """Where the backups go."""
    return tmp_path / "backups"


@pytest.fixture
def one_megabyte(tmp_path):
    """A disk on which no backup has room."""
    place = tmp_path / "full"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root may mount a small disk")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def list_whole(folder):
    """List the backups, each read to its end."""
    found = sorted(folder.glob("risk-register-*.zip"))
    for path in found:
        read_copy(path, None)
    return found


def count_lines():
    return read("SELECT count(*) FROM event")[0][0]


def test_a_backup_under_writes_holds_every_write_that_was_told_to_be_saved(inside, folder):
    with started(inside, "tests.faults.editor", "tom", str(EDITS)) as editor:
        assert editor.stdout.readline() == "ready\n", editor.stderr.read()
        editor.stdin.write("\n")
        editor.stdin.flush()
        saved_and_held = []
        while editor.poll() is None:
            saved = count_lines()
            held = make_backup(folder, at=clock.now()).manifest.counts["event"]
            saved_and_held.append((saved, held))
        result_of(editor)

    assert len({saved for saved, _ in saved_and_held}) > 1  # some were made between the writes
    assert all(saved <= held for saved, held in saved_and_held)
    assert list_whole(folder)


@pytest.mark.parametrize("database", ["sqlite"])
@pytest.mark.parametrize("kind", ["approved"])
def test_two_clocks_at_once_make_one_backup(inside, folder):
    rounds = [json.loads(said) for said in race(inside, 2, *CLOCK, BACKUP_FOLDER=str(folder))]

    assert sum(Job.BACK_UP in each["jobs"] for each in rounds) == 1
    assert sum(each["troubles"] for each in rounds) == 0
    assert len(list_whole(folder)) == 1


@pytest.mark.parametrize("database", ["sqlite"])
def test_a_backup_whose_maker_is_killed_is_not_there_and_its_remains_go(inside, folder):
    write("CREATE TABLE ballast (content BLOB)")
    write("INSERT INTO ballast VALUES (randomblob(60000000))")  # packing it takes a while
    with started(inside, *BACK_UP, str(folder)) as maker:
        wait_until(lambda: list(folder.glob(".making-backup-*/backup.zip")), "half a backup")
        kill(maker)
    left = list(folder.iterdir())
    assert [path.name[:15] for path in left] == [".making-backup-"]

    write("DROP TABLE ballast")
    made = make_backup(folder, at=NOW)

    assert list(folder.iterdir()) == [made.path] == list_whole(folder)


@pytest.mark.parametrize("database", ["sqlite"])
def test_a_full_disk_leaves_no_half_backup_and_says_so(inside, one_megabyte):
    write("CREATE TABLE ballast (content BLOB)")
    write("INSERT INTO ballast VALUES (randomblob(3000000))")
    inside.config["BACKUP_FOLDER"] = str(one_megabyte)
    done = run_round(None, at=NOW, jobs=[(Job.BACK_UP, back_up)])

    assert done.troubles == 1
    assert "full" in list_runs()[Job.BACK_UP].failure
    assert list(one_megabyte.iterdir()) == []
