"""Asking back and answering at the page."""

import pytest

from tests.conftest import post

NEW = "/send/risks/R-001/questions/new"
ANSWER = "/send/risks/R-001/questions/1/answer"
QUESTION = "Which two posts are vacant?"


@pytest.fixture
def asked(at_the_page):
    """Amira has asked Tom."""
    return post(at_the_page("amira"), NEW, question=QUESTION)


def test_a_question_goes_from_the_desk_to_the_owners_work_and_back(at_the_page, asked):
    tom = at_the_page("tom")
    work = tom.get("/").text
    assert QUESTION in work
    assert f"{ANSWER}?back=work" in work

    answer = post(tom, ANSWER, answer="Casework north and south.", back="work")
    assert answer.location == "/"
    assert QUESTION not in tom.get("/").text
    assert "Casework north and south." in at_the_page("amira").get("/send/desk").text


def test_the_desk_says_that_the_question_waits(at_the_page, asked):
    amira = at_the_page("amira")
    page = amira.get("/send/desk").text

    assert asked.location == "/send/desk"
    assert QUESTION in page
    assert "Risks whose questions are answered: 0 of 1" in page


@pytest.mark.parametrize(("name", "reads"), [("tom", True), ("ada", True), ("grace", False)])
def test_the_risks_page_shows_a_question_to_those_it_concerns(at_the_page, asked, name, reads):
    page = at_the_page(name).get("/send/risks/R-001").text

    assert (QUESTION in page) is reads


def test_a_question_that_says_too_little_gets_a_sentence_and_is_kept(at_the_page):
    answer = post(at_the_page("amira"), NEW, question="Why?")

    assert answer.status_code == 422
    assert answer.text.count("in 10 characters or more.") == 2
    assert "Why?" in answer.text


def test_an_answer_that_comes_too_late_is_kept_beside_the_one_that_stands(at_the_page, asked):
    tom = at_the_page("tom")
    post(tom, ANSWER, answer="Casework north and south.")
    answer = post(at_the_page("amira"), ANSWER, answer="He told me: both in the north.")

    assert answer.status_code == 422
    assert "Casework north and south." in answer.text
    assert "He told me: both in the north." in answer.text


@pytest.mark.parametrize(("name", "status"), [("priya", 404), ("grace", 403), ("ada", 403)])
def test_nobody_else_opens_the_answer(at_the_page, asked, name, status):
    assert at_the_page(name).get(ANSWER).status_code == status


def test_an_owner_sees_no_way_to_ask_back(at_the_page):
    assert at_the_page("tom").get(NEW).status_code == 403
    assert "Ask back" in at_the_page("amira").get("/send/desk").text
    assert "Ask back" not in at_the_page("ada").get("/send/desk").text
