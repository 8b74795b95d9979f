"""Columns are known by their headings together with what stands below them."""

import pytest

from risk_register.domain.import_fields import ImportField
from risk_register.domain.import_finding import Outcome, choose, look_at
from risk_register.domain.import_headings import field_of
from risk_register.domain.import_reports import warn, warn_beside
from risk_register.domain.import_stages import stage_of
from tests.domain.registers_met import lay_out


def held(found):
    """Name the field of each column."""
    return [each.field.value if each.field else None for each in found.header.columns]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("RiskOwner", "owner"),
        ("TargetDate", "due_on"),
        ("L_1to5", "likelihood"),
        ("Impact 1-3", "impact"),
        ("Pre-mitigation score", "score"),
        ("Risk(s) identified", "description"),
        ("Open / Closed", "status"),
        ("Open date", "raised_on"),
        ("What do we already do?", "controls"),
        ("What else will we do?", "action"),
        ("Who will do it?", "action_owner"),
        ("Actions to address gaps", "action"),
        ("Gaps in control", "other"),
        ("Risk response categories", "response"),
        ("Impact / vulnerabilities", "impact"),
        ("Likely initial risk", "description"),
        ("Residual L", "likelihood"),
        ("Pre-mitigated RAG", "score"),
        ("Custom field (Risk impact)", "impact"),
        ("Recommendations", "mitigation"),
        ("Description of the risk due to a missing control", "description"),
        ("Risk\nSay what might happen in one or two short sentences", "description"),
        ("Persons at risk", "other"),
        ("Effect if it happens", "consequence"),
        ("What we do if it happens", "other"),
        ("Seriousness", "impact"),
        ("Who deals with it", "owner"),
        ("Date for review", "review_on"),
        ("Control strength", "other"),
        ("Código", "id"),
        ("Risk description & cause", "description"),
        ("Control type", "other"),
        ("Source of risk", "other"),
        ("Beheersmaatregel", "mitigation"),
        ("Gegenmaßnahmen", "mitigation"),
        ("Вероятность", "likelihood"),
        ("Владелец", "owner"),
    ],
)
def test_a_heading_is_known_as_people_write_it(heading, field):
    assert field_of(heading) is ImportField(field)


@pytest.mark.parametrize(
    ("heading", "stage"),
    [
        ("ResidualRisk", "residual"),
        ("res_impact", "residual"),
        ("inh_impact", "inherent"),
        ("Pre-mitigated RAG", "inherent"),
        ("Post-mitigated RAG", "residual"),
        ("RR", ""),
        ("Expected score", "target"),
    ],
)
def test_a_heading_says_what_a_score_assumes(heading, stage):
    assert stage_of(heading) == stage


def test_letters_give_way_to_the_word_that_they_may_stand_for():
    found = look_at(
        lay_out(
            """
Asset|Threat|C|I|A|Likelihood|Impact|Risk value|Risk level|Treatment option
Records|Theft of records by somebody inside|3|3|2|3|4|12|High|Modify
Server|Denial of service to the public|1|2|3|4|3|12|High|Modify
"""
        )
    )

    assert held(found)[5:] == ["likelihood", "impact", "score", "rating", "response"]


def test_severity_in_words_beside_a_score_is_a_rating():
    found = look_at(
        lay_out(
            """
Risk ID|Description|Probability|Impact|Score|Mitigation|Owner|Severity
A1|Gaps in the data of the study|High|High|16|Check twice|Lead|Critical
A2|Findings that nobody asked for|Medium|High|12|Reviews|PM|High
"""
        )
    )

    assert held(found) == [
        "id", "description", "likelihood", "impact", "score", "mitigation", "owner", "rating",
    ]  # fmt: skip


def test_points_come_before_probabilities_and_sums_of_money_are_no_title():
    found = look_at(
        lay_out(
            """
Risk ID|Risk description|Initial risk|Prob %|Schedule impact?|Probability band|Impact band
1|Client changes its mind about the plant|300,000 CHF|40%|Yes|3|3
2|Cash runs out before the plant is built|200,000 CHF|10%|No|1|4
"""
        )
    )

    assert held(found) == [
        "id", "description", "other", "other", "other", "likelihood", "impact",
    ]  # fmt: skip


