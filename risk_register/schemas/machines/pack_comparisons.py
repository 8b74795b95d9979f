"""Two packs compared, as programs get it."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validates_schema

from risk_register.schemas.base import Whole
from risk_register.schemas.machines.base import FieldsAsked
from risk_register.schemas.machines.packs import PackOut

_CHOOSE = "Give the id of a pack."


class ComparisonAsked(FieldsAsked):
    """Two packs, in either order; the last two that were circulated if none is named."""

    earlier = Whole(wrong=_CHOOSE, lowest=1)
    later = Whole(wrong=_CHOOSE, lowest=1)

    @validates_schema
    def check_both(self, said: dict[str, Any], **_kwargs: Any) -> None:
        """Refuse one pack alone."""
        missing = [name for name in ("earlier", "later") if said[name] is None]
        if len(missing) == 1:
            raise ValidationError(_CHOOSE, missing[0])


class ToldPostOut(Schema):
    """A post as a pack tells it."""

    post = fields.String()
    agency = fields.String()


class ToldScoreOut(Schema):
    """A current score as a pack tells it."""

    likelihood = fields.Integer()
    impact = fields.Integer()
    score = fields.Integer()
    band_name = fields.String()
    assessed_at = fields.String(metadata={"description": "ISO 8601."})
    by = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)


class ToldRiskOut(Schema):
    """A risk as a pack tells it."""

    reference = fields.String()
    title = fields.String()
    owner = fields.Nested(ToldPostOut)
    current = fields.Nested(ToldScoreOut, allow_none=True)


class NamedRiskOut(Schema):
    """Which risk it is, as the later pack calls it."""

    reference = fields.String()
    title = fields.String()


class ClosingOut(Schema):
    """What the later pack says of a risk's end."""

    how = fields.String()
    merged_into = fields.String(allow_none=True)
    closed_at = fields.String(allow_none=True, metadata={"description": "ISO 8601."})
    by = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)


class GoneOut(Schema):
    """A risk of the earlier pack only."""

    risk = fields.Nested(ToldRiskOut)
    closing = fields.Nested(ClosingOut, allow_none=True)


class MovedOut(Schema):
    """A risk whose current score is another one."""

    risk = fields.Nested(NamedRiskOut)
    before = fields.Nested(ToldScoreOut, allow_none=True)
    after = fields.Nested(ToldScoreOut, allow_none=True)
    points = fields.Integer(
        allow_none=True,
        metadata={"description": "Positive is up; null on scales that do not measure alike."},
    )
    direction = fields.String(allow_none=True)


class RewordingOut(Schema):
    """A text that says something else."""

    name = fields.String()
    before = fields.String(allow_none=True)
    after = fields.String(allow_none=True)


class RewordedOut(Schema):
    """A risk that says something else."""

    risk = fields.Nested(NamedRiskOut)
    changes = fields.List(fields.Nested(RewordingOut))


class NewOwnerOut(Schema):
    """A risk that another post owns."""

    risk = fields.Nested(NamedRiskOut)
    before = fields.String()
    after = fields.String()


class ToldActionOut(Schema):
    """An action as a pack tells it."""

    reference = fields.String()
    text = fields.String()
    lead = fields.Nested(ToldPostOut)
    due_on = fields.String(metadata={"description": "ISO 8601."})
    status = fields.String()


class ActionMovedOut(Schema):
    """An action of both packs whose date or state is another one."""

    before = fields.Nested(ToldActionOut)
    after = fields.Nested(ToldActionOut)


class CountOut(Schema):
    """A number on both sides; null where that pack does not count it."""

    name = fields.String()
    before = fields.Integer(allow_none=True)
    after = fields.Integer(allow_none=True)


class ComparisonOut(Schema):
    """What the later of two packs says that the earlier did not; lists in the later one's order."""

    earlier = fields.Nested(PackOut)
    later = fields.Nested(PackOut)
    is_one_scheme = fields.Boolean(metadata={"description": "Whether scores mean the same."})
    unchanged = fields.Integer(metadata={"description": "Risks of both that say the same."})
    withheld = fields.List(
        fields.String(), metadata={"description": "References that one of the two withholds."}
    )
    counts = fields.List(fields.Nested(CountOut))
    briefing = fields.List(fields.Nested(RewordingOut))
    new = fields.List(fields.Nested(ToldRiskOut))
    gone = fields.List(fields.Nested(GoneOut))
    moved = fields.List(fields.Nested(MovedOut))
    reworded = fields.List(fields.Nested(RewordedOut))
    owners = fields.List(fields.Nested(NewOwnerOut))
    actions_new = fields.List(fields.Nested(ToldActionOut))
    actions_gone = fields.List(fields.Nested(ToldActionOut))
    actions_finished = fields.List(fields.Nested(ToldActionOut))
    actions_moved = fields.List(fields.Nested(ActionMovedOut))
    actions_restated = fields.List(fields.Nested(ActionMovedOut))
