"""Directories: what another organisation's sign-in service says of who somebody is."""
