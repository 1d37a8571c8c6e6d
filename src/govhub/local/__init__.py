"""The stack on one machine, without containers: embedded PostgreSQL and a handful of processes."""
