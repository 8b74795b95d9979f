"""Adding a paper to an item. The file itself is looked at by the ground."""

from risk_register.domain.agendas import LONGEST_TITLE
from risk_register.schemas.base import FormSchema, Words


class PaperSchema(FormSchema):
    """What a paper is called."""

    title = Words(
        empty="Say what the paper is called.",
        longest=LONGEST_TITLE,
        example="Cost of the second provider",
    )
