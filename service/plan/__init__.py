"""What was understood to a plan: which figures are wanted and what is done with them."""
