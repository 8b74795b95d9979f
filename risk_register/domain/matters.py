"""What lines of the record are about."""

from enum import StrEnum


class Matter(StrEnum):
    """What a line is about; pages narrow the record by it."""

    SCORES = "scores"
    WORDING = "wording"
    LIFE = "life"
    ACTIONS = "actions"
    PLAN = "plan"
    CONTROLS = "controls"
    INDICATORS = "indicators"
    DECISIONS = "decisions"
    QUESTIONS = "questions"
    PACKS = "packs"
    SETTING_UP = "setting_up"
    OTHER = "other"  #: kinds without a sentence of their own

    @property
    def label(self) -> str:
        """Say it as the filter does."""
        return _MATTERS[self]


_MATTERS = {
    Matter.SCORES: "Scores and reviews",
    Matter.WORDING: "Wording and owners",
    Matter.LIFE: "Coming, closing, merging",
    Matter.ACTIONS: "Actions",
    Matter.PLAN: "Improvement plan",
    Matter.CONTROLS: "Controls",
    Matter.INDICATORS: "Indicators and their values",
    Matter.DECISIONS: "Decisions, escalations, acceptances",
    Matter.QUESTIONS: "Questions to owners",
    Matter.PACKS: "Packs, letters and exports",
    Matter.SETTING_UP: "Setting up, meetings and filters",
    Matter.OTHER: "Everything else",
}
