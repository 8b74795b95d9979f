"""How the columns of indicators, trajectories and values are called in sentences."""

from risk_register.domain.table_words import TableWords, untold

INDICATOR_TABLES: dict[str, TableWords] = {
    "indicator": TableWords(
        "Indicator",
        {
            "title": "Title",
            "definition": "What it measures",
            "sector": "Sector",
            "unit": "Unit",
            "denominator": "Out of what",
            "direction": "Which way is better",
            "period_kind": "How often",
            "due_days": "Days after a period until its value is due",
            "source": "Source",
            "attribution": "Attribution",
            "counts_people": "Counts people",
            "is_illustrative": "Illustrative",
            "owner_id": "Owner post",
        },
        untold("number", "added_at", "retired_at", "retire_reason"),
    ),
    "trajectory": TableWords(
        "Trajectory",
        {
            "indicator_id": "Of the indicator",
            "baseline": "Baseline",
            "baseline_on": "Baseline of",
            "target": "Target",
            "target_on": "Target by",
            "tolerance": "May lag by",
        },
        untold("reason", "set_by_id", "set_as_id", "set_at"),
    ),
    "reading": TableWords(
        "Value",
        {
            "indicator_id": "Of the indicator",
            "comparator": "Of",
            "period_start": "Period from",
            "value": "Value",
            "is_provisional": "Provisional",
            "commentary": "Commentary",
        },
        untold("reason", "recorded_by_id", "recorded_as_id", "recorded_at"),
    ),
    "indicator_area": TableWords(
        "Linked area",
        {"indicator_id": "Indicator", "area_id": "Improvement area"},
        untold("added_at", "removed_at"),
    ),
    "early_warning": TableWords(
        "Early warning",
        {"indicator_id": "Indicator", "risk_id": "Warns of"},
        untold("added_at", "removed_at"),
    ),
}
