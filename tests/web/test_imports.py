"""A register from a spreadsheet: read, put right, looked at row by row, taken in whole."""

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from io import BytesIO

import pytest

from risk_register.database import db, read_moment, write_transaction
from risk_register.domain.import_plans import PlannedAction
from risk_register.models import Action, Event, ImportedRow, ImportRun
from risk_register.services.events import record_event
from risk_register.services.history import verify_history
from risk_register.services.import_weighings import RowOutcome, Weighed, read_seen, say_seen
from tests.conftest import NOW, post

LIST = "/send/imports"
DRAFT = f"{LIST}/draft"
PREVIEW = f"{DRAFT}/preview"
REGISTER = """Programme risks,,,,,,,,,
Ref,Risk description,Category,Risk owner,Likelihood,Impact,Score,Controls,Status,Date closed
7,There is a risk that the roof leaks,Capacity,Head of Casework,Likely,Severe,20,Buckets,Open
8,The bus may come late for the pupils,Elsewhere,A. N. Other,Rare,3,4,,Open
9,The hall burnt down in May,Capacity,,,,,,Occurred
10,The old heating fails,Capacity,,Rare,3,3,,Closed,14/05/2018
7,The roof leaks again,Capacity,,Rare,3,3,,Open
Total,4,,,,,,,
"""
ACTIONS = """Risk ID,Action,Action owner,Due date,Status
7,Mend the roof,Head of Casework,01/09/2018,Open
7,Order tiles,Head of Commissioning,01/07/2017,Done
99,Buy a bus,Head of Casework,01/09/2018,Open
"""


@pytest.fixture
def database():
    """Pages are the same on either database."""
    return "sqlite"


@pytest.fixture
def amira(at_the_page):
    """The programme manager."""
    return at_the_page("amira")


def upload(browser, text=REGISTER, name="their register.csv"):
    return post(browser, LIST, file=(BytesIO(text.encode()), name))


class Fields(HTMLParser):
    """The fields of a page's form, as a browser that changes nothing would send them."""

    def __init__(self, text):
        super().__init__()
        self.named, self._select = {}, None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "select":
            self._select = given["name"]
            self.named[self._select] = ""
        elif tag == "option" and "selected" in given:
            self.named[self._select] = given["value"]
        elif tag == "input" and given.get("type") != "checkbox" and given.get("name"):
            self.named[given["name"]] = given.get("value", "")


def fill(browser, address, **changes):
    """Send a page's form back, with some fields changed."""
    fields = Fields(browser.get(address).text).named
    fields.pop("csrf_token")
    return post(browser, address, **{**fields, **changes})


def words(answer):
    return " ".join(answer.text.split())


def owner_of(browser, title):
    """Give the value of a post in the form's lists."""
    page = browser.get(DRAFT).text
    return re.search(rf'<option value="(\d+)"[^>]*>{title}<', page)[1]


def bring_in(browser, text=REGISTER, **changes):
    """Upload a register, say who owns what nobody is named for, and show the preview."""
    assert upload(browser, text).status_code == 302
    chosen = {"owner_id": owner_of(browser, "Head of Commissioning"), "category": "capacity"}
    assert fill(browser, DRAFT, stage="preview", **{**chosen, **changes}).status_code == 302
    return browser.get(PREVIEW)


def stored():
    db.session.expire_all()
    return {
        row.source_id: row.risk
        for row in db.session.scalars(db.select(ImportedRow).order_by(ImportedRow.id))
    }


def test_a_register_is_read_looked_at_and_taken_in(amira, inside):
    shown = words(bring_in(amira))

    assert "4 to add, 0 to change, 0 as they stand already, 0 in conflict, 1 refused" in shown
    assert "Reference 7 stands in row 3 already." in shown
    assert "Closed there on 14 May 2018." in shown
    assert "Rows that are no risks: 1 × a total." in shown
    assert "Their current score is 4, ours 3." in shown
    assert stored() == {}

    refused = fill(amira, PREVIEW)
    assert refused.status_code == 422
    assert "Say that these rows may be left out." in refused.text

    taken = fill(amira, PREVIEW, leaves_out="true")
    assert taken.status_code == 302, words(taken)
    risks = stored()
    assert [risks[each].title for each in ("7", "8")] == [
        "the roof leaks",
        "The bus may come late for the pupils",
    ]
    roof, hall = risks["7"], risks["9"]
    assert (roof.owner.title, roof.carrying_agency.short) == ("Head of Casework", "Council")
    assert (roof.current_likelihood, roof.current_impact, roof.current_score) == (4, 5, 20)
    assert [control.text for control in roof.controls] == ["Buckets"]
    assert (hall.status, hall.current_score) == ("occurred", None)
    heating = risks["10"]
    assert (heating.status, heating.current_score) == ("closed", 3)
    assert heating.close_reason == (
        "Closed there on 14 May 2018. Imported from their register.csv, row 6."
    )
    run = words(amira.get(taken.location))
    assert "4, Rare × 3" in run
    kinds = db.session.scalars(
        db.select(Event.kind)
        .where(Event.subject == f"risk {roof.reference}")
        .order_by(Event.sequence)
    )
    assert list(kinds) == ["risk opened", "risk scored", "risk imported"]
    with read_moment():
        assert verify_history().problems == []


