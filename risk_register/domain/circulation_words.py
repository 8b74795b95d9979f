"""How the columns of circulations, letters and publications are called in sentences."""

from risk_register.domain.table_words import TableWords, untold

CIRCULATION_TABLES: dict[str, TableWords] = {
    "circulation": TableWords(
        "Circulation",
        {
            "pack_id": "Pack",
            "number": "Which time",
            "supplement": "Which supplement",
            "note": "Note in the letters",
            "late_reason": "Why it is late",
            "late_agreed_by_id": "Who agreed that it is late",
            "repeat_reason": "Why it is sent again",
        },
        untold("decided_by_id", "decided_as_id", "decided_at"),
    ),
    "circulated_paper": TableWords(
        "Paper sent along", {"paper_id": "Paper"}, untold("circulation_id"), is_link=True
    ),
    "delivery": TableWords(
        "Letter",
        {
            "post_id": "To",
            "capacity": "Capacity",
            "edition_id": "Edition",
            "by_link": "By a personal link",
            "state": "State",
            "sent_at": "Sent",
            "message_id": "Message-ID",
        },
        untold("circulation_id", "person_id"),
    ),
    "reading_link": TableWords(
        "Personal link",
        {
            "delivery_id": "Of the letter",
            "expires_at": "Works until",
            "revoked_at": "Revoked",
        },
        untold("made_at", "revoked_by_id"),
    ),
    "link_opening": TableWords(
        "Use of a personal link",
        {"kind": "What was done", "what": "With", "opened_at": "When"},
        untold("link_id"),
    ),
    "bounce": TableWords(
        "Letter that came back",
        {
            "delivery_id": "Letter",
            "notice_id": "Letter that chased",
            "publication_letter_id": "Letter to the address that publishes",
            "is_permanent": "For good",
            "status": "The mail server's code",
            "source": "How the report came",
            "sha256": "SHA-256 of the report",
            "reported_at": "Reported",
        },
        untold("recorded_at", "recorded_by_id"),
    ),
    "publication": TableWords(
        "Publication",
        {
            "pack_id": "Pack",
            "sha256": "SHA-256 of the file",
            "late_reason": "Why it is late",
            "folder": "Folder",
            "filed_at": "In the folder",
            "address": "Address that publishes it",
            "withdrawn_at": "Taken back",
            "withdraw_reason": "Why it was taken back",
        },
        untold(
            "decided_by_id",
            "decided_as_id",
            "decided_at",
            "withdrawn_by_id",
            "withdrawn_as_id",
        ),
    ),
    "publication_letter": TableWords(
        "Letter to the address that publishes",
        {
            "asks": "What it asks",
            "state": "State",
            "sent_at": "Sent",
            "message_id": "Message-ID",
            "repeat_reason": "Why it is sent again",
        },
        untold("publication_id", "queued_at"),
    ),
}
