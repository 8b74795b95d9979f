"""Snapshots of both formats: what the first lacks is empty, and counts can be made anew."""

import json

import pytest

from risk_register.documents.formats import complete
from risk_register.domain.pack_counts import count_content
from tests.documents.june_pack import FOLDER


def read(name):
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["june_2018", "june_2018_format_2"])
def test_a_completed_snapshot_says_all_it_said_and_nothing_else(name):
    snapshot = read(name)
    whole = complete(snapshot)

    assert {key: whole[key] for key in snapshot if key not in NESTED} == {
        key: snapshot[key] for key in snapshot if key not in NESTED
    }
    for told, completed in zip(snapshot["risks"], whole["risks"], strict=True):
        simple = set(told) - {"owner", "controls"}
        assert {key: completed[key] for key in simple} == {key: told[key] for key in simple}
    for told, completed in pairs_of_decided(snapshot, whole):
        assert {key: completed[key] for key in told} == told


def pairs_of_decided(snapshot, whole):
    """Pair what was decided and asked with what it was completed to."""
    decided = zip(snapshot.get("decided", ()), whole["decided"], strict="decided" in snapshot)
    asked = [(snapshot["asked"], whole["asked"])] if snapshot.get("asked") else []
    return [*decided, *asked]


NESTED = {"programme", "meeting", "counts", "risks", "closed", "improvement_areas", "readers"}
NESTED |= {"decided", "asked"}  # whose entries came to say more


def test_both_formats_of_june_count_the_same():
    first, second = read("june_2018"), read("june_2018_format_2")
    bands = [{**band, "count": band["before"]} for band in second["counts"]["bands"]]

    assert count_content(second, told=bands) == second["counts"]
    assert {name: second["counts"][name] for name in first["counts"]} == first["counts"]
