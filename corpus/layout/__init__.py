"""A document to its layout: lines, blocks, outline, sentences, grids, passages."""
