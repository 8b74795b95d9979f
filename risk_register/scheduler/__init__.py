"""The clock: what is due is done, late, twice or on two machines, without harm."""
