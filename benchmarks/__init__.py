"""How fast reading and building are, as ratios to bare baselines measured in the same run."""
