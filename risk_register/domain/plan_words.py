"""How the columns of the improvement plan are called in sentences."""

from risk_register.domain.table_words import TableWords, untold

PLAN_TABLES: dict[str, TableWords] = {
    "improvement_area": TableWords(
        "Improvement area",
        {"key": "Key", "short": "Short name", "text": "What is weak", "lead_id": "Lead"},
    ),
    "success_measure": TableWords(
        "Success measure",
        {
            "area_id": "Of the area",
            "text": "What will show it",
            "baseline": "Where it stood at first",
            "target": "Where it is to stand",
            "target_on": "By",
        },
        untold("number", "retired_at", "retire_reason"),
    ),
    "plan_line": TableWords(
        "Place in the plan",
        {"action_id": "Action"},
        untold("measure_id", "number", "placed_at", "removed_at", "remove_reason"),
    ),
}
