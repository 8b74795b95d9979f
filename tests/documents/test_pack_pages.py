"""What a reader finds in the pack, by searching its text."""

import subprocess

import pikepdf
import pytest

from risk_register.documents.packs import Manuscript, draw_pack
from tests.documents.conftest import ORDERS
from tests.documents.june_pack import FINGERPRINT, build_order, build_snapshot


def test_every_risk_is_found_by_reference_score_and_owner(drawn):
    text = drawn.text("june")

    for risk in build_snapshot()["risks"]:
        assert risk["reference"] in text
        assert f"{risk['current']['score']} {risk['current']['band_name']}" in text
        assert risk["owner"]["post"] in text


def test_the_sentence_of_a_risk_names_cause_event_and_consequence(drawn):
    text = drawn.text("june")

    for risk in build_snapshot()["risks"]:
        assert (
            f"Because of {risk['cause']}, there is a risk that {risk['event']}, "
            f"which would lead to {risk['consequence']}." in text
        )


def test_the_second_page_counts_what_the_snapshot_counts(drawn):
    text, counts = drawn.text("june", page=2), build_snapshot()["counts"]

    assert text.split(" Summary ")[1].startswith(f"{counts['open']} {counts['worse']} open ▲ worse")
    assert f"{counts['new']} new, {counts['closed']} closed" in text


def test_what_moved_stands_with_its_reason(drawn):
    text = drawn.text("june", page=4)

    moved = [risk for risk in build_snapshot()["risks"] if risk["movement"]["points"]]
    assert [risk["reference"] for risk in moved] == ["R-006", "R-005"]
    for risk in moved:
        assert risk["movement"]["reason"] in text


def test_a_score_that_went_up_and_came_back_between_packs_is_told(drawn):
    assert "R-004 Support and placements do not meet the need: 15 Red, after 20 in between" in (
        drawn.text("june", page=4)
    )


def test_what_is_late_stands_on_the_summary(drawn):
    text = drawn.text("june", page=2)

    assert "A-6.1" in text
    assert "26 days" in text


def test_a_slipped_action_shows_its_first_due_date(drawn):
    assert "first due 31 Jul 2018; moved 1 time" in drawn.text("june")


def test_a_finished_action_that_did_not_lower_the_score_is_named():
    snapshot = build_snapshot()
    action = snapshot["risks"][0]["actions"][0]
    action |= {"status": "done", "status_name": "Done", "done": True, "overdue_days": 0}
    order = build_order(snapshot)

    asks = _text(order)

    assert "Done, but the score has not moved to the 16 expected: it is 20." in asks
    assert "ask why actions that are done have not lowered R-006" in asks


def test_every_page_carries_marking_meeting_version_and_number(drawn):
    pages = len(pikepdf.open(drawn.path("june")).pages)

    for page in range(1, pages + 1):
        text = drawn.text("june", page=page)
        assert "OFFICIAL-SENSITIVE" in text
        assert "SEND Programme Board, 14 June 2018 · Full edition, version 1" in text
        assert f"Page {page} of {pages}" in text


def test_every_page_carries_marking_and_handling_at_its_head(drawn):
    pages = len(pikepdf.open(drawn.path("june")).pages)

    for page in range(1, pages + 1):
        assert (
            "OFFICIAL-SENSITIVE. Holds exempt items: for the people named in the circulation list "
            "only."
        ) in drawn.text("june", page=page)
    assert "OFFICIAL-SENSITIVE" not in drawn.text("plain")


def test_the_illustrative_notice_is_on_every_page(drawn):
    pages = len(pikepdf.open(drawn.path("june")).pages)

    assert all("illustrative" in drawn.text("june", page=page) for page in range(1, pages + 1))


def test_the_cover_holds_fingerprint_and_head_of_the_record(drawn):
    text, record = drawn.text("june", page=1), build_snapshot()["record"]

    assert FINGERPRINT in text
    assert f"{record['sequence']}:{record['hash']}" in text


