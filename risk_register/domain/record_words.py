"""How the record's tables and columns are called in sentences.

Every recorded column is either told under a label, or named among the untold
ones because the line says it already, or because it is machinery.
"""

from risk_register.domain.board_words import BOARD_TABLES
from risk_register.domain.chase_words import CHASE_TABLES
from risk_register.domain.circulation_words import CIRCULATION_TABLES
from risk_register.domain.indicator_words import INDICATOR_TABLES
from risk_register.domain.plan_words import PLAN_TABLES
from risk_register.domain.table_words import TableWords, untold

#: Numbers that only the service needs, and who and when, which the line itself says.
ALWAYS_UNTOLD = frozenset({"id", "version", "programme_id"})


_RISK = TableWords(
    "Risk",
    {
        "title": "Title",
        "kind": "Threat or opportunity",
        "status": "Status",
        "category": "Category",
        "cause": "Cause",
        "event": "Event",
        "consequence": "Consequence",
        "owner_id": "Owner post",
        "carrying_agency_id": "Carried by",
        "treatment": "Treatment",
        "proximity": "When it would strike",
        "target_on": "Target date",
        "publication": "Publication",
        "exempt_paragraph": "Exempt under paragraph",
        "exempt_fields": "Parts singled out as exempt",
        "exempt_reason": "Why it is exempt",
        "exempt_reviewer_id": "Who looks at the exemption again",
        "exempt_review_on": "When it is looked at again",
        "merged_into_id": "Merged into",
        "proposed_as_id": "Proposed by",
        "current_likelihood": "Current likelihood",
        "current_impact": "Current impact",
        "current_score": "Current score",
        "current_band": "Current band",
        "review_due_on": "Next review due",
    },
    # The line is the moment of each of these, and close_reason is its reason.
    untold(
        "number",
        "opened_at",
        "occurred_at",
        "closed_at",
        "close_reason",
        "reviewed_at",
        # The line says who may read it, by agency and post.
        "restricted_at",
        "restrict_reason",
        "open_to_agencies",
        "open_to_people",
    ),
)

