"""What a sender gets back for a file: a page, a record for machines, the own file with marks."""
