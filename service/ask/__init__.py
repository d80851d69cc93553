"""The question from end to end: records of an answer, its memory, the pipeline."""
