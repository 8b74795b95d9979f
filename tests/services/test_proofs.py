"""A proof that was read before approval is known again, though only its hash is kept."""

import json

import pytest

from risk_register.database import db
from risk_register.models import Event
from risk_register.services.pack_files import find_by_hash, find_proof


@pytest.fixture
def kind():
    return "approved"


def proof_hash():
    made = db.session.scalars(db.select(Event).where(Event.kind == "pack made")).first()
    return json.loads(made.body)["facts"]["sha256"]


def test_the_proof_of_an_approved_pack_is_known_by_its_hash(inside):
    sha256 = proof_hash()

    pack = find_proof(sha256)

    assert find_by_hash(sha256) is None
    assert (pack.meeting.held_on.isoformat(), pack.version) == ("2018-06-14", 1)


def test_another_file_is_nobodys_proof(inside):
    assert find_proof("0" * 64) is None
