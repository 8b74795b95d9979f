"""What a page of the record costs: its questions, and how the database finds its lines."""

import re
from functools import partial

from sqlalchemy import event as sql_event

from risk_register.database import db
from risk_register.models import Risk
from risk_register.services.chronicles import Paging, list_programme_lines, list_risk_lines
from risk_register.services.risks import get_risk
from tests.services.test_chronicles import EVERYTHING, of_risk
from tests.services.test_lives import propose


def fill(by, total):
    """Let the register hold so many risks, each with a line of its own."""
    for _ in range(db.session.scalar(db.select(db.func.count(Risk.id))), total):
        propose(by)


def test_a_page_takes_no_more_questions_for_200_risks_than_for_10(member):
    amira = member("amira")
    counts = []
    for total in (10, 200):
        fill(amira, total)
        counts.append(
            [
                count_queries(lambda: list_programme_lines(amira, EVERYTHING)),
                count_queries(lambda: of_risk(amira)),
            ]
        )

    # A page that speaks of fewer kinds of rows has fewer names to find.
    assert all(later <= earlier <= 20 for earlier, later in zip(*counts, strict=True)), counts


def count_queries(act):
    sent = list_statements(act)
    db.session.expire_all()
    return len(sent)


def list_statements(act):
    """Collect what an act sends to the database: each statement with its values."""
    sent = []

    def note(_connection, _cursor, statement, values, *_rest):
        sent.append((statement, values))

    sql_event.listen(db.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        sql_event.remove(db.engine, "before_cursor_execute", note)
    return sent


def explain(act):
    """Say how the database finds the lines that an act reads."""
    statement, values = next(
        (said, given) for said, given in list_statements(act) if "event.body" in said
    )
    is_sqlite = db.engine.dialect.name == "sqlite"
    connection = db.session.connection()
    if not is_sqlite:  # a handful of rows is read whole, whatever indexes there are
        connection.exec_driver_sql("SET enable_seqscan = off")
        connection.exec_driver_sql("SET enable_sort = off")
    prefix = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN"
    rows = connection.exec_driver_sql(f"{prefix} {statement}", values).all()
    return "\n".join(str(row[-1]) for row in rows)


KEY = r"sqlite_autoindex_event_1|pk_event|ix_event_newest"


def test_a_page_of_the_programme_is_found_by_the_key_and_not_sorted(member):
    ada = member("ada")
    for paging in (Paging(), Paging(before=7), Paging(after=2)):
        plan = explain(partial(list_programme_lines, ada, EVERYTHING, paging=paging))
        assert re.search(KEY, plan), plan
        assert not re.search(r"SCAN event|Seq Scan on event|TEMP B-TREE|Sort", plan), plan


def test_a_page_of_a_risk_is_found_by_its_subject_and_not_sorted(member):
    risk = get_risk(member("ada"), "R-001")
    plan = explain(lambda: list_risk_lines(member("ada"), risk))

    # Among a handful of lines PostgreSQL finds any of the indexes as good.
    wanted = "ix_event_subject" if db.engine.dialect.name == "sqlite" else "event"
    assert re.search(rf"USING INDEX {wanted}|using \w*{wanted}", plan), plan
    assert not re.search(r"SCAN event|Seq Scan on event|TEMP B-TREE|Sort", plan), plan
