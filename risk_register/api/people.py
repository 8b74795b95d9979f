"""Posts: the job titles that own risks, lead actions and measure."""

from typing import Any

from risk_register.api.risks import tell_post
from risk_register.api.rooms import Room
from risk_register.domain.api_keys import Group
from risk_register.domain.permissions import Permission
from risk_register.schemas.machines.programmes import PostsOut
from risk_register.services.programmes import Member, list_posts

room = Room("people", Group.PEOPLE, "Posts: job titles at agencies.")


@room.reads("/programmes/<programme_key>/posts", Permission.READ_REGISTER, PostsOut)
def list_programme_posts(member: Member) -> Any:
    """List the posts that can own a risk or lead an action."""
    return {"items": [tell_post(post) for post in list_posts(member.programme)]}
