"""Speed, side by side: `python -m bench` measures Tickmark against what else one would pick."""
