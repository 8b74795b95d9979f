"""Documents: the board pack as a PDF, and the drawings in it.

Frozen values come in, bytes go out; no table, no network, no clock.
"""
