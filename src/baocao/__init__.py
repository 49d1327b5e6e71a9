"""Baocao: the reporting warehouse of a province."""

__version__ = "0.1.0"
