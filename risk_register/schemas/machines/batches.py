"""One change of several risks, and scores that are let stand, as programs get and send them."""

from typing import ClassVar

from marshmallow import Schema, fields, validate

from risk_register.domain.batches import MOST_RISKS, BatchAct
from risk_register.schemas.agreements import AgreementSchema
from risk_register.schemas.batches import BatchSchema
from risk_register.schemas.machines.base import Asked, Conditions, Machine
from risk_register.schemas.machines.risks import ScoreOut


class BatchLineOut(Schema):
    """What a batch does to one risk."""

    risk = fields.String(metadata={"description": "Reference of the risk."})
    version = fields.Integer(metadata={"description": "To be sent in ``versions``."})
    before = fields.String()
    after = fields.String()
    refusal = fields.String(allow_none=True, metadata={"description": "Why it stays as it is."})


class BatchOut(Schema):
    """What a batch does, by reference."""

    items = fields.List(fields.Nested(BatchLineOut))


#: What each act takes; words can be said with all of them.
_BY_ACT: Conditions = {
    "owner_id": ("act", BatchAct.HAND_OVER.value),
    "agency_id": ("act", BatchAct.CARRY.value),
    "category": ("act", BatchAct.CATEGORISE.value),
    "target_on": ("act", BatchAct.AIM.value),
}


class BatchOutlookIn(Machine, BatchSchema):
    """One change, and the risks it is for."""

    counts_with: ClassVar[Conditions] = _BY_ACT

    class Meta(BatchSchema.Meta):
        """Looking has a door of its own."""

        exclude = ("stage", "versions")


class BatchIn(Machine, BatchSchema):
    """One change, the risks it is for, and which versions of them were read."""

    counts_with: ClassVar[Conditions] = _BY_ACT

    class Meta(BatchSchema.Meta):
        """Looking has a door of its own."""

        exclude = ("stage",)

    versions = fields.Dict(  # type: ignore[assignment]  # a form's boxes hold a pair each
        keys=fields.String(),
        values=fields.Integer(strict=True, validate=validate.Range(1, 2**31 - 1)),
        load_default=dict,
        validate=validate.Length(max=MOST_RISKS),
        metadata={"description": "The version of each risk that changes, by its reference."},
    )


class ChangedScoreOut(Schema):
    """A risk that the next pack shows with another score than the last one."""

    risk = fields.String(metadata={"description": "Reference of the risk."})
    assessment_id = fields.Integer(allow_none=True, metadata={"description": "What is agreed to."})
    before = fields.Nested(ScoreOut, allow_none=True)
    now = fields.Nested(ScoreOut, allow_none=True)
    steps = fields.Integer(metadata={"description": "How often it was scored meanwhile."})
    agreed_at = fields.AwareDateTime(allow_none=True)
    agreed_as = fields.String(allow_none=True, metadata={"description": "Title of the post."})


class ChangedScoresOut(Schema):
    """A page of changed scores, as the desk has them."""

    items = fields.List(fields.Nested(ChangedScoreOut))
    total = fields.Integer()
    next = fields.String(allow_none=True)


class ChangedScoresAsked(Asked):
    """Which page of the changed scores."""

    class Meta(Asked.Meta):
        """Pages are as long as those of the desk."""

        exclude = ("limit",)


class AgreedScoresIn(Machine, AgreementSchema):
    """The judgements that were read, by their ids."""


class AgreedScoresOut(Schema):
    """The risks whose scores stand."""

    risks = fields.List(fields.String())
