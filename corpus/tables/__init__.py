"""A grid to facts: what columns and rows say, what a cell says, rows put back by proof."""
