"""Making a key for a program."""

from typing import Any

from marshmallow import fields, post_load, validate

from risk_register.domain.api_keys import LASTS_DAYS, LONGEST_NAME, Group, Reach, join_scopes
from risk_register.schemas.accounts import MOST_TYPED
from risk_register.schemas.base import FormSchema, Whole, Words

_DAYS = "Choose how long it works."


def _reach(group: Group) -> fields.String:
    choices = ["", Reach.READ.value, *([Reach.WRITE.value] if group.is_writable else [])]
    return fields.String(
        load_default="", validate=validate.OneOf(choices, error="Choose how far the key goes.")
    )


class ApiKeySchema(FormSchema):
    """What the program is called, what it may open, for how long; and who asks for that."""

    name = Words(empty="Say which program it is for.", longest=LONGEST_NAME)
    days = Whole(empty=_DAYS, wrong=_DAYS, lowest=1, highest=max(LASTS_DAYS))
    risks = _reach(Group.RISKS)
    actions = _reach(Group.ACTIONS)
    indicators = _reach(Group.INDICATORS)
    meetings = _reach(Group.MEETINGS)
    packs = _reach(Group.PACKS)
    record = _reach(Group.RECORD)
    people = _reach(Group.PEOPLE)
    oversight = _reach(Group.OVERSIGHT)
    proof = Words(longest=MOST_TYPED)

    @post_load
    def _join(self, said: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
        """Turn the choices into scopes."""
        chosen = {group: said.pop(group.value) for group in Group}
        scopes = join_scopes({group: Reach(reach) for group, reach in chosen.items() if reach})
        return {**said, "scopes": scopes}
