"""What people do with the register: one verb per function, one noun per file."""
