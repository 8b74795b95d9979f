"""Bodies at the page: listed, shown, added, and given rules that are looked at first."""

import re
from html import unescape

import pytest

from tests.conftest import post
from tests.web.test_assessments import version_of

LIST, BOARD, NEW = "/send/bodies", "/send/bodies/board", "/send/bodies/new"
RULES = f"{BOARD}/rules"
TYPED = {
    "name": "SEND Programme Board",
    "kind": "programme board",
    "has_packs": "true",
    "counted": "working",
    "issue_count": "clear",
    "holidays": "england_and_wales",
    "call_days": "15",
    "updates_due_days": "10",
    "moderation_days": "8",
    "lock_days": "7",
    "lock_time": "06:00",
    "circulate_days": "5",
    "minutes_days": "5",
    "remind_days": "2, 0",
    "late_days": "1",
    "escalate_days": "2",
    "sends_by": "attached",
    "link_days": "90",
    "when_uncertain": "send_again",
}


def words(answer):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def look(browser, **typed):
    version = typed.pop("version", None) or version_of(browser, RULES)
    return post(browser, RULES, version=version, stage="preview", **TYPED | typed)


def hidden(answer, name):
    return answer.text.split(f'name="{name}" value="')[1].split('"')[0]


def save(browser, preview, **typed):
    kept = {name: hidden(preview, name) for name in ("version", "mark")}
    return post(browser, RULES, stage="save", **TYPED | kept | typed)


@pytest.mark.parametrize("name", ["sofia", "grace", "olu", "ada"])
def test_readers_of_meetings_see_all_bodies_with_their_rules(at_the_page, name):
    page = words(at_the_page(name).get(LIST))

    assert "Chair of the Board 14 June 2018 Papers five clear working days" in page
    assert ("Add a body" in page) == (name == "sofia")


def test_a_body_is_shown_with_its_seats_and_its_rules_in_words(at_the_page):
    page = words(at_the_page("sofia").get(BOARD))

    assert "It meets next on 14 June 2018" in page
    assert "Head of Commissioning, CCG: deputy for Head of Casework" in page
    assert "Call for updates 15 working days before the meeting" in page
    assert "Change the rules" in page


def test_whoever_only_reads_is_not_offered_to_change_the_rules(at_the_page):
    page = words(at_the_page("olu").get(BOARD))

    assert "Its rules" in page
    assert "Change the rules" not in page


def test_a_body_is_added_with_the_usual_rules(at_the_page):
    sofia = at_the_page("sofia")
    usual = dict(re.findall(r'name="(\w+)"\s+type="text" value="([^"]*)"', sofia.get(NEW).text))
    said = {"name": "Children's Trust", "kind": "partnership", "counted": "working"}
    choices = {"issue_count": "clear", "holidays": "scotland", "reports_to_id": "1"}
    choices |= {"sends_by": "link", "when_uncertain": "hold"}
    answer = post(sofia, NEW, **usual | said | choices)

    assert answer.location == "/send/bodies/childrens-trust"
    page = words(sofia.get(answer.location))
    assert "Partnership, reports to the SEND Programme Board." in page
    assert "Nobody yet." in page
    assert "Packs reach their readers by a personal link" in page
    assert "A letter that may have arrived hold it until a person decides" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"sends_by": ""}, "Choose how packs reach their readers."),
        ({"link_days": "0"}, "Enter a number of days from 1 to 365."),
        ({"when_uncertain": "pray"}, "Choose what becomes of such a letter."),
        ({"publish_address": "web@example.org"}, "Say that the body publishes its packs"),
        (
            {"publishes": "true", "publish_address": "web@example.org\r\nBcc: x@example.org"},
            "Enter an e-mail address",
        ),
    ],
)
def test_how_packs_are_sent_is_refused_at_its_field(at_the_page, typed, said):
    answer = look(at_the_page("sofia"), usual_place="Town Hall", **typed)

    assert answer.status_code == 422
    assert said in words(answer)
    assert 'value="Town Hall"' in answer.text


def test_how_packs_are_sent_is_looked_at_and_saved(at_the_page):
    sofia = at_the_page("sofia")
    said = {
        "sends_by": "link_if_marked",
        "link_days": "30",
        "when_uncertain": "hold_if_marked",
        "publishes": "true",
        "publish_address": "web@example.org",
    }
    preview = look(sofia, **said)
    save(sofia, preview, **said)

    assert "by a personal link if the pack is marked, else attached" in words(preview)
    page = words(sofia.get(BOARD))
    assert "Personal links work for 30 days after the meeting" in page
    assert "Public editions are published; web@example.org gets a copy" in page


