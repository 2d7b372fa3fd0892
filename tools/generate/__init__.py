"""Writes the files that are derived from others, so that nobody keeps two copies of a fact by hand."""
