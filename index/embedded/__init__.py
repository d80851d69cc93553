"""The engine in this process: Whoosh for passages, columns for facts."""
