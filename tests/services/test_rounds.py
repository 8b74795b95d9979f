"""The clock's rounds: what each job said, which failed and why, and that none holds up another."""

from datetime import timedelta

import pytest

from risk_register.database import db
from risk_register.domain.errors import RegisterError
from risk_register.domain.jobs import Job, JobState
from risk_register.models import Heartbeat, Lease
from risk_register.scheduler.jobs import JOBS, run_round
from risk_register.scheduler.nightly import check_record
from risk_register.services.job_runs import LEASE_SECONDS, Said, list_runs
from risk_register.services.leases import take_lease
from risk_register.services.ticks import read_ticking
from risk_register.services.watch import check_health, list_jobs
from tests.conftest import NOW

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
#: The first 03:15 in London after the tests' morning.
NIGHT = NOW.replace(hour=3, minute=15) + DAY


class Work:
    """A job that says, or fails, as it is told, and counts how often it was done."""

    def __init__(self):
        self.moments = []
        self.error = None

    def __call__(self, _room, _done, /, *, at):
        self.moments.append(at)
        if self.error:
            raise self.error
        return Said(f"done {len(self.moments)}")


@pytest.fixture
def works(inside):
    """Every job of the clock, replaced by one that counts."""
    inside.config.update(
        BACKUP_FOLDER="wanted",
        BOUNCE_MAILBOX="wanted",
        PUBLISH_FOLDER="wanted",
        HEARTBEAT_URL="https://watch.example.org",
    )
    return {job: Work() for job in Job}


def run(works, at=NOW):
    return run_round(None, at=at, jobs=works.items())


def line_of(app, job, at):
    return next(line for line in list_jobs(app.config, at=at) if line.job is job)


def test_every_job_is_in_the_clock_s_list_once_and_in_the_page_s_order():
    assert [job for job, _ in JOBS] == list(Job)


def test_a_round_notes_of_each_job_when_it_ended_and_what_it_said(works):
    run(works)

    runs = list_runs()
    assert set(runs) == set(Job)
    assert {(each.begun_at, each.ended_at, each.words) for each in runs.values()} == {
        (NOW, NOW, "done 1")
    }


def test_one_failing_job_holds_up_none_and_says_why_and_since_when(works, inside):
    works[Job.SEND_LETTERS].error = RegisterError("The mail server is away.")
    first, second = run(works), run(works, NOW + MINUTE)

    assert (first.troubles, second.troubles) == (1, 1)
    assert works[Job.MAKE_PACKS].moments == [NOW, NOW + MINUTE]
    failing = line_of(inside, Job.SEND_LETTERS, NOW + MINUTE)
    assert failing.state is JobState.FAILING
    assert failing.run.failure == "The mail server is away."
    assert (failing.run.failing_since, failing.run.failed_at) == (NOW, NOW + MINUTE)
    assert not check_health(inside.config, at=NOW + MINUTE)["jobs"]


def test_what_nobody_foresaw_is_told_in_a_sentence_and_not_in_its_own_words(works):
    works[Job.MAKE_PACKS].error = ZeroDivisionError("division by zero")
    run(works)

    said = list_runs()[Job.MAKE_PACKS].failure
    assert said == "Something happened that nobody foresaw; the service's log says what."


def test_a_job_that_ends_well_again_is_no_trouble_any_more(works, inside):
    works[Job.SEND_LETTERS].error = RegisterError("The mail server is away.")
    run(works)
    works[Job.SEND_LETTERS].error = None
    run(works, NOW + MINUTE)

    assert line_of(inside, Job.SEND_LETTERS, NOW + MINUTE).state is JobState.WELL
    assert check_health(inside.config, at=NOW + MINUTE)["jobs"]


@pytest.mark.parametrize("away", [HOUR, 31 * DAY, 92 * DAY], ids=["hour", "month", "three months"])
def test_after_a_standstill_nightly_jobs_are_done_once_and_the_page_says_how_long_it_was(
    works, inside, away
):
    run(works)
    back = NIGHT + away
    for number in range(3):
        run(works, back + number * MINUTE)

    assert works[Job.BACK_UP].moments == [NOW, back]
    assert works[Job.CHECK_RECORD].moments == [NOW, back]
    ticking = read_ticking(at=back + 2 * MINUTE, every=60)
    assert not ticking.is_late
    assert (ticking.standstill.from_at, ticking.standstill.until_at) == (NOW, back)


def test_a_clock_that_has_missed_five_ticks_is_late(works):
    run(works)

    assert not read_ticking(at=NOW + 5 * MINUTE - timedelta(seconds=1), every=60).is_late
    assert read_ticking(at=NOW + 5 * MINUTE, every=60).is_late
    assert db.session.get(Heartbeat, "clock").words == "nothing was due"


def test_a_nightly_job_that_another_clock_runs_is_left_to_it(works):
    take_lease(f"job: {Job.BACK_UP}", holder="another", seconds=LEASE_SECONDS)
    db.session.commit()
    run(works)

    assert works[Job.BACK_UP].moments == []
    assert works[Job.CHECK_RECORD].moments == [NOW]
    assert [lease.name for lease in db.session.scalars(db.select(Lease))] == ["job: back up"]


def test_a_job_that_the_settings_do_not_want_is_not_run(works, inside):
    inside.config["HEARTBEAT_URL"] = ""
    run(works)

    assert works[Job.TELL_OUTSIDE].moments == []
    assert line_of(inside, Job.TELL_OUTSIDE, NOW).state is JobState.OFF


def test_a_changed_record_makes_trouble_until_it_is_whole_again(inside):
    change_behind_the_record_s_back()
    found = run_round(None, at=NOW, jobs=[(Job.CHECK_RECORD, check_record)])
    trouble = line_of(inside, Job.CHECK_RECORD, NOW + MINUTE)

    assert found.troubles == 1
    assert trouble.state is JobState.FAILING
    assert trouble.run.failure == "The record and the register differ in 1 place."
    assert trouble.next_at == NOW + HOUR
    assert not check_health(inside.config, at=NOW)["record"]


def change_behind_the_record_s_back():
    db.session.execute(db.text("UPDATE risk SET title = 'Another title' WHERE id = 1"))
    db.session.commit()
