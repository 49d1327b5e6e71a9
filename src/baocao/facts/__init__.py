"""The figures that five provinces published, reproduced from invented figures of their units."""
