"""How many letters leave in a minute, counted for all processes together."""

from sqlalchemy import delete, func, or_, select

from risk_register.database import database_seconds, db
from risk_register.models import LetterTry

_MINUTE = 60.0  # seconds


def take_turn(per_minute: int) -> bool:
    """Count one more try to send a letter, unless the last minute has had its number.

    :param per_minute: tries at most in any 60 seconds; 0 for no limit
    :returns: whether the letter may go now
    """
    if not per_minute:
        return True
    now = database_seconds()
    # A clock that was set back must not keep the letters waiting.
    gone = or_(LetterTry.tried_at <= now - _MINUTE, LetterTry.tried_at > now)
    db.session.execute(delete(LetterTry).where(gone))
    tries = db.session.scalar(select(func.count()).select_from(LetterTry)) or 0
    if tries >= per_minute:
        return False
    db.session.add(LetterTry(tried_at=now))
    return True
