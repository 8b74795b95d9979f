"""Exempt text reaches nobody who may not see it: by no file, name, subject, page, record or log."""

import email
import logging
from email.policy import default

import pytest

from risk_register.database import db
from risk_register.documents.reading import read_pdf
from risk_register.domain.risks import Publication
from risk_register.models import Event, Pack, Person
from risk_register.services.programmes import get_member
from tests.conftest import NOW, post
from tests.services.freezing import change
from tests.services.test_agendas import SECRET, add, draft
from tests.services.test_pack_lives import draw, seal
from tests.services.test_papers import add_file
from tests.web.test_packs import until

MARKERS = ("quokka", "wombat", "numbat")


def find(name):
    person = db.session.scalars(db.select(Person).where(Person.name == name)).one()
    return get_member(person, "send", on=NOW.date())


@pytest.fixture
def pack_id(app):
    """An approved pack with an exempt risk, and an agenda with an exempt paper."""
    with app.app_context():
        change(
            title="The quokka settlement with the depot",
            cause="wombat clauses were signed without advice",
            publication=Publication.EXEMPT,
            exempt_paragraph=4,
            exempt_reason="Staff are being consulted.",
        )
        sofia = find("Sofia")
        draft(sofia)
        add_file(sofia, add(sofia, SECRET), "numbat.pdf", title="The numbat claim for pay")
        draw()
        return seal(find("Amira")).id


def read_letter(path):
    """Read everything that a letter says or carries, in small letters."""
    message = email.message_from_bytes(path.read_bytes(), policy=default)
    said = [f"{name}: {value}" for name, value in message.items()]
    for part in message.walk():
        said.append(part.get_filename() or "")
        if part.get_content_maintype() == "text":
            said.append(part.get_content())
        elif "risk-pack" in (part.get_filename() or ""):
            said.append(read_pdf(part.get_content()))
    return "\n".join(said).lower()


def count_files(path):
    message = email.message_from_bytes(path.read_bytes(), policy=default)
    return len(list(message.iter_attachments()))


def test_no_marker_word_reaches_a_reader_who_may_not_see_it(
    app, at_the_page, pack_id, tmp_path, caplog
):
    caplog.set_level(logging.DEBUG)
    sofia, new = at_the_page("sofia"), f"/send/packs/{pack_id}/circulations/new"
    page = sofia.get(new).text.lower()
    post(sofia, new, number="1", papers="1")
    folder = tmp_path / "mail"
    files = until(lambda: (found := list(folder.glob("*.eml"))) and len(found) == 3 and found)

    letters = {path: read_letter(path) for path in files}
    (public,) = (said for said in letters.values() if "to: " in said and "olu@" in said)
    full = [said for said in letters.values() if said is not public]
    # Whoever may see the exempt paper gets it, but no letter names it.
    assert all("quokka" in said and "wombat" in said and "numbat" not in said for said in full)
    assert sorted(count_files(path) for path in files) == [1, 2, 2]
    assert "public edition" in public
    shown = page.split("public edition: the letter to")[1].split("</details>")[0]
    with app.app_context():
        told = [event.body for event in db.session.scalars(db.select(Event)) if _is_about(event)]
        full_pack = db.session.scalars(db.select(Pack).where(Pack.edition == "full")).one()
    for marker in MARKERS:
        assert marker not in public
        assert marker not in shown
        assert marker not in "\n".join(told).lower()
        assert marker not in caplog.text.lower()
        assert marker not in "\n".join(path.name for path in files).lower()
    assert full_pack.sha256 not in public
    olu = at_the_page("olu")
    assert olu.get(f"/send/packs/{pack_id}/pack.pdf").status_code == 404


def _is_about(event):
    return event.kind == "pack circulated" or event.kind.startswith("letter ")