TABLES: dict[str, TableWords] = {
    **BOARD_TABLES,
    **CHASE_TABLES,
    **CIRCULATION_TABLES,
    **INDICATOR_TABLES,
    **PLAN_TABLES,
    "risk": _RISK,
    "control": TableWords(
        "Control",
        {
            "text": "Control",
            "state": "How far it is in place",
            "assurance_line": "Line of assurance",
            "gaps": "What it leaves open",
        },
        untold("risk_id", "retired_at", "retire_reason"),
    ),
    "assessment": TableWords(
        "Judgement",
        {
            "basis": "Which score",
            "likelihood": "Likelihood",
            "impact": "Impact",
            "score": "Score",
            "band": "Band",
            "confidence": "How sure",
            "method": "How it came about",
            "scheme_id": "Scored by the scheme",
        },
        untold("risk_id", "reason", "assessed_by_id", "assessed_as_id", "assessed_at"),
    ),
    "review": TableWords(
        "Review",
        {"outcome": "Outcome"},
        untold("risk_id", "note", "reviewed_by_id", "reviewed_as_id", "reviewed_at"),
    ),
    "action": TableWords(
        "Action",
        {
            "text": "Action",
            "lead_id": "Lead",
            "original_due_on": "First due date",
            "due_on": "Due",
            "slips": "Times moved later",
            "status": "State",
            "progress": "Per cent done",
            "note": "Note",
        },
        untold("reference", "noted_at"),
    ),
    "action_update": TableWords(
        "Report on an action",
        {"status": "State", "progress": "Per cent done", "due_on": "Due", "note": "Note"},
        untold("action_id", "updated_by_id", "updated_as_id", "updated_at"),
    ),
    "mitigation": TableWords(
        "What the action is for",
        {
            "risk_id": "Meant to bring down",
            "action_id": "Action",
            "expected_likelihood": "Expected likelihood",
            "expected_impact": "Expected impact",
        },
    ),
    "threat": TableWords(
        "Improvement area", {"area_id": "Improvement area"}, untold("risk_id"), is_link=True
    ),
    "affected_agency": TableWords(
        "Affected agency", {"agency_id": "Affected agency"}, untold("risk_id"), is_link=True
    ),
    "relation": TableWords(
        "Related risks",
        {"risk_id": "Risk", "kind": "How", "other_id": "Other risk"},
        untold("note", "added_by_id", "added_as_id", "added_at", "removed_at", "remove_reason"),
    ),
    "evidence": TableWords(
        "Evidence",
        {
            "action_id": "Of the action",
            "name": "File",
            "kind": "Kind of file",
            "size": "Bytes",
            "sha256": "SHA-256 of the file",
            "shows": "What it shows",
        },
        untold(
            "added_by_id",
            "added_as_id",
            "added_at",
            "withdrawn_by_id",
            "withdrawn_as_id",
            "withdrawn_at",
            "withdraw_reason",
        ),
    ),
    "import_run": TableWords(
        "Import",
        {
            "source": "Whose register",
            "file_name": "File",
            "sha256": "SHA-256 of the file",
            "sheet": "Sheet",
            "added": "Rows added",
            "changed": "Rows changed",
            "left_out": "Rows left out",
        },
        untold("headings", "applied_by_id", "applied_as_id", "applied_at"),
    ),
    "imported_row": TableWords(
        "Imported row",
        {"row": "Row", "source_id": "Reference there"},
        untold("run_id", "risk_id", "action_id", "key", "mark"),
    ),
    "saved_filter": TableWords(
        "Kept filter",
        {"name": "Name", "query": "What it narrows to", "is_shared": "For everybody"},
        untold("person_id", "created_at", "removed_at"),
    ),
    "register_layout": TableWords(
        "Layout of an agency's risks",
        {"agency_id": "Agency", "name": "Name", "columns": "Columns"},
        untold("created_at", "removed_at"),
    ),
    "agreement": TableWords(
        "Agreement", {}, untold("assessment_id", "agreed_by_id", "agreed_as_id", "agreed_at")
    ),
    "moderation_note": TableWords(
        "Question to the owner",
        {"question": "Question", "answer": "Answer"},
        untold(
            "risk_id",
            "asked_by_id",
            "asked_as_id",
            "asked_at",
            "answered_by_id",
            "answered_as_id",
            "answered_at",
        ),
    ),
    "escalation": TableWords(
        "Escalation",
        {"body_id": "To"},
        untold(
            "risk_id",
            "reason",
            "escalated_by_id",
            "escalated_as_id",
            "escalated_at",
            "returned_as_id",
            "returned_at",
            "return_reason",
        ),
    ),
    "acceptance": TableWords(
        "Acceptance",
        {"score": "At the score", "expires_on": "Until"},
        untold(
            "risk_id",
            "reason",
            "accepted_by_id",
            "accepted_as_id",
            "accepted_at",
            "withdrawn_at",
            "withdraw_reason",
        ),
    ),
    "pack": TableWords(
        "Pack",
        {
            "meeting_id": "For the meeting of",
            "edition": "Edition",
            "version": "Version",
            "state": "State",
            "due_at": "Due",
            "correction": "What it changes",
            "attempts": "Drawings begun",
            "failure": "Why it could not be drawn",
            "sha256": "SHA-256 of the file",
            "size": "Bytes",
            "return_reason": "Why it was returned",
            "withdraw_reason": "Why it was withdrawn",
        },
        untold(
            "layout",
            "manifest",
            "returned_at",
            "returned_by_id",
            "returned_as_id",
            "withdrawn_at",
            "withdrawn_by_id",
            "withdrawn_as_id",
            "snapshot_id",
            "asked_at",
            "asked_by_id",
            "asked_as_id",
            "made_at",
            "approved_at",
            "approved_by_id",
            "approved_as_id",
        ),
    ),
    "pack_file": TableWords(
        "File of a pack",
        {"pack_id": "Pack", "form": "Form", "sha256": "SHA-256 of the file", "size": "Bytes"},
    ),
    "snapshot": TableWords(
        "Frozen figures",
        {"meeting_id": "For the meeting of", "fingerprint": "Fingerprint"},
        untold("taken_at", "last_assessment_id"),
    ),
    "agency": TableWords(
        "Agency",
        {
            "name": "Name",
            "short": "Short name",
            "kind": "Kind",
            "mail_domains": "Where its people's letters may go",
            "scheme_id": "Its people think in the scheme",
        },
        untold("key"),
    ),
    "post": TableWords(
        "Post",
        {
            "title": "Title",
            "agency_id": "Agency",
            "leads_agency": "Leads its agency",
            "retired_on": "Retired",
        },
    ),
    "holding": TableWords(
        "Holding of a post",
        {"person_id": "Who", "post_id": "Post", "from_on": "From", "until_on": "Until"},
    ),
    "person": TableWords(
        "Person",
        {
            "agency_id": "Agency",
            "is_active": "May sign in",
            "digest_days": "Days for letters",
            "keeps_agency": "Looks after the people of its agency",
            "left_on": "Last day here",
            "anonymised_at": "Name and address replaced",
        },
    ),
    "access_review": TableWords(
        "Access review",
        {"quarter": "Quarter", "note": "Note"},
        untold("reviewed_by_id", "reviewed_as_id", "reviewed_at"),
    ),
    "invitation": TableWords(
        "Invitation",
        {"expires_at": "Until", "accepted_at": "Accepted", "revoked_at": "Taken back"},
        untold("person_id", "invited_at", "invited_by_id"),
    ),
    "membership": TableWords("Part in the programme", {"person_id": "Who", "role": "Role"}),
    # The document of a scheme is thousands of words; its key and version name it.
    "scheme": TableWords("Scheme", {"key": "Name", "version": "Version"}, untold("document")),
    "adoption": TableWords(
        "Adoption of a scheme",
        {"scheme_id": "Scheme", "from_on": "In force from"},
        untold("adopted_at"),
    ),
    "programme": TableWords(
        "Programme",
        {
            "name": "Name",
            "notice": "Notice on every page",
            "scheme_id": "Scored by the scheme",
            "scheme_from_on": "Scheme in force from",
            "contact": "Whom to ask for another format",
            "glossary": "Glossary",
        },
        untold("key"),
    ),
}


def find_words(table: str) -> TableWords:
    """Give the words of a kind of row; a table that nobody has named is called by its own name."""
    return TABLES.get(table) or TableWords(table.replace("_", " ").capitalize(), {})


def list_told(table: str, names: list[str]) -> list[tuple[str, str]]:
    """List which of a row's columns are told, and under which label, in the order of telling.

    A column that nobody has named is told under its own name, so that nothing is kept back.
    """
    words = find_words(table)
    known = [(name, label) for name, label in words.told.items() if name in names]
    strange = [
        (name, name.removesuffix("_id").replace("_", " ").capitalize())
        for name in names
        if name not in words.told and name not in words.untold | ALWAYS_UNTOLD
    ]
    return known + strange
