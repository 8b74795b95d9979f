"""A folder as post office."""

import os
import stat
from email import message_from_bytes
from email.policy import SMTP

import pytest

from risk_register.mail.folders import FolderPost
from risk_register.mail.letters import as_message
from risk_register.mail.post import Outcome


def test_a_letter_becomes_one_file_with_exactly_its_bytes(tmp_path, write_letter):
    letter = write_letter()

    receipt = FolderPost(tmp_path / "new" / "mail").deliver(letter)

    [file] = (tmp_path / "new" / "mail").iterdir()
    assert receipt.outcome is Outcome.SENT
    assert file.name in receipt.answer
    assert file.read_bytes() == as_message(letter).as_bytes()
    assert message_from_bytes(file.read_bytes(), policy=SMTP)["Subject"] == letter.subject


def test_the_same_letter_again_is_the_same_file(tmp_path, write_letter):
    office = FolderPost(tmp_path)
    office.deliver(write_letter(text="First\n"))

    office.deliver(write_letter(text="Second\n"))

    [file] = tmp_path.iterdir()
    assert b"Second" in file.read_bytes()


@pytest.mark.parametrize(
    "other", ["<1F3A@example.org>", "<1f3a-example.org@x>", "<..-..-etc-passwd@x>"]
)
def test_letters_with_like_names_do_not_meet(other, tmp_path, write_letter):
    office = FolderPost(tmp_path)
    office.deliver(write_letter(message_id="<1f3a@example.org>"))

    office.deliver(write_letter(message_id=other))

    names = {file.name.lower() for file in tmp_path.iterdir()}
    assert len(names) == 2
    assert not any(name.startswith(".") for name in names)


def test_only_the_service_may_read_the_letters(tmp_path, write_letter):
    FolderPost(tmp_path / "mail").deliver(write_letter())

    [file] = (tmp_path / "mail").iterdir()
    assert stat.S_IMODE((tmp_path / "mail").stat().st_mode) == 0o700
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_file_and_its_name_are_on_the_disk_before_anybody_is_told(
    tmp_path, write_letter, monkeypatch
):
    office, steps = FolderPost(tmp_path), []
    office.deliver(write_letter())
    synced = os.fsync

    def watch(number):
        kind = "folder" if stat.S_ISDIR(os.fstat(number).st_mode) else "file"
        named = sum(file.suffix == ".eml" for file in tmp_path.iterdir())
        steps.append((kind, named))
        synced(number)

    monkeypatch.setattr(os, "fsync", watch)

    office.deliver(write_letter(message_id="<second@example.org>"))

    assert steps == [("file", 1), ("folder", 2)]


def test_a_letter_that_cannot_be_written_whole_leaves_the_old_one(
    tmp_path, write_letter, monkeypatch
):
    office = FolderPost(tmp_path)
    office.deliver(write_letter(text="First\n"))

    def full(_number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    receipt = office.deliver(write_letter(text="Second\n"))

    [file] = tmp_path.iterdir()
    assert receipt.outcome is Outcome.STOP
    assert receipt.answer == "The folder for letters cannot be written: No space left on device."
    assert b"First" in file.read_bytes()


def test_a_folder_that_is_a_file_stops_all_letters(tmp_path, write_letter):
    (tmp_path / "mail").write_text("not a folder")

    receipt = FolderPost(tmp_path / "mail").deliver(write_letter())

    assert receipt.outcome is Outcome.STOP
    assert str(tmp_path) not in receipt.answer
