"""The letter that brings a pack says what a reader and a secretary need, and no more."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from risk_register.domain.errors import BadAddressError
from risk_register.mail.letters import file_name_of
from risk_register.mail.pack_letters import PackLetter, draw_pack_letter, subject_of

FILE_NAME = "send-programme-board-2018-06-14-risk-pack-v1.pdf"
FIRST = PackLetter(
    programme="SEND Written Statement of Action",
    body="SEND Programme Board",
    meeting_on=date(2018, 6, 14),
    starts_at=time(14, 30),
    place="County Hall, Oxford",
    edition_name="full",
    version=1,
    item=None,
    paper=None,
    corrects=None,
    supersedes=None,
    marking="OFFICIAL",
    handling=None,
    notice=None,
    note=None,
    reader_post="Director of Children's Services",
    reader_capacity="In attendance",
    sender_post="Board Secretary",
    file_name=FILE_NAME,
    sha256="5a" * 32,
    fingerprint="7c" * 32,
    head="412:" + "9e" * 32,
    pack_url="https://register.example.org/oxfordshire-send/packs/3",
    late_reason=None,
    repeat_reason=None,
)
CORRECTION = replace(
    FIRST, version=2, supersedes=1, corrects="The due date of one action on page 7."
)


def draw(values, **rest):
    known = {
        "message_id": "<1f3a@example.org>",
        "written_at": datetime(2018, 6, 5, 9, 30, tzinfo=UTC),
        "sender": "risk-register@example.org",
        "recipient": "director@example.org",
        "pdf": b"%PDF-1.7",
    }
    return draw_pack_letter(values, **known | rest)


def text_of(values):
    """Give the letter's text as one line, so that line ends do not matter."""
    return " ".join(draw(values).text.split())


def test_the_letter_says_what_it_is_and_for_which_meeting():
    text = text_of(FIRST)

    assert "the risk pack of the programme “SEND Written Statement of Action”" in text
    assert "Board SEND Programme Board" in text
    assert "Meeting Thursday 14 June 2018, 2:30pm" in text
    assert "Place County Hall, Oxford" in text
    assert f"File {FILE_NAME}" in text
    assert "Pack full edition, version 1" in text
    assert "Marking OFFICIAL" in text
    assert "For Director of Children's Services (in attendance)" in text


@pytest.mark.parametrize(
    ("item", "paper", "said"),
    [
        ("4", "SPB/2018/06/4", "Agenda item 4, paper SPB/2018/06/4 File"),
        ("4", None, "Agenda item 4 File"),
    ],
)
def test_the_letter_names_the_item_of_the_agenda_if_there_is_one(item, paper, said):
    assert said in text_of(replace(FIRST, item=item, paper=paper))
    assert "Agenda" not in text_of(FIRST)


def test_the_letter_carries_the_pack_and_nothing_else():
    [attached] = draw(FIRST, pdf=b"%PDF-1.7 whole").attachments

    assert attached.name == FILE_NAME
    assert attached.media_type == "application/pdf"
    assert attached.content == b"%PDF-1.7 whole"


def test_the_letter_says_how_to_check_the_file():
    text = text_of(FIRST)

    assert f"The fingerprint of the attached file is: {FIRST.sha256}" in text
    assert f"Get-FileHash {FILE_NAME}" in text
    assert f"shasum -a 256 {FILE_NAME}" in text
    assert f"sha256sum {FILE_NAME}" in text
    assert "do not rely on the file, and tell the Board Secretary" in text
    assert FIRST.fingerprint in text


def test_the_letter_is_a_witness_of_the_record():
    text = text_of(FIRST)

    assert "This letter is a witness: when it was written" in text
    assert FIRST.head in text


def test_the_letter_says_who_sent_it_and_what_to_do_if_it_went_astray():
    text = text_of(FIRST)

    assert "The Board Secretary decided to send this pack" in text
    assert "If it is not meant for you" in text
    assert FIRST.pack_url in text


def test_a_first_version_speaks_of_no_correction():
    text = text_of(FIRST)

    for words in ("correct", "Replaces", "late by", "sent before", "A note from"):
        assert words not in text


def test_a_correction_says_what_it_changes_and_replaces():
    text = text_of(CORRECTION)

    assert "Use version 2 and no longer use version 1." in text
    assert "Replaces version 1" in text
    assert "What the correction changes: The due date of one action on page 7." in text


def test_a_marked_pack_says_so_first_and_how_to_handle_it():
    letter = draw(replace(FIRST, marking="OFFICIAL-SENSITIVE", handling="For named readers only."))

    assert letter.text.startswith("OFFICIAL-SENSITIVE\n")
    assert "HANDLING\n\nFor named readers only.\n" in letter.text


def test_a_pack_without_a_handling_line_still_says_whom_it_is_for():
    assert "for the people on the board's circulation list" in text_of(FIRST)


