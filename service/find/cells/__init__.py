"""Questions of one document's own tables, by the words of rows and columns."""
