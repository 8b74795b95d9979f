"""Publishing: only the public edition of an approved pack, in time or with a reason."""

from datetime import timedelta

import pytest

from risk_register.database import db, read_moment, write_transaction
from risk_register.documents.reading import read_page, read_pdf
from risk_register.domain.errors import (
    AlreadyDoneError,
    NotAllowedError,
    NotFoundError,
    RuleError,
)
from risk_register.domain.packs import Edition, Form
from risk_register.domain.risks import Publication as RiskPublication
from risk_register.models import Pack, Publication, Risk
from risk_register.services.circulation_records import gather_record
from risk_register.services.events import record_event
from risk_register.services.history import verify_history
from risk_register.services.pack_files import get_file
from risk_register.services.packs import find_newest, withdraw_pack
from risk_register.services.publications import (
    get_public_edition,
    list_public,
    publish_edition,
    read_public,
    take_back,
)
from risk_register.services.verifications import verify_file
from tests.conftest import NOW
from tests.registers import approve_june
from tests.services.test_drawings import june

LATE = NOW + timedelta(days=2)
MARK = "Zebrafinch"


@pytest.fixture
def kind():
    """The June pack is made and approved."""
    return "approved"


@pytest.fixture
def sofia(member):
    """The secretary of a body that publishes."""
    by = member("sofia")
    with write_transaction():
        june().body.publishes = True
        record_event(
            "body rules changed",
            subject="body board",
            programme=by.programme,
            by=by.person,
            at=NOW,
        )
    return by


def publish(by, at=NOW, late_reason="", sha256=None):
    with write_transaction():
        pack = find_newest(june())
        public = get_public_edition(pack)
        return publish_edition(
            pack,
            late_reason=late_reason,
            sha256=sha256 or public.sha256,
            domain="example.org",
            by=by,
            at=at,
        )


def test_everybody_reads_the_public_edition_and_never_the_full_one(sofia):
    publication = publish(sofia)

    assert [each.id for each in list_public("send")] == [publication.id]
    assert publication.pack.edition is Edition.PUBLIC
    full = find_newest(june())
    for form in (Form.PDF, Form.HTML, Form.JSON):
        pack, content = read_public("send", publication.id, form)
        assert pack.edition is Edition.PUBLIC
    assert content != full.pdf
    for form in (Form.XLSX, Form.CSV, Form.DOCX):
        with pytest.raises(NotFoundError):
            read_public("send", publication.id, form)


def test_a_row_that_names_the_full_edition_publishes_nothing(sofia):
    publication = publish(sofia)
    with write_transaction():
        publication.pack = db.session.scalars(
            db.select(Pack).where(Pack.edition == Edition.FULL)
        ).first()
        record_event("edition published", subject="pack 1", programme=None, by=None, at=NOW)

    with pytest.raises(NotFoundError):
        list_public("send")
    with pytest.raises(NotFoundError):
        read_public("send", publication.id, Form.PDF)


def test_only_the_secretary_publishes(sofia, member):
    with pytest.raises(NotAllowedError):
        publish(member("amira"))


def test_a_body_that_does_not_meet_in_public_publishes_nothing(member):
    with pytest.raises(RuleError, match="does not publish"):
        publish(member("sofia"))


def test_late_it_needs_a_reason_which_is_kept(sofia):
    with pytest.raises(RuleError) as refused:
        publish(sofia, at=LATE)
    assert refused.value.field == "late_reason"

    assert publish(sofia, at=LATE, late_reason="The web team was away.").late_reason


def test_it_is_published_once(sofia):
    publish(sofia)
    with pytest.raises(AlreadyDoneError):
        publish(sofia)


def test_another_file_than_the_one_looked_at_is_not_published(sofia):
    with pytest.raises(RuleError, match="Load it again"):
        publish(sofia, sha256="0" * 64)


def test_taken_back_nobody_reads_it_and_that_it_was_there_stays(sofia):
    publication = publish(sofia)
    with write_transaction():
        take_back(publication, reason="A wrong date.", domain="example.org", by=sofia, at=LATE)

    (left,) = list_public("send")
    assert left.withdraw_reason == "A wrong date."
    with pytest.raises(NotFoundError):
        read_public("send", publication.id, Form.PDF)
    publish(sofia, at=LATE, late_reason="It was right after all.")
    with read_moment():
        assert verify_history().problems == []


def test_a_withdrawn_pack_is_read_by_nobody(sofia):
    publication = publish(sofia)
    pack = find_newest(june())
    with write_transaction():
        withdraw_pack(pack, reason="A wrong figure.", sha256=pack.sha256, by=sofia, at=NOW)

    with pytest.raises(NotFoundError):
        read_public("send", publication.id, Form.PDF)


def test_a_published_file_is_known_to_whoever_brings_it(sofia):
    public = get_public_edition(find_newest(june()))
    assert verify_file(public.sha256) is None
    publish(sofia)

    found = verify_file(public.sha256)
    assert found.what == "Public edition, version 1, PDF"
    assert found.fates == ("Published on 5 June 2018, 09:00.",)
    assert found.reach == "It was sent to nobody by letter."


def test_the_circulation_record_tells_it(sofia):
    publication = publish(sofia)
    with write_transaction():
        take_back(publication, reason="A wrong date.", domain="example.org", by=sofia, at=LATE)

    (said,) = gather_record(sofia, june(), at=LATE).publications
    assert said.startswith(
        "Public edition, version 1, published on 5 June 2018, 09:00 by Board Secretary. "
        "Taken back on 7 June 2018, 09:00: “A wrong date.”"
    )


def test_of_another_programme_nothing_is_there(sofia):
    publication = publish(sofia)

    for key in ("health-programme", "nowhere"):
        with pytest.raises(NotFoundError):
            list_public(key)
        with pytest.raises(NotFoundError):
            read_public(key, publication.id, Form.PDF)
    assert db.session.scalar(db.select(db.func.count()).select_from(Publication)) == 1


class TestExempt:
    """A register that holds an exempt risk, whose every word carries a mark."""

    @pytest.fixture
    def kind(self):
        """No pack is made yet."""
        return "small"

    @pytest.fixture
    def database(self):
        """Real packs are drawn, so one database has to do."""
        return "sqlite"

    def test_no_word_of_an_exempt_risk_is_published(self, sofia):
        with write_transaction():
            risk = db.session.scalars(db.select(Risk).where(Risk.number == 2)).one()
            risk.title, risk.cause, risk.event = (f"{MARK}{n}" for n in "ABC")
            risk.consequence = f"{MARK}D"
            risk.publication, risk.exempt_paragraph = RiskPublication.EXEMPT, 3
            risk.exempt_reason = f"{MARK}E"
            record_event(
                "risk edited", subject="risk R-002", programme=risk.programme, by=None, at=NOW
            )
        approve_june()
        publication = publish(sofia)

        full = get_file(find_newest(june()), Form.HTML)
        assert MARK.encode() in full
        for form, read in ((Form.PDF, read_pdf), (Form.HTML, read_page), (Form.JSON, bytes.decode)):
            pack, content = read_public("send", publication.id, form)
            assert MARK.lower() not in read(content).lower()
            assert pack.edition is Edition.PUBLIC
