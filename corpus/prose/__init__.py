"""Sentences, lists and slides to facts: what a figure said in words measures, and when."""
