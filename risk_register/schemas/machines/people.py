"""People and their posts as programs get and send them."""

from marshmallow import Schema, fields, validate

from risk_register.domain.people import PersonState
from risk_register.domain.permissions import Role
from risk_register.schemas.base import FormSchema, Words
from risk_register.schemas.machines.base import Asked, ListAsked, Machine
from risk_register.schemas.machines.risks import PostOut
from risk_register.schemas.memberships import CHOOSE, WithdrawnRoleSchema
from risk_register.schemas.people import InviteeSchema, LeavingSchema, PersonSchema
from risk_register.schemas.posts import GivingUpSchema, HandoverSchema, NewPostSchema, PostSchema


class PartOut(Schema):
    """What somebody is in a programme."""

    membership_id = fields.Integer()
    programme = fields.String(metadata={"description": "Key of the programme."})
    role = fields.String(validate=validate.OneOf([*Role]))


class PersonOut(Schema):
    """Somebody who works in the register."""

    id = fields.Integer()
    name = fields.String()
    email = fields.String()
    agency = fields.String(metadata={"description": "Key of the agency."})
    keeps_agency = fields.Boolean(metadata={"description": "Whether they look after its people."})
    state = fields.String(validate=validate.OneOf([each.name.lower() for each in PersonState]))
    posts = fields.List(fields.Nested(PostOut))
    parts = fields.List(fields.Nested(PartOut))
    version = fields.Integer()


class PeopleOut(Schema):
    """A page of people, by name."""

    items = fields.List(fields.Nested(PersonOut))
    total = fields.Integer()
    next = fields.String(allow_none=True)


class PeopleAsked(Asked):
    """Which people, and which page of them."""

    class Meta(Asked.Meta):
        """Pages are as long as those of the list that people read."""

        exclude = ("limit",)

    words = Words(longest=100)
    agency = Words(longest=40)
    programme = Words(longest=40)
    role = fields.String(load_default="", validate=validate.OneOf(["", *Role]))


class PartIn(Machine, FormSchema):
    """A role in a programme."""

    programme = Words(empty="Give the key of a programme.", longest=40)
    role = fields.Enum(
        Role, by_value=True, required=True, error_messages={"required": CHOOSE, "unknown": CHOOSE}
    )


class InviteeIn(Machine, InviteeSchema):
    """Somebody who is asked in; ``post`` is the title of one, new or there already."""

    parts = fields.List(fields.Nested(PartIn), load_default=list, validate=validate.Length(max=50))


class PersonIn(Machine, PersonSchema):
    """What somebody is called, and where their letters go."""

    class Meta(PersonSchema.Meta):
        """The version comes as If-Match."""

        exclude = ("version",)


class GivenRoleIn(PartIn):
    """A role that somebody is to have, and why."""

    reason = Words(empty="Say why.", longest=500)


class WithdrawnRoleIn(Machine, WithdrawnRoleSchema):
    """Why somebody no longer has a role."""


class LeavingIn(Machine, LeavingSchema):
    """Somebody's last day."""


class HeldPostOut(PostOut):
    """A post, and who holds it."""

    leads_agency = fields.Boolean()
    is_retired = fields.Boolean()
    version = fields.Integer()
    holding_id = fields.Integer(metadata={"description": "To be sent when it changes hands."})
    holder_id = fields.Integer(allow_none=True, metadata={"description": "Today's, or the next."})
    from_on = fields.Date(allow_none=True)
    until_on = fields.Date(allow_none=True)


class HeldPostsOut(Schema):
    """Posts by agency and title, retired ones last; the holding stands in each one's own door."""

    items = fields.List(fields.Nested(PostOut))


class PostsAsked(ListAsked):
    """Which posts, and which of their fields."""

    agency = Words(longest=40)
    vacant = fields.Boolean(load_default=False)


class NewPostIn(Machine, NewPostSchema):
    """A post that is added to an agency."""


class PostIn(Machine, PostSchema):
    """A post's title, and whether its holder hears when the agency's people stay silent."""

    class Meta(PostSchema.Meta):
        """The version comes as If-Match."""

        exclude = ("version",)


class HandoverIn(Machine, HandoverSchema):
    """Who holds a post from when on; ``holding_id`` is the holding that has been read, or 0."""


class GivingUpIn(Machine, GivingUpSchema):
    """The last day on which somebody holds a post."""
