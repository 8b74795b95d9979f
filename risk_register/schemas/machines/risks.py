"""Risks as programs get and send them."""

from typing import Any, ClassVar

from marshmallow import Schema, ValidationError, fields, post_load, validate

from risk_register.domain.exemptions import Scope
from risk_register.domain.risks import Move, Publication, RiskKind, RiskStatus
from risk_register.domain.searches import LONGEST_SEARCH
from risk_register.schemas.base import Whole, Words
from risk_register.schemas.machines.base import Asked, Conditions, Machine
from risk_register.schemas.moments import PastMoment
from risk_register.schemas.risks import STANDINGS, MoveSchema, RiskSchema

LONGEST_REASON = 500  # characters


class PostOut(Schema):
    """A job title at an agency; risks and actions belong to posts, not to people."""

    id = fields.Integer()
    title = fields.String()
    agency = fields.String(metadata={"description": "The agency's short name."})


class ScoreOut(Schema):
    """A judgement on the programme's scales; points count from 1."""

    likelihood = fields.Integer()
    impact = fields.Integer()
    score = fields.Integer()
    band = fields.String(metadata={"description": "Key of a band of the scheme."})


class RiskOut(Schema):
    """A risk as it stands."""

    reference = fields.String()
    kind = fields.String(validate=validate.OneOf([*RiskKind]))
    title = fields.String()
    category = fields.String()
    cause = fields.String()
    event = fields.String()
    consequence = fields.String()
    owner_id = fields.Integer()
    owner = fields.Nested(PostOut)
    carrying_agency_id = fields.Integer()
    carrying_agency = fields.String(metadata={"description": "The agency's short name."})
    treatment = fields.String()
    proximity = fields.String()
    target_on = fields.Date(allow_none=True)
    area_ids = fields.List(fields.Integer())
    affected_ids = fields.List(fields.Integer())
    publication = fields.String(validate=validate.OneOf([*Publication]))
    exempt_paragraph = fields.Integer(allow_none=True)
    exempt_reason = fields.String()
    exempt_reviewer_id = fields.Integer(allow_none=True)
    exempt_review_on = fields.Date(allow_none=True)
    exempt_scope = fields.String(validate=validate.OneOf([*Scope]))
    exempt_fields = fields.List(fields.String())
    status = fields.String(validate=validate.OneOf([*RiskStatus]))
    current = fields.Nested(ScoreOut, allow_none=True)
    opened_at = fields.AwareDateTime()
    closed_at = fields.AwareDateTime(allow_none=True)
    close_reason = fields.String(allow_none=True)
    reviewed_at = fields.AwareDateTime(allow_none=True)
    review_due_on = fields.Date(allow_none=True)
    version = fields.Integer()


class RisksOut(Schema):
    """A page of risks."""

    items = fields.List(fields.Nested(RiskOut))
    total = fields.Integer(metadata={"description": "Risks on all pages."})
    next = fields.String(allow_none=True, metadata={"description": "Cursor of the next page."})


class RisksAsked(Asked):
    """What the list is narrowed to, its order, and its page."""

    search = Words(longest=LONGEST_SEARCH)
    band = Words(longest=40)
    category = Words(longest=60)
    agency = Words(longest=40)
    carrier = Words(longest=40)
    affected = Words(longest=40)
    area = Words(longest=20)
    owner_id = Whole(wrong="Give the id of a post.", lowest=1)
    kind = fields.String(load_default="", validate=validate.OneOf(["", *RiskKind]))
    overdue = fields.Boolean(load_default=False)
    above = fields.Boolean(load_default=False)
    appetite = fields.Boolean(load_default=False)
    standing = fields.String(load_default="live", validate=validate.OneOf([*STANDINGS]))
    sort = fields.String(
        load_default="score", validate=validate.OneOf(["score", "reference", "review", "owner"])
    )


class RisksFeedAsked(RisksAsked):
    """What a table is narrowed to, and its order; it has no pages."""

    class Meta(RisksAsked.Meta):
        """A table is handed over whole."""

        exclude = ("after", "limit", "fields_")


class MomentAsked(Asked):
    """A moment in the past, and the page of the register as it stood then."""

    moment = PastMoment(
        required=True,
        error_messages={"required": "Give a moment that has passed, like 2018-05-10T09:00."},
        metadata={"description": "London time: 2018-05-10 (to its end) or 2018-05-10T09:00."},
    )


class OneMomentAsked(MomentAsked):
    """A moment in the past, and which fields are wanted."""

    class Meta(MomentAsked.Meta):
        """One risk has no pages."""

        exclude = ("after", "limit")


class RiskThenOut(Schema):
    """A risk as it stood at a moment; posts and agencies by the names they had then."""

    reference = fields.String()
    title = fields.String()
    status = fields.String()
    category = fields.String()
    cause = fields.String()
    event = fields.String()
    consequence = fields.String()
    owner = fields.String()
    agency = fields.String()
    carrying_agency = fields.String()
    treatment = fields.String()
    current = fields.Nested(ScoreOut, allow_none=True)


class RisksThenOut(Schema):
    """A page of the register as it stood at a moment."""

    moment = fields.AwareDateTime()
    items = fields.List(fields.Nested(RiskThenOut))
    total = fields.Integer()
    next = fields.String(allow_none=True)


_EXEMPT = ("publication", Publication.EXEMPT.value)
#: In this order: without an exemption there is no scope, and without parts none are named.
_EXEMPTION: Conditions = {
    "exempt_paragraph": _EXEMPT,
    "exempt_reason": _EXEMPT,
    "exempt_reviewer_id": _EXEMPT,
    "exempt_review_on": _EXEMPT,
    "exempt_scope": _EXEMPT,
    "exempt_fields": ("exempt_scope", Scope.PARTS.value),
}


class RiskIn(Machine, RiskSchema):
    """A risk that is proposed."""

    counts_with: ClassVar[Conditions] = _EXEMPTION


class RiskChangeIn(RiskIn):
    """A risk that is worded anew."""

    reason = Words(longest=LONGEST_REASON)


class MoveIn(Machine, MoveSchema):
    """One step in a risk's life."""

    class Meta(MoveSchema.Meta):
        """The version comes as If-Match."""

        exclude = ("version",)

    counts_with: ClassVar[Conditions] = {"into": ("move", Move.MERGE.value)}

    @post_load
    def _need_reason(self, said: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
        if not said["reason"]:
            raise ValidationError("Say why.", "reason")
        return said


RISK_EXAMPLE = {
    "kind": "threat",
    "title": "Too few caseworkers to finish plans in time",
    "category": "capacity",
    "cause": "Four caseworkers have left and pay is better elsewhere",
    "event": "Plans are not finished within 20 weeks",
    "consequence": "Children wait for support, and families appeal",
    "owner_id": 1,
    "carrying_agency_id": 1,
    "treatment": "treat",
    "proximity": "within_3_months",
    "target_on": "2018-12-31",
    "area_ids": [1],
}
