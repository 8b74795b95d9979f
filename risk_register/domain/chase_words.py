"""How the columns of chases, their letters and links are called in sentences."""

from risk_register.domain.table_words import TableWords, untold

CHASE_TABLES: dict[str, TableWords] = {
    "notice": TableWords(
        "Letter",
        {"person_id": "To", "kind": "What for", "subject": "Subject", "state": "State"},
        untold("link_id", "key_id", "queued_at", "message_id", "sent_at"),
    ),
    "sign_in_link": TableWords(
        "Link in a letter",
        {"person_id": "Of", "expires_at": "Works until", "post_ids": "For the posts"},
        untold("made_at", "revoked_at", "revoked_by_id", "revoke_reason"),
    ),
    "link_answer": TableWords(
        "Answer by a link", {"matter": "About"}, untold("link_id", "answered_at")
    ),
    "reminder": TableWords(
        "Reminder",
        {"person_id": "To", "matter": "About", "stage": "Stage", "due_on": "Due"},
        untold("noted_at", "notice_id"),
    ),
    "api_key": TableWords(
        "Key of a program",
        {
            "person_id": "Of",
            "name": "Program",
            "scopes": "Opens",
            "ending": "Ends in",
            "expires_at": "Works until",
        },
        untold("made_at", "revoked_at"),
    ),
    "opening": TableWords(
        "Opening in need",
        {"until_at": "Until"},
        untold("person_id", "reason", "opened_at", "closed_at"),
    ),
    "webhook": TableWords(
        "Webhook", {"matters": "Is told of", "stopped_at": "Stopped"}, untold("added_at")
    ),
    "feed": TableWords(
        "Calendar feed", {"person_id": "Of", "body_id": "Body"}, untold("made_at", "revoked_at")
    ),
}
