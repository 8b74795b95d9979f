"""Searching in words: how texts and questions are taken apart, and what is shown."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from risk_register.domain.searches import (
    LONGEST_SEARCH,
    LONGEST_WORD,
    MOST_TERMS,
    Search,
    Term,
    cut_excerpt,
    find_term,
    list_found,
    list_words,
)

TEXTS = st.text(max_size=400)


def words_of(text):
    return [word.text for word in list_words(text)]


def holds(text, typed):
    search = Search.read(typed)
    return bool(search.terms) and len(list_found(text, search.terms)) == len(search.terms)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Two posts are VACANT.", ["two", "posts", "are", "vacant"]),
        ("mid-year; R-014, A-1.2", ["mid", "year", "r", "14", "a", "1", "2"]),
        ("the children’s and children's", ["the", "childrens", "and", "childrens"]),
        ("Café cafe\u0301 CAFÉ", ["cafe", "cafe", "cafe"]),
        ("10 May 2018, 007 and 000", ["10", "may", "2018", "7", "and", "0"]),
        ("straße STRASSE ﬁnance", ["strasse", "strasse", "finance"]),
        ("🎉 — ¶ *_* ''", []),
        ("", []),
    ],
)
def test_a_text_is_taken_apart_into_words_that_are_alike_however_they_are_written(text, words):
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("recruit", True),
        ("RECRUITMENT delays", True),
        ("delays recruit", True),
        ("ruitment", False),
        ("recruitment budget", False),
        ('"recruitment delays"', True),
        ('"delays recruitment"', False),
        ('"recruit"', False),
        ("“recruitment delays”", True),
        ('"recruitment delays', True),
        ("R-14", True),
        ("r-014", True),
        ("R-1", False),
        ("A-3.1", True),
        ("A-3.10", False),
        ("de", False),
        ("in", True),
        ("***", False),
        ("", False),
    ],
)
def test_a_text_holds_what_is_looked_for(typed, found):
    assert holds("Recruitment delays in June; see R-014 and A-3.1.", typed) is found


@given(TEXTS)
@example('"' * 300)
@example("NEAR(a b) AND * OR ) ( ^ : -")
@example("a" * 10_000)
@example("\ud800 \x00 ' \\ & | ! <->")
@example("ﷺ" * 50)
def test_whatever_is_typed_becomes_words_of_letters_and_digits(typed):
    search = Search.read(typed)

    assert len(search.terms) <= MOST_TERMS
    for term in search.terms:
        assert term.words
        for word in term.words:
            assert word.isalnum()
            assert len(word) <= LONGEST_WORD


@given(TEXTS)
def test_every_word_of_a_text_is_found_in_it(text):
    for word in list_words(text):
        assert find_term(list(list_words(text)), Term((word.text,), is_beginning=False))


@given(
    st.lists(
        st.sampled_from(["Élan", "risk", "R-014", "don’t", "007", "ßa"]), min_size=1, max_size=6
    )
)
def test_a_text_in_quotation_marks_is_found_in_itself(words):
    text = " ".join(words)

    assert holds(f"Before {text} after.", f'"{text}"')


@given(TEXTS, TEXTS)
def test_the_quick_look_at_a_text_misses_nothing(text, typed):
    terms = Search.read(typed[:20]).terms
    words = list(list_words(text))

    assert set(list_found(text, terms)) == {term for term in terms if find_term(words, term)}


@given(st.text(alphabet="ab é\n", max_size=900), st.text(alphabet="abé", min_size=1, max_size=3))
def test_an_excerpt_is_a_part_of_its_text_with_the_found_words_marked(text, typed):
    spans = list_found(text, Search.read(typed).terms)
    if not spans:
        return
    parts = cut_excerpt(text, list(spans.values()))

    shown = "".join(part.text for part in parts).removeprefix("… ").removesuffix(" …")
    assert shown in text
    assert [part for part in parts if part.is_found]
    assert len(shown) < 1000


def test_a_long_text_is_cut_at_words_around_what_was_found():
    text = "word " * 100 + "needle " + "word " * 100
    parts = cut_excerpt(text, list(list_found(text, Search.read("needle").terms).values()))

    assert parts[0].text.startswith("… word")
    assert parts[1].text == "needle"
    assert parts[-1].text.endswith("word …")
    assert sum(len(part.text) for part in parts) < 250


def test_a_question_of_ten_thousand_characters_is_read_to_its_first_words():
    assert len(Search.read("needle " * 2000).terms) == 1
    assert Search.read("x" * 10_000).terms[0].words == ("x" * LONGEST_WORD,)
    assert LONGEST_SEARCH >= 100
