"""The sentences of chases, their letters and links."""

from collections.abc import Mapping

from risk_register.domain.sentences import Telling

CHASE_TELLINGS: Mapping[str, Telling] = {}
