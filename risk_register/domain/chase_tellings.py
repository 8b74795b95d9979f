"""The sentences of chases, their letters and links."""

from collections.abc import Mapping

from risk_register.domain.matters import Matter
from risk_register.domain.sentences import Telling, plainly

CHASE_TELLINGS: Mapping[str, Telling] = {
    "feed made": Telling(Matter.SETTING_UP, plainly("made a calendar address")),
    "feed revoked": Telling(Matter.SETTING_UP, plainly("took a calendar address back")),
}