def test_a_total_that_says_what_it_assumes_tells_two_rounds_of_points_apart():
    found = look_at(
        lay_out(
            """
No|Hazard|Severity (1-5)|Likelihood (1-5)|Risk factor|Control measures|Severity (1-5)|\
Likelihood (1-5)|Residual risk factor
1|Vehicles move on the field|5|3|15|Marshals and barriers|5|1|5
2|Gas bottles stand at the stalls|5|2|10|Checks each morning|5|1|5
"""
        )
    )

    assert held(found)[2:] == [
        "inherent_impact", "inherent_likelihood", "inherent_score", "controls",
        "impact", "likelihood", "score",
    ]  # fmt: skip


def test_a_group_reaches_over_its_judgements_where_cells_cannot_be_joined():
    found = look_at(
        lay_out(
            """
Ref|Risk|Owner|Original score (no controls)||Current controls|Current score||Next steps
|||Likelihood|Impact||Likelihood|Impact
S1|There is no money for services soon|Chief|5|4|Reserves|4|4|Plan
S2|The contractor for all the waste fails|Head|3|5|Bonds|2|4|Plan
"""
        )
    )

    assert found.header.rows == (0, 1)
    assert held(found)[3:] == [
        "inherent_likelihood", "inherent_impact", "controls", "likelihood", "impact", "action",
    ]  # fmt: skip


def test_a_target_may_be_a_day_and_a_name_an_owner():
    found = look_at(
        lay_out(
            """
Ref|Risk|Assessment||Target|Owner
|Description|Likelihood|Impact||Name
1|Consent for the works is refused|3|5|01-Mar-24|Architect
2|Asbestos is found behind the panels|4|4|12-Jun-24|Manager
"""
        )
    )

    assert held(found)[1:] == ["description", "likelihood", "impact", "due_on", "owner"]


def test_a_column_that_sorts_rows_by_risk_makes_no_register():
    found = look_at(
        lay_out(
            """
Amount|Frequency|Time of day|Service type|Provider|Risk
1200|4|Morning|Medical|One|risk
800|2|Afternoon|Consulting|Two|no-risk
600|3|Morning|Dental|Three|risk
"""
        )
    )

    assert found.outcome is Outcome.NOTHING


def test_the_newest_of_several_quarters_is_the_score():
    found = look_at(
        lay_out(
            """
Ref|Risk|Owner|Q1 score|Q2 score|Q3 score|Target score|Controls
C1|The deficit of the fund grows|Finance|16|16|12|8|Valuation
C2|Children are not placed nearby|Director|20|20|20|10|Plan
"""
        )
    )

    assert held(found)[3:7] == ["other", "other", "score", "target_score"]


def test_figures_are_no_means_and_repeated_words_no_cause():
    found = look_at(
        lay_out(
            """
Risk ID|Risk name|Risk source|Likelihood|Impact|Reduction %|Mitigation
R1|Stock is changed by nobody knows whom|Internal|4|4|75|Two signatures
R2|Carriers charge for more than there is|External|4|3|75|Weekly audit
R3|Suppliers raise what they charge us|External|3|3|67|Invoice check
R4|Pallets are refused at the gate|Internal|4|3|83|Wrap first
"""
        )
    )

    assert held(found)[2:] == ["other", "likelihood", "impact", "other", "mitigation"]


def test_a_key_below_the_table_is_a_note():
    found = look_at(
        lay_out(
            """
Risk|Who is responsible?|Probability H/M/L|Impact H/M/L|Actions in place
Checks of staff are incomplete|Office|L|H|Central record
The roll falls and so does the money|Head|M|H|Open days
Key:|H = High|M = Medium|L = Low
"""
        )
    )

    assert [row.number for row in found.risks] == [2, 3]
    assert held(found)[4] == "controls"


def test_a_list_of_numbered_risks_needs_no_judgement():
    rows = "R1|Access is lost|Security\nR2|Data are lost|Security\nR3|The site closes|Estates"

    assert look_at(lay_out(f"Risk #|Risk|Category\n{rows}")).outcome is Outcome.RISKS
    assert look_at(lay_out(f"Number|Item|Category\n{rows}")).outcome is Outcome.NOTHING


