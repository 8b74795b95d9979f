"""Texts in addresses that PostgreSQL does not take, at every door and every page."""

import pytest

from tests.conftest import post

PLACES = {"programme_key": "send", "body_key": "board", "kind": "csv", "file": "pack.pdf"}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database(request):
    """On PostgreSQL a text with a NUL is a fault of the driver."""
    return request.param


def list_spoilt(app):
    """Give each way to ask at each rule, with a NUL in the place of each text of its address."""
    places = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        parts = {name: PLACES.get(name, "1") for name in rule.arguments}
        texts = [name for name in parts if f"<{name}>" in rule.rule]
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            for name in texts:
                yield method, places.build(rule.endpoint, {**parts, name: "\x00"}, method)


def test_no_text_with_a_nul_in_an_address_is_looked_for(app, program, at_the_page):
    keeper, amira, page = program("max"), program("amira"), at_the_page("amira")

    answers = {}
    for method, address in list_spoilt(app):
        if address.startswith("/api/v1/"):
            who = amira if "/programmes/" in address else keeper
            answer = who.send(method, address.removeprefix("/api/v1"), {})
        elif method == "GET":
            answer = page.get(address)
        else:
            answer = post(page, address)
        answers[method, address] = answer.status_code

    assert len(answers) > 400
    assert {where: status for where, status in answers.items() if status != 404} == {}
