"""The register's rules and plain values: pure, standard library only."""
