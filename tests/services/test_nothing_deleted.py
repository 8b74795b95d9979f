"""Nothing of the register is ever deleted: no service does it, and whoever does it is found."""

import ast
import json
import re
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from risk_register.database import Base, db, read_moment, write_transaction
from risk_register.models import Event, Threat
from risk_register.services.history import verify_history
from risk_register.services.lives import edit_risk
from risk_register.services.risks import get_risk
from tests.conftest import NOW
from tests.services.test_chronicles import report
from tests.services.test_lives import words

SERVICES = Path(__file__).parents[2] / "risk_register/services"
MODELS = sorted(
    (mapper.class_ for mapper in Base.registry.mappers if mapper.class_.is_recorded),
    key=lambda model: model.__tablename__,
)
#: What services take away: rows of no register (sessions, second factors, tries, leases,
#: previews, words to search by), and ties whose end the record tells with what they tied.
TAKEN_AWAY = {
    ("directory_identities.py", "SpentState"),
    ("anonymisations.py", "DirectoryIdentity"),
    ("leases.py", "Lease"),
    ("people.py", "SignInSession"),
    ("imports.py", "ImportDraft"),
    ("previews.py", "Preview"),
    ("tries.py", "SignInTry"),
    ("search_index.py", "here"),
    *(
        ("second_factors.py", table)
        for table in ("SecondFactor", "RecoveryCode", "Device", "table")
    ),
    ("passkeys.py", "passkey"),
    ("passkeys.py", "Passkey"),
    ("restores.py", "Device"),
    ("restores.py", "Lease"),
    ("restores.py", "RepeatedRequest"),
    ("repeats.py", "RepeatedRequest"),
    ("throttle.py", "LetterTry"),
    ("restores.py", "Preview"),
    ("restores.py", "SignInSession"),
    ("lives.py", "threat"),
    ("lives.py", "row"),
    ("memberships.py", "membership"),
}
#: Kept by the database itself.
KEPT = ("event", "assessment", "review", "action_update", "snapshot", "pack", "pack_file")


def list_deletions():
    """List what the services delete: by statement, or as a row."""
    for path in SERVICES.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name == "delete":
                    yield path.name, ast.unparse(node.args[0])


def test_services_take_away_nothing_but_ties_and_what_belongs_to_no_register():
    assert set(list_deletions()) == TAKEN_AWAY


def test_nothing_is_taken_away_with_something_else():
    cascades = [
        f"{mapper.class_.__name__}.{relation.key}"
        for mapper in Base.registry.mappers
        for relation in mapper.relationships
        if relation.cascade.delete or relation.cascade.delete_orphan
    ]
    rules = [
        str(key)
        for table in Base.metadata.tables.values()
        for key in table.foreign_key_constraints
        if key.ondelete
    ]
    assert (cascades, rules) == ([], [])


def test_a_tie_that_is_taken_away_is_told_with_what_it_tied(member):
    amira = member("amira")
    with write_transaction():
        risk = get_risk(amira, "R-001")
        said = words(amira, owner_id=risk.owner_id, area_ids=frozenset())
        edit_risk(risk, said, reason="", by=amira, at=NOW, version=risk.version)

    lines = db.select(Event).where(Event.chain == "send").order_by(Event.sequence.desc())
    newest = db.session.scalars(lines.limit(1)).one()
    (gone,) = (row for row in json.loads(newest.body)["changes"] if row["after"] is None)
    assert gone["table"] == Threat.__tablename__
    assert set(gone["before"]) == {"id", "risk_id", "area_id"}


@pytest.mark.parametrize("kind", ["approved"])
@pytest.mark.parametrize("table", KEPT)
def test_the_database_itself_keeps_judgements_reports_snapshots_and_packs(member, table):
    report(member("tom"))
    with pytest.raises(DBAPIError, match="kept as it is"):
        db.session.execute(db.delete(Base.metadata.tables[table]))


@pytest.mark.parametrize("kind", ["approved"])
def test_rows_deleted_behind_the_registers_back_are_found_one_by_one(inside):
    held = {
        model: db.session.scalar(db.select(db.func.count()).select_from(model)) for model in MODELS
    }
    delete_everything()
    with read_moment():
        problems = verify_history().problems

    for model, count in held.items():
        table = model.__tablename__
        gone = [said for said in problems if re.match(rf"{table} .* has gone without a line", said)]
        assert len(gone) == count, table


def delete_everything():
    """Take every recorded row away as only somebody with the database's own password can."""
    deletions = [str(db.delete(model.__table__)) for model in MODELS]
    db.session.commit()
    raw = db.engine.raw_connection()
    cursor = raw.cursor()
    if db.engine.dialect.name == "sqlite":
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        deletions = [f"DROP TRIGGER {name}" for (name,) in cursor.fetchall()] + deletions
        cursor.execute("PRAGMA foreign_keys=OFF")
    else:
        cursor.execute("SET session_replication_role = replica")
    for deletion in deletions:
        cursor.execute(deletion)
    raw.commit()
    raw.invalidate()  # whoever asks next gets a connection with its guards on
