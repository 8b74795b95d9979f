"""Backups: whole or not there at all, thinned out, and put back without a letter going twice."""

import json
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, text

from risk_register import clock
from risk_register.commands import backups
from risk_register.commands.backups import put_back
from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.circulation import DeliveryState
from risk_register.domain.errors import BackupError
from risk_register.domain.packs import PackState
from risk_register.models import Delivery, Event, Feed, Lease, SignInLink
from risk_register.services.backup_files import MANIFEST, read_manifest
from risk_register.services.backups import make_backup, thin_out
from risk_register.services.circulations import resend_letter
from risk_register.services.deliveries import deliver_letters
from risk_register.services.drawings import claim_asked_pack, claim_due_pack
from risk_register.services.events import get_head
from risk_register.services.feeds import make_feed, revoke_feed
from risk_register.services.history import verify_history
from risk_register.services.packs import find_newest
from risk_register.services.sign_in_links import make_link
from tests.conftest import NOW
from tests.registers import CLOCK_START, build_app, close_app
from tests.services.test_assessments import judge
from tests.services.test_circulations import Office, circulate, room
from tests.services.test_drawings import june

DAY = timedelta(days=1)

approved = pytest.mark.parametrize("kind", ["approved"])


@pytest.fixture(autouse=True)
def operator(monkeypatch):
    """Let commands find the environment that an operator sets."""
    monkeypatch.setenv("RISK_REGISTER_ENVIRONMENT", "testing")
    monkeypatch.setenv("RISK_REGISTER_CLOCK_START", CLOCK_START)


@pytest.fixture
def folder(tmp_path):
    """Where the backups go."""
    return tmp_path / "backups"


@pytest.fixture
def backup(inside, folder):
    """A backup of the small register."""
    return make_backup(folder, at=NOW)


@pytest.fixture
def elsewhere(backup, database, templates, tmp_path):
    """Stand in the application on an empty database."""
    if database == "postgresql":
        url = templates.postgres.create_database()
    else:
        url = f"sqlite:///{tmp_path / 'elsewhere.sqlite'}"
    app = build_app(url, tmp_path, has_doors=False)
    with app.app_context():
        yield app
    close_app(app)
    templates.drop(url)


def problems():
    with read_moment():
        return verify_history().problems


def count_lines():
    return db.session.scalar(db.select(db.func.count()).select_from(Event))


def test_a_backup_says_what_it_is_and_leaves_nothing_beside_it(backup, folder, database):
    manifest = read_manifest(backup.path)

    assert manifest == backup.manifest
    assert (manifest.database, manifest.moment) == (database, NOW)
    assert manifest.heads["send"] == str(get_head("send"))
    assert manifest.counts["event"] == count_lines()
    assert list(folder.iterdir()) == [backup.path]
    assert backup.path.stat().st_mode & 0o077 == 0


def test_a_backup_is_put_back_into_an_empty_database(backup, elsewhere):
    manifest, held = put_back(backup.path, may_replace=False)

    assert (held.letters, held.packs) == (0, 1)
    assert (
        count_lines() == manifest.counts["event"] + 3
    )  # the programme's, the service's and the keys'
    assert get_head("send").sequence == int(manifest.heads["send"].split(":")[0]) + 1
    assert problems() == []


def test_a_backup_replaces_its_own_register_only_when_told_to(backup, member):
    tom = member("tom")
    with write_transaction():
        judge(tom)
    before = get_head("send")
    with pytest.raises(BackupError, match="holds a register already"):
        put_back(backup.path, may_replace=False)
    assert get_head("send") == before

    put_back(backup.path, may_replace=True)

    assert get_head("send").sequence == before.sequence  # the judgement went, the restore came
    assert get_head("send") != before
    assert problems() == []


def test_a_link_that_worked_at_the_backup_ends_and_the_record_holds(inside, member, folder):
    priya = member("priya")
    with write_transaction():
        link = make_link(priya.person, posts=priya.posts, expires_at=NOW + DAY, at=NOW)
        link_id = link.id
    backup = make_backup(folder, at=NOW)

    put_back(backup.path, may_replace=True)

    db.session.expire_all()
    assert db.session.get(SignInLink, link_id).revoked_at is not None
    assert problems() == []


def test_a_calendar_address_that_was_taken_back_since_does_not_work_again(inside, member, folder):
    sofia = member("sofia").person
    with write_transaction():
        feed_id = make_feed(sofia, body_id=None, at=NOW).id
    backup = make_backup(folder, at=NOW)
    with write_transaction():
        revoke_feed(sofia, feed_id, at=NOW)

    put_back(backup.path, may_replace=True)

    db.session.expire_all()
    assert db.session.get(Feed, feed_id).revoked_at is not None
    assert problems() == []


@approved
def test_letters_that_went_since_are_held_until_somebody_sends_them(inside, member, folder):
    circulate(member("sofia"))
    db.session.add(Lease(name="clock", holder="somebody", until=9e12))
    db.session.commit()
    backup = make_backup(folder, at=NOW)
    deliver_letters(room(Office()), at=NOW)

    _, held = put_back(backup.path, may_replace=True)
    office, later = Office(), clock.now() + DAY
    deliver_letters(room(office), at=later)

    letters = db.session.scalars(db.select(Delivery).order_by(Delivery.id)).all()
    assert held.letters == len(letters) == 3
    assert office.letters == []
    assert {letter.state for letter in letters} == {DeliveryState.HELD}
    assert db.session.scalars(db.select(Lease)).all() == []

    with write_transaction():
        resend_letter(letters[0], address=letters[0].address, by=member("sofia"), at=later)
    assert deliver_letters(room(office), at=later).sent == 1
    assert problems() == []


