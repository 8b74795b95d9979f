"""Narrowing the register's list."""

from marshmallow import EXCLUDE, Schema, fields

from risk_register.schemas.base import Whole, Words


class RiskFilterSchema(Schema):
    """What the list is narrowed to; what cannot be read does not narrow."""

    class Meta:
        """An address may carry more than a filter."""

        unknown = EXCLUDE

    search = Words(longest=100)
    band = Words(longest=40)
    category = Words(longest=60)
    agency = Words(longest=40)
    owner_id = Whole(wrong="Choose a post.", lowest=1)
    overdue = fields.Boolean(load_default=False)
    page = Whole(wrong="There is no such page.", lowest=1, highest=10_000)
