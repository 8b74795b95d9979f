"""What programs send and get: the forms' own schemas, told in JSON."""
