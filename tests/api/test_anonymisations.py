"""Names that are kept longer than the settings say, for programs."""

import pytest

from tests.web.test_anonymisations import PERSON, gone  # noqa: F401 - a fixture

DUE = "/people/anonymisations"


@pytest.fixture
def kind():
    """A register whose June pack is made."""
    return "approved"


def test_an_administrator_replaces_the_names_of_those_who_are_due(keeper, program, gone):  # noqa: F811 - the fixture
    tom, priya = PERSON["tom"], PERSON["priya"]
    due = keeper.get(DUE).json
    assert (due["years"], [each["id"] for each in due["items"]]) == (6, [tom])
    assert program("amira").get(DUE).status_code == 403
    assert program("amira").send("POST", DUE, {"ids": [tom]}).status_code == 403

    not_due = keeper.send("POST", DUE, {"ids": [tom, priya]})
    assert [each["field"] for each in not_due.json["errors"]] == ["ids"]
    assert keeper.send("POST", DUE, {"ids": []}).status_code == 422
    assert keeper.send("POST", DUE, {"ids": [tom]}).json == {"replaced": 1}
    assert keeper.get(DUE).json["items"] == []
