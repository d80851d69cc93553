"""Questions in words: the sentences that answer and the shortest words in them."""
