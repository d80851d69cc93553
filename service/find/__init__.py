"""A plan to evidence: figures reported, derived, read from cells or sentences."""
