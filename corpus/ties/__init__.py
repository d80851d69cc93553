"""Facts to tie-outs: one list of checks, each with its words."""
