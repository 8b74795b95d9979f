"""Every page asks the database as often for 60 risks, more than a page shows, as for 10."""

from contextlib import contextmanager

import pytest
from sqlalchemy import event
from werkzeug.routing import BuildError

from risk_register.database import db
from risk_register.domain.packs import PackState
from risk_register.models import Minutes, Preview
from tests.api.keys import make_program
from tests.conftest import NOW
from tests.growth import grow
from tests.measured_growth import grow_indicators

#: What stands for each part of an address; the first ones of the demonstration.
PARTS = {
    "programme_key": "oxfordshire-send",
    "reference": "R-007",
    "pack_id": 3,
    "meeting_id": 4,
    "item_id": 19,  # the pack's, on that meeting's agenda
    "control_id": 1,
    "body_key": "send-programme-board",
    "seat_id": 16,
    "area_key": "W4",
    "agency_key": "occ-cef",
    "agency_id": 1,
    "person_id": 3,
    "post_id": 3,
    "membership_id": 4,  # of that person
    "line_id": 7,  # the first under W4
    "kind": "csv",
    "file": "pack.pdf",
}
#: What an address asks, besides its path.
ASKED = {
    "api_risks.list_risks_as_at": "?moment=2018-05-10",
    "api_risks.get_one_risk_as_at": "?moment=2018-05-10",
    "moments.show_register_at": "?on=2018-05-10",
    "moments.show_comparison": "?from=2018-04-10",
    "exports.export_risks_at": "?on=2018-05-10",
    "heat_maps.show_heat_map": "?since=2018-05-10",
    "moves.new_move": "?to_on-day=21&to_on-month=6&to_on-year=2018",
    "risks.list_risks": "?search=a",
    "threads.show_thread": "?on=2018-05-10",
}
#: Pages of rows that the demonstration has none of; their tests are elsewhere.
UNNAMED = {
    "circulations.edit_letter",
    "escalations.edit_escalation",
    "evidence.new_withdrawal",
    "evidence.show_file",
    "exports.export_risks_laid_out",
    "feeds.show_feed",
    "holidays.new_removal",
    "imports.show_import",
    "letters.new_second_letter",
    "letters.show_circulation",
    "api_circulations.get_one_letter",
    "api_evidence.get_evidence_file",
    "api_evidence.get_one_evidence",
    "api_holidays.foresee_removal_of_day",
    "api_holidays.get_own_day",
    "api_imports.get_one_import",
    "api_papers.get_one_paper",
    "api_register_layouts.get_one_layout",
    "api_saved_filters.get_one_filter",
    "api_papers.get_paper_file",
    "api_publications.get_one_publication",
    "api_publications.get_one_publication_letter",
    "letters.show_letter",
    "mailed_keys.open_key",
    "notes.new_answer",
    "papers.new_withdrawal",
    "papers.show_file",
    "publication_letters.edit_letter",
    "publications.new_withdrawal",
    "publications.show_published",
    "reading_links.show_pack_file",
    "reading_links.show_paper",
    "reading_links.show_reading",
    "register_layouts.edit_layout",
    "saved_filters.edit_filter",
    "sign_in_links.open_link",
}
#: Addresses that show the demonstration's manager nothing, by reason; their tests are elsewhere.
EMPTY = {
    "signed in already, by a password and by no link, letter, directory or phone": {
        "directories.begin",
        "directories.finish",
        "invitations.new_acceptance",
        "mailed_keys.confirm_letter",
        "mailed_keys.new_password",
        "mailed_keys.show_ended",
        "second_factors.ask_code",
        "second_factors.confirm_codes",
        "second_factors.confirm_removal",
        "second_factors.show_key",
        "sessions.new_session",
        "sign_in_links.ask_who",
        "sign_in_links.list_due",
        "sign_in_links.show_ended",
    },
    "may not circulate, publish or paste reports": {
        "api_publications.list_publications_of_pack",
        "api_supplements.foresee_supplement",
        "bounces.new_bounce",
        "circulations.new_circulation",
        "publications.new_publication",
        "supplements.new_supplement",
    },
    "for administrators, who may not be the manager": {
        "agency_names.edit_agency",
        "agency_names.new_agency",
        "anonymisations.new_anonymisation",
        "api_agencies.get_one_agency",
        "api_anonymisations.list_due_people",
        "api_keys.list_all_keys",
        "api_oversight.get_opening",
        "api_ways_in.get_ways_in",
        "openings.new_opening",
        "people.edit_person",
        "people.new_leaving",
        "ways_in.show_ways",
    },
    "nothing is sent or published yet": {
        "api_circulation_records.get_circulated_files",
        "circulation_records.export_files",
        "publications.list_published",
    },
    "no file is being brought in": {
        "api_imports.preview_import",
        "api_working_copies.preview_copy",
        "imports.edit_draft",
        "imports.show_draft",
        "working_copies.show_copy",
    },
    "the meeting is past": {
        "api_meetings.foresee_change_of_meeting",
        "moves.new_cancellation",
        "moves.new_move",
    },
    "no clock runs here": {"health.show_deep_health"},
}
#: Parts that mean something else in one address.
OWN_PARTS = {
    "api_actions.get_one_action": {"reference": "A-7.2"},
    "api_evidence.list_evidence_of_action": {"reference": "A-7.2"},
    "api_indicators.get_one_indicator": {"reference": "I-01"},
    "api_milestones.get_one_milestone": {"reference": "A-1.1", "milestone_id": 1},
    "api_milestones.list_milestones_of_action": {"reference": "A-1.1"},
    "api_plan.get_one_measure": {"number": 1},
    "api_ratings.list_ratings_of_action": {"reference": "A-1.1"},
    "actions.edit_action": {"reference": "A-7.2"},
    "actions.show_action": {"reference": "A-7.2"},
    "evidence.new_evidence": {"reference": "A-7.2"},
    **{
        f"indicators.{page}": {"reference": "I-01"}
        for page in ("show_indicator", "edit_indicator", "new_end")
    },
    "readings.new_reading": {"reference": "I-01"},
    "impact.new_withdrawal": {"statement_id": 1},
    "milestones.new_milestone": {"reference": "A-1.1"},
    "milestones.edit_milestone": {"reference": "A-1.1", "milestone_id": 1},
    "ratings.new_rating": {"reference": "A-1.1"},
    "decisions.new_withdrawal": {"meeting_id": 3, "decision_id": 5},
    "plan.edit_measure": {"number": 1},
    "plan.new_retirement": {"number": 1},
    "plan_lines.new_line": {"number": 1},
    "plan_lines.new_place": {"number": 1},
    "relations.edit_relation": {"reference": "R-003", "number": "1"},
}


