"""Thematic areas of the data portal: maps made from compiled comparisons."""
