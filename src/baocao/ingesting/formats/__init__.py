"""One module for each kind of file: its bytes as sheets of cells, or a refusal that names it."""
