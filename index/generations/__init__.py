"""Generations: built beside, published by one rename, opened whole or not at all."""