def test_packs_that_were_due_since_are_made_only_when_somebody_asks(backup, member):
    put_back(backup.path, may_replace=True)
    at = clock.now() + DAY
    pack = find_newest(june())

    assert pack.state is PackState.FAILED
    assert "put back from the backup of 5 June 2018, 09:00" in pack.failure
    with write_transaction():
        assert claim_due_pack(june(), at=at) is None
        claimed = claim_asked_pack(june(), correction=None, by=member("amira"), at=at)
    assert claimed.pack_id == pack.id


def test_a_backup_of_another_register_replaces_nothing(backup, elsewhere, database):
    put_back(backup.path, may_replace=False)
    forge(backup.path, register="0" * 64)
    with pytest.raises(BackupError, match="another register"):
        put_back(backup.path, may_replace=True)


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"revision": "0001"}, "Its tables are of revision 0001"),
        ({"database": "oracle"}, "It is a backup of oracle"),
    ],
)
def test_a_backup_that_does_not_fit_is_refused(backup, told, sentence):
    forge(backup.path, **told)
    before = get_head("send")
    with pytest.raises(BackupError, match=sentence):
        put_back(backup.path, may_replace=True)

    assert get_head("send") == before


def test_a_database_of_something_else_is_left_alone(backup, elsewhere):
    db.session.execute(text("CREATE TABLE pets (name TEXT)"))
    db.session.commit()

    with pytest.raises(BackupError, match="not of a register"):
        put_back(backup.path, may_replace=True)


def test_a_register_in_use_is_not_replaced(backup, inside, monkeypatch):
    monkeypatch.setattr(backups, "MOST_TRIES", 1)
    before = get_head("send")
    db.session.rollback()
    other = create_engine(inside.config["SQLALCHEMY_DATABASE_URI"])
    with other.connect() as connection:
        connection.exec_driver_sql("UPDATE heartbeat SET words = ''")
        with pytest.raises(BackupError, match="Stop the service first; nothing was done"):
            put_back(backup.path, may_replace=True)
        connection.rollback()
    other.dispose()

    assert get_head("send") == before


def forge(path, **told):
    """Write a backup anew with another manifest."""
    with zipfile.ZipFile(path) as backup:
        manifest = json.loads(backup.read(MANIFEST))
        content = backup.read(manifest["copy"])
    with zipfile.ZipFile(path, "w") as backup:
        backup.writestr(manifest["copy"], content)
        backup.writestr(MANIFEST, json.dumps({**manifest, **told}))


def truncate(path):
    path.write_bytes(path.read_bytes()[:-5000])


def flip_a_bit(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def change_the_copy(path):
    with zipfile.ZipFile(path) as backup:
        manifest = backup.read(MANIFEST)
        name = json.loads(manifest)["copy"]
        content = backup.read(name)
    with zipfile.ZipFile(path, "w") as backup:
        backup.writestr(name, content[:-1] + b"?")
        backup.writestr(MANIFEST, manifest)


def be_some_zip(path):
    with zipfile.ZipFile(path, "w") as other:
        other.writestr("holiday.jpg", b"a beach")


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (truncate, "is broken or not a whole backup"),
        (flip_a_bit, "is broken or not a whole backup"),
        (change_the_copy, "was changed after it was made"),
        (be_some_zip, "is no backup of a risk register"),
        (lambda path: path.write_bytes(b"SQLite format 3"), "is broken or not a whole backup"),
        (lambda path: path.write_bytes(b""), "is broken or not a whole backup"),
        (lambda path: path.unlink(), "cannot be used: No such file or directory"),
        (lambda path: forge(path, format=99), "was written by another version"),
        (lambda path: forge(path, kind="a holiday"), "is no backup of a risk register"),
        (lambda path: forge(path, size=1), "is broken or not a whole backup"),
    ],
)
def test_a_file_that_is_no_whole_backup_is_refused(backup, spoil, sentence):
    spoil(backup.path)
    before = get_head("send")
    with pytest.raises(BackupError, match=sentence):
        put_back(backup.path, may_replace=True)

    assert get_head("send") == before


def test_only_a_register_s_own_backups_are_thinned_out(backup, folder):
    strange = [folder / "risk-register-20180101T000000Z-00000000.zip", folder / "letter.txt"]
    for path in strange:
        path.write_text("not ours")
    made = [make_backup(folder, at=NOW + n * DAY) for n in (1, 2, 3)]
    renamed = backup.path.with_name("risk-register-by-hand.zip")
    renamed.write_bytes(made[0].path.read_bytes())

    dropped = thin_out(folder, made[-1].manifest, keep=1)

    assert dropped == [made[0].path, made[1].path]
    left = {backup.path, made[-1].path, renamed, *strange}  # the first of its month stays
    assert set(folder.iterdir()) == left


def test_a_broken_record_is_not_backed_up_as_if_it_were_whole(inside, folder, database):
    if database == "postgresql":
        db.session.execute(text("ALTER TABLE event DISABLE TRIGGER USER"))
    else:
        for name in ("update", "delete", "replace"):
            db.session.execute(text(f"DROP TRIGGER IF EXISTS keep_event_{name}"))
    db.session.execute(text("UPDATE event SET body = body || ' ' WHERE sequence = 2"))
    db.session.commit()

    with pytest.raises(BackupError, match="is broken at line 2"):
        make_backup(folder, at=NOW)
    assert list(folder.iterdir()) == []
