"""Registers of other people are found as they are: where they begin, what their columns hold."""

from dataclasses import replace

import pytest

from risk_register.domain.import_fields import ImportField
from risk_register.domain.import_finding import Outcome, choose, look_at
from risk_register.domain.import_mappings import ImportMapping, complete
from risk_register.domain.import_plans import plan_risks
from risk_register.domain.import_reports import warn
from risk_register.domain.import_rows import RowKind
from risk_register.domain.risks import RiskKind
from tests.domain import registers_met as met
from tests.domain.test_heat_maps import build_scheme

MAPPING = ImportMapping("Trust", "Sheet1", (0,), owner_id=1, category="capacity")
JUDGED = ("likelihood", "impact", "score")


def places(found, *names):
    """Give the columns of fields by their names, from 0."""
    fields = found.header.fields
    return [fields[ImportField(name)].place for name in names]


@pytest.mark.parametrize(
    ("sheet", "heading", "rows"),
    [
        (met.ASSURANCE, (1, 2), [4, 5, 6]),
        (met.GROSS_AND_NET, (0,), [2, 3]),
        (met.NAMES_TWICE, (0,), [2, 3]),
        (met.BEFORE_AND_AFTER, (3,), [5, 6]),
        (met.FRENCH, (0,), [2, 3]),
        (met.SECTIONS, (1,), [4, 5, 7]),
        (met.SEVERAL_KINDS, (1,), [3, 6]),
        (met.QUESTIONS, (0,), [2, 3]),
        (met.BANDS_ABOVE, (0, 1), [3, 4]),
    ],
)
def test_heading_and_risks_are_found(sheet, heading, rows):
    found = look_at(sheet)

    assert found.outcome is Outcome.RISKS
    assert found.header.rows == heading
    assert [row.number for row in found.risks] == rows


def test_a_grouping_row_says_what_three_judgements_assume():
    found = look_at(met.ASSURANCE)

    assert places(found, *(f"inherent_{name}" for name in JUDGED)) == [4, 3, 5]
    assert places(found, *JUDGED) == [9, 8, 10]
    assert places(found, *(f"target_{name}" for name in JUDGED)) == [13, 12, 14]


@pytest.mark.parametrize(
    ("sheet", "inherent", "current"),
    [
        (met.GROSS_AND_NET, [2, 3, 4], [6, 7, 8]),
        (met.NAMES_TWICE, [4, 5, 6], [8, 9, 10]),
        (met.BEFORE_AND_AFTER, [3, 4, 5], [7, 8, 9]),
        (met.BANDS_ABOVE, [4, 3, 5], [7, 6, 8]),
    ],
)
def test_two_judgements_are_told_apart_by_name_or_place(sheet, inherent, current):
    found = look_at(sheet)

    assert places(found, *(f"inherent_{name}" for name in JUDGED)) == inherent
    assert places(found, *JUDGED) == current


def test_headings_of_other_languages_are_known():
    found = look_at(met.FRENCH)

    wanted = ("id", "description", "cause", "consequence", *JUDGED, "owner", "mitigation")
    assert places(found, *wanted) == list(range(9))


def test_rows_that_are_no_risks_are_told_apart_and_sections_become_categories():
    found = look_at(met.SECTIONS)

    assert found.left_out == {
        RowKind.SECTION: 2,
        RowKind.EXAMPLE: 1,
        RowKind.UNWORDED: 2,
        RowKind.TOTAL: 1,
        RowKind.NOTE: 2,
    }
    assert [row.said(ImportField.CATEGORY) for row in found.risks] == ["Legal", "Legal", "Finance"]


def test_issues_are_left_out_and_opportunities_known():
    found = look_at(met.SEVERAL_KINDS)

    assert found.left_out == {RowKind.ISSUE: 2}
    assert [row.risk_kind for row in found.risks] == [RiskKind.THREAT, RiskKind.OPPORTUNITY]


def test_a_table_under_the_word_closed_holds_closed_risks():
    found = look_at(met.CLOSED_BELOW)

    assert [row.said(ImportField.STATUS) for row in found.risks] == ["", "Closed risks"]
    assert ImportField.TITLE not in found.header.fields
    assert places(found, "description", "likelihood", "impact") == [1, 2, 3]


def test_a_register_of_opportunities_holds_no_threats():
    found = look_at(met.OPPORTUNITIES)

    assert {row.risk_kind for row in found.risks} == {RiskKind.OPPORTUNITY}
    assert places(found, *JUDGED) == [2, 3, 4]


def test_a_template_that_nobody_filled_in_holds_no_risk():
    found = look_at(met.TEMPLATE)

    assert found.outcome is Outcome.EMPTY
    assert found.left_out == {RowKind.PLACEHOLDER: 1, RowKind.UNWORDED: 2}


def test_actions_that_name_their_risks_are_no_register():
    found = look_at(met.ACTIONS)

    assert found.outcome is Outcome.ACTIONS
    assert [row.said(ImportField.ID) for row in found.rows] == ["R1", "R1", "R2"]
    assert found.left_out == {}


def test_an_action_that_names_no_risk_is_said_to_be_left_out():
    rows = [*met.ACTIONS.rows, [None, *met.ACTIONS.rows[1][1:]]]
    found = look_at(replace(met.ACTIONS, rows=rows))

    assert f"Row {len(rows)} names no risk and is left out." in warn(found, found.rows)


def test_a_text_that_is_longer_than_its_form_allows_refuses_the_row():
    sheet = met.lay_out(
        f"""
Ref|Risk|Cause|Effect|Likelihood|Impact|Owner|Controls
1|The roof leaks|{"c" * 2001}|{"e" * 2001}|3|4|Estates|{"x" * 2001}
2|The roof leaks again|{"c" * 2000}|wet|3|4|Estates|Buckets
"""
    )
    long, short = plan_risks(look_at(sheet), MAPPING, build_scheme((5, 5)))

    refused = [each.column for each in long.problems if "2,000 characters" in each.sentence]
    assert refused == ["Cause", "Effect", "Controls in place"]
    assert short.problems == ()


def test_each_scale_bounds_its_own_points():
    found = look_at(met.GROSS_AND_NET)
    scheme = build_scheme((4, 5))
    levels = {ImportField.LIKELIHOOD: {"3": 5}, ImportField.IMPACT: {"3": 5}}

    kept = complete(replace(MAPPING, levels=levels), found, scheme, posts={}).levels

    assert (kept[ImportField.LIKELIHOOD]["3"], kept[ImportField.IMPACT]["3"]) == (None, 5)


@pytest.mark.parametrize("kind", met.NO_REGISTERS)
def test_what_is_no_register_is_not_taken_for_one(kind):
    assert look_at(met.NO_REGISTERS[kind]).outcome is Outcome.NOTHING


def test_the_register_is_chosen_among_other_sheets():
    sheets = [*met.NO_REGISTERS.values(), met.ACTIONS, met.TEMPLATE, met.QUESTIONS]

    assert choose([look_at(sheet) for sheet in sheets]).sheet is met.QUESTIONS
    assert choose([look_at(sheet) for sheet in met.NO_REGISTERS.values()]) is None


def test_a_person_may_say_where_the_heading_is():
    found = look_at(met.BEFORE_AND_AFTER, header_rows=(3,))

    assert found.header.rows == (3,)
    assert len(found.risks) == 2