def test_the_secretarys_reasons_and_note_stand_in_the_letter_set_in():
    letter = draw(
        replace(
            FIRST,
            note="Please read page 2 first.\n\nIT IS THE RIGHT FILE",
            late_reason="Waited for the agreed date.",
            repeat_reason="The first went to an old address.",
        )
    )

    assert "A note from the Board Secretary:\n\n    Please read page 2 first.\n" in letter.text
    assert "\n    IT IS THE RIGHT FILE\n" in letter.text
    assert "The reason given:\n\n    Waited for the agreed date.\n" in letter.text
    assert "Why it is sent again:\n\n    The first went to an old address.\n" in letter.text


def test_the_programmes_quiet_line_ends_the_letter():
    letter = draw(replace(FIRST, notice="The scores are illustrative."))

    assert letter.text.endswith("\n\nThe scores are illustrative.\n")


def test_lines_fit_a_mail_programs_window():
    long = " ".join(["unforeseeable"] * 60)
    letter = draw(
        replace(
            CORRECTION,
            body=long,
            programme=long,
            place=long,
            note=long,
            handling=long,
            notice=long,
            reader_post=long,
            sender_post=long,
        )
    )

    longest = max(letter.text.splitlines(), key=len)
    assert len(longest) <= 76, longest


def test_an_address_and_a_hash_are_never_broken():
    url = "https://register.example.org/" + "a-long-path/" * 12

    assert f"\n    {url}\n" in draw(replace(FIRST, pack_url=url)).text


def test_no_blank_lines_pile_up():
    for values in (FIRST, CORRECTION, replace(CORRECTION, handling="x", notice="y", head="")):
        assert "\n\n\n\n" not in draw(values).text


@pytest.mark.parametrize("name", ["note", "late_reason", "corrects", "reader_post", "place"])
def test_words_from_outside_are_text_and_nothing_else(name):
    letter = draw(replace(FIRST, **{name: "{{ 7 * 7 }} <b> \u202e\x07end"}))

    assert "{{ 7 * 7 }} <b> end" in letter.text


@pytest.mark.parametrize("name", ["body", "reader_post"])
def test_a_line_break_in_a_name_does_not_keep_the_letter_from_going(name):
    letter = draw(replace(FIRST, **{name: "SEND\r\nBcc: x"}))

    assert "SEND Bcc: x" in letter.subject + letter.recipient_name


def test_a_missing_value_stops_the_letter():
    incomplete = replace(FIRST)
    object.__delattr__(incomplete, "sha256")

    with pytest.raises(AttributeError):
        draw(incomplete)


def test_a_wrong_address_is_refused():
    with pytest.raises(BadAddressError):
        draw(FIRST, recipient="director@example.org\r\nBcc: spy@example.org")


def test_a_subject_says_which_pack():
    assert subject_of(FIRST) == "SEND Programme Board, 14 June 2018: risk pack, version 1"


def test_a_corrections_subject_says_so():
    assert subject_of(CORRECTION) == (
        "SEND Programme Board, 14 June 2018: corrected risk pack, version 2 (replaces version 1)"
    )


def test_a_second_letters_subject_says_so():
    assert subject_of(replace(FIRST, repeat_reason="x")).endswith("version 1, sent again")


def test_a_marked_packs_subject_begins_with_the_mark():
    subject = subject_of(replace(FIRST, marking="OFFICIAL-SENSITIVE"))

    assert subject.startswith("OFFICIAL-SENSITIVE: SEND Programme Board")


def test_nobodys_words_get_into_the_subject():
    secret = "Exempt words"
    subject = subject_of(
        replace(
            CORRECTION,
            corrects=secret,
            note=secret,
            late_reason=secret,
            repeat_reason=secret,
            handling=secret,
            notice=secret,
            place=secret,
        )
    )

    assert secret not in subject


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("SEND Programme Board", FILE_NAME),
        ("Children’s Trust & Co", "childrens-trust-co-2018-06-14-risk-pack-v1.pdf"),
        ("../../Bôard\r\n", "board-2018-06-14-risk-pack-v1.pdf"),
        ("Правление", "board-2018-06-14-risk-pack-v1.pdf"),
        ("Board " * 40, "board-board-board-board-board-board-boar-2018-06-14-risk-pack-v1.pdf"),
    ],
)
def test_a_packs_file_name_is_plain(body, name):
    assert file_name_of(body, date(2018, 6, 14), 1) == name


def test_a_marked_packs_file_name_begins_with_the_mark():
    name = file_name_of("SEND Board", date(2018, 6, 14), 2, marking="OFFICIAL-SENSITIVE")

    assert name == "official-sensitive-send-board-2018-06-14-risk-pack-v2.pdf"


@pytest.mark.parametrize(
    ("moment", "words"),
    [(time(0, 5), "12:05am"), (time(9), "9am"), (time(12), "12pm"), (time(17, 30), "5:30pm")],
)
def test_the_hour_is_written_as_people_say_it(moment, words):
    assert f"14 June 2018, {words}" in text_of(replace(FIRST, starts_at=moment))


def test_a_file_names_an_edition_other_than_the_full_one_and_its_form():
    name = file_name_of("SEND Board", date(2018, 6, 14), 2, edition="public", ending="docx")
    assert name == "send-board-2018-06-14-risk-pack-public-v2.docx"
