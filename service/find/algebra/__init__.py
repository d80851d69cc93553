"""Plans that are trees, executed: one algebra over any expression, with its refusals."""
