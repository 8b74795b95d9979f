"""The leak check: it finds a withheld text however a file writes it, and says where, not what."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.domain.errors import LeakError, PackDrawingError
from risk_register.domain.leaks import (
    SHORTEST,
    Withheld,
    check_leaks,
    find_leaks,
    find_quotes,
    list_withheld_texts,
)
from tests.documents.june_pack import find_line
from tests.domain.test_editions import build, exempt, publish

SECRET = "The office of the fifth floor is to be closed before staff are told."
NAME = "Anneke Ravensworth"


def with_secret(**changes):
    snapshot = build(**changes)
    find_line(snapshot, "R-002")["cause"] = SECRET
    return snapshot


def leaks_of(snapshot, readable):
    return find_leaks(list_withheld_texts(snapshot, publish(snapshot)), readable)


def refused(snapshot, readable=""):
    with pytest.raises(LeakError) as refusal:
        check_leaks(snapshot, publish(snapshot), readable)
    assert SECRET[:20] not in str(refusal.value)
    return str(refusal.value)


@pytest.mark.parametrize(
    "written",
    [
        SECRET,
        SECRET.upper(),
        SECRET.replace(" ", "\n"),
        SECRET.replace("office", "of\u00adfice"),
        SECRET.replace("office", "o\ufb03ce").replace("floor", "\ufb02oor"),
        SECRET.replace("closed", "clo-\n  sed"),
        SECRET.replace("The office", "Ｔｈｅ ｏｆｆｉｃｅ"),
        SECRET.replace(" ", ""),
        SECRET.replace(" ", "\u00a0"),
        f"<p>{SECRET.replace(' ', '</span> <span>')}".replace("</span> <span>", " "),
    ],
    ids=[
        "as it is", "capitals", "broken lines", "soft hyphen", "ligatures", "hyphenated",
        "full width", "no spaces", "no-break spaces", "tags",
    ],
)  # fmt: skip
def test_a_withheld_text_is_found_however_it_is_written(written):
    assert leaks_of(with_secret(), f"Page 3 … {written} … page 4") == ["R-002"]


def test_half_of_a_long_sentence_before_the_end_of_a_page_is_found():
    snapshot = build()
    long = " ".join(f"word{number}" for number in range(60))
    find_line(snapshot, "R-002")["event"] = long

    assert leaks_of(snapshot, f"{long[:230]} OFFICIAL page 3 of 9 {long[230:]}") == ["R-002"]


def test_the_public_edition_of_june_holds_nothing_that_it_withholds():
    snapshot = build()
    check_leaks(snapshot, publish(snapshot), "Six open risks, and R-002 withheld.")


def test_a_register_without_anything_exempt_withholds_nothing():
    snapshot = build()
    find_line(snapshot, "R-002").update(exempt=False, exempt_reason=None)

    assert list_withheld_texts(snapshot, publish(snapshot)) == ()


@given(st.text("abc", min_size=SHORTEST, max_size=40), st.text("abc", max_size=30), st.data())
def test_a_text_is_found_exactly_where_it_stands(text, around, data):
    cut = data.draw(st.integers(0, len(around)))
    looked_in = data.draw(st.sampled_from([around[:cut] + text + around[cut:], around, text[1:]]))

    assert find_leaks([Withheld(text, "R-001")], looked_in) == (
        ["R-001"] if text in looked_in else []
    )


def test_an_exempt_part_is_looked_for_and_what_is_published_is_not():
    snapshot = build()
    exempt(snapshot, "R-006", "cause")
    risk = find_line(snapshot, "R-006")

    assert leaks_of(snapshot, risk["cause"]) == ["R-006"]
    assert leaks_of(snapshot, f"{risk['event']} {risk['title']}") == []


def test_a_part_that_repeats_an_exempt_part_is_found():
    snapshot = build()
    exempt(snapshot, "R-006", "cause")
    find_line(snapshot, "R-006")["event"] = find_line(snapshot, "R-006")["cause"]

    assert find_quotes(snapshot, publish(snapshot)) == ["R-006 holds exempt text of R-006."]


def test_a_text_that_an_open_risk_says_word_for_word_is_no_secret():
    snapshot = with_secret()
    find_line(snapshot, "R-004")["controls"][0]["text"] = SECRET

    assert find_quotes(snapshot, publish(snapshot)) == []


def test_a_sentence_that_an_open_risk_says_too_is_no_secret_and_a_whole_text_in_it_is():
    shared = "We wait for the bids of three providers of care at home."
    snapshot = build()
    find_line(snapshot, "R-002")["event"] = f"{shared} One of them is to be bought."
    find_line(snapshot, "R-004")["event"] = f"{shared} Two have answered."
    assert find_quotes(snapshot, publish(snapshot)) == []

    find_line(snapshot, "R-002")["event"] = shared
    assert find_quotes(snapshot, publish(snapshot)) == ["R-004 holds exempt text of R-002."]


def test_a_sentence_of_an_exempt_text_in_the_commentary_is_found():
    snapshot = with_secret()
    find_line(snapshot, "R-002")["cause"] = f"{SECRET} Nobody has been asked."
    snapshot["briefing"]["commentary"] = f"Please note: {SECRET}"

    assert find_quotes(snapshot, publish(snapshot)) == [
        "The commentary holds exempt text of R-002."
    ]


def test_a_short_remark_may_stand_in_an_open_risk_by_chance():
    snapshot = build()
    find_line(snapshot, "R-002")["review"]["note"] = "Nothing has changed."
    find_line(snapshot, "R-004")["review"]["note"] = "Nothing has changed, but the plan is late."

    assert find_quotes(snapshot, publish(snapshot)) == []


@pytest.mark.parametrize(
    ("briefing", "where"),
    [
        ({"commentary": f"As you know: {SECRET}", "asks": []}, "The commentary"),
        ({"commentary": None, "asks": [f"note that {SECRET}"]}, "An ask"),
        ({"commentary": SECRET, "asks": []}, "The commentary"),
    ],
)
def test_what_the_manager_wrote_is_refused_if_it_quotes_an_exempt_text(briefing, where):
    snapshot = with_secret(briefing={**briefing, "by": "SEND Programme Manager"})

    assert refused(snapshot) == (
        f"{where} holds exempt text of R-002. So the public edition was not made."
    )


def test_what_the_last_pack_asked_is_withheld_if_it_quotes_an_exempt_text():
    asks = [f"Agree that {SECRET}", f"Hear {NAME}.", "Agree the new date of A-1.2."]
    snapshot = with_secret(asked={"held_on": "2018-05-10", "asks": asks})
    find_line(snapshot, "R-001")["owner"]["name"] = NAME
    public = publish(snapshot)
    check_leaks(snapshot, public, " ".join(public["asked"]["asks"]))

    assert public["asked"]["asks"] == ["withheld: exempt", "withheld: exempt", asks[2]]


def test_an_edition_that_tells_it_all_the_same_is_refused():
    snapshot = with_secret(asked={"held_on": "2018-05-10", "asks": [SECRET]})
    public = publish(snapshot) | {"asked": snapshot["asked"]}
    with pytest.raises(LeakError, match="What the last pack asked holds exempt text"):
        check_leaks(snapshot, public, "")


def test_a_file_that_shows_a_withheld_text_is_refused():
    sentence = "The public edition would have shown withheld text of R-002, so it was not made."
    assert refused(with_secret(), f"xmp:{SECRET}") == sentence
    assert issubclass(LeakError, PackDrawingError)


def test_a_persons_name_is_found_as_whole_words():
    snapshot = build()
    find_line(snapshot, "R-004")["owner"]["name"] = NAME

    assert leaks_of(snapshot, f"Author: {NAME.upper()}.") == ["a person"]
    assert leaks_of(snapshot, f"the {NAME.lower()}ian way") == []
    commented = copy.deepcopy(snapshot)
    commented["briefing"]["commentary"] = f"{NAME} has left."
    assert refused(commented).startswith("The commentary holds a person’s name.")


def test_a_name_that_is_a_post_or_a_single_word_is_not_looked_for():
    snapshot = build()
    find_line(snapshot, "R-004")["owner"]["name"] = "Grace"
    find_line(snapshot, "R-001")["owner"]["name"] = "Deputy Director Education"

    assert [each for each in list_withheld_texts(snapshot, publish(snapshot)) if each.is_name] == []
