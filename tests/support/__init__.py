"""Helpers shared by tests: small real states of a province, written by code."""
