"""From a file that a unit sent to validated cells in landing and a receipt for the unit."""
