"""What is measured: concepts as data, and from a phrase to the concept that it names."""
