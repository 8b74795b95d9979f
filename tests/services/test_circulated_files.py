"""Exactly what was circulated: every file as it went out, and nothing that may not be seen."""

import hashlib
import io
import zipfile
from datetime import timedelta

import pytest

from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.errors import ChangedFileError, NotFoundError
from risk_register.models import CirculatedPaper
from risk_register.services.circulated_files import pack_up
from risk_register.services.circulation_records import gather_record
from risk_register.services.deliveries import deliver_letters
from risk_register.services.events import record_event
from risk_register.services.packs import find_newest
from risk_register.services.papers import get_paper
from tests.conftest import NOW
from tests.files import PDF
from tests.services.test_agendas import SECRET, add, draft
from tests.services.test_circulations import Office, circulate, room
from tests.services.test_drawings import june
from tests.services.test_history import tamper
from tests.services.test_papers import add_file

YEARS_LATER = NOW + timedelta(days=730)


@pytest.fixture
def kind():
    """The June pack is made and approved."""
    return "approved"


def take(by, at=YEARS_LATER):
    db.session.expire_all()
    with read_moment():
        record = gather_record(by, june(), at=at)
        archive = pack_up(by, june(), record, paper=b"%PDF-", room=room(Office()))
    with archive.file as file:
        content = file.read()
    assert hashlib.sha256(content).hexdigest() == archive.sha256
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def send(by, papers=()):
    made = circulate(by, note="See R-001 first.")
    for number in papers:
        with write_transaction():
            paper = get_paper(by, june().id, number)
            db.session.add(CirculatedPaper(circulation=made, paper=paper))
            record_event("pack circulated", subject="pack 1", programme=None, by=None, at=NOW)
    deliver_letters(room(Office()), at=NOW)
    return made


def test_the_pack_is_in_it_byte_for_byte_in_every_form_with_the_letters(inside, member):
    sofia = member("sofia")
    send(sofia)
    files = take(sofia)

    sent = find_newest(june())
    pdf = next(name for name in files if name.endswith("-v1.pdf"))
    assert pdf.startswith("version-1/full-edition/")
    assert hashlib.sha256(files[pdf]).hexdigest() == sent.sha256
    assert sum(name.startswith("version-1/") for name in files) == 6
    letter = files["circulation-1/letters/01-chair-of-the-board.txt"].decode()
    assert "To: grace@example.org" in letter
    assert "See R-001 first." in letter
    assert "circulation-record.csv" in files


def test_the_list_names_the_sum_of_every_file(inside, member):
    sofia = member("sofia")
    send(sofia)
    files = take(sofia)

    readme = files.pop("README.txt").decode()
    for name, content in files.items():
        assert f"{hashlib.sha256(content).hexdigest()}  {name}" in readme
    assert "In time: the latest day was Wednesday 6 June 2018." in readme


def test_taken_twice_at_one_moment_it_is_the_same(inside, member):
    sofia = member("sofia")
    send(sofia)

    assert take(sofia) == take(sofia)


def test_exempt_papers_are_left_out_for_those_who_may_not_see_them(inside, member):
    sofia = member("sofia")
    draft(sofia)
    open_one = add_file(sofia, add(sofia))
    item = add(sofia, SECRET)
    exempt = add_file(sofia, item, name="names.pdf", content=PDF + b"\n%", title="Staff to go")
    send(sofia, papers=[open_one, exempt])

    def papers(by):
        return [name for name in take(by) if "/papers/" in name]

    assert papers(sofia) == [
        "circulation-1/papers/01-budget.pdf",
        "circulation-1/papers/02-names.pdf",
    ]
    assert papers(member("ada")) == ["circulation-1/papers/01-budget.pdf"]
    taken = take(member("ada"))
    assert SECRET.title not in taken["circulation-record.csv"].decode()
    assert not any(b"Staff to go" in content for content in taken.values())


def test_nothing_circulated_is_no_archive(inside, member):
    with pytest.raises(NotFoundError):
        take(member("sofia"))


def test_a_changed_file_is_not_handed_out(inside, member):
    sofia = member("sofia")
    send(sofia)
    pack = find_newest(june())
    tamper("UPDATE pack SET sha256 = :sha256 WHERE id = :id", sha256="0" * 64, id=pack.id)

    with pytest.raises(ChangedFileError):
        take(sofia)
