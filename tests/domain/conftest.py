"""How hard the rules are tried."""

from hypothesis import settings

# The rules take microseconds; a busy machine must not make one of them look slow and fail.
settings.register_profile("rules", deadline=None)
settings.load_profile("rules")
