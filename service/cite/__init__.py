"""Citations: made, verified, pasted, exported."""
