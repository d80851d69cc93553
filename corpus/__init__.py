"""What do the documents say? Hand it a folder, get documents, passages, tables, facts and checks.

Imports nothing else of ours, no Whoosh and no Flask. Not for searching or answering.
"""
