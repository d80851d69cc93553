"""Questions in words: who, where, when, why, how, what is. Hand it a question, get the sentences
that answer and the shortest words in them.

Not for figures (`service.asking`).
"""
