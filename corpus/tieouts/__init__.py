"""The kinds of tie-outs, one small room each.

Comes in: a `FactIndex`. Goes out: `Tie`s, arithmetic relations that should hold between printed
facts, which `corpus.checks` tries. Not for: changing facts.
"""
