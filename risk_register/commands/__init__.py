"""What the command line can do, one file for each noun; every command prints what it did."""
