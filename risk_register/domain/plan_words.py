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
    "impact_statement": TableWords(
        "Evidence of impact",
        {
            "area_id": "Of the area",
            "text": "What has become better",
            "source": "How that is known",
            "seen_on": "Seen on",
        },
        untold(
            "added_by_id",
            "added_as_id",
            "added_at",
            "withdrawn_as_id",
            "withdrawn_at",
            "withdraw_reason",
        ),
    ),
    "milestone": TableWords(
        "Milestone",
        {
            "action_id": "Of the action",
            "text": "What is to be reached",
            "original_due_on": "First due date",
            "due_on": "Due",
            "met_on": "Met on",
        },
        untold("added_at", "dropped_at"),
    ),
    "rating": TableWords(
        "Rating of delivery",
        {"action_id": "Action", "level": "Level"},
        untold("scale_id", "reason", "rated_by_id", "rated_as_id", "rated_at"),
    ),
    "rating_scale": TableWords(
        "Levels of ratings", {"key": "Name", "version": "Version"}, untold("document")
    ),
    "rating_choice": TableWords(
        "Choice of ratings",
        {"scale_id": "Levels", "from_on": "In force from"},
        untold("chosen_at"),
    ),
}
