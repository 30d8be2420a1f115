"""Self-test: people whose truth is known, and whether the statistics find it."""