def test_the_same_file_again_changes_nothing(amira, inside):
    bring_in(amira)
    fill(amira, PREVIEW, leaves_out="true")

    shown = words(bring_in(amira))

    assert "0 to add, 0 to change, 4 as they stand already, 0 in conflict, 1 refused" in shown
    assert "There is nothing to take in." in shown


def test_what_changed_there_is_changed_and_what_changed_on_both_sides_is_a_conflict(amira, inside):
    bring_in(amira)
    fill(amira, PREVIEW, leaves_out="true")
    bus = stored()["8"]
    newer = REGISTER.replace("Likely,Severe,20,Buckets", "Likely,Major,16," + "b" * 130).replace(
        "bus may come late", "bus may not come"
    )
    with write_transaction():
        bus.event, bus.version = "The bus breaks down", bus.version + 1
        record_event("risk edited", subject="risk", programme=bus.programme, by=None, at=NOW)

    shown = words(bring_in(amira, newer))

    assert "0 to add, 1 to change, 2 as they stand already, 1 in conflict, 1 refused" in shown
    assert f"changes current score to 4 × 4, controls by “{'b' * 118} …”" in shown
    assert "The event was changed both here and there." in shown
    fill(amira, PREVIEW, leaves_out="true")
    risks = stored()
    assert (risks["7"].current_score, risks["8"].event) == (16, "The bus breaks down")


def test_an_edit_since_the_preview_makes_the_row_a_conflict(amira, inside):
    bring_in(amira)
    fill(amira, PREVIEW, leaves_out="true")
    bring_in(amira, REGISTER.replace("Likely,Severe,20", "Likely,Major,16"))
    fields = Fields(amira.get(PREVIEW).text).named
    roof = stored()["7"]
    with write_transaction():
        roof.proximity, roof.version = "now", roof.version + 1
        record_event("risk edited", subject="risk", programme=roof.programme, by=None, at=NOW)

    answer = post(amira, PREVIEW, seen=fields["seen"], leaves_out="true")

    assert answer.status_code == 422
    assert "The register has changed since you looked." in answer.text
    assert f"{roof.reference} was changed here since you looked." in words(answer)
    assert stored()["7"].current_score == 20


def test_actions_follow_by_the_reference_of_their_risk(amira, inside):
    bring_in(amira)
    fill(amira, PREVIEW, leaves_out="true")

    shown = words(bring_in(amira, ACTIONS, source="their register"))

    assert "1 to add, 0 to change, 0 here already (a file does not change their status and" in shown
    assert "in conflict, 2 refused" in shown
    assert "no one risk here came from 99." in shown
    assert "Date due: It has passed or is missing, and no other is given." in shown
    fill(amira, PREVIEW, leaves_out="true")
    (action,) = db.session.scalars(db.select(Action).where(Action.text == "Mend the roof"))
    assert (action.lead.title, str(action.due_on)) == ("Head of Casework", "2018-09-01")
    assert action.served.reference == stored()["7"].reference


def test_actions_land_on_the_risks_of_their_own_register(amira, inside):
    for name in ("County", "Trust"):
        bring_in(amira, source=name)
        fill(amira, PREVIEW, leaves_out="true")

    assert "no one risk here came from 7." in words(bring_in(amira, ACTIONS, source="Borough"))
    assert "no one risk here came from R-²." in words(
        bring_in(amira, ACTIONS.replace("99", "R-²").replace("\n7,Order", "\nR-20210304001,Order"))
    )
    bring_in(amira, ACTIONS, source="County")
    fill(amira, PREVIEW, leaves_out="true")
    (action,) = db.session.scalars(db.select(Action).where(Action.text == "Mend the roof"))
    first = db.session.scalars(db.select(ImportedRow).order_by(ImportedRow.id)).first()
    assert (first.run.source, action.served) == ("County", first.risk)


def test_agreeing_means_the_very_file_and_meaning_that_were_seen(amira, inside):
    bring_in(amira)
    fill(amira, PREVIEW, leaves_out="true")
    bring_in(amira, ACTIONS, source="their register")
    seen = Fields(amira.get(PREVIEW).text).named["seen"]
    bring_in(amira, ACTIONS.replace("01/09/2018", "01/12/2018"), source="their register")

    answer = post(amira, PREVIEW, seen=seen, leaves_out="true")

    assert answer.status_code == 422
    assert "The register has changed since you looked." in answer.text
    assert not db.session.scalars(db.select(Action).where(Action.text == "Mend the roof")).all()


