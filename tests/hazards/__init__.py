"""The forty hazards of submitted files: fixtures written by code, outcomes stated in a table."""
