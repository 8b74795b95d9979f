"""200 generated registers: every number of a pack is what its lines, and the pack before, say."""

from collections import Counter

import pytest

from risk_register.domain.directions import Direction, direction_of
from risk_register.domain.risks import RiskKind
from risk_register.domain.schemes import Scheme
from tests.documents.printed_numbers import check_printed
from tests.services.register_walks import Walk, count_kinds

WALKS, MONTHS = 8, 25


@pytest.fixture(scope="module")
def packs():
    """What the packs of all walks say; filled by the tests of the walks."""
    return []


@pytest.mark.parametrize("database", ["sqlite"])
@pytest.mark.parametrize("seed", range(WALKS))
def test_a_registers_packs_count_what_they_print(inside, nhs, three_by_four, seed, packs):
    for told in Walk(seed, [nhs, three_by_four]).live(MONTHS):
        content, before = told.content, told.held[0] if told.held else None
        check_bands(content, before)
        check_lines_counted(content)
        check_movements(content, before, told)
        check_references(content, before, told)
        check_words(content, before)
        check_standing(content, before, told.held)
        check_printed(content)
        packs.append(content)


def test_the_walks_came_by_everything_that_is_counted(packs):
    if len(packs) < WALKS * MONTHS:
        pytest.skip("the walks were not all asked for")
    counted = Counter()
    for content in packs:
        counts = dict(content["counts"])
        counts["bands"] = sum(band["count"] for band in counts["bands"])
        counted.update({name for name, count in counts.items() if count})
        counted.update(count_kinds(content))

    wanted = set(packs[0]["counts"]) - {"withheld"} | {"unscored", "up", "down"}
    assert {name for name in wanted if counted[name] < 3} == set()


def check_bands(content, before):
    """Cells of the heat map sum to what stands on it, and so do the bands."""
    scheme = Scheme.from_mapping(content["scheme"] | {"categories": list_categories(content)})
    threats = [risk for risk in content["risks"] if risk["kind"] == "threat" and risk["current"]]
    standing = [risk["current"] for risk in threats if risk["current"]["earlier_scheme"] is None]
    cells = Counter((each["likelihood"], each["impact"]) for each in standing)
    bands = Counter()
    for likelihood in range(1, len(scheme.likelihood) + 1):
        for impact in range(1, len(scheme.impact) + 1):
            bands[scheme.band_at(likelihood, impact).key] += cells[likelihood, impact]

    counts = content["counts"]
    assert {band["key"]: band["count"] for band in counts["bands"]} == {
        band.key: bands[band.key] for band in scheme.bands
    }
    assert sum(bands.values()) == len(standing) == len(threats) - counts["earlier_scheme"]
    told = {band["key"]: band["count"] for band in before["counts"]["bands"]} if before else {}
    if before is None or before["scheme"] == content["scheme"]:
        assert [band["before"] for band in counts["bands"]] == [
            told.get(band["key"]) for band in counts["bands"]
        ]


def list_categories(content):
    return [each["category"] for each in content["scheme"].get("appetite", ())]


def check_lines_counted(content):
    """What is counted is what is printed."""
    counts, risks = content["counts"], content["risks"]
    kinds = count_kinds(content)
    apart = ("new", "same", "rescaled")
    assert {name: counts[name] for name in apart} == {name: kinds[name] for name in apart}
    assert (
        sum((counts["worse"], counts["better"], *(kinds[name] for name in (*apart, "unscored"))))
        == counts["open"]
        == len(risks)
    )
    ways = Counter(
        direction_of(risk["movement"]["points"], RiskKind(risk["kind"])) for risk in risks
    )
    assert (counts["worse"], counts["better"]) == (ways[Direction.WORSE], ways[Direction.BETTER])
    actions = {action["reference"]: action for risk in risks for action in risk["actions"]}
    assert counts["actions"] == len(actions)
    late = [action for action in actions.values() if action["overdue_days"]]
    assert counts["overdue_actions"] == len(late)
    assert counts["opportunities"] == sum(risk["kind"] == "opportunity" for risk in risks)
    today = content["taken_at"][:10]
    due = [risk["review"]["due_on"] for risk in risks]
    assert counts["overdue_reviews"] == sum(day is not None and day < today for day in due)
    for name in ("closed", "reworded", "acceptances_ended"):
        assert counts[name] == len(content[name])
    for area in content["improvement_areas"]:
        served = [risk for risk in risks if area["key"] in risk["areas"]]
        assert sorted(area["risks"]) == sorted(risk["reference"] for risk in served)
        kept = {
            action["reference"]: action["status"]
            for risk in served
            for action in risk["actions"]
            if action["status"] != "dropped"
        }
        done = sum(status == "done" for status in kept.values())
        assert (area["actions"]["total"], area["actions"]["done"]) == (len(kept), done)


