"""Evidence to an answer: the sentence, what is missing, the JSON of the contract."""