@contextmanager
def counting(app):
    """Collect the statements that are sent to the database."""
    sent = []

    def note(_connection, _cursor, statement, *_rest):
        sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def list_addresses(app):
    """Give the address of every page, by the name of its door."""
    found = {}
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "GET" not in rule.methods or rule.endpoint.split(".")[-1] == "static":
                continue
            parts = PARTS | OWN_PARTS.get(rule.endpoint, {})
            try:
                found[rule.endpoint] = app.url_for(
                    rule.endpoint, **{name: parts[name] for name in rule.arguments if name in parts}
                )
            except BuildError:
                found[rule.endpoint] = None
    return found


def add_preview(app):
    """Let a preview be drawn, without drawing it, and the minutes be begun."""
    with app.app_context():
        row = Preview(
            meeting_id=PARTS["meeting_id"],
            state=PackState.MADE,
            asked_by_id=1,
            asked_at=NOW,
            attempts=1,
            pdf=b"%PDF-",
            html=b"<!DOCTYPE html>",
        )
        minutes = Minutes(meeting_id=PARTS["meeting_id"], opening="", drafted_at=NOW, version=1)
        db.session.add_all([row, minutes])
        db.session.commit()


def count_queries(app, browser, addresses, *, is_first=False):
    """Count what each page asks; when it has just been asked for, unless this is the first time."""
    counts = {}
    for endpoint, address in addresses.items():
        asked = address + ASKED.get(endpoint, "")
        if not is_first:
            browser.get(asked)
        with counting(app) as sent:
            answer = browser.get(asked)
        counts[endpoint] = (answer.status_code, len(sent))
    return counts


@pytest.mark.parametrize("kind", ["demonstration"])
def test_every_page_asks_as_often_for_60_risks_as_for_10(app, at_the_page):
    amira = at_the_page("programme-manager")
    # The doors for programs open by a key, and are measured with the pages.
    key = make_program(app, "programme-manager").headers
    amira.environ_base["HTTP_AUTHORIZATION"] = key["Authorization"]
    addresses = list_addresses(app)
    add_preview(app)
    there = {name: address for name, address in addresses.items() if address}
    counts = []
    for size in (10, 60):
        with app.app_context():
            grow(size, now=NOW)
            # More than the demonstration's own: some have no value of late, and a page asks once
            # more for the older values of all of those.
            grow_indicators(size + 50, now=NOW)
            db.session.remove()
        counts.append(count_queries(app, amira, there, is_first=size == 60))
    few, many = counts
    # The first time a page may have more to find out, and once a minute it notes that its session
    # was seen; it is asked again.
    asks_more = {name: addresses[name] for name in few if few[name][1] < many[name][1]}
    many |= count_queries(app, amira, asks_more)

    assert {name for name, address in addresses.items() if address is None} == UNNAMED
    empty = {name for name, (status, _) in few.items() if status != 200}
    assert empty <= set().union(*EMPTY.values())
    # Names in the history cost a query a table: other lines, as of an export, may take fewer.
    # A refusal is noted with a line of its own, or counted in one that stands already.
    told = [name for name in few if few[name][0] not in (403, 404)]
    more = {name: (few[name], many[name]) for name in told if few[name][1] < many[name][1]}
    assert more == {}
    assert [few[name][0] for name in few] == [many[name][0] for name in few]