def check_movements(content, before, told):
    """Movement is this snapshot less the last circulated one, risk by risk."""
    earlier = {risk["reference"]: risk["current"] for risk in before["risks"]} if before else {}
    for risk in content["risks"]:
        now, then = risk["current"], earlier.get(risk["reference"])
        movement = risk["movement"]
        if now is None:
            expected = ("unscored", 0)
        elif then is None:
            expected = ("new", 0)
        elif movement["kind"] == "rescaled":
            expected = ("rescaled", 0)
            assert told.adopted
        else:
            points = now["score"] - then["score"]
            expected = ("up" if points > 0 else "down" if points else "same", points)
        assert (movement["kind"], movement["points"]) == expected
        assert movement["before"] is None or movement["before"]["score"] == then["score"]
    compared = content["compared_with"]
    assert (compared["held_on"] if compared else None) == (
        before["meeting"]["held_on"] if before else None
    )


def check_references(content, before, told):
    """What came and what left explain the difference between the two lists of references."""
    now = {risk["reference"]: risk for risk in content["risks"]}
    was = {risk["reference"] for risk in before["risks"]} if before else set()
    closed = {line["reference"]: line for line in content["closed"]}
    assert was - set(now) == set(closed)
    came = set(now) - was
    assert {now[reference]["movement"]["kind"] for reference in came} <= {"new", "unscored"}
    back = {reference for reference, risk in now.items() if risk["reopened_on"]}
    assert back == (told.reopened & set(now) if before else set())
    merged = {reference for reference, line in closed.items() if line["how"] == "merged"}
    assert merged == told.merged & set(closed)
    assert all(line["by"] == "Programme Manager" for line in closed.values())
    assert content["counts"]["reopened"] == len(back)
    assert content["counts"]["merged"] == len(merged)


def check_words(content, before):
    """Reworded are those that say something else and score the same, and who did it is said."""
    was = {risk["reference"]: risk for risk in before["risks"]} if before else {}
    expected = {
        risk["reference"]
        for risk in content["risks"]
        if risk["reference"] in was
        and risk["movement"]["kind"] in {"same", "unscored"}
        and any(
            risk[name] != was[risk["reference"]][name]
            for name in ("title", "cause", "event", "consequence")
        )
    }
    assert {line["reference"] for line in content["reworded"]} == expected
    assert all(line["by"] == "Programme Manager" and line["at"] for line in content["reworded"])


def check_standing(content, before, held):
    """Appetite, acceptances, reviews and stuck scores are those of the lines."""
    counts, risks = content["counts"], {risk["reference"]: risk for risk in content["risks"]}
    for risk in risks.values():
        appetite, current = risk["appetite"], risk["current"]
        if appetite and current and current["earlier_scheme"] is None:
            assert appetite["is_above"] == (current["score"] > appetite["cap"])
    above = [risk for risk in risks.values() if risk["appetite"] and risk["appetite"]["is_above"]]
    assert counts["above_appetite"] == len(above)
    borne = {reference for reference, risk in risks.items() if risk["acceptance"]}
    ended = {line["reference"] for line in content["acceptances_ended"]}
    was = {risk["reference"]: risk for risk in before["risks"]} if before else {}
    assert ended & borne == set()
    assert {
        reference for reference in set(risks) & set(was) - borne if was[reference]["acceptance"]
    } <= ended
    if before:
        since = before["taken_at"]
        looks = [risk["review"]["reviewed_at"] for risk in risks.values()]
        assert counts["unreviewed"] == sum(look is None or look < since for look in looks)
    stuck = {reference: risk for reference, risk in risks.items() if risk["stuck"]}
    assert counts["stuck"] == len(stuck)
    for reference, risk in stuck.items():
        assert 3 <= risk["stuck"]["packs"] <= count_printed(reference, risk, held)


def count_printed(reference, risk, held):
    """Count the packs in a row, the newest first, that printed the score of today."""
    packs = 0
    for content in held:
        lines = {line["reference"]: line["current"] for line in content["risks"]}
        current = lines.get(reference)
        if current is None or current["score"] != risk["current"]["score"]:
            break
        packs += 1
    return packs
