"""What a column of somebody's register may hold."""

import re
from enum import StrEnum

from risk_register.domain.scoring import Basis


class ImportField(StrEnum):
    """What one column of a source holds."""

    ID = "id"
    TITLE = "title"
    DESCRIPTION = "description"
    CAUSE = "cause"
    EVENT = "event"
    CONSEQUENCE = "consequence"
    CATEGORY = "category"
    OWNER = "owner"
    LIKELIHOOD = "likelihood"
    IMPACT = "impact"
    SCORE = "score"
    RATING = "rating"
    INHERENT_LIKELIHOOD = "inherent_likelihood"
    INHERENT_IMPACT = "inherent_impact"
    INHERENT_SCORE = "inherent_score"
    INHERENT_RATING = "inherent_rating"
    TARGET_LIKELIHOOD = "target_likelihood"
    TARGET_IMPACT = "target_impact"
    TARGET_SCORE = "target_score"
    TARGET_RATING = "target_rating"
    CONTROLS = "controls"
    MITIGATION = "mitigation"
    ACTION = "action"
    ACTION_OWNER = "action_owner"
    RESPONSE = "response"
    STATUS = "status"
    KIND = "kind"
    RAISED_ON = "raised_on"
    DUE_ON = "due_on"
    REVIEW_ON = "review_on"
    CLOSED_ON = "closed_on"
    CLOSE_REASON = "close_reason"
    PROXIMITY = "proximity"
    PROGRESS = "progress"
    PAIR = "likelihood_by_impact"
    INHERENT_PAIR = "inherent_likelihood_by_impact"
    TARGET_PAIR = "target_likelihood_by_impact"
    TURNED_PAIR = "impact_by_likelihood"
    INHERENT_TURNED_PAIR = "inherent_impact_by_likelihood"
    TARGET_TURNED_PAIR = "target_impact_by_likelihood"
    OTHER = "other"  #: known, and kept beside ours as it was written

    @property
    def label(self) -> str:
        """Say it as the page does."""
        return _LABELS.get(self) or self.value.replace("_", " ").capitalize()


#: The four measures of a judgement, by what it assumes.
MEASURES: dict[Basis, tuple[ImportField, ImportField, ImportField, ImportField]] = {
    Basis.INHERENT: (
        ImportField.INHERENT_LIKELIHOOD,
        ImportField.INHERENT_IMPACT,
        ImportField.INHERENT_SCORE,
        ImportField.INHERENT_RATING,
    ),
    Basis.CURRENT: (
        ImportField.LIKELIHOOD,
        ImportField.IMPACT,
        ImportField.SCORE,
        ImportField.RATING,
    ),
    Basis.TARGET: (
        ImportField.TARGET_LIKELIHOOD,
        ImportField.TARGET_IMPACT,
        ImportField.TARGET_SCORE,
        ImportField.TARGET_RATING,
    ),
}
#: Both points in one cell, by what the judgement assumes: likelihood first, or impact first.
PAIRS: dict[Basis, tuple[ImportField, ImportField]] = {
    Basis.INHERENT: (ImportField.INHERENT_PAIR, ImportField.INHERENT_TURNED_PAIR),
    Basis.CURRENT: (ImportField.PAIR, ImportField.TURNED_PAIR),
    Basis.TARGET: (ImportField.TARGET_PAIR, ImportField.TARGET_TURNED_PAIR),
}
#: What a column says that tells risks from issues and opportunities.
KIND_WORDS = re.compile(
    r"\W*(?:risks?|threats?|issues?|assumptions?|dependenc\w+|actions?|decisions?|"
    r"opportunit\w+|[riadot])\W*",
    re.IGNORECASE,
)
#: A risk needs words in one of these.
WORDING = (ImportField.TITLE, ImportField.DESCRIPTION, ImportField.EVENT, ImportField.CAUSE)
POINTS = tuple(field for fields in MEASURES.values() for field in fields[:2])
IMPACTS = frozenset(impact for _likelihood, impact, *_ in MEASURES.values())

_LABELS = {
    ImportField.ID: "Reference",
    ImportField.LIKELIHOOD: "Likelihood, current",
    ImportField.IMPACT: "Impact, current",
    ImportField.SCORE: "Score, current",
    ImportField.RATING: "Rating in words, current",
    ImportField.INHERENT_LIKELIHOOD: "Likelihood, inherent",
    ImportField.INHERENT_IMPACT: "Impact, inherent",
    ImportField.INHERENT_SCORE: "Score, inherent",
    ImportField.INHERENT_RATING: "Rating in words, inherent",
    ImportField.TARGET_LIKELIHOOD: "Likelihood, target",
    ImportField.TARGET_IMPACT: "Impact, target",
    ImportField.TARGET_SCORE: "Score, target",
    ImportField.TARGET_RATING: "Rating in words, target",
    ImportField.CONTROLS: "Controls in place",
    ImportField.MITIGATION: "Mitigation",
    ImportField.RESPONSE: "Treatment",
    ImportField.KIND: "Risk, issue or opportunity",
    ImportField.RAISED_ON: "Date raised",
    ImportField.DUE_ON: "Date due",
    ImportField.REVIEW_ON: "Date of review",
    ImportField.CLOSED_ON: "Date closed",
    ImportField.CLOSE_REASON: "Reason for closing",
    ImportField.PROGRESS: "Progress or comments",
    ImportField.PAIR: "Likelihood × impact in one cell, current",
    ImportField.INHERENT_PAIR: "Likelihood × impact in one cell, inherent",
    ImportField.TARGET_PAIR: "Likelihood × impact in one cell, target",
    ImportField.TURNED_PAIR: "Impact × likelihood in one cell, current",
    ImportField.INHERENT_TURNED_PAIR: "Impact × likelihood in one cell, inherent",
    ImportField.TARGET_TURNED_PAIR: "Impact × likelihood in one cell, target",
    ImportField.OTHER: "Kept as it is, not used",
}
