"""Letters as messages: always the same bytes, and never a header that nobody decided on."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes, message_from_string
from email.policy import SMTP, SMTPUTF8

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from risk_register.domain.errors import BadAddressError, RuleError
from risk_register.mail.letters import Attachment, as_message, check_address

HEADERS = [
    "Date",
    "From",
    "To",
    "Subject",
    "Message-ID",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
]
#: Pieces from which attacks on headers are made.
TRICKS = st.sampled_from(
    [
        "\r\nBcc: spy@example.org",
        "\nBcc: spy@example.org\n\n",
        "\r",
        "\x00",
        "\x0b",
        "\x85",
        "\u2028",
        "\u202e",
        "=?utf-8?q?=0D=0ABcc=3A_spy=40example.org?=",
        "=?utf-8?b?DQpCY2M6IHNweUBleGFtcGxlLm9yZw==?=",
        '", spy@example.org',
        "<spy@example.org>, ",
        "(",
        '"',
        "\\",
        ";",
        ",",
        "@",
        "é",
        "’",
        " ",
        "Director",
    ]
)
WORDS = st.one_of(st.text(max_size=120), st.lists(TRICKS, max_size=12).map("".join))
LONG = settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(subject=WORDS, recipient_name=WORDS, text=WORDS)
@LONG
def test_no_words_grow_a_header_or_a_reader(write_letter, subject, recipient_name, text):
    with suppress(RuleError):
        letter = write_letter(subject=subject, recipient_name=recipient_name, text=text)
        message = message_from_bytes(as_message(letter).as_bytes(), policy=SMTP)

        assert message.keys() == HEADERS
        assert [reader.addr_spec for reader in message["To"].addresses] == [letter.recipient]
        assert [part.get_filename() for part in message.iter_attachments()] == ["pack.pdf"]


@given(trick=WORDS, user=st.sampled_from(["", "spy", "a.b"]))
@LONG
def test_no_address_grows_a_header_or_a_reader(write_letter, trick, user):
    with suppress(BadAddressError):
        letter = write_letter(recipient=f"{user}{trick}@example.org")
        message = message_from_string(as_message(letter).as_bytes().decode(), policy=SMTPUTF8)

        assert message.keys() == HEADERS
        assert [reader.addr_spec for reader in message["To"].addresses] == [letter.recipient]


@given(words=st.text(st.characters(codec="utf-8"), max_size=200))
@LONG
def test_a_letter_gives_the_same_bytes_every_time(write_letter, words):
    with suppress(RuleError):
        letter = write_letter(text=words, subject=words[:80])

        first, second = as_message(letter).as_bytes(), as_message(replace(letter)).as_bytes()

        assert first == second


@given(words=st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=400))
@LONG
def test_a_text_of_any_script_arrives_as_it_was_written(write_letter, words):
    letter = write_letter(text=f"{words}\n")

    message = message_from_bytes(as_message(letter).as_bytes(), policy=SMTP)

    assert message.get_body().get_content().replace("\r\n", "\n") == letter.text


@given(words=st.text(st.characters(codec="utf-8"), max_size=150))
@LONG
def test_every_line_is_short_enough_for_any_mail_server(write_letter, words):
    with suppress(RuleError):
        content = as_message(write_letter(text=words, subject=words)).as_bytes()

        assert max(len(line) for line in content.split(b"\r\n")) <= 998
        assert content.isascii()
        assert content.count(b"\n") == content.count(b"\r\n")


def test_the_parts_of_two_letters_are_parted_differently(write_letter):
    first, second = (
        as_message(write_letter(message_id=f"<{name}@example.org>")).get_boundary()
        for name in ("a", "b")
    )

    assert first != second


def test_a_message_says_who_when_and_that_no_person_wrote_it(write_letter):
    message = as_message(write_letter())

    assert message["Date"] == "Tue, 05 Jun 2018 09:30:00 +0000"
    assert message["From"] == "risk-register@example.org"
    assert message["To"] == "Director of Children's Services <director@example.org>"
    assert message["Message-ID"] == "<1f3a@example.org>"
    assert message["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("length", [60, 200])
def test_a_message_id_stays_on_its_line_however_long(length, write_letter):
    message_id = f"<{'a' * (length - 14)}@example.org>"

    content = as_message(write_letter(message_id=message_id)).as_bytes()

    assert f"\r\nMessage-ID: {message_id}\r\n".encode() in content


@pytest.mark.parametrize(
    "title",
    [
        "Deputy Director, Education",
        "Director (Children's Services), Oxfordshire County Council, and of much more besides, too",
        "Directrice générale, Éducation et santé de tous les enfants et jeunes, avec des virgules",
    ],
)
def test_a_comma_in_a_title_does_not_part_two_readers(title, write_letter):
    letter = write_letter(recipient_name=title)

    message = message_from_bytes(as_message(letter).as_bytes(), policy=SMTP)

    [reader] = message["To"].addresses
    assert reader.addr_spec == letter.recipient
    assert reader.display_name.split()[0] == title.split()[0]


@pytest.mark.parametrize(
    "address",
    ["a@b", "a.b+c@example.org", "o'neil@nhs.example", "zoë@schüle.example", "x_y@a-b.example"],
)
def test_plain_addresses_are_taken(address):
    check_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a",
        "@example.org",
        "a@",
        "a@@example.org",
        "a b@example.org",
        ".a@example.org",
        "a..b@example.org",
        "a@example..org",
        "a@-example.org",
        "a@example.org.",
        "a@[127.0.0.1]",
        '"a b"@example.org',
        "Name <a@example.org>",
        "a@example.org, b@example.org",
        "a@example.org\n",
        "a\r\n@example.org",
        "a\u202eb@example.org",
        "=?utf-8?q?x?=@example.org",
        f"{'a' * 250}@example.org",
    ],
)
def test_other_addresses_are_refused(address):
    with pytest.raises(BadAddressError):
        check_address(address)


@pytest.mark.parametrize(
    "wrong",
    [
        {"message_id": "1f3a@example.org"},
        {"message_id": "<1f3a@example.org>\r\nBcc: spy@example.org"},
        {"message_id": f"<{'a' * 200}@example.org>"},
        {"written_at": datetime(2018, 6, 5, 9, 30)},  # noqa: DTZ001 - the zone is what is missing
        {"text": "lone surrogate \ud800"},
        {"text": "\x00"},
    ],
)
def test_a_letter_that_could_not_be_written_is_refused(wrong, write_letter):
    with pytest.raises(RuleError):
        write_letter(**wrong)


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("", "application/pdf"),
        (".pdf", "application/pdf"),
        ("../pack.pdf", "application/pdf"),
        ('pack.pdf"\r\nBcc: x', "application/pdf"),
        ("päck.pdf", "application/pdf"),
        ("a" * 121, "application/pdf"),
        ("pack.pdf", "application"),
        ("pack.pdf", "application/pdf; name=x"),
    ],
)
def test_an_attachment_has_a_plain_name_and_kind(name, media_type):
    with pytest.raises(RuleError):
        Attachment(name, media_type, b"")
