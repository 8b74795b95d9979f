"""Blocks: the text and the page of a letter say the same, word for word, and load nothing."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_register.mail.blocks import (
    Facts,
    Heading,
    Link,
    Paragraph,
    Points,
    Quote,
    Whole,
    write_html,
    write_text,
)
from risk_register.mail.letters import as_message
from risk_register.mail.pack_letters import PaperLine
from risk_register.mail.texts import one_line
from tests.mail.test_pack_letters import CORRECTION, FIRST, draw

FULLEST = replace(
    CORRECTION,
    marking="OFFICIAL-SENSITIVE",
    handling="For named readers only.",
    notice="Demonstration: invented.",
    note="Page 2 first.\n\nThen page 5.",
    late_reason="The figures came late.",
    late_agreed_by="Chair of the Board",
    repeat_reason="The first went astray.",
    item="4",
    paper="SPB/2018/06/4",
    papers=(PaperLine(5, "SPB/2018/06/5", "The budget", "item-5-the-budget.pdf"),),
)
LETTERS = {
    "first": FIRST,
    "fullest": FULLEST,
    "by link": replace(FIRST, way="https://register.example.org/reading/abc"),
    "public": replace(FIRST, edition_name="public"),
}
words = st.text(max_size=60)
names = st.sampled_from(["Board", "Place"])
blocks = st.lists(
    st.one_of(
        words.map(Heading),
        words.map(Paragraph),
        words.map(Quote),
        st.lists(st.tuples(names, words.filter(one_line)), max_size=3).map(
            lambda facts: Facts(tuple(facts))
        ),
        st.lists(words, max_size=3).map(lambda points: Points(tuple(points))),
        st.lists(words, max_size=2).map(lambda lines: Whole(tuple(lines))),
        words.map(Link),
    ),
    max_size=6,
)


class Page(HTMLParser):
    """What a page says, and all its tags with what they name."""

    def __init__(self, html):
        super().__init__()
        self.said, self.tags, self._title = [], [], False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self._title = tag == "title"
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, _tag):
        self._title = False

    def handle_data(self, data):
        if not self._title:
            self.said.append(data)


def squeeze(text):
    """Give the letters of a text alone: headings are in capitals, points have a dash."""
    return re.sub(r"[\s\-]+", "", text).upper()


@pytest.mark.parametrize("name", LETTERS)
def test_both_parts_of_a_letter_say_the_same(name):
    values = LETTERS[name]
    letter = draw(values, pdf=None if values.way else b"%PDF-1.7")

    assert squeeze(" ".join(Page(letter.html).said)) == squeeze(letter.text)


@given(blocks)
def test_whatever_is_said_both_parts_say_it(said):
    page = Page(write_html(said, title="A letter"))

    assert squeeze(" ".join(page.said)) == squeeze(write_text(said))


@given(words)
def test_no_words_become_markup(said):
    plain = {tag for tag, _ in Page(write_html([Paragraph("x"), Link("y")], title="t")).tags}
    page = Page(write_html([Paragraph(said), Link(said)], title=said))

    assert {tag for tag, _ in page.tags} == plain


@pytest.mark.parametrize("name", LETTERS)
def test_a_page_loads_nothing_and_names_its_language(name):
    tags = Page(draw(LETTERS[name], pdf=None).html).tags

    assert ("html", {"lang": "en-GB"}) in tags
    assert {tag for tag, _ in tags}.isdisjoint({"img", "script", "link", "style", "iframe", "form"})
    assert not any({"src", "style", "background", "onload"} & set(attrs) for _, attrs in tags)


def test_a_message_carries_the_text_first_then_the_page_then_the_files():
    message = as_message(draw(FULLEST))

    kinds = [part.get_content_type() for part in message.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html", "application/pdf"]
    assert message.get_body(("plain",)).get_content() == draw(FULLEST).text
    assert message.get_content_type() == "multipart/mixed"


def test_the_same_letter_gives_the_same_bytes():
    assert as_message(draw(FULLEST)).as_bytes() == as_message(draw(FULLEST)).as_bytes()
