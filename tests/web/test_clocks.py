"""The page about the clock, and what machines are told."""

from datetime import timedelta

import pytest

from risk_register import clock
from risk_register.database import db, write_transaction
from risk_register.domain.errors import RegisterError
from risk_register.domain.jobs import Job
from risk_register.models import Meeting
from risk_register.scheduler.jobs import run_round
from risk_register.services.job_runs import Said, fail_run
from risk_register.services.ticks import note_tick
from tests.conftest import NOW

ADDRESS = "/send/clock"
HEAD = f"412:{'0a' * 32}"


def ticked(app, at, **jobs):
    """Let a round begin, and some jobs of it end or fail."""
    with app.app_context():
        run_round(None, at=at, jobs=[(Job[name], as_told(told)) for name, told in jobs.items()])


def as_told(told):
    def work(_room, _done, /, *, at):
        if isinstance(told, str):
            raise RegisterError(told)
        return told

    return work


def test_the_clock_that_never_ticked_says_so(at_the_page):
    page = at_the_page("amira").get(ADDRESS)

    assert page.status_code == 200
    assert "The clock has never ticked" in page.text
    assert "None yet." not in page.text  # tests want no backups
    assert "The clock makes none here" in page.text


def test_a_ticking_clock_says_what_each_job_did(app, at_the_page):
    app.config["BACKUP_FOLDER"] = "wanted"
    ticked(
        app,
        clock.now(),
        SEND_LETTERS=Said("sent: 3"),
        CHECK_RECORD=Said("all as recorded", {"heads": {"send": HEAD, "other": "1:ff"}}),
        BACK_UP=Said("wrote it", {"file": "risk-register-x.zip", "size": 2_000_000}),
    )
    page = at_the_page("sofia").get(ADDRESS).text

    assert "It ticks: the last round began on 5 June 2018, 09:0" in page
    assert "(nothing was due)" in page
    assert "sent: 3" in page
    assert HEAD in page
    assert "1:ff" not in page  # another programme's
    assert "risk-register-x.zip" in page
    assert "6 June 2018, 03:15" in page
    assert "rr-conflict" not in page


def test_a_failing_job_says_why_since_when_and_what_to_do(app, at_the_page):
    ticked(app, clock.now(), CHECK_RECORD="The record and the register differ in 2 places.")
    page = at_the_page("amira").get(ADDRESS).text

    assert "Check the record: failing since 5 June 2018, 09:0" in page
    assert "The record and the register differ in 2 places." in page
    assert "risk-register history verify" in page


def test_a_late_clock_and_its_last_standstill_are_told(app, at_the_page):
    now = clock.now()
    with app.app_context(), write_transaction():
        note_tick(at=now - timedelta(days=40), every=60)
        note_tick(at=now - timedelta(minutes=6), every=60)
    page = at_the_page("amira").get(ADDRESS).text

    assert "The clock is late: it last ticked on 5 June 2018, 0" in page
    assert "It last stood still from 26 April 2018" in page


def test_the_next_packs_are_told_with_the_moment_of_their_lock(app, at_the_page):
    page = at_the_page("amira").get(ADDRESS).text

    assert "14 June 2018:" in page
    assert "the figures are frozen and the pack is made on" in page
    with app.app_context():
        db.session.execute(db.update(Meeting).values(held_on=NOW.date() - timedelta(days=1)))
        db.session.commit()
    assert "No meeting is planned." in at_the_page("amira").get(ADDRESS).text


@pytest.mark.parametrize(("name", "status"), [("tom", 403), ("sofia", 200), ("amira", 200)])
def test_the_clock_is_for_those_who_answer_for_the_packs(at_the_page, name, status):
    assert at_the_page(name).get(ADDRESS).status_code == status


def test_the_clock_of_another_programme_is_not_found(at_the_page):
    assert at_the_page("amira").get("/elsewhere/clock").status_code == 404


def test_deep_health_says_how_each_job_stands_and_nothing_that_people_wrote(app, at_the_page):
    ticked(app, clock.now(), CHECK_RECORD="R-001 differs at /srv/secret.", SEND_LETTERS=Said("ok"))
    answer = at_the_page().get("/health/deep")
    told = answer.get_json()

    assert answer.status_code == 503
    assert (told["checks"]["clock"], told["checks"]["record"]) == (True, False)
    failing = told["jobs"]["check the record"]
    assert failing["state"] == "Failing"
    assert failing["failing_since"].startswith("2018-06-05T08:0")
    assert told["jobs"]["back up"]["state"] == "Switched off"
    assert "R-001" not in answer.text
    assert "secret" not in answer.text


def test_deep_health_is_well_when_all_is_well(app, at_the_page):
    ticked(app, clock.now(), SEND_LETTERS=Said("nothing was due"))

    assert at_the_page().get("/health/deep").status_code == 200


def test_a_job_that_fails_for_another_reason_is_trouble_too(app, at_the_page):
    ticked(app, clock.now())
    with app.app_context(), write_transaction():
        fail_run(Job.SEND_LETTERS, "The server is away.", holder="", at=clock.now())

    assert at_the_page().get("/health/deep").get_json()["checks"]["jobs"] is False