def test_a_preview_stands_for_lead_date_state_and_note_of_each_action():
    action = PlannedAction(
        row=2,
        source_id="7",
        text="Mend the roof",
        lead_id=1,
        due_on=date(2018, 9, 1),
        is_done=False,
        note="",
        said={},
    )
    seen = say_seen([Weighed(action, RowOutcome.ADD)], of="a file")

    for change in (
        {"lead_id": 2},
        {"due_on": date(2018, 12, 1)},
        {"is_done": True},
        {"note": "Tiles are ordered."},
    ):
        changed = Weighed(replace(action, **change), RowOutcome.ADD)
        assert say_seen([changed], of="a file", seen=seen) != seen
    assert say_seen([Weighed(action, RowOutcome.ADD)], of="another") != seen
    assert read_seen(f"{seen} 7.2 ².1 1.20210304001") == {7: 2}


def test_a_page_of_meanings_is_not_applied_to_another_file(amira, inside):
    upload(amira)
    fields = Fields(amira.get(DRAFT).text).named
    fields.pop("csrf_token")
    upload(amira, REGISTER.replace("Likelihood,Impact", "Impact,Likelihood"), "other.csv")

    for stage in ("preview", "look"):
        answer = post(amira, DRAFT, **{**fields, "stage": stage, "owner_id": "1"})
        assert answer.status_code == 409
        assert "Nothing of your page was saved." in answer.text
        assert Fields(answer.text).named["column-4"] == "impact"
    lost = post(amira, DRAFT, **{**fields, "draft": "", "stage": "preview"})
    assert lost.status_code == 409


def test_a_suggestion_that_a_person_clears_stays_away(amira, inside):
    bring_in(amira, **{"owner-0": "", "category-0": ""})

    fields = Fields(amira.get(DRAFT).text).named
    assert (fields["owner-0"], fields["category-0"]) == ("", "")


def test_a_person_puts_right_what_was_found(amira, inside):
    upload(amira)
    page = words(amira.get(DRAFT))
    assert "CSV holds 5 risks, below the heading in row 2." in page

    moved = fill(amira, DRAFT, stage="look", row="99")
    assert moved.status_code == 422
    assert "There is no such row." in moved.text
    twice = fill(
        amira, DRAFT, stage="preview", **{"column-2": "owner"}, owner_id="1", category="capacity"
    )
    assert "Two columns are “Owner”. Keep one of them." in words(twice)
    stranger = fill(amira, DRAFT, stage="preview", owner_id="999", category="capacity")
    assert "Choose a post." in stranger.text
    invented = fill(amira, DRAFT, stage="preview", owner_id="1", category="dragons")
    assert "Choose a category from the list." in invented.text
    chosen = {"column-4": "other", "level-likelihood-0": ""}
    unowned = fill(amira, DRAFT, stage="preview", **chosen)
    assert "Choose a post." in unowned.text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Name,Place\nA desk,Oxford\n", "There is no register of risks in this file."),
        ("Risk ID,Risk,Likelihood,Impact,Owner\n<id>,<risk>,<1-5>,,\n", "nobody has filled in"),
        (" ", "is empty"),
    ],
)
def test_a_file_without_risks_is_refused_in_a_sentence(amira, inside, text, sentence):
    answer = upload(amira, text)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert db.session.scalar(db.select(db.func.count(ImportRun.id))) == 0


def test_a_person_points_at_a_register_that_was_not_found(amira, inside):
    text = "Our worries\nNo,What keeps us awake,How bad\n1,Staff leave,5\n2,The roof leaks,2\n"
    refused = upload(amira, text)
    assert refused.status_code == 422
    assert "say where it stands and what its columns mean" in words(refused)

    assert fill(amira, DRAFT, stage="look", row="2").status_code == 302
    said = {"owner_id": "1", "category": "capacity"}
    unworded = fill(amira, DRAFT, stage="preview", **said)
    assert "Say which column holds what the risks are" in words(unworded)
    said |= {"column-0": "id", "column-1": "title", "column-2": "impact"}
    assert fill(amira, DRAFT, stage="preview", **said).status_code == 302

    page = words(amira.get(PREVIEW))
    assert "Staff leave" in page
    assert "The roof leaks" in page


def test_only_the_manager_brings_registers_in(at_the_page):
    for name in ("sofia", "grace", "olu", "ada"):
        assert at_the_page(name).get(LIST).status_code == 403
        assert at_the_page(name).get(f"{LIST}/copy").status_code == 403
    tom = at_the_page("tom")
    assert tom.get(DRAFT).status_code == 403
    assert "Only the programme manager imports other registers." in upload(tom).text


@pytest.mark.parametrize("ending", ["csv", "ods"])
def test_the_list_of_risks_itself_is_not_taken_for_another_register(at_the_page, ending):
    amira = at_the_page("amira")
    with amira.get(f"/send/risks.{ending}") as answer:
        taken = answer.data

    answer = post(amira, "/send/imports", file=(BytesIO(taken), f"risks.{ending}"))

    assert "own risks, taken along as a list" in words(answer)
