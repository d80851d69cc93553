"""Rows, columns and words on disk: arrays and bytes that are mapped, never unpickled."""
