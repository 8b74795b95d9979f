"""Which heat map, and since when."""

from marshmallow import EXCLUDE, Schema, fields

from risk_register.domain.scoring import Basis
from risk_register.schemas.base import Whole
from risk_register.schemas.moments import PastMoment


class HeatMapSchema(Schema):
    """A basis, and the moment from which moves are told; without one none are."""

    class Meta:
        """An address may carry more than this."""

        unknown = EXCLUDE

    basis = fields.Enum(Basis, by_value=True, load_default=Basis.CURRENT)
    since = PastMoment(load_default=None)
    page = Whole(wrong="There is no such page.", lowest=1, highest=10_000)
