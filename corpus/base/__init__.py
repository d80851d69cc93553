"""Records, errors, intervals and selectors: what every other room passes around."""
