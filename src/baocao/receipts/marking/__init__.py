"""The sender's own file with its faults marked, each kind of file in its own way."""