@pytest.mark.parametrize(
    "heading",
    ["Option|Description|Cost|Risks|Score|Owner", "Project|Manager|Cost|Key risks|RAG|Next"],
)
def test_things_with_their_risks_in_a_cell_are_no_register(heading):
    rows = "One|The first of two|10|Nobody builds it|High|Soon\nTwo|Another|5|It rains|Low|Later"

    assert look_at(lay_out(f"{heading}\n{rows}")).outcome is Outcome.NOTHING


def test_a_status_that_says_open_or_closed_comes_before_another():
    found = look_at(
        lay_out(
            """
Risk ID|Description|Probability|Impact|Status|Register status
1|Obstructions below ground delay the piling|High|High|Active|Open
2|Contaminated soil is found on the site|Low|High|Mitigated|Closed
"""
        )
    )

    assert held(found)[4:] == ["other", "status"]


def test_sentences_that_begin_with_a_level_are_judgements():
    found = look_at(
        lay_out(
            """
Risk name|Category|Likelihood|Impact|Mitigation
Leak|Technical|Medium: the data may hold fields that nobody has at the time|\
High: the figures would mislead everybody who reads them|Audit
Alerts|Operational|High: too many alerts and people begin to ignore them|\
Medium: some alerts that matter may be missed by the staff|Review
"""
        )
    )

    assert [row.number for row in found.risks] == [2, 3]
    assert held(found)[2:4] == ["likelihood", "impact"]


def test_without_a_column_for_them_words_and_references_are_found_all_the_same():
    found = look_at(
        lay_out(
            """
Board register
BAF ID|Risk area/risk identified|Likelihood of occurrence|Severity of impact|Control procedure
Objective 1: governance
1.1|The board lacks the skills that it needs|2|4|Skills audit
1.2|Conflicts of interest are not declared|1|4|Register of interests
"""
        )
    )

    assert [row.number for row in found.risks] == [4, 5]
    assert held(found)[:2] == ["id", "description"]


def test_the_register_in_use_comes_before_a_sheet_of_closed_risks():
    rows = """
Ref|Risk|Likelihood|Impact|Owner|Mitigation
1|The lift may fail in the tower block|3|3|Estates|Service it
2|The boiler may fail in the school|2|3|Estates|Replace it
"""
    closed = lay_out(rows, name="Closed risks")
    live = lay_out(f"Register\n{rows.strip()}", name="Risks 2024")
    founds = [look_at(closed), look_at(live)]

    chosen = choose(founds)

    assert chosen.sheet is live
    assert warn_beside(founds, chosen) == [
        (
            "Sheet Closed risks holds 2 rows that are not part of this import: "
            "bring the file again for it."
        )
    ]


def test_an_action_with_a_colour_is_an_action():
    found = look_at(
        lay_out(
            """
Risk ref|Risk|Action ref|Action|Lead|Deadline|RAG
CR1|Budget|A1|Write the savings plan|Finance|31/03/2024|Amber
CR1|Budget|A2|Consult on the plan|Comms|30/04/2024|Green
"""
        )
    )

    assert found.outcome is Outcome.ACTIONS
    assert held(found)[2:4] == ["other", "action"]


@pytest.mark.parametrize(
    "heading",
    [
        "Incident no|Description|Consequence|Likelihood of recurrence|Severity|Owner",
        "Asset ID|Description|Consequence of failure|Likelihood of failure|Condition|Owner",
        "Bug ID|Description|Severity|Probability|Priority|Owner",
        "Change ID|Description|Impact|Likelihood of approval|Reason|Owner",
    ],
)
def test_other_lists_may_have_likelihoods_and_are_no_registers(heading):
    rows = "1|The pump has stopped again|3|2|Fair|Works\n2|The pump leaks|2|4|Good|Works"

    assert look_at(lay_out(f"{heading}\n{rows}")).outcome is Outcome.NOTHING


def test_what_cannot_be_told_is_said():
    found = look_at(
        lay_out(
            """
Ref|Risk|Stage|Likelihood|Impact|Residual|Owner
1|The tram costs more than the budget|Gross|5|4|3 x 4 = 12|Director
||Net|3|4
2|The public is not safe at junctions|Gross|4|5|2 x 5 = 10|Safety
||Net|2|5
"""
        )
    )

    said = " ".join(warn(found, found.risks))

    assert "Column C says what the scores of each line assume." in said
    assert "In column F likelihood is taken to stand before impact." in said