def test_moments_are_londons(drawn):
    snapshot = build_snapshot()

    assert snapshot["taken_at"].startswith("2018-06-05T08:00")
    assert "5 June 2018, 09:00" in drawn.text("june", page=1)


def test_a_correction_says_on_its_cover_what_it_changes(drawn):
    text = drawn.text("corrected", page=1)

    assert (
        "Version 2 corrects version 1 and supersedes it. R-004 was printed with a wrong owner."
        in text
    )


def test_a_correction_names_the_version_that_readers_hold():
    order = build_order(version=3, correction="R-004 has its owner.", corrects=1)
    page = Manuscript(order).write_page()

    assert "Version 3 corrects version 1 and supersedes it." in page


def test_a_late_pack_says_so_on_its_cover(drawn):
    assert "Late. This pack was due on 5 June 2018, 06:00" in drawn.text("late", page=1)


def test_a_pack_in_time_does_not_say_late(drawn):
    assert "Late." not in drawn.text("june", page=1)


def test_a_first_pack_says_that_there_is_nothing_to_compare(drawn):
    text = drawn.text("first")

    assert "nothing: this is the first pack" in text
    assert "agree the first scores of the register" in text


def test_an_empty_register_still_makes_a_whole_pack(drawn):
    text = drawn.text("empty")

    assert "0 open" in text
    assert "No risk is open." in text
    assert "No action and no review is overdue." in text


def test_an_exempt_risk_is_marked_with_its_reason(drawn):
    assert "Exempt from publication: Staff are being consulted" in drawn.text("june")


def test_a_pack_without_exempt_risks_has_no_handling_line(drawn):
    assert "circulation list only" not in drawn.text("plain", page=1)


def test_every_open_risk_of_a_long_register_is_in_the_table_and_on_the_map(drawn):
    text = drawn.text("large")

    for number in range(1, 61):
        assert text.count(f"R-{number:03}") >= 3


def test_the_closed_risks_stand_with_their_reason():
    closed = {
        "reference": "R-009",
        "title": "Transfers are not finished in time",
        "reason": "All transfers were finished by 31 March.",
        "closed_at": "2018-05-20T09:00:00+00:00",
    }

    text = _text(build_order(build_snapshot(closed=[closed])))

    assert "All transfers were finished by 31 March. 20 May 2018" in text
    assert "confirm the closing of R-009" in text


def test_a_snapshot_that_lacks_something_is_not_drawn():
    snapshot = build_snapshot()
    del snapshot["risks"][0]["owner"]["agency"]
    order = build_order(snapshot)

    with pytest.raises(Exception, match="agency"):
        draw_pack(order.pop("snapshot"), **order)


@pytest.mark.parametrize("name", ["wordy", "unbroken"])
def test_no_word_runs_out_of_the_page(drawn, name):
    words = _boxes(drawn.path(name))

    assert words
    assert all(left >= 0 and right <= width + 1 for left, right, width in words)


def test_the_longest_texts_are_printed_whole(drawn):
    text = drawn.text("wordy")
    sentence = "families are told too late"

    printed = text.count(sentence)

    assert len(ORDERS["wordy"]()["snapshot"]["risks"][0]["cause"]) > 5_000
    assert printed >= 124 * 3  # its cause, event and consequence at least


def _text(order):
    pdf = draw_pack(order.pop("snapshot"), **order)
    return " ".join(_pdftotext(["-", "-"], pdf).split())


def _boxes(path):
    found, width = [], 0.0
    for line in _pdftotext(["-bbox", str(path), "-"], b"").splitlines():
        parts = dict(part.split("=", 1) for part in line.replace('">', '"').split() if "=" in part)
        if "<page" in line:
            width = float(parts["width"].strip('"'))
        elif "<word" in line:
            right = parts["xMax"].strip('"')
            found.append((float(parts["xMin"].strip('"')), float(right), width))
    return found


def _pdftotext(arguments, pdf):
    read = subprocess.run(["pdftotext", *arguments], input=pdf, capture_output=True, check=True)
    return read.stdout.decode()
