"""Narrowing the register's list, wording a risk, and moving one on in its life."""

from typing import Any, ClassVar

from marshmallow import EXCLUDE, Schema, ValidationError, fields, post_load, pre_load, validate

from risk_register.domain.exemptions import ExemptPart, Scope
from risk_register.domain.risks import Move, Proximity, Publication, RiskKind, Treatment
from risk_register.domain.scoring import Basis
from risk_register.domain.searches import LONGEST_SEARCH, shorten
from risk_register.schemas.assessments import STALE_FORM
from risk_register.schemas.base import Day, FormSchema, Whole, Words

#: Which risks a list shows; the first is meant when none is named.
STANDINGS = ("live", "draft", "gone", "all")
ONE_BASIS = validate.OneOf(["", *Basis])

_AGENCIES = "Choose agencies from the list."
_PARTS = "Choose from the parts of a risk."


class RiskFilterSchema(Schema):
    """What the list is narrowed to; what cannot be read does not narrow."""

    class Meta:
        """An address may carry more than a filter."""

        unknown = EXCLUDE

    search = Words(longest=LONGEST_SEARCH)
    band = Words(longest=40)
    category = Words(longest=60)
    agency = Words(longest=40)
    owner_id = Whole(wrong="Choose a post.", lowest=1)
    area = Words(longest=20)
    affected = Words(longest=40)
    kind = fields.String(load_default="", validate=validate.OneOf(["", *RiskKind]))
    overdue = fields.Boolean(load_default=False)
    above = fields.Boolean(load_default=False)
    appetite = fields.Boolean(load_default=False)
    stuck = fields.Boolean(load_default=False)
    carrier = Words(longest=40)
    changed = fields.Boolean(load_default=False)
    sort = fields.String(
        load_default="", validate=validate.OneOf(["", "score", "reference", "review", "owner"])
    )
    standing = fields.String(load_default="", validate=validate.OneOf(["", *STANDINGS]))
    likelihood = Whole(wrong="There is no such point.", lowest=1)
    impact = Whole(wrong="There is no such point.", lowest=1)
    basis = fields.String(load_default="", validate=ONE_BASIS)
    unscored = fields.String(load_default="", validate=ONE_BASIS)
    earlier = fields.String(load_default="", validate=ONE_BASIS)
    page = Whole(wrong="There is no such page.", lowest=1, highest=10_000)

    @pre_load
    def _cut_search(self, given: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
        """Look for the first words of a text that is too long rather than for nothing."""
        search = shorten(str(given.get("search", "")))
        return {**given, "search": search} if search else given


class RiskSchema(FormSchema):
    """What a risk says. Cause, event and consequence go into one sentence of the pack."""

    dates: ClassVar[tuple[str, ...]] = ("target_on", "exempt_review_on")
    lists: ClassVar[tuple[str, ...]] = ("area_ids", "affected_ids", "exempt_fields")

    kind = fields.Enum(
        RiskKind,
        by_value=True,
        load_default=RiskKind.THREAT,
        error_messages={"unknown": "Choose threat or opportunity."},
    )
    title = Words(empty="Give it a short title.", longest=200)
    category = Words(empty="Choose a category.", longest=60)
    cause = Words(empty="Say what it comes from.")
    event = Words(empty="Say what could happen.")
    consequence = Words(empty="Say what it would lead to.")
    owner_id = Whole(empty="Choose who owns it.", wrong="Choose who owns it.", lowest=1)
    carrying_agency_id = Whole(
        empty="Choose who carries it.", wrong="Choose who carries it.", lowest=1
    )
    treatment = fields.Enum(
        Treatment,
        by_value=True,
        required=True,
        error_messages={"required": "Choose a treatment.", "unknown": "Choose a treatment."},
    )
    proximity = fields.Enum(
        Proximity,
        by_value=True,
        required=True,
        error_messages={
            "required": "Choose when it would strike.",
            "unknown": "Choose when it would strike.",
        },
    )
    target_on = Day(empty=None)
    area_ids = fields.List(
        Whole(empty="Choose areas from the list.", wrong="Choose areas from the list.", lowest=1),
        load_default=list,
    )
    affected_ids = fields.List(Whole(empty=_AGENCIES, wrong=_AGENCIES, lowest=1), load_default=list)
    publication = fields.Enum(
        Publication,
        by_value=True,
        load_default=Publication.OPEN,
        error_messages={"unknown": "Choose open or exempt."},
    )
    exempt_paragraph = Whole(wrong="Choose a paragraph from 1 to 7.", lowest=1, highest=7)
    exempt_reason = Words(longest=500)
    exempt_reviewer_id = Whole(wrong="Choose who looks at the exemption again.", lowest=1)
    exempt_review_on = Day(empty=None)
    exempt_scope = fields.String(
        load_default=Scope.WHOLE.value,
        validate=validate.OneOf([*Scope], error="Choose how much of it is exempt."),
    )
    exempt_fields = fields.List(
        fields.String(validate=validate.OneOf([*ExemptPart], error=_PARTS)), load_default=list
    )

    @post_load
    def _choose_parts(self, said: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
        """Forget the parts that were ticked if the whole risk is exempt."""
        scope = said.pop("exempt_scope")
        if said["publication"] is not Publication.EXEMPT or scope == Scope.WHOLE:
            return {**said, "exempt_fields": []}
        if not said["exempt_fields"]:
            raise ValidationError("Choose at least one part.", "exempt_fields")
        return said


class RiskEditSchema(RiskSchema):
    """The same for a risk that is there already."""

    reason = Words(longest=500)
    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)


class MoveSchema(FormSchema):
    """One step in a risk's life, with the reason."""

    move = fields.Enum(
        Move,
        by_value=True,
        required=True,
        error_messages={
            "required": "Choose what becomes of it.",
            "unknown": "Choose what becomes of it.",
        },
    )
    reason = Words()
    into = Words(longest=20)
    version = Whole(empty=STALE_FORM, wrong=STALE_FORM, lowest=1)
