"""The folder of published editions follows the register, whole or not at all, and never more."""

import hashlib
import json
import os
from datetime import timedelta

import pytest

from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.packs import Form
from risk_register.models import Publication
from risk_register.services.history import verify_history
from risk_register.services.pack_files import get_file
from risk_register.services.packs import find_newest, withdraw_pack
from risk_register.services.publications import take_back
from risk_register.services.published_files import follow_publications
from tests.conftest import NOW
from tests.services.test_drawings import june
from tests.services.test_publications import LATE, kind, publish, sofia

__all__ = ["kind", "sofia"]

PLACE = "send/board/2018-06-14"
NAME = "send-programme-board-2018-06-14-risk-pack-public-v1"


@pytest.fixture
def folder(tmp_path):
    """The folder that a web server would hand out."""
    path = tmp_path / "published"
    path.mkdir()
    return path


def follow(folder, at=NOW):
    db.session.expire_all()
    return follow_publications(folder, at=at)


def list_files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def row():
    db.session.expire_all()
    return db.session.scalars(db.select(Publication)).one()


def test_what_is_published_stands_in_the_folder_with_an_index(sofia, folder):
    publication = publish(sofia)
    filing = follow(folder)

    assert (filing.put, filing.failures) == (1, ())
    assert list_files(folder) == [
        "send/board/2018-06-14/" + NAME + ".html",
        "send/board/2018-06-14/" + NAME + ".json",
        "send/board/2018-06-14/" + NAME + ".pdf",
        "send/index.json",
    ]
    pdf = (folder / PLACE / f"{NAME}.pdf").read_bytes()
    assert hashlib.sha256(pdf).hexdigest() == publication.sha256
    assert pdf != get_file(find_newest(june()), Form.PDF)
    (told,) = json.loads((folder / "send/index.json").read_text())["published"]
    assert told["sha256"] == publication.sha256
    assert f"{PLACE}/{NAME}.pdf" in told["files"]
    with read_moment():
        assert verify_history().problems == []


def test_a_second_round_does_nothing(sofia, folder):
    publish(sofia)
    follow(folder)

    assert (follow(folder).put, follow(folder).taken_out) == (0, 0)


@pytest.mark.parametrize("way", ["taken back", "withdrawn"])
def test_what_is_published_no_longer_leaves_the_folder(sofia, folder, way):
    publication = publish(sofia)
    follow(folder)
    with write_transaction():
        if way == "taken back":
            take_back(publication, reason="A wrong date.", domain="example.org", by=sofia, at=LATE)
        else:
            pack = find_newest(june())
            withdraw_pack(pack, reason="A figure.", sha256=pack.sha256, by=sofia, at=LATE)

    assert follow(folder, at=LATE).taken_out == 1
    assert list_files(folder) == ["send/index.json"]
    assert json.loads((folder / "send/index.json").read_text())["published"] == []
    assert row().folder is None
    assert follow(folder, at=LATE).taken_out == 0


def test_a_folder_that_cannot_be_written_is_tried_again_later(sofia, folder):
    publish(sofia)
    blocked = folder / "send"
    blocked.write_text("a file stands where the folder should")
    filing = follow(folder)

    assert filing.put == 0
    assert len(filing.failures) == 1
    assert row().next_at == NOW + timedelta(minutes=1)
    assert follow(folder).failures == ()  # not yet
    blocked.unlink()
    assert follow(folder, at=NOW + timedelta(minutes=1)).put == 1
    assert row().failure is None


def test_half_a_file_is_never_seen(sofia, folder, monkeypatch):
    publish(sofia)

    def break_off(_descriptor):
        raise OSError("The disk is gone.")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", break_off)
        assert follow(folder).failures
    assert list_files(folder) == []
    assert follow(folder, at=NOW + timedelta(minutes=1)).put == 1
