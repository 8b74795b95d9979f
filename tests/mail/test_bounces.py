"""Reading reports of letters that did not arrive."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.mail.bounces import read_report
from tests.mail.reports import DELAYED, FAILED, write_report

MESSAGE_ID = "<1f3a@example.org>"


@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers", None])
def test_a_report_names_the_letter_in_whatever_way_it_does(returned):
    report = read_report(write_report(MESSAGE_ID, returned=returned))

    assert report.message_ids == (MESSAGE_ID,)
    assert report.is_permanent
    assert report.status == "5.1.1"
    assert report.answer == "550 5.1.1 <director@example.org> User unknown"
    assert report.addresses == {"director@example.org"}
    assert report.reported_at.isoformat() == "2018-06-05T10:00:00+01:00"


def test_a_report_that_the_server_still_tries_is_not_for_good():
    report = read_report(write_report(MESSAGE_ID, what=DELAYED))

    assert not report.is_permanent
    assert report.status == "4.4.1"


def test_a_server_that_gave_up_after_days_has_failed_for_good():
    report = read_report(write_report(MESSAGE_ID, what=("4.4.1", "smtp; timed out", "failed")))

    assert report.is_permanent


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded", ""])
def test_a_report_that_a_letter_arrived_is_none_of_these(action):
    assert read_report(write_report(MESSAGE_ID, what=("2.0.0", "smtp; 250", action))) is None


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\x00",
        b"Subject: Out of office\n\nBack on Monday.",
        b"Subject: Re: June\nIn-Reply-To: <1f3a@example.org>\n\nAction: failed\n",
        b"Content-Type: message/delivery-status\n\n",
        b"Content-Type: multipart/report\n\n--",
    ],
)
def test_what_is_no_report_is_not_taken_for_one(raw):
    assert read_report(raw) is None


@given(cut=st.integers(0, 900), extra=st.binary(max_size=40))
def test_a_damaged_report_is_read_or_left_and_breaks_nothing(cut, extra):
    raw = write_report(MESSAGE_ID)

    report = read_report(raw[:cut] + extra + raw[cut + len(extra) :])

    assert report is None or report.answer.isprintable()


def test_line_ends_make_no_other_report_of_it():
    raw = write_report(MESSAGE_ID, what=FAILED)

    assert read_report(raw).sha256 == read_report(raw.replace(b"\n", b"\r\n")).sha256
