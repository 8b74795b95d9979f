"""A report that a letter came back."""

from risk_register.schemas.base import FormSchema, Words

LONGEST_REPORT = 200_000  # characters


class BounceSchema(FormSchema):
    """The report as its source shows it."""

    report = Words(empty="Paste the report.", longest=LONGEST_REPORT)
