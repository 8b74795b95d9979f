"""How a programme's documents look."""

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import select

from risk_register.database import db
from risk_register.domain.looks import Look
from risk_register.models import Programme
from risk_register.services.events import record_event


def choose_look(programme: Programme, look: Look, *, at: datetime) -> None:
    """Let the programme's next documents look so; what is frozen keeps its look."""
    programme.look, programme.contact = look.content, look.contact
    mark = f"SHA-256 {hashlib.sha256(look.logo).hexdigest()}" if look.logo else None
    record_event(
        "look chosen",
        subject=f"programme {programme.key}",
        programme=programme,
        by=None,
        at=at,
        facts={
            "accent": f"accent {look.accent}" if look.accent else "no accent",
            "logo": f"a logo ({mark})" if mark else "no logo",
        },
    )


def gather_look(programme: Programme) -> dict[str, Any]:
    """Gather accent and logo as a snapshot holds them; None for what is not chosen."""
    look = db.session.scalar(select(Programme.look).where(Programme.id == programme.id))
    return look or Look().content