def test_a_body_that_is_wrong_gets_its_sentences_and_keeps_what_was_typed(at_the_page):
    answer = post(at_the_page("sofia"), NEW, **TYPED | {"kind": "", "usual_place": "Town Hall"})

    assert answer.status_code == 422
    assert answer.text.count("Say what kind of body it is.") == 2
    assert "Town Hall" in answer.text


def test_new_rules_are_looked_at_before_they_are_saved(at_the_page):
    sofia = at_the_page("sofia")
    preview = look(sofia, circulate_days="3", quorum="4")

    page = words(preview)
    assert "Nothing has been saved yet." in page
    assert "Quorum was “ not set ”" in page
    assert "Latest day to circulate moves from 6 June to 8 June." in page
    assert "five clear working days" in words(sofia.get(BOARD))

    answer = save(sofia, preview, circulate_days="3", quorum="4")
    assert answer.location == BOARD
    assert "three clear working days before the meeting" in words(sofia.get(BOARD))


def test_going_back_loses_nothing(at_the_page):
    sofia = at_the_page("sofia")
    answer = post(sofia, RULES, stage="edit", version="1", **TYPED | {"quorum": "17"})

    assert answer.status_code == 200
    assert 'value="17"' in answer.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"lock_days": "2"}, "The figures have to be locked by the latest day to circulate"),
        ({"call_days": "121"}, "Enter a number of days from 0 to 120."),
        ({"lock_time": "25:00"}, "Enter a time of day, like 14:00 or 9.30am."),
        ({"lock_time": "01:30"}, "Choose a time before 01:00 or from 02:00 on"),
        ({"remind_days": "two"}, "Enter numbers of days with commas between them, like 2, 0."),
        ({"late_days": ""}, "Enter a day on which whoever is late is chased."),
        ({"escalate_days": "1"}, "Silence can be passed on only after the last reminder"),
        ({"reports_to_id": "9"}, "Choose a body that does not itself report to this one."),
    ],
)
def test_rules_that_do_not_fit_are_refused_beside_their_field(at_the_page, typed, sentence):
    answer = look(at_the_page("sofia"), **{"usual_place": "Town Hall"} | typed)

    assert answer.status_code == 422
    assert f'id="{next(iter(typed))}-error"' in answer.text
    assert answer.text.count(sentence) == 2
    assert "Town Hall" in answer.text


def test_the_same_rules_say_so(at_the_page):
    answer = look(at_the_page("sofia"))

    assert answer.status_code == 422
    assert "This is what stands already." in answer.text


def test_of_two_who_change_the_rules_the_second_reads_both_texts(at_the_page):
    sofia, amira = at_the_page("sofia"), at_the_page("amira")
    mine, theirs = look(sofia, quorum="4"), look(amira, quorum="5")
    save(amira, theirs, quorum="5")
    answer = save(sofia, mine, quorum="4")

    assert answer.status_code == 409
    page = words(answer)
    assert "What stands in the register now Quorum: five seats" in page
    assert "What you wrote Quorum: four seats" in page
    assert hidden(answer, "version") == "2"


def test_rules_whose_consequences_have_changed_are_read_again(at_the_page):
    sofia = at_the_page("sofia")
    preview = look(sofia, circulate_days="3")
    unread = post(
        sofia, RULES, stage="save", version="1", mark="0" * 16, **TYPED | {"circulate_days": "3"}
    )

    assert unread.status_code == 409
    assert "Something changed while you were reading" in unread.text
    assert "five clear working days" in words(sofia.get(BOARD))
    assert hidden(unread, "mark") == hidden(preview, "mark")


@pytest.mark.parametrize("address", [NEW, RULES])
@pytest.mark.parametrize("name", ["tom", "grace", "olu"])
def test_others_are_refused(at_the_page, address, name):
    browser = at_the_page(name)

    assert browser.get(address).status_code == 403
    assert post(browser, address, **TYPED, version="1").status_code == 403


def test_a_body_that_is_not_there_is_not_found(at_the_page):
    sofia = at_the_page("sofia")

    assert sofia.get("/send/bodies/cabinet").status_code == 404
    assert post(sofia, "/send/bodies/cabinet/rules", **TYPED, version="1").status_code == 404
