"""Letters for the outbox, saying only what a test cares about."""

from datetime import timedelta

from risk_register.database import write_transaction
from risk_register.domain.chases import NoticeKind
from risk_register.services.notices import queue_notice
from risk_register.services.sign_in_links import make_link
from tests.conftest import NOW


def queue(person, *, at=NOW, **rest):
    """Queue a letter about what is due from somebody."""
    known = {
        "kind": NoticeKind.DUE,
        "subject": "1 thing is due from you",
        "content": {"greeting": "Head of Casework"},
        "programme": None,
        "link": None,
        "domain": "example.org",
    }
    with write_transaction():
        return queue_notice(person, at=at, **known | rest)


def link_for(member, *, at=NOW, lasts=timedelta(days=9), posts=None):
    """Make a link for somebody, for all posts they hold."""
    with write_transaction():
        return make_link(
            member.person,
            posts=member.posts if posts is None else posts,
            expires_at=at + lasts,
            at=at,
        )
