"""Where is it? Hand it a library, get ranked passages by words and facts by their aspects.

The only package that imports Whoosh. Not for reading documents or wording answers.
"""
