"""An address of a program, and what it is told."""

from typing import Any, ClassVar

from marshmallow import fields, post_load

from risk_register.domain.matters import Matter
from risk_register.domain.webhooks import LONGEST_ADDRESS
from risk_register.schemas.base import FormSchema, Words


class WebhookSchema(FormSchema):
    """Where messages go, and about what."""

    lists: ClassVar[tuple[str, ...]] = ("matters",)

    address = Words(empty="Enter the address of the program.", longest=LONGEST_ADDRESS)
    matters = fields.List(
        fields.Enum(Matter, by_value=True, error_messages={"unknown": "Choose from the list."}),
        load_default=list,
    )

    @post_load
    def _make_plain(self, said: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
        return {**said, "matters": frozenset(said["matters"])}
