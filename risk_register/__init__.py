"""A risk register that several agencies share, and the board packs made from it."""

__version__ = "0.1.0"
