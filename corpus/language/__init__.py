"""Words: one fold, one stem, one slug, and the word lists of a language."""
