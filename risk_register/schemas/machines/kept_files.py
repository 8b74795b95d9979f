"""Files that are kept, as programs get, bring and withdraw them."""

from marshmallow import Schema, fields, validate

from risk_register.domain.evidence import FileKind
from risk_register.schemas.base import Words
from risk_register.schemas.evidence import EvidenceSchema, WithdrawalSchema
from risk_register.schemas.machines.base import Machine
from risk_register.schemas.papers import PaperSchema

LONGEST_GIVEN = 200  #: characters of a file's name as it comes; fewer are kept
_NAME = "Give the file's name, like costs.pdf."


class KeptFileOut(Schema):
    """What the register says about a file; one that was withdrawn is handed out no longer."""

    id = fields.Integer()
    name = fields.String(metadata={"description": "Of the file."})
    kind = fields.String(validate=validate.OneOf([*FileKind]))
    size = fields.Integer(metadata={"description": "In bytes."})
    sha256 = fields.String()
    added_as = fields.String(allow_none=True, metadata={"description": "Title of the post."})
    added_at = fields.AwareDateTime()
    withdrawn_as = fields.String(allow_none=True, metadata={"description": "Title of the post."})
    withdrawn_at = fields.AwareDateTime(allow_none=True)
    withdraw_reason = fields.String(allow_none=True)


class OnePaperOut(KeptFileOut):
    """A paper of an agenda."""

    item_id = fields.Integer()
    title = fields.String()


class PapersOut(Schema):
    """The papers of an item in the order they were added in, withdrawn ones too."""

    items = fields.List(fields.Nested(OnePaperOut))


class PaperAsked(Machine, PaperSchema):
    """What a paper is called, and its file, whose ending says what it is."""

    name = Words(empty=_NAME, longest=LONGEST_GIVEN, example="costs.pdf")


class OneEvidenceOut(KeptFileOut):
    """A file that is evidence of an action."""

    action = fields.String(metadata={"description": "Reference of the action."})
    shows = fields.String()


class EvidenceOut(Schema):
    """The files of an action in the order they were added in, withdrawn ones too."""

    items = fields.List(fields.Nested(OneEvidenceOut))


class EvidenceAsked(Machine, EvidenceSchema):
    """What a file shows, and what it is called; its ending says what it is."""

    name = Words(empty=_NAME, longest=LONGEST_GIVEN, example="contracts.pdf")


class FileWithdrawalIn(Machine, WithdrawalSchema):
    """Why a file is withdrawn, and the SHA-256 of the file that was looked at."""
